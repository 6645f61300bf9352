/* weights_save_safetensors.c - the same sources as a safetensors file. */
#include <stdlib.h>
#include <string.h>

#include "engine/model/safetensors.h"
#include "engine/model/weights/weights_save.h"

enum { NOTES = 64 };

static struct status convert(const struct weights_source *s,
                             struct safetensors_source *out)
{
    const char *name = weights_type_name(s->type);

    *out = (struct safetensors_source){.name = s->name,
                                       .from = SAFETENSORS_F32,
                                       .dims = s->dims,
                                       .data = s->fill ? NULL : s->data,
                                       .fill = s->fill,
                                       .user = s->user};
    memcpy(out->shape, s->shape, sizeof out->shape);
    for (int t = 0; t <= SAFETENSORS_F8_E5M2; t++) {
        if (strcmp(safetensors_type_name((enum safetensors_type)t), name) != 0)
            continue;
        out->type = (enum safetensors_type)t;
        if (!s->fill)
            out->from = out->type;
        return STATUS_OK;
    }
    return status_fail(STATUS_BAD_USAGE,
                       "tensor \"%s\": safetensors has no type %s", s->name,
                       name);
}

struct status weights_save_safetensors(const char *path,
                                       const struct weights_source *sources,
                                       int count, const char *const *texts)
{
    struct safetensors_source *all = calloc((size_t)count + 1, sizeof *all);
    struct safetensors_note notes[NOTES] = {{"format", "pt"}};
    char hash[HASH_TEXT];
    int n = 1;

    if (!all)
        return status_fail(STATUS_NO_MEMORY, "no memory to write %s", path);
    for (; texts && texts[0] && n < NOTES; texts += 2)
        notes[n++] = (struct safetensors_note){texts[0], texts[1]};
    struct status st = STATUS_OK;
    for (int i = 0; i < count && !st.code; i++)
        st = convert(&sources[i], &all[i]);
    if (!st.code)
        st = safetensors_save(path, all, count, notes, n, hash);
    free(all);
    return st;
}
