#include "engine/model/weights/weights_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/size.h"

enum { SHOWN = WEIGHTS_SHOWN + 40 }; /* with quotes and place */

struct status weights_keep(struct weights *w, const void *text, size_t bytes,
                           const char **out)
{
    size_t room;
    char *copy = size_add(&room, bytes, 1) ? arena_add(&w->text, room) : NULL;

    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu bytes of text",
                           bytes);
    if (bytes)
        memcpy(copy, text, bytes);
    *out = copy;
    return STATUS_OK;
}

/* NAME as text, in quotes, and where the file tells of it. */
static void show(char out[SHOWN], const char *name, size_t bytes, size_t at)
{
    char text[WEIGHTS_SHOWN];

    cursor_show(text, sizeof text, name, bytes);
    if (at)
        snprintf(out, SHOWN, "\"%s\" at byte %zu", text, at);
    else
        snprintf(out, SHOWN, "\"%s\"", text);
}

/* A name as it is used: in C, so it may hold no '\0'. */
static struct status keep_name(struct weights *w, const char *what,
                               const void *name, size_t bytes, size_t at,
                               const char **out)
{
    char shown[SHOWN];

    if (bytes && !memchr(name, '\0', bytes))
        return weights_keep(w, name, bytes, out);
    show(shown, name, bytes, at);
    return status_fail(STATUS_BAD_FILE, "the %s %s %s", what, shown,
                       bytes ? "has a zero byte in it" : "has no name");
}

/* Room for one more of `each` bytes, in an array that doubles. */
static struct status grow(void **array, int count, int *room, size_t each,
                          int most)
{
    if (count >= most)
        return status_fail(STATUS_TOO_BIG, "more than %d entries", most);
    if (count < *room)
        return STATUS_OK;
    const int more = *room ? 2 * *room : 64;
    void *bigger = realloc(*array, (size_t)more * each);
    if (!bigger)
        return status_fail(STATUS_NO_MEMORY, "no memory for %d entries", more);
    *array = bigger;
    *room = more;
    return STATUS_OK;
}

struct status weights_add(struct weights *w, size_t at, const void *name,
                          size_t bytes, struct weights_tensor **out)
{
    void *array = w->tensor;
    const char *text;

    STATUS_TRY(keep_name(w, "tensor", name, bytes, at, &text));
    const struct status st = grow(&array, w->count, &w->room, sizeof *w->tensor,
                                  WEIGHTS_MAX_TENSORS);
    w->tensor = array;
    if (st.code)
        return status_within(st, "tensors");
    *out = &w->tensor[w->count++];
    **out = (struct weights_tensor){.name = text, .at = at};
    return STATUS_OK;
}

struct status weights_add_value(struct weights *w, size_t at, const void *key,
                                size_t bytes, struct weights_value **out)
{
    void *array = w->value;
    const char *text;

    STATUS_TRY(keep_name(w, "key", key, bytes, at, &text));
    const struct status st = grow(&array, w->value_count, &w->value_room,
                                  sizeof *w->value, WEIGHTS_MAX_VALUES);
    w->value = array;
    if (st.code)
        return status_within(st, "metadata");
    *out = &w->value[w->value_count++];
    **out = (struct weights_value){.key = text, .at = at};
    return STATUS_OK;
}

struct status weights_bad(const struct weights_tensor *t, const char *why, ...)
{
    char shown[SHOWN], text[256];
    va_list args;

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    show(shown, t->name, strlen(t->name), t->at ? t->at : t->offset);
    return status_fail(STATUS_BAD_FILE, "tensor %s %s", shown, text);
}

struct status weights_bad_value(const struct weights_value *v, const char *why,
                                ...)
{
    char shown[SHOWN], text[256];
    va_list args;

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    show(shown, v->key, strlen(v->key), v->at);
    return status_fail(STATUS_BAD_FILE, "%s %s", shown, text);
}

struct status weights_measure(struct weights_tensor *t)
{
    const int block = weights_type_block(t->type);
    const int64_t cols = t->dims ? t->shape[t->dims - 1] : 1;
    size_t count;

    if (!size_of_shape(&count, t->shape, t->dims, 1) || count > INT64_MAX)
        return weights_bad(t, "has a shape whose product overflows");
    if (cols % block) {
        return weights_bad(t,
                           "has rows of %lld numbers, which blocks of %d of "
                           "type %s do not fill",
                           (long long)cols, block, weights_type_name(t->type));
    }
    if (!size_mul(&t->bytes, count / (size_t)block,
                  weights_type_bytes(t->type)))
        return weights_bad(t, "has a shape whose bytes overflow");
    t->count = (int64_t)count;
    return STATUS_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct weights_tensor *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static int by_key(const void *a, const void *b)
{
    const struct weights_value *const *x = a, *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

struct status weights_finish(struct weights *w)
{
    w->by_name = calloc((size_t)w->count + 1, sizeof(void *));
    w->by_key = calloc((size_t)w->value_count + 1, sizeof(void *));
    if (!w->by_name || !w->by_key)
        return status_fail(STATUS_NO_MEMORY, "no memory for %d names",
                           w->count);
    for (int i = 0; i < w->count; i++)
        w->by_name[i] = &w->tensor[i];
    for (int i = 0; i < w->value_count; i++)
        w->by_key[i] = &w->value[i];
    qsort(w->by_name, (size_t)w->count, sizeof(void *), by_name);
    qsort(w->by_key, (size_t)w->value_count, sizeof(void *), by_key);
    for (int i = 1; i < w->count; i++)
        if (by_name(&w->by_name[i - 1], &w->by_name[i]) == 0)
            return weights_bad(w->by_name[i], "stands twice");
    for (int i = 1; i < w->value_count; i++) {
        if (by_key(&w->by_key[i - 1], &w->by_key[i]) == 0)
            return weights_bad_value(w->by_key[i], "stands twice");
    }
    return STATUS_OK;
}

struct status weights_map(struct weights *w, const char *path,
                          struct filemap *out)
{
    struct filemap *more =
        realloc(w->map, (size_t)(w->maps + 1) * sizeof *w->map);

    if (!more)
        return status_fail(STATUS_NO_MEMORY, "no memory to open %s", path);
    w->map = more;
    STATUS_TRY(filemap_open(out, path, SIZE_MAX / 2));
    w->map[w->maps++] = *out;
    return STATUS_OK;
}
