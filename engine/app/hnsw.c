#include "engine/app/hnsw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/base/size.h"
#include "engine/kernels/kernels.h"

enum { FLOORS = 16 };

/* Links are a count and then ids. Those of the lowest floor are one array; a
 * row that stands higher has one of its own for the other floors. */
struct hnsw {
    struct hnsw_settings s;
    const struct kernels_f32 *kernels;
    int32_t n, entry;
    int top; /* highest floor, -1: empty */
    float *rows;
    int32_t *ground;  /* [room, 2 links + 1] */
    int32_t **higher; /* [room] of [floor, links + 1], or NULL */
    bool *gone;

    /* Of the one search that runs. */
    uint32_t *seen, round;    /* seen[id] == round: looked at */
    struct nearest_hit *next; /* [room], scores negated: the best on top */
    struct nearest_hit *list; /* [listed] */
    int listed;
    int64_t looks;
};

static struct status check(const struct hnsw_settings *s)
{
    if (s->width < 1 || s->room < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "index: room for %d rows of %d numbers",
                           (int)s->room, s->width);
    if (s->links < HNSW_LINKS_LEAST || s->links > HNSW_LINKS_MOST)
        return status_fail(STATUS_BAD_USAGE, "index: %d links a row, not %d-%d",
                           s->links, HNSW_LINKS_LEAST, HNSW_LINKS_MOST);
    if (s->wide < 1 || s->wide > HNSW_WIDE_MOST)
        return status_fail(STATUS_BAD_USAGE, "index: a list of %d, not 1-%d",
                           s->wide, HNSW_WIDE_MOST);
    return STATUS_OK;
}

/* NULL where it does not fit. */
static void *room_for(const struct hnsw_settings *s, int64_t each, size_t bytes)
{
    const int64_t shape[] = {s->room, each};
    size_t all;

    return size_of_shape(&all, shape, 2, bytes) ? calloc(1, all) : NULL;
}

struct status hnsw_new(struct hnsw **out, const struct hnsw_settings *s)
{
    STATUS_TRY(check(s));
    struct hnsw *h = calloc(1, sizeof *h);
    if (!h)
        return status_fail(STATUS_NO_MEMORY, "index: no room");
    *h = (struct hnsw){.s = *s, .kernels = kernels_fast(NULL), .top = -1};
    h->rows = room_for(s, s->width, sizeof *h->rows);
    h->ground = room_for(s, 2 * s->links + 1, sizeof *h->ground);
    h->higher = room_for(s, 1, sizeof *h->higher);
    h->gone = room_for(s, 1, sizeof *h->gone);
    h->seen = room_for(s, 1, sizeof *h->seen);
    h->next = room_for(s, 1, sizeof *h->next);
    h->listed = s->wide;
    h->list = calloc((size_t)s->wide, sizeof *h->list);
    if (!h->rows || !h->ground || !h->higher || !h->gone || !h->seen ||
        !h->next || !h->list) {
        hnsw_free(h);
        return status_fail(STATUS_NO_MEMORY,
                           "index: no room for %d rows of %d numbers",
                           (int)s->room, s->width);
    }
    *out = h;
    return STATUS_OK;
}

void hnsw_free(struct hnsw *h)
{
    if (!h)
        return;
    for (int32_t i = 0; h->higher && i < h->n; i++)
        free(h->higher[i]);
    free(h->rows);
    free(h->ground);
    free(h->higher);
    free(h->gone);
    free(h->seen);
    free(h->next);
    free(h->list);
    free(h);
}

static int32_t *links_of(const struct hnsw *h, int32_t id, int floor)
{
    if (floor == 0)
        return h->ground + (int64_t)id * (2 * h->s.links + 1);
    return h->higher[id] + (int64_t)(floor - 1) * (h->s.links + 1);
}

static int most_links(const struct hnsw *h, int floor)
{
    return floor == 0 ? 2 * h->s.links : h->s.links;
}

static void scores_of(struct hnsw *h, float *out, const float *q,
                      const int32_t *ids, int n)
{
    h->kernels->chosen_dots(out, h->rows, q, ids, n, h->s.width);
    h->looks += n;
}

static void new_round(struct hnsw *h)
{
    if (++h->round == 0) {
        memset(h->seen, 0, (size_t)h->s.room * sizeof *h->seen);
        h->round = 1;
    }
}

/* Algorithm 2: from `from` along the links of a floor, as long as there is a
 * way to something better than the worst of a full list. Rows that are gone
 * are walked through; `all` lists them too. The list is h->list. */
static struct nearest walk(struct hnsw *h, const float *q,
                           struct nearest_hit from, int floor, int wide,
                           bool all)
{
    struct nearest best = nearest_over(h->list, wide);
    struct nearest next = nearest_over(h->next, h->s.room);
    int32_t fresh[2 * HNSW_LINKS_MOST];
    float score[2 * HNSW_LINKS_MOST];

    new_round(h);
    h->seen[from.id] = h->round;
    nearest_offer(&next, -from.score, from.id);
    if (all || !h->gone[from.id])
        nearest_offer(&best, from.score, from.id);
    while (next.n) {
        const struct nearest_hit at = nearest_drop(&next);
        const int32_t *links = links_of(h, at.id, floor);
        int n = 0;

        if (best.n == best.most && -at.score < best.hits[0].score)
            break;
        for (int i = 1; i <= links[0]; i++)
            if (h->seen[links[i]] != h->round) {
                h->seen[links[i]] = h->round;
                fresh[n++] = links[i];
            }
        scores_of(h, score, q, fresh, n);
        for (int i = 0; i < n; i++) {
            if (nearest_hopeless(&best, score[i]))
                continue;
            nearest_offer(&next, -score[i], fresh[i]);
            if (all || !h->gone[fresh[i]])
                nearest_offer(&best, score[i], fresh[i]);
        }
    }
    return best;
}

/* Down to a floor, on each one to the best row that greed reaches. */
static struct nearest_hit descend(struct hnsw *h, const float *q, int floor)
{
    struct nearest_hit at = {0.0F, h->entry};

    scores_of(h, &at.score, q, &at.id, 1);
    for (int i = h->top; i > floor; i--) {
        const struct nearest best = walk(h, q, at, i, 1, true);

        if (best.n) /* none: the scores are not numbers */
            at = best.hits[0];
    }
    return at;
}

/* Algorithm 4: of hits, best first, those that are nearer to the row itself
 * than to any chosen before, so that links lead into all directions. */
static void choose(struct hnsw *h, int32_t *links, int most,
                   const struct nearest_hit *hits, int n)
{
    float to_chosen[2 * HNSW_LINKS_MOST];

    links[0] = 0;
    for (int i = 0; i < n && links[0] < most; i++) {
        bool apart = true;

        scores_of(h, to_chosen, hnsw_row(h, hits[i].id), links + 1, links[0]);
        for (int j = 0; j < links[0]; j++)
            apart = apart && !(to_chosen[j] > hits[i].score);
        if (apart)
            links[++links[0]] = hits[i].id;
    }
}

/* The link back; where there is no place for it, all are chosen anew. */
static void link_back(struct hnsw *h, int32_t from, int32_t to, int floor)
{
    struct nearest_hit hits[2 * HNSW_LINKS_MOST + 1];
    float score[2 * HNSW_LINKS_MOST + 1];
    int32_t ids[2 * HNSW_LINKS_MOST + 1];
    int32_t *links = links_of(h, from, floor);
    const int n = links[0], most = most_links(h, floor);

    if (n < most) {
        links[++links[0]] = to;
        return;
    }
    memcpy(ids, links + 1, (size_t)n * sizeof *ids);
    ids[n] = to;
    scores_of(h, score, hnsw_row(h, from), ids, n + 1);
    struct nearest best = nearest_over(hits, n + 1);
    for (int i = 0; i <= n; i++)
        nearest_offer(&best, score[i], ids[i]);
    nearest_sort(&best);
    choose(h, links, most, hits, best.n);
}

/* Every floor has about 1 / links of the rows of the one below. */
static int draw_floor(const struct hnsw *h, int32_t id)
{
    const double u =
        ((double)rng_at(h->s.seed, 0, (uint64_t)id) + 1.0) / 0x1p32;
    const double floor = -log(u) / log((double)h->s.links);

    return floor < FLOORS - 1 ? (int)floor : FLOORS - 1;
}

static void join(struct hnsw *h, int32_t id, int floor)
{
    const float *q = hnsw_row(h, id);
    const int from = floor < h->top ? floor : h->top;
    struct nearest_hit at = descend(h, q, from);

    for (int i = from; i >= 0; i--) {
        struct nearest near = walk(h, q, at, i, h->s.wide, true);
        int32_t *links = links_of(h, id, i);

        nearest_sort(&near);
        if (near.n)
            at = near.hits[0];
        choose(h, links, h->s.links, near.hits, near.n);
        for (int j = 1; j <= links[0]; j++)
            link_back(h, links[j], id, i);
    }
}

struct status hnsw_add(struct hnsw *h, const float *row)
{
    const int32_t id = h->n;
    const int floor = draw_floor(h, id);

    if (id == h->s.room)
        return status_fail(STATUS_TOO_BIG, "index: it has room for %d rows",
                           (int)h->s.room);
    for (int i = 0; i < h->s.width; i++)
        if (!isfinite(row[i]))
            return status_fail(STATUS_BAD_USAGE,
                               "index: number %d of row %d is not finite", i,
                               (int)id);
    if (floor > 0) {
        h->higher[id] = calloc((size_t)floor * (size_t)(h->s.links + 1),
                               sizeof **h->higher);
        if (!h->higher[id])
            return status_fail(STATUS_NO_MEMORY, "index: no room for links");
    }
    memcpy(h->rows + (int64_t)id * h->s.width, row,
           (size_t)h->s.width * sizeof *row);
    if (h->n)
        join(h, id, floor);
    h->n++;
    if (floor > h->top) {
        h->top = floor;
        h->entry = id;
    }
    return STATUS_OK;
}

struct status hnsw_take_away(struct hnsw *h, int32_t id)
{
    if (id < 0 || id >= h->n || h->gone[id])
        return status_fail(STATUS_NOT_FOUND, "index: there is no row %d",
                           (int)id);
    h->gone[id] = true;
    return STATUS_OK;
}

struct status hnsw_search(struct hnsw *h, const float *query, int k, int wide,
                          struct nearest_hit *hits)
{
    if (k < 1 || wide < k || wide > HNSW_WIDE_MOST)
        return status_fail(STATUS_BAD_USAGE,
                           "index: the %d nearest from a list of %d", k, wide);
    if (wide > h->listed) {
        void *more = realloc(h->list, (size_t)wide * sizeof *h->list);
        if (!more)
            return status_fail(STATUS_NO_MEMORY, "index: no room for a list");
        h->list = more;
        h->listed = wide;
    }
    struct nearest best = nearest_over(h->list, wide);
    h->looks = 0;
    if (h->n)
        best = walk(h, query, descend(h, query, 0), 0, wide, false);
    nearest_sort(&best);
    for (int i = 0; i < k; i++)
        hits[i] =
            i < best.n ? best.hits[i] : (struct nearest_hit){-INFINITY, -1};
    return STATUS_OK;
}

int32_t hnsw_count(const struct hnsw *h)
{
    return h->n;
}

const float *hnsw_row(const struct hnsw *h, int32_t id)
{
    return h->rows + (int64_t)id * h->s.width;
}

int64_t hnsw_looks(const struct hnsw *h)
{
    return h->looks;
}

int hnsw_top(const struct hnsw *h)
{
    return h->top;
}

int hnsw_known(const struct hnsw *h, int32_t id, int floor, const int32_t **ids)
{
    if (floor > draw_floor(h, id))
        return 0;
    const int32_t *links = links_of(h, id, floor);
    *ids = links + 1;
    return links[0];
}
