#include "engine/model/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"
#include "engine/model/generate.h"

enum { MOST_ENDS = 16, WEIGHED = BEAM_MOST + MOST_ENDS };

struct beam {
    struct beam_settings settings;
    struct ways ways;
    int live[BEAM_MOST]; /* the last node of each way; -1: nothing behind the
                            prompt */
    int lives;
    bool over;
    int64_t depth; /* tokens that every live way has */
    struct beam_node *node;
    int count, room;
    int ended[BEAM_MOST]; /* the best of them, best first */
    int endeds;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the beams");
}

void beam_free(struct beam *b)
{
    if (!b)
        return;
    ways_free(&b->ways);
    free(b->node);
    free(b);
}

static struct status check(const struct beam_settings *s)
{
    if (s->width < 1 || s->width > BEAM_MOST)
        return status_fail(STATUS_BAD_USAGE, "from 1 to %d beams, not %d",
                           BEAM_MOST, s->width);
    if (s->tokens < 1 || s->tokens > BEAM_TOKENS)
        return status_fail(STATUS_BAD_USAGE, "from 1 to %d tokens, not %lld",
                           BEAM_TOKENS, (long long)s->tokens);
    if (!isfinite(s->length) || s->length < 0.0 || s->length > 10.0)
        return status_fail(STATUS_BAD_USAGE,
                           "the length counts with a power from 0 to 10");
    if (s->ends > MOST_ENDS)
        return status_fail(STATUS_BAD_USAGE, "more than %d tokens end a text",
                           MOST_ENDS);
    return STATUS_OK;
}

static struct status check_ways(const struct ways *w,
                                const struct beam_settings *s)
{
    if (s->width > w->most)
        return status_fail(STATUS_BAD_USAGE, "%d beams, but room for %d ways",
                           s->width, w->most);
    if (s->tokens > w->room)
        return status_fail(STATUS_BAD_USAGE,
                           "%lld tokens, but this model writes %lld at most",
                           (long long)s->tokens, (long long)w->room);
    return STATUS_OK;
}

struct status beam_take(struct beam **out, struct ways *w,
                        const struct beam_settings *s)
{
    struct status st = check(s);

    *out = NULL;
    if (!st.code)
        st = check_ways(w, s);
    struct beam *b = st.code ? NULL : calloc(1, sizeof *b);
    if (!b) {
        ways_free(w);
        return st.code ? st : no_memory();
    }
    *b = (struct beam){.settings = *s, .ways = *w, .live = {-1}, .lives = 1};
    *w = (struct ways){0};
    *out = b;
    return st;
}

struct status beam_new(struct beam **out, struct decoder *m,
                       const int32_t *prompt, int64_t n,
                       const struct beam_settings *s, struct hook hook)
{
    struct ways ways;

    *out = NULL;
    STATUS_TRY(check(s));
    STATUS_TRY(session_ways(&ways, m, prompt, n, s->width, s->tokens, hook));
    return beam_take(out, &ways, s);
}

int beam_count(const struct beam *b)
{
    return b->count;
}

const struct beam_node *beam_node(const struct beam *b, int i)
{
    return &b->node[i];
}

static double score(const struct beam *b, double total, double tokens)
{
    return total / pow(tokens, b->settings.length);
}

double beam_score(const struct beam *b, int node)
{
    return score(b, b->node[node].total, b->node[node].depth);
}

void beam_way(const struct beam *b, int node, int32_t *ids)
{
    for (; node >= 0; node = b->node[node].parent)
        ids[b->node[node].depth - 1] = b->node[node].id;
}

static bool ends(const struct beam *b, int32_t id)
{
    for (int i = 0; i < b->settings.ends; i++)
        if (b->settings.end[i] == id)
            return true;
    return false;
}

static bool grow(struct beam *b, int more)
{
    int room = b->room ? b->room : 64;
    size_t bytes;

    while (room - b->count < more)
        room *= 2; /* at most BEAM_TOKENS * BEAM_MOST * WEIGHED: fits */
    if (room == b->room)
        return true;
    if (!size_mul(&bytes, (size_t)room, sizeof *b->node))
        return false;
    struct beam_node *node = realloc(b->node, bytes);
    if (!node)
        return false;
    b->node = node;
    b->room = room;
    return true;
}

/* What may follow way `way`: enough that its ends cannot crowd out the rest. */
static struct status weigh(struct beam *b, int way)
{
    const int vocab = b->ways.vocab, parent = b->live[way];
    const int most = b->settings.width + b->settings.ends;
    const int n = most < vocab ? most : vocab;
    const double before = parent >= 0 ? b->node[parent].total : 0.0;
    struct generate_candidate best[WEIGHED];
    const float *logits;

    STATUS_TRY(b->ways.kind->logits(b->ways.self, way, &logits));
    if (!grow(b, n))
        return no_memory();
    generate_best(logits, vocab, n, best);
    const int32_t top = best[0].id;
    const double all =
        (double)logits[top] - generate_logprob(logits, vocab, top);
    for (int i = 0; i < n; i++) {
        const double logprob = (double)logits[best[i].id] - all;

        b->node[b->count++] = (struct beam_node){.parent = parent,
                                                 .depth = (int)b->depth + 1,
                                                 .id = best[i].id,
                                                 .logprob = logprob,
                                                 .total = before + logprob};
    }
    return STATUS_OK;
}

/* The likeliest node from `first` on that has no fate yet; -1: none. Ties go
 * to the earlier one. */
static int best_of(const struct beam *b, int first, const bool *taken)
{
    int best = -1;

    for (int i = first; i < b->count; i++)
        if (!taken[i - first] &&
            (best < 0 || b->node[i].total > b->node[best].total))
            best = i;
    return best;
}

/* Among the best ended ways, of which as many are kept as there are beams. */
static void end(struct beam *b, int node)
{
    int at = b->endeds;

    if (at == b->settings.width) {
        if (beam_score(b, node) <= beam_score(b, b->ended[at - 1]))
            return;
        at--;
    } else {
        b->endeds++;
    }
    for (; at > 0 && beam_score(b, node) > beam_score(b, b->ended[at - 1]);
         at--)
        b->ended[at] = b->ended[at - 1];
    b->ended[at] = node;
}

static enum beam_fate fate_of(const struct beam *b, int node)
{
    const struct beam_settings *s = &b->settings;

    if (ends(b, b->node[node].id))
        return BEAM_ENDED;
    return s->stopped && s->stopped(s->user, b, node) ? BEAM_STOPPED
                                                      : BEAM_KEPT;
}

/* Takes the best nodes from `first` on into `next`; how many live ones. */
static int choose(struct beam *b, int first, int next[BEAM_MOST])
{
    bool taken[BEAM_MOST * WEIGHED] = {false};
    int n = 0;

    while (n < b->settings.width) {
        const int best = best_of(b, first, taken);

        if (best < 0)
            break;
        taken[best - first] = true;
        b->node[best].fate = fate_of(b, best);
        if (b->node[best].fate == BEAM_KEPT)
            next[n++] = best;
        else
            end(b, best);
    }
    return n;
}

/* The chosen nodes are the ends of the live ways from now on. */
static struct status go_on(struct beam *b, const int *next, int n, bool more)
{
    int from[BEAM_MOST];
    int32_t id[BEAM_MOST];

    for (int i = 0; i < n; i++) {
        from[i] = 0;
        while (b->live[from[i]] != b->node[next[i]].parent)
            from[i]++;
        id[i] = b->node[next[i]].id;
    }
    memcpy(b->live, next, (size_t)n * sizeof *next);
    b->lives = n;
    return more ? b->ways.kind->go_on(b->ways.self, from, id, n) : STATUS_OK;
}

/* Can a way that goes on still be better than the ended ones kept? Every token
 * more costs; per token the longest way costs least. */
static bool hopeful(const struct beam *b, const int *next, int n)
{
    if (b->endeds < b->settings.width)
        return true;
    for (int i = 0; i < n; i++)
        if (score(b, b->node[next[i]].total, (double)b->settings.tokens) >
            beam_score(b, b->ended[b->endeds - 1]))
            return true;
    return false;
}

static struct status advance(struct beam *b, bool *more)
{
    const int first = b->count;
    int next[BEAM_MOST];

    for (int i = 0; i < b->lives; i++)
        STATUS_TRY(weigh(b, i));
    const int n = choose(b, first, next);
    b->depth++;
    *more = n > 0 && b->depth < b->settings.tokens && hopeful(b, next, n);
    return go_on(b, next, n, *more);
}

struct status beam_step(struct beam *b, bool *more)
{
    *more = false;
    if (b->over)
        return STATUS_OK;
    const struct status st = advance(b, more);
    if (st.code) {
        *more = false;
        b->lives = 0;
    }
    b->over = !*more;
    return st;
}

struct status beam_finish(struct beam *b)
{
    bool more = true;

    while (more)
        STATUS_TRY(beam_step(b, &more));
    return STATUS_OK;
}

int beam_result(const struct beam *b, int place)
{
    int at_ended = 0, at_live = 0; /* both lists have the best first */

    for (int i = 0;; i++) {
        const bool has_ended = at_ended < b->endeds,
                   has_live = at_live < b->lives && b->depth > 0;
        if (!has_ended && !has_live)
            return -1;
        const bool take_ended =
            has_ended && (!has_live || beam_score(b, b->ended[at_ended]) >=
                                           beam_score(b, b->live[at_live]));
        const int node = take_ended ? b->ended[at_ended++] : b->live[at_live++];
        if (i == place)
            return node;
    }
}

/* Children are numbered after their parents, so one walk backwards makes the
 * lists of all children, each with the earliest first. */
static void link_children(const struct beam *b, int *first, int *next)
{
    for (int i = 0; i <= b->count; i++)
        first[i] = -1;
    for (int i = b->count - 1; i >= 0; i--) {
        int *at = &first[b->node[i].parent + 1];

        next[i] = *at;
        *at = i;
    }
}

struct status beam_walk(const struct beam *b, int *order)
{
    int *first = malloc(((size_t)b->count + 1) * sizeof *first);
    int *next = malloc(((size_t)b->count + 1) * sizeof *next);
    int n = 0;

    if (!first || !next) {
        free(first);
        free(next);
        return no_memory();
    }
    link_children(b, first, next);
    int at = first[0];
    while (at >= 0) {
        order[n++] = at;
        if (first[at + 1] >= 0) {
            at = first[at + 1];
            continue;
        }
        while (at >= 0 && next[at] < 0)
            at = b->node[at].parent;
        at = at >= 0 ? next[at] : -1;
    }
    free(first);
    free(next);
    return STATUS_OK;
}
