#include "engine/model/safetensors.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/safetensors_header.h"
#include "engine/model/safetensors_number.h"

const char *safetensors_type_name(enum safetensors_type type)
{
#define NAME(name, bytes) #name,
    static const char *const names[] = {SAFETENSORS_TABLE(NAME)};
#undef NAME

    return names[type];
}

size_t safetensors_type_bytes(enum safetensors_type type)
{
#define BYTES(name, bytes) bytes,
    static const unsigned char each[] = {SAFETENSORS_TABLE(BYTES)};
#undef BYTES

    return each[type];
}

void safetensors_close(struct safetensors *s)
{
    free(s->tensors);
    free(s->by_name);
    free(s->notes);
    json_decref(s->json);
    filemap_close(&s->map);
    *s = (struct safetensors){0};
}

struct status safetensors_parse(struct safetensors *s, const void *data,
                                size_t bytes)
{
    *s = (struct safetensors){0};

    const struct status st = safetensors_header_read(s, data, bytes);
    if (st.code)
        safetensors_close(s);
    return st;
}

struct status safetensors_open(struct safetensors *s, const char *path)
{
    struct filemap map;

    *s = (struct safetensors){0};
    STATUS_TRY(filemap_open(&map, path, SIZE_MAX / 2));
    const struct status st = safetensors_parse(s, map.data, map.bytes);
    if (st.code) {
        filemap_close(&map);
        return status_within(st, path);
    }
    s->map = map;
    return STATUS_OK;
}

static int compare(const void *name, const void *at)
{
    const struct safetensors_tensor *const *t = at;

    return strcmp(name, (*t)->name);
}

const struct safetensors_tensor *safetensors_find(const struct safetensors *s,
                                                  const char *name)
{
    struct safetensors_tensor **found =
        s->count ? bsearch(name, s->by_name, (size_t)s->count,
                           sizeof(struct safetensors_tensor *), compare)
                 : NULL;

    return found ? *found : NULL;
}

const char *safetensors_note(const struct safetensors *s, const char *key)
{
    for (int i = 0; i < s->note_count; i++) {
        if (!strcmp(s->notes[i].key, key))
            return s->notes[i].value;
    }
    return NULL;
}

static struct status convertible(const struct safetensors_tensor *t)
{
    if (safetensors_number_known(t->type))
        return STATUS_OK;
    return status_fail(STATUS_UNSUPPORTED, "numbers of type %s",
                       safetensors_type_name(t->type));
}

struct status safetensors_floats(const struct safetensors_tensor *t, float *out)
{
    const size_t each = safetensors_type_bytes(t->type);

    STATUS_TRY(convertible(t));
    if (t->type == SAFETENSORS_F32) { /* bits stay, also those of a NaN */
        if (t->bytes)
            memcpy(out, t->data, t->bytes);
        return STATUS_OK;
    }
    for (int64_t i = 0; i < t->count; i++) {
        out[i] =
            (float)safetensors_number_read(t->type, t->data + (size_t)i * each);
    }
    return STATUS_OK;
}

struct status safetensors_doubles(const struct safetensors_tensor *t,
                                  double *out)
{
    const size_t each = safetensors_type_bytes(t->type);

    STATUS_TRY(convertible(t));
    if (t->type == SAFETENSORS_F64) {
        if (t->bytes)
            memcpy(out, t->data, t->bytes);
        return STATUS_OK;
    }
    for (int64_t i = 0; i < t->count; i++)
        out[i] = safetensors_number_read(t->type, t->data + (size_t)i * each);
    return STATUS_OK;
}
