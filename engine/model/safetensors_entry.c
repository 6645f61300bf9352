#include "engine/model/safetensors_entry.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/size.h"

const char *safetensors_entry_shown(char out[SAFETENSORS_ENTRY_SHOWN],
                                    const char *name)
{
    size_t i = 0;

    for (; name[i] && i < SAFETENSORS_ENTRY_SHOWN - 1; i++)
        out[i] = name[i];
    out[i] = '\0';
    for (i = 0; out[i]; i++) {
        if (out[i] < ' ' || out[i] > '~')
            out[i] = '?';
    }
    return out;
}

struct status safetensors_entry_bad(const struct safetensors_tensor *t,
                                    const char *why, ...)
{
    char name[SAFETENSORS_ENTRY_SHOWN], text[256];
    va_list args;

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    return status_fail(STATUS_BAD_FILE, "tensor \"%s\" %s",
                       safetensors_entry_shown(name, t->name), text);
}

static struct status read_type(struct safetensors_tensor *t, const json_t *info)
{
    const char *text = json_string_value(json_object_get(info, "dtype"));
    char what[SAFETENSORS_ENTRY_SHOWN];

    if (!text)
        return safetensors_entry_bad(t, "has no dtype");
    for (int type = 0; type <= SAFETENSORS_F8_E5M2; type++) {
        if (!strcmp(text, safetensors_type_name(type))) {
            t->type = type;
            return STATUS_OK;
        }
    }
    return safetensors_entry_bad(t, "has the unknown dtype \"%s\"",
                                 safetensors_entry_shown(what, text));
}

static struct status read_shape(struct safetensors_tensor *t,
                                const json_t *info)
{
    const json_t *shape = json_object_get(info, "shape");
    const size_t dims = json_array_size(shape);

    if (!json_is_array(shape))
        return safetensors_entry_bad(t, "has no shape");
    if (dims > SAFETENSORS_DIMS)
        return safetensors_entry_bad(
            t, "has too many extents in its shape, %zu; the limit is 8", dims);
    t->dims = (int)dims;
    for (size_t i = 0; i < dims; i++) {
        const json_t *extent = json_array_get(shape, i);

        t->shape[i] = json_integer_value(extent);
        if (!json_is_integer(extent) || t->shape[i] < 0) {
            return safetensors_entry_bad(
                t, "has an extent that is no whole number, shape[%zu]", i);
        }
    }
    return STATUS_OK;
}

static struct status read_range(struct safetensors_tensor *t,
                                const json_t *info,
                                const struct safetensors_entry_region *r)
{
    const json_t *range = json_object_get(info, "data_offsets");
    const json_t *from = json_array_get(range, 0), *to;

    to = json_array_get(range, 1);
    if (json_array_size(range) != 2 || !json_is_integer(from) ||
        !json_is_integer(to) || json_integer_value(from) < 0) {
        return safetensors_entry_bad(
            t, "has no data_offsets of two whole numbers");
    }

    const json_int_t start = json_integer_value(from);
    const json_int_t end = json_integer_value(to);
    if (end < start)
        return safetensors_entry_bad(
            t, "ends before it starts, data_offsets [%lld, %lld]",
            (long long)start, (long long)end);
    if ((uint64_t)end > r->bytes) {
        return safetensors_entry_bad(
            t,
            "ends %llu bytes past the file, data_offsets [%lld, %lld]; the "
            "download may be incomplete",
            (unsigned long long)((uint64_t)end - r->bytes), (long long)start,
            (long long)end);
    }
    t->offset = r->offset + (size_t)start;
    t->bytes = (size_t)(end - start);
    t->data = r->data + start;
    return STATUS_OK;
}

struct status safetensors_entry_read(struct safetensors_tensor *t,
                                     const json_t *info,
                                     const struct safetensors_entry_region *r)
{
    size_t need;

    if (!json_is_object(info))
        return safetensors_entry_bad(t, "is no object");
    STATUS_TRY(read_type(t, info));
    STATUS_TRY(read_shape(t, info));
    STATUS_TRY(read_range(t, info, r));

    const size_t each = safetensors_type_bytes(t->type);
    if (!size_of_shape(&need, t->shape, t->dims, each))
        return safetensors_entry_bad(t, "has a shape whose product overflows");
    if (need != t->bytes) {
        return safetensors_entry_bad(
            t, "needs %zu bytes for its shape, but its data_offsets have %zu",
            need, t->bytes);
    }
    t->count = (int64_t)(need / each);
    return STATUS_OK;
}
