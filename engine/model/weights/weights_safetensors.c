/* weights_safetensors.c - a safetensors file as a part of struct weights. */
#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/weights_parts.h"

static struct status add_tensor(struct weights *w,
                                const struct safetensors_tensor *from)
{
    struct weights_tensor *t;

    STATUS_TRY(weights_add(w, 0, from->name, strlen(from->name), &t));
    if (!weights_type_called(safetensors_type_name(from->type), &t->type))
        return weights_bad(t, "has a type that has no name here");
    t->dims = from->dims;
    memcpy(t->shape, from->shape, sizeof t->shape);
    t->offset = from->offset;
    STATUS_TRY(weights_measure(t));
    t->data = from->data;
    return STATUS_OK;
}

static struct status add_note(struct weights *w,
                              const struct safetensors_note *note)
{
    struct weights_value *v;

    STATUS_TRY(weights_add_value(w, 0, note->key, strlen(note->key), &v));
    v->kind = WEIGHTS_TEXT;
    v->bytes = strlen(note->value);
    return weights_keep(w, note->value, v->bytes, &v->text);
}

struct status weights_safetensors(struct weights *w, const void *data,
                                  size_t bytes)
{
    struct safetensors *more =
        realloc(w->shard, (size_t)(w->shards + 1) * sizeof *w->shard);

    w->format = "safetensors";
    if (!more)
        return status_fail(STATUS_NO_MEMORY, "no memory for a file");
    w->shard = more;
    struct safetensors *s = &w->shard[w->shards];
    STATUS_TRY(safetensors_parse(s, data, bytes));
    w->shards++;
    for (int i = 0; i < s->count; i++)
        STATUS_TRY(add_tensor(w, &s->tensors[i]));
    /* Every shard says the same about itself: the first may speak. */
    for (int i = 0; i < s->note_count && w->shards == 1; i++)
        STATUS_TRY(add_note(w, &s->notes[i]));
    return STATUS_OK;
}
