/* standin_layers.c - what stands in for larger pieces: blocks of a quantised
 * matrix, a look back over the states of a reader, a layer with its adapter. */
#include <stdlib.h>
#include <string.h>

#include "exercises/standin_parts.h"

enum { BLOCK = 32 };

/* --- blocks ----------------------------------------------------------------
 */

/* There and back are in one exercise: the other way gets zeros. */
static bool blocks_call(int32_t *q, float *scale, const float *x, float *out,
                        const int32_t *given_q, const float *given_scale, int n)
{
    const int blocks = n / BLOCK;
    const struct lent_array a[] = {WHOLE("n", n),
                                   IN("x", blocks, BLOCK, x),
                                   INTS("given_q", blocks, BLOCK, given_q),
                                   IN("given_scale", 1, blocks, given_scale),
                                   {.name = "q",
                                    .type = TALK_INT,
                                    .rows = blocks,
                                    .cols = BLOCK,
                                    .out = q,
                                    .unwanted = !q},
                                   {.name = "scale",
                                    .rows = 1,
                                    .cols = blocks,
                                    .out = scale,
                                    .unwanted = !scale},
                                   {.name = "restored",
                                    .rows = blocks,
                                    .cols = BLOCK,
                                    .out = out,
                                    .unwanted = !out}};

    return CALL(standin_now(), STANDIN_QUANTISE, a);
}

/* Is each of them a whole number that 8 bits hold? */
static bool fit_bytes(const int32_t *q, int n)
{
    for (int i = 0; i < n; i++) {
        if (q[i] >= -127 && q[i] <= 127)
            continue;
        lent_refuse(&standin_now()->lent[STANDIN_QUANTISE],
                    "gave %d, which is not between -127 and 127", q[i]);
        return false;
    }
    return true;
}

static bool quantise(int32_t *q, float *scale, const float *x, int n)
{
    int32_t *none = calloc((size_t)n + 1, sizeof *none);
    float *no_scale = calloc((size_t)n / BLOCK + 1, sizeof *no_scale);
    bool good = none && no_scale;

    for (int at = 0, many; at < n && good; at += many) {
        many = BLOCK * standin_rows((n - at) / BLOCK, BLOCK);
        good = blocks_call(q + at, scale + at / BLOCK, x + at, NULL, none,
                           no_scale, many) &&
               fit_bytes(q + at, many);
    }
    free(none);
    free(no_scale);
    return good;
}

static bool restore(float *out, const int32_t *q, const float *scale, int n)
{
    float *none = calloc((size_t)n + 1, sizeof *none);
    bool good = none != NULL;

    for (int at = 0, many; at < n && good; at += many) {
        many = BLOCK * standin_rows((n - at) / BLOCK, BLOCK);
        good = blocks_call(NULL, NULL, none, out + at, q + at,
                           scale + at / BLOCK, many);
    }
    free(none);
    return good;
}

/* --- a look back -----------------------------------------------------------
 */

static bool additive(float *weights, float *out, const struct stead_look *s)
{
    const struct lent_array a[] = {
        WHOLE("n", s->n),
        WHOLE("width", s->width),
        WHOLE("d", s->d),
        IN("q", 1, s->width, s->q),
        IN("k", s->n, s->width, s->k),
        IN("v", 1, s->width, s->v),
        IN("states", s->n, s->d, s->states),
        OUT("weights", 1, s->n, weights),
        OUT("out", 1, s->d, out),
    };

    return CALL(standin_now(), STANDIN_ADDITIVE, a);
}

/* --- a layer and its adapter -----------------------------------------------
 */

static bool detour_call(float *out, const struct stead_detour *s)
{
    const struct lent_array a[] = {WHOLE("rows", s->rows),
                                   WHOLE("in", s->in),
                                   WHOLE("cols", s->cols),
                                   WHOLE("rank", s->rank),
                                   IN("scale", 1, 1, &s->scale),
                                   IN("x", s->rows, s->in, s->x),
                                   IN("w", s->in, s->cols, s->w),
                                   IN("a", s->in, s->rank, s->a),
                                   IN("b", s->rank, s->cols, s->b),
                                   OUT("out", s->rows, s->cols, out),
                                   NOBODYS("low", TALK_FLOAT, 1, s->rank)};

    return CALL(standin_now(), STANDIN_LORA, a);
}

/* Columns first .. first+n-1 of `rows` rows. */
static void columns(float *to, const float *from, int rows, int cols, int first,
                    int n)
{
    for (int r = 0; r < rows; r++)
        memcpy(to + (size_t)r * (size_t)n, from + (size_t)r * cols + first,
               (size_t)n * sizeof *to);
}

/* A column of the result needs the same column of w and of b, and no other: a
 * layer that is too large for one call goes in stripes. */
static bool stripe(float *out, const struct stead_detour *s, int first, int n,
                   float *room)
{
    struct stead_detour part = *s;
    float *w = room, *b = w + (size_t)s->in * n, *y = b + (size_t)s->rank * n;
    bool good = true;

    columns(w, s->w, s->in, s->cols, first, n);
    columns(b, s->b, s->rank, s->cols, first, n);
    part.w = w;
    part.b = b;
    part.cols = n;
    for (int at = 0; at < s->rows && good; at += part.rows) {
        part.rows = standin_rows(s->rows - at, n > s->in ? n : s->in);
        part.x = s->x + (size_t)at * (size_t)s->in;
        good = detour_call(y, &part);
        for (int r = 0; r < part.rows && good; r++)
            memcpy(out + (size_t)(at + r) * s->cols + first,
                   y + (size_t)r * (size_t)n, (size_t)n * sizeof *out);
    }
    return good;
}

static bool lora(float *out, const struct stead_detour *s)
{
    const int wide = s->in > s->rank ? s->in : s->rank;
    const int most = standin_rows(s->cols, wide);
    const size_t each = (size_t)(s->in + s->rank + s->rows) * sizeof *out;
    float *room = malloc(each * (size_t)most + 1);
    bool good = room != NULL;

    for (int at = 0; at < s->cols && good; at += most)
        good =
            stripe(out, s, at, s->cols - at < most ? s->cols - at : most, room);
    free(room);
    return good;
}

void standin_layers(struct standin *s, struct stead *stead)
{
    if (s->on[STANDIN_QUANTISE]) {
        stead->quantise = quantise;
        stead->restore = restore;
    }
    stead->additive = s->on[STANDIN_ADDITIVE] ? additive : NULL;
    stead->lora = s->on[STANDIN_LORA] ? lora : NULL;
}
