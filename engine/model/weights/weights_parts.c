#include "engine/model/weights/weights_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/size.h"

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

/* A name as it is used: in C, so it may hold no '\0'. */
static struct status keep_name(struct weights *w, const char *what,
                               const void *name, size_t bytes, const char **out)
{
    char shown[WEIGHTS_SHOWN];

    if (bytes && !memchr(name, '\0', bytes))
        return weights_keep(w, name, bytes, out);
    cursor_show(shown, sizeof shown, name, bytes);
    return status_fail(STATUS_BAD_FILE,
                       bytes ? "the %s \"%s\" has a zero byte in it"
                             : "a %s has no name%s",
                       what, shown);
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

struct status weights_add(struct weights *w, const void *name, size_t bytes,
                          struct weights_tensor **out)
{
    void *array = w->tensor;
    const char *text;

    STATUS_TRY(keep_name(w, "tensor", name, bytes, &text));
    const struct status st = grow(&array, w->count, &w->room, sizeof *w->tensor,
                                  WEIGHTS_MAX_TENSORS);
    w->tensor = array;
    if (st.code)
        return status_within(st, "tensors");
    *out = &w->tensor[w->count++];
    **out = (struct weights_tensor){.name = text};
    return STATUS_OK;
}

struct status weights_add_value(struct weights *w, const void *key,
                                size_t bytes, struct weights_value **out)
{
    void *array = w->value;
    const char *text;

    STATUS_TRY(keep_name(w, "key", key, bytes, &text));
    const struct status st = grow(&array, w->value_count, &w->value_room,
                                  sizeof *w->value, WEIGHTS_MAX_VALUES);
    w->value = array;
    if (st.code)
        return status_within(st, "metadata");
    *out = &w->value[w->value_count++];
    **out = (struct weights_value){.key = text};
    return STATUS_OK;
}

struct status weights_bad(const struct weights_tensor *t, const char *why, ...)
{
    char shown[WEIGHTS_SHOWN], text[256];
    va_list args;

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    cursor_show(shown, sizeof shown, t->name, strlen(t->name));
    return status_fail(STATUS_BAD_FILE, "tensor \"%s\" %s", shown, text);
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
    char shown[WEIGHTS_SHOWN];

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
        if (by_key(&w->by_key[i - 1], &w->by_key[i]) != 0)
            continue;
        cursor_show(shown, sizeof shown, w->by_key[i]->key,
                    strlen(w->by_key[i]->key));
        return status_fail(STATUS_BAD_FILE, "the key \"%s\" stands twice",
                           shown);
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
