#include "engine/model/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 512 }; /* tokens of one pass: bounds the memory of a long text */
#define GRAPH_BYTES ((size_t)16 << 30)

struct session {
    struct decoder *model;
    struct graph *graph;
    struct kvcache *cache;
    int32_t *ids; /* all of them */
    int64_t count, space;
    int64_t dropped; /* ids before these are out of the context */
    int64_t lead;    /* positions of the cache that an adapter put before */
    float *logits;
    bool fresh; /* logits are those after the last id */
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to read a text");
}

struct status session_new(struct session **out, struct decoder *m, int64_t room)
{
    const struct decoder_config *c = decoder_config(m);
    const struct kvcache_shape shape = {
        .layers = c->layers,
        .groups = c->groups,
        .width = decoder_head_width(c),
        .room = room && room < c->context ? room : c->context};

    *out = NULL;
    if (c->headless)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model writes no text: it has no head");
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        return no_memory();
    s->model = m;
    s->graph = graph_new(params_device(decoder_params(m)), GRAPH_BYTES);
    s->logits = malloc((size_t)c->vocab * sizeof *s->logits);
    struct status st =
        s->graph && s->logits ? kvcache_new(&s->cache, &shape) : no_memory();
    if (st.code) {
        session_free(s);
        return st;
    }
    graph_set_gradients(s->graph, false);
    *out = s;
    return st;
}

void session_free(struct session *s)
{
    if (!s)
        return;
    graph_free(s->graph);
    kvcache_free(s->cache);
    free(s->ids);
    free(s->logits);
    free(s);
}

void session_set_hook(struct session *s, struct hook hook)
{
    graph_set_hook(s->graph, hook);
}

struct graph *session_graph(struct session *s)
{
    return s->graph;
}

/* Tokens that are kept. */
static int64_t held(const struct session *s)
{
    const int64_t n = kvcache_count(s->cache);

    return n > s->lead ? n - s->lead : 0;
}

static int64_t room_of(const struct session *s)
{
    return kvcache_room(s->cache) - s->lead;
}

static void cut_to(struct session *s, int64_t tokens)
{
    kvcache_cut(s->cache, tokens ? s->lead + tokens : 0);
}

/* What an adapter puts before a text's first, where nothing is kept yet. */
static struct status read_lead(struct session *s)
{
    if (kvcache_count(s->cache))
        return STATUS_OK;
    s->lead = decoder_lead(s->model);
    if (!s->lead)
        return STATUS_OK;
    if (s->lead >= kvcache_room(s->cache))
        return status_fail(STATUS_BAD_USAGE,
                           "the adapter alone takes all %lld positions",
                           (long long)kvcache_room(s->cache));
    graph_reset(s->graph);
    decoder_read_lead(s->model, s->graph, s->cache);
    STATUS_TRY(graph_status(s->graph));
    kvcache_grow(s->cache, s->lead);
    return STATUS_OK;
}

static void keep_logits(struct session *s, const struct tensor *out)
{
    tensor_copy_floats(s->logits, out);
    s->fresh = true;
}

/* One pass; `n` tokens fit into the cache. */
static struct status pass(struct session *s, const int32_t *ids, int64_t n)
{
    const struct decoder_mode mode = {.cache = s->cache, .last_only = true};

    graph_reset(s->graph);
    struct tensor *in = graph_ints(s->graph, 2, (const int64_t[]){1, n}, ids);
    const struct tensor *out = decoder_forward(s->model, s->graph, in, &mode);

    STATUS_TRY(graph_status(s->graph));
    kvcache_grow(s->cache, n);
    keep_logits(s, out);
    return STATUS_OK;
}

/* Drops the beginning where the cache is full; what stays is read again by
 * whoever goes on from kvcache_count(). */
static void make_room(struct session *s)
{
    const int64_t room = room_of(s);

    if (held(s) < room)
        return;
    s->dropped += room - room * 3 / 4;
    cut_to(s, 0);
}

/* All that is in sight, in one pass. */
static struct status read_anew(struct session *s)
{
    cut_to(s, 0);
    if (s->count - s->dropped > room_of(s))
        s->dropped = s->count - room_of(s) * 3 / 4;
    return pass(s, s->ids + s->dropped, s->count - s->dropped);
}

/* Reads all ids that are not in the cache yet. */
static struct status catch_up(struct session *s)
{
    if (!decoder_config(s->model)->causal)
        return read_anew(s);
    for (;;) {
        const int64_t at = s->dropped + held(s);
        int64_t n = s->count - at;

        if (n <= 0)
            return STATUS_OK;
        make_room(s);
        if (s->dropped + held(s) != at)
            continue;
        STATUS_TRY(read_lead(s));
        if (n > CHUNK)
            n = CHUNK;
        if (n > room_of(s) - held(s))
            n = room_of(s) - held(s);
        STATUS_TRY(pass(s, s->ids + at, n));
    }
}

static bool grow(struct session *s, int64_t n)
{
    if (s->count + n <= s->space)
        return true;
    const int64_t space = 2 * (s->count + n);
    int32_t *ids = realloc(s->ids, (size_t)space * sizeof *ids);

    if (!ids)
        return false;
    s->ids = ids;
    s->space = space;
    return true;
}

static struct status note(struct session *s, const int32_t *ids, int64_t n)
{
    if (!grow(s, n))
        return no_memory();
    memcpy(s->ids + s->count, ids, (size_t)n * sizeof *ids);
    s->count += n;
    s->fresh = false;
    return STATUS_OK;
}

struct status session_note(struct session *s, int32_t id)
{
    return note(s, &id, 1);
}

struct status session_read(struct session *s, const int32_t *ids, int64_t n)
{
    const int64_t before = s->count;

    if (n < 1)
        return STATUS_OK;
    STATUS_TRY(note(s, ids, n));
    const struct status st = catch_up(s);
    if (st.code)
        session_cut(s, before);
    return st;
}

void session_cut(struct session *s, int64_t count)
{
    if (count >= s->count)
        return;
    s->count = count;
    s->fresh = false;
    if (count < s->dropped) { /* the dropped beginning is back in sight */
        s->dropped = 0;
        cut_to(s, 0);
    } else if (held(s) > count - s->dropped) {
        cut_to(s, count - s->dropped);
    }
}

struct status session_copy(struct session *to, const struct session *from)
{
    assert(to->model == from->model && to != from);
    const int64_t before = to->count;

    to->count = 0;
    const bool room = grow(to, from->count);
    to->count = room ? from->count : before;
    if (!room)
        return no_memory();
    memcpy(to->ids, from->ids, (size_t)from->count * sizeof *to->ids);
    kvcache_copy(to->cache, from->cache);
    to->dropped = from->dropped;
    to->lead = from->lead;
    to->fresh = from->fresh;
    memcpy(to->logits, from->logits,
           (size_t)decoder_config(to->model)->vocab * sizeof *to->logits);
    return STATUS_OK;
}

int64_t session_count(const struct session *s)
{
    return s->count;
}

const int32_t *session_ids(const struct session *s)
{
    return s->ids;
}

int64_t session_seen(const struct session *s)
{
    return held(s);
}

struct status session_logits(struct session *s, const float **logits)
{
    *logits = NULL;
    if (!s->count)
        return status_fail(STATUS_BAD_USAGE, "no token to go on from");
    if (!s->fresh) {
        const int64_t seen = held(s);

        if (seen > 0 && s->dropped + seen == s->count)
            cut_to(s, seen - 1);
        STATUS_TRY(catch_up(s));
    }
    *logits = s->logits;
    return STATUS_OK;
}

size_t session_bytes(const struct session *s)
{
    return kvcache_bytes(s->cache);
}
