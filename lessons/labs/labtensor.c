#include "lessons/labs/labtensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/buf.h"
#include "engine/base/paths.h"
#include "engine/base/size.h"

enum { PATH_BYTES = 4096, SHOWN = 3 };

/* A folder may hold a single GGUF file and no settings beside it. */
static struct status find_file(struct buf *path, const char *model)
{
    struct stat info;

    STATUS_TRY(paths_model(path, model));
    const size_t n = path->bytes;
    if (stat(buf_string(path), &info) || !S_ISDIR(info.st_mode))
        return STATUS_OK;
    buf_text(path, "/config.json");
    const bool settings = paths_exists(buf_string(path));
    buf_cut(path, n);
    buf_text(path, "/model.gguf");
    if (settings || !paths_exists(buf_string(path)))
        buf_cut(path, n);
    return buf_status(path);
}

static struct status list_parts(struct labtensor_file *f)
{
    struct arch_walk walk = {0};
    struct arch_shape shape;
    char name[ARCH_NAME];

    while (arch_next(&f->arch, &walk, name, &shape))
        f->count++;
    f->name = calloc((size_t)f->count + 1, sizeof *f->name);
    if (!f->name)
        return status_fail(STATUS_NO_MEMORY, "no memory for the names");
    walk = (struct arch_walk){0};
    for (int i = 0; arch_next(&f->arch, &walk, f->name[i], &shape); i++)
        ;
    return STATUS_OK;
}

struct status labtensor_open(struct labtensor_file *f, const char *model)
{
    struct buf path;

    *f = (struct labtensor_file){0};
    buf_init(&path, PATH_BYTES);
    struct status st = find_file(&path, model);
    if (!st.code)
        st = weights_open(&f->weights, buf_string(&path));
    if (!st.code)
        st = arch_read(&f->arch, f->weights);
    if (!st.code)
        st = arch_check(&f->arch, f->weights);
    if (!st.code)
        st = list_parts(f);
    buf_release(&path);
    if (st.code)
        labtensor_close(f);
    return st;
}

void labtensor_close(struct labtensor_file *f)
{
    weights_free(f->weights);
    free(f->name);
    *f = (struct labtensor_file){0};
}

static struct status several(const struct labtensor_file *f, const char *text,
                             int matches)
{
    struct buf list;
    int shown = 0;

    buf_init(&list, PATH_BYTES);
    for (int i = 0; i < f->count && shown < SHOWN; i++)
        if (strstr(f->name[i], text))
            buf_printf(&list, "%s%s", shown++ ? ", " : "", f->name[i]);
    const struct status st = status_fail(
        STATUS_BAD_USAGE, "\"%s\" is in the names of %d tensors: %s%s", text,
        matches, buf_string(&list), matches > SHOWN ? " ..." : "");
    buf_release(&list);
    return st;
}

struct status labtensor_find(const struct labtensor_file *f, const char *text,
                             int *index)
{
    int matches = 0;

    for (int i = 0; i < f->count; i++) {
        if (strcmp(f->name[i], text) == 0) {
            *index = i;
            return STATUS_OK;
        }
    }
    for (int i = 0; i < f->count && *text; i++) {
        if (strstr(f->name[i], text)) {
            *index = i;
            matches++;
        }
    }
    if (matches > 1)
        return several(f, text, matches);
    return matches ? STATUS_OK
                   : status_fail(STATUS_NOT_FOUND,
                                 "no tensor's name holds \"%s\"; the first is "
                                 "%s, the last %s",
                                 text, f->name[0], f->name[f->count - 1]);
}

struct status labtensor_read(struct labtensor *t,
                             const struct labtensor_file *f, int index)
{
    struct arch_part p;
    size_t bytes;

    *t = (struct labtensor){0};
    STATUS_TRY(arch_part(&f->arch, f->weights, f->name[index], &p));
    const int64_t shape[] = {p.rows, p.cols};
    if (!size_of_shape(&bytes, shape, 2, sizeof *t->x))
        return status_fail(STATUS_TOO_BIG, "%s is too large", f->name[index]);
    t->name = f->name[index];
    t->stored = p.tensor->name;
    t->type = p.tensor->type;
    t->rows = p.rows;
    t->cols = p.cols;
    t->count = p.rows * p.cols;
    t->bytes = t->count / weights_type_block(t->type) *
               (int64_t)weights_type_bytes(t->type);
    t->x = malloc(bytes ? bytes : 1);
    if (!t->x)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", t->name);
    const struct status st = arch_floats(&p, 0, p.rows, t->x);
    if (st.code)
        labtensor_release(t);
    return st;
}

void labtensor_release(struct labtensor *t)
{
    free(t->x);
    *t = (struct labtensor){0};
}
