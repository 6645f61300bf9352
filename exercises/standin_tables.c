/* standin_tables.c - the kernels whose tables an exercise sees in a simpler
 * form: one head, one sequence, dense rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/standin_parts.h"

enum { BLOCK = KERNELS_QUERY_BLOCK };

/* --- attention -------------------------------------------------------------
 */

/* One head of one sequence, its first `t` positions, packed. */
struct head {
    int t, d;
    float *q, *k, *v, *out, *weights;
};

static bool head_open(struct head *h, int t, int d)
{
    const size_t n = (size_t)t * (size_t)d;

    *h = (struct head){.t = t, .d = d};
    h->q = malloc((4 * n + (size_t)t * (size_t)t) * sizeof *h->q);
    if (!h->q)
        return false;
    h->k = h->q + n;
    h->v = h->k + n;
    h->out = h->v + n;
    h->weights = h->out + n;
    return true;
}

static void gather(float *to, const float *from, int64_t row, const int size[2],
                   float by)
{
    for (int t = 0; t < size[0]; t++)
        for (int i = 0; i < size[1]; i++)
            *to++ = by * from[t * row + i];
}

/* lse[t] = score[j] - log weight[j] for any j; the largest weight is the most
 * exact. */
static float lse_of(const struct head *h, const struct kernels_attention *a,
                    int t)
{
    const float *w = h->weights + (size_t)t * (size_t)h->t;
    float score = 0.0f;
    int best = 0;

    for (int j = 1; j <= t; j++)
        best = w[j] > w[best] ? j : best;
    /* q was scaled so that dividing by sqrt(d) gives our scale. */
    for (int i = 0; i < h->d; i++)
        score += h->q[t * h->d + i] * h->k[best * h->d + i];
    (void)a;
    return score / sqrtf((float)h->d) - logf(w[best]);
}

/* Positions first .. end-1 of head `pair`. */
static bool attend(struct standin *s, const struct kernels_attention *a,
                   int64_t pair, int first, int end)
{
    const int64_t b = pair / a->heads, h = pair % a->heads;
    const int64_t group = h / (a->heads / a->groups);
    const int d = (int)a->width, size[2] = {end, d};
    struct head x;

    if (!head_open(&x, end, d))
        return false;
    gather(x.q, (const float *)a->q + b * a->q_batch + h * a->q_head, a->q_row,
           size, (float)(a->scale * sqrt((double)d)));
    gather(x.k, (const float *)a->k + b * a->k_batch + group * a->k_head,
           a->k_row, size, 1.0f);
    gather(x.v, (const float *)a->v + b * a->v_batch + group * a->v_head,
           a->v_row, size, 1.0f);
    const struct lent_array arrays[] = {
        WHOLE("T", end),          WHOLE("d", d),
        IN("q", end, d, x.q),     IN("k", end, d, x.k),
        IN("v", end, d, x.v),     OUT("weights", end, end, x.weights),
        OUT("out", end, d, x.out)};
    const bool good = CALL(s, STANDIN_ATTENTION, arrays);
    for (int t = first; t < end && good; t++) {
        memcpy((float *)a->out + ((b * a->t + t) * a->heads + h) * a->width,
               x.out + (size_t)t * (size_t)d, (size_t)d * sizeof(float));
        ((float *)a->lse)[(b * a->heads + h) * a->t + t] = lse_of(&x, a, t);
    }
    free(x.q);
    return good;
}

static void attention_forward(const struct kernels_attention *a, int64_t from,
                              int64_t to)
{
    struct standin *s = standin_now();
    const int64_t blocks = (a->t + BLOCK - 1) / BLOCK;
    bool good = a->causal && a->t == a->keys;

    for (int64_t item = from; item < to && good;) {
        const int64_t pair = item / blocks, first = item % blocks;
        const int64_t left = to - item;
        const int64_t many = left < blocks - first ? left : blocks - first;
        const int64_t end = (first + many) * BLOCK;

        good = attend(s, a, pair, (int)(first * BLOCK),
                      (int)(end < a->t ? end : a->t));
        item += many;
    }
    if (!good)
        s->ours.attention_forward(a, from, to);
}

/* --- cross-entropy ---------------------------------------------------------
 */

struct classes {
    const float *logits;
    const int32_t *target;
    int ignore, rows, cols;
    float scale;
    float *loss, *lse, *dlogits; /* NULL: not wanted */
};

static bool classes_call(struct standin *s, const struct classes *c)
{
    int32_t *target = malloc((size_t)c->rows * sizeof *target);

    if (!target)
        return false;
    for (int r = 0; r < c->rows; r++) /* any will do where none counts */
        target[r] = c->target[r] == c->ignore ? 0 : c->target[r];
    const struct lent_array a[] = {WHOLE("rows", c->rows),
                                   WHOLE("cols", c->cols),
                                   IN("logits", c->rows, c->cols, c->logits),
                                   {.name = "target",
                                    .type = TALK_INT,
                                    .rows = 1,
                                    .cols = c->rows,
                                    .in = target},
                                   IN("scale", 1, 1, &c->scale),
                                   {.name = "loss",
                                    .rows = 1,
                                    .cols = c->rows,
                                    .out = c->loss,
                                    .unwanted = !c->loss},
                                   {.name = "lse",
                                    .rows = 1,
                                    .cols = c->rows,
                                    .out = c->lse,
                                    .unwanted = !c->lse},
                                   {.name = "dlogits",
                                    .rows = c->rows,
                                    .cols = c->cols,
                                    .out = c->dlogits,
                                    .unwanted = !c->dlogits}};
    const bool good = CALL(s, STANDIN_CROSS_ENTROPY, a);

    free(target);
    return good;
}

static void cross_entropy_forward(float *loss, float *lse, const float *logits,
                                  const int32_t *target, int ignore, int rows,
                                  int cols)
{
    struct standin *s = standin_now();

    for (int at = 0, n; at < rows; at += n) {
        n = standin_rows(rows - at, cols);
        const struct classes c = {.logits = logits + (size_t)at * (size_t)cols,
                                  .target = target + at,
                                  .ignore = ignore,
                                  .rows = n,
                                  .cols = cols,
                                  .scale = 1.0f,
                                  .loss = loss + at,
                                  .lse = lse + at};

        if (!classes_call(s, &c))
            s->ours.cross_entropy_forward(loss + at, lse + at, c.logits,
                                          c.target, ignore, n, cols);
        for (int r = 0; r < n; r++)
            if (c.target[r] == ignore)
                c.loss[r] = 0.0f;
    }
}

static bool back_rows(struct standin *s, float *dlogits, struct classes *c,
                      bool adds)
{
    const size_t n = (size_t)c->rows * (size_t)c->cols;

    c->dlogits = malloc(n * sizeof *c->dlogits);
    const bool good = c->dlogits && classes_call(s, c);
    for (size_t i = 0; i < n && good; i++) {
        const bool counts = c->target[i / (size_t)c->cols] != c->ignore;

        dlogits[i] =
            (counts ? c->dlogits[i] : 0.0f) + (adds ? dlogits[i] : 0.0f);
    }
    free(c->dlogits);
    return good;
}

static void cross_entropy_backward(float *dlogits, const float *logits,
                                   const float *lse, const int32_t *target,
                                   const struct kernels_classes *k)
{
    struct standin *s = standin_now();

    for (int at = 0, n; at < k->rows; at += n) {
        const size_t from = (size_t)at * (size_t)k->cols;
        struct kernels_classes some = *k;

        n = some.rows = standin_rows(k->rows - at, k->cols);
        struct classes c = {.logits = logits + from,
                            .target = target + at,
                            .ignore = k->ignore,
                            .rows = n,
                            .cols = k->cols,
                            .scale = (float)k->scale};

        if (!back_rows(s, dlogits + from, &c, k->adds))
            s->ours.cross_entropy_backward(dlogits + from, logits + from,
                                           lse + at, target + at, &some);
    }
}

/* --- rotary positions ------------------------------------------------------
 */

/* One head of positions first .. first+n-1 of one sequence. */
static bool turn(struct standin *s, float *out, const float *x,
                 const struct kernels_rope *r, int64_t first, int n)
{
    const int d = r->width, start = (int)(r->start + first), size[2] = {n, d};
    const float base = (float)r->base;
    float *room = malloc(2 * (size_t)n * (size_t)d * sizeof *room);

    if (!room)
        return false;
    float *y = room + (size_t)n * (size_t)d;
    gather(room, x, r->x_row, size, 1.0f);
    const struct lent_array a[] = {
        WHOLE("rows", n),        WHOLE("width", d),   WHOLE("start", start),
        IN("base", 1, 1, &base), IN("x", n, d, room), OUT("out", n, d, y)};
    const bool good = CALL(s, STANDIN_ROPE, a);
    for (int t = 0; t < n && good; t++)
        memcpy(out + (int64_t)t * r->heads * d, y + (size_t)t * (size_t)d,
               (size_t)d * sizeof *out);
    free(room);
    return good;
}

static void rope_forward(float *out, const float *x, const float *table,
                         const struct kernels_rope *r, int64_t from, int64_t to)
{
    struct standin *s = standin_now();
    bool good = !r->interleaved && r->scaling == KERNELS_UNSCALED;

    for (int64_t item = from; item < to && good;) {
        const int64_t b = item / r->t, first = item % r->t;
        const int64_t left = to - item, rest = r->t - first;
        const int n = (int)(left < rest ? left : rest);

        for (int h = 0; h < r->heads && good; h++)
            good = turn(s, out + (item * r->heads + h) * r->width,
                        x + b * r->x_batch + first * r->x_row + h * r->x_head,
                        r, first, n);
        item += n;
    }
    if (!good)
        s->ours.rope_forward(out, x, table, r, from, to);
}

void standin_tables(struct standin *s, struct kernels_f32 *table)
{
    if (s->on[STANDIN_ATTENTION])
        table->attention_forward = attention_forward;
    if (s->on[STANDIN_CROSS_ENTROPY]) {
        table->cross_entropy_forward = cross_entropy_forward;
        table->cross_entropy_backward = cross_entropy_backward;
    }
    if (s->on[STANDIN_ROPE])
        table->rope_forward = rope_forward;
}
