#include "lessons/labs/playrow.h"

#include <stdlib.h>
#include <string.h>

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the heads");
}

void playrow_release(struct playrow *r)
{
    free(r->weight);
    *r = (struct playrow){.at = -1};
}

/* Of [1, heads, positions, seen] the rows of the last position. */
struct status playrow_last(struct playrow *r, struct probe *p)
{
    const struct probe_value *v = probe_count(p) > 0 ? probe_at(p, 0) : NULL;
    float *room;

    r->at = -1;
    if (!v || v->dims != 4)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model shows no attention weights");
    r->heads = (int)v->shape[1];
    r->seen = (int)v->shape[3];
    room =
        realloc(r->weight, (size_t)r->heads * (size_t)r->seen * sizeof *room);
    if (!room)
        return no_memory();
    r->weight = room;
    for (int64_t h = 0; h < r->heads; h++)
        memcpy(room + h * r->seen,
               v->data + ((h + 1) * v->shape[2] - 1) * r->seen,
               (size_t)r->seen * sizeof *room);
    return STATUS_OK;
}

static struct status read_again(struct playrow *r, struct session *s,
                                struct probe *p, int64_t at, int32_t *ids)
{
    const int64_t n = session_count(s);

    memcpy(ids, session_ids(s), (size_t)n * sizeof *ids);
    session_cut(s, at);
    STATUS_TRY(session_read(s, ids + at, 1));
    STATUS_TRY(playrow_last(r, p));
    r->at = at;
    return session_read(s, ids + at + 1, n - at - 1);
}

struct status playrow_look(struct playrow *r, struct session *s,
                           struct probe *p, int64_t at)
{
    int32_t *ids;
    struct status st;

    if (r->at == at)
        return STATUS_OK;
    ids = malloc((size_t)session_count(s) * sizeof *ids);
    if (!ids)
        return no_memory();
    st = read_again(r, s, p, at, ids);
    free(ids);
    return st;
}
