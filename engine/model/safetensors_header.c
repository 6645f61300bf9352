#include "engine/model/safetensors_header.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

#define LENGTH_BYTES 8
#define NOTES        "__metadata__"
#define SHOWN        64 /* bytes of a name in a message */

/* What follows the header. */
struct region {
    const unsigned char *data;
    size_t bytes, offset; /* of its start in the file */
};

/* A name from a file must not reach a terminal as it is. */
static const char *shown(char out[SHOWN], const char *name)
{
    size_t i = 0;

    for (; name[i] && i < SHOWN - 1; i++)
        out[i] = name[i];
    out[i] = '\0';
    for (i = 0; out[i]; i++) {
        if (out[i] < ' ' || out[i] > '~')
            out[i] = '?';
    }
    return out;
}

static struct status bad(const struct safetensors_tensor *t, const char *why)
{
    char name[SHOWN];

    return status_fail(STATUS_BAD_FILE, "tensor \"%s\" %s",
                       shown(name, t->name), why);
}

static struct status read_type(struct safetensors_tensor *t, const json_t *info)
{
    const char *text = json_string_value(json_object_get(info, "dtype"));
    char what[SHOWN], why[2 * SHOWN];

    if (!text)
        return bad(t, "has no dtype");
    for (int type = 0; type <= SAFETENSORS_F8_E5M2; type++) {
        if (!strcmp(text, safetensors_type_name(type))) {
            t->type = type;
            return STATUS_OK;
        }
    }
    snprintf(why, sizeof why, "has the unknown dtype \"%s\"",
             shown(what, text));
    return bad(t, why);
}

static struct status read_shape(struct safetensors_tensor *t,
                                const json_t *info)
{
    const json_t *shape = json_object_get(info, "shape");
    const size_t dims = json_array_size(shape);

    if (!json_is_array(shape))
        return bad(t, "has no shape");
    if (dims > SAFETENSORS_DIMS)
        return bad(t, "has too many extents, the limit is 8");
    t->dims = (int)dims;
    for (size_t i = 0; i < dims; i++) {
        const json_t *extent = json_array_get(shape, i);

        t->shape[i] = json_integer_value(extent);
        if (!json_is_integer(extent) || t->shape[i] < 0)
            return bad(t, "has an extent that is no whole number");
    }
    return STATUS_OK;
}

static struct status read_range(struct safetensors_tensor *t,
                                const json_t *info, const struct region *r)
{
    const json_t *range = json_object_get(info, "data_offsets");
    const json_t *from = json_array_get(range, 0), *to;
    char why[160];

    to = json_array_get(range, 1);
    if (json_array_size(range) != 2 || !json_is_integer(from) ||
        !json_is_integer(to) || json_integer_value(from) < 0)
        return bad(t, "has no data_offsets of two whole numbers");

    const json_int_t start = json_integer_value(from);
    const json_int_t end = json_integer_value(to);
    if (end < start)
        return bad(t, "ends before it starts");
    if ((uint64_t)end > r->bytes) {
        snprintf(why, sizeof why,
                 "ends %llu bytes past the file; the download may be "
                 "incomplete",
                 (unsigned long long)((uint64_t)end - r->bytes));
        return bad(t, why);
    }
    t->offset = r->offset + (size_t)start;
    t->bytes = (size_t)(end - start);
    t->data = r->data + start;
    return STATUS_OK;
}

static struct status read_tensor(struct safetensors_tensor *t,
                                 const json_t *info, const struct region *r)
{
    char why[160];
    size_t need;

    if (!json_is_object(info))
        return bad(t, "is no object");
    STATUS_TRY(read_type(t, info));
    STATUS_TRY(read_shape(t, info));
    STATUS_TRY(read_range(t, info, r));

    const size_t each = safetensors_type_bytes(t->type);
    if (!size_of_shape(&need, t->shape, t->dims, each))
        return bad(t, "has a shape whose product overflows");
    if (need != t->bytes) {
        snprintf(why, sizeof why,
                 "needs %zu bytes for its shape, but its range has %zu", need,
                 t->bytes);
        return bad(t, why);
    }
    t->count = (int64_t)(need / each);
    return STATUS_OK;
}

static struct status read_notes(struct safetensors *s, json_t *notes)
{
    const size_t count = json_object_size(notes);
    const char *key;
    json_t *value;

    if (!json_is_object(notes))
        return status_fail(STATUS_BAD_FILE, NOTES " is no object");
    if (count > SAFETENSORS_MAX_TENSORS) {
        return status_fail(STATUS_BAD_FILE,
                           NOTES " has %zu keys, the limit "
                                 "is %d",
                           count, SAFETENSORS_MAX_TENSORS);
    }
    s->notes = calloc(count + 1, sizeof *s->notes);
    if (!s->notes)
        return status_fail(STATUS_NO_MEMORY, "no memory for " NOTES);
    json_object_foreach(notes, key, value)
    {
        const char *text = json_string_value(value);
        char name[SHOWN];

        if (!text) {
            return status_fail(STATUS_BAD_FILE, NOTES ": \"%s\" is no text",
                               shown(name, key));
        }
        s->notes[s->note_count++] = (struct safetensors_note){key, text};
    }
    return STATUS_OK;
}

static struct status read_tensors(struct safetensors *s, json_t *root,
                                  const struct region *r)
{
    const size_t count = json_object_size(root);
    const char *key;
    json_t *value;

    if (count > SAFETENSORS_MAX_TENSORS + 1) {
        return status_fail(STATUS_BAD_FILE, "%zu tensors, the limit is %d",
                           count, SAFETENSORS_MAX_TENSORS);
    }
    s->tensors = calloc(count + 1, sizeof *s->tensors);
    s->by_name = calloc(count + 1, sizeof(struct safetensors_tensor *));
    if (!s->tensors || !s->by_name) {
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu tensors",
                           count);
    }
    json_object_foreach(root, key, value)
    {
        if (!strcmp(key, NOTES)) {
            STATUS_TRY(read_notes(s, value));
            continue;
        }
        struct safetensors_tensor *t = &s->tensors[s->count++];
        t->name = key;
        STATUS_TRY(read_tensor(t, value, r));
    }
    return STATUS_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct safetensors_tensor *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
    const struct safetensors_tensor *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

/* A hole could hide another format in the file; an overlap is a lie. */
static struct status check_tiling(struct safetensors *s, const struct region *r)
{
    size_t end = r->offset;

    qsort(s->tensors, (size_t)s->count, sizeof *s->tensors, by_place);
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];

        if (t->offset < end)
            return bad(t, "overlaps the tensor before it");
        if (t->offset > end)
            return bad(t, "has a hole before it");
        end = t->offset + t->bytes;
        s->by_name[i] = &s->tensors[i];
    }
    if (end != r->offset + r->bytes) {
        return status_fail(STATUS_BAD_FILE,
                           "%zu bytes behind the last tensor belong to none",
                           r->offset + r->bytes - end);
    }
    qsort(s->by_name, (size_t)s->count, sizeof(struct safetensors_tensor *),
          by_name);
    return STATUS_OK;
}

static struct status measure(const unsigned char *data, size_t bytes,
                             size_t *length)
{
    uint64_t n = 0;

    if (bytes < LENGTH_BYTES) {
        return status_fail(STATUS_BAD_FILE,
                           "%zu bytes are too few for a header; the download "
                           "may be incomplete",
                           bytes);
    }
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        n = n << 8 | data[i];
    if (n > SAFETENSORS_MAX_HEADER) {
        return status_fail(STATUS_BAD_FILE,
                           "a header of %llu bytes, the limit is %u",
                           (unsigned long long)n, SAFETENSORS_MAX_HEADER);
    }
    if (n > bytes - LENGTH_BYTES) {
        return status_fail(STATUS_BAD_FILE,
                           "the header ends %llu bytes past the file; the "
                           "download may be incomplete",
                           (unsigned long long)(n - (bytes - LENGTH_BYTES)));
    }
    if (!n || data[LENGTH_BYTES] != '{')
        return status_fail(STATUS_BAD_FILE, "the header does not start with {");
    *length = (size_t)n;
    return STATUS_OK;
}

struct status safetensors_header_read(struct safetensors *s,
                                      const unsigned char *data, size_t bytes)
{
    json_error_t error;
    size_t length = 0;

    STATUS_TRY(measure(data, bytes, &length));
    json_t *root = json_loadb((const char *)data + LENGTH_BYTES, length,
                              JSON_REJECT_DUPLICATES, &error);
    char why[2 * SHOWN];
    if (!root) {
        return status_fail(STATUS_BAD_FILE,
                           "the header is not JSON at byte %d: %s",
                           error.position, shown(why, error.text));
    }
    s->json = root;

    const size_t offset = LENGTH_BYTES + length;
    const struct region r = {data + offset, bytes - offset, offset};
    STATUS_TRY(read_tensors(s, root, &r));
    return check_tiling(s, &r);
}
