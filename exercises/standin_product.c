/* standin_product.c - products by a learner's matmul or linear: operands are
 * laid out dense, and what is too large is done in pieces that add up. */
#include <stdlib.h>
#include <string.h>

#include "exercises/standin_parts.h"

enum { MOST = TALK_NUMBERS };

struct piece {
    int m, k, n;
    float *a, *b, *out, *dx, *dw;
};

static float at(const float *x, bool transposed, int64_t row, int64_t i,
                int64_t j)
{
    return transposed ? x[j * row + i] : x[i * row + j];
}

/* Rows first .. of op(A) or op(B), as dense rows. */
static void pack(float *to, const float *x, bool transposed, int64_t row,
                 const int64_t from[2], const int size[2])
{
    for (int i = 0; i < size[0]; i++)
        for (int j = 0; j < size[1]; j++)
            *to++ = at(x, transposed, row, from[0] + i, from[1] + j);
}

static bool multiply(struct standin *s, const struct piece *p,
                     const float *bias)
{
    if (!bias) {
        const struct lent_array a[] = {
            WHOLE("m", p->m),          WHOLE("k", p->k),
            WHOLE("n", p->n),          IN("a", p->m, p->k, p->a),
            IN("b", p->k, p->n, p->b), OUT("out", p->m, p->n, p->out)};

        return CALL(s, STANDIN_MATMUL, a);
    }
    /* Their linear also goes back; nothing is wanted of that. */
    memset(p->dx, 0, sizeof *p->dx * (size_t)p->m * (size_t)p->k);
    memset(p->dw, 0, sizeof *p->dw * (size_t)p->k * (size_t)p->n);
    const struct lent_array a[] = {WHOLE("rows", p->m),
                                   WHOLE("in", p->k),
                                   WHOLE("cols", p->n),
                                   IN("x", p->m, p->k, p->a),
                                   IN("w", p->k, p->n, p->b),
                                   IN("bias", 1, p->n, bias),
                                   IN("dout", p->m, p->n, p->out),
                                   OUT("out", p->m, p->n, p->out),
                                   {.name = "dx",
                                    .rows = p->m,
                                    .cols = p->k,
                                    .in = p->dx,
                                    .unwanted = true},
                                   {.name = "dw",
                                    .rows = p->k,
                                    .cols = p->n,
                                    .in = p->dw,
                                    .unwanted = true},
                                   {.name = "dbias",
                                    .rows = 1,
                                    .cols = p->n,
                                    .in = bias,
                                    .unwanted = true}};

    return CALL(s, STANDIN_LINEAR, a);
}

static void put(const struct gemm_args *g, float *c, int64_t row,
                const struct piece *p, bool first)
{
    const float alpha = (float)g->alpha;
    const float keep = first ? (float)g->beta : 1.0f;
    const bool fresh = first && !(g->beta > 0.0 || g->beta < 0.0);

    for (int i = 0; i < p->m; i++)
        for (int j = 0; j < p->n; j++) {
            float *to = &c[(row + i) * g->c_row + j];

            *to = alpha * p->out[i * p->n + j] + (fresh ? 0.0f : keep * *to);
        }
}

/* How much of A's rows and of the inner side goes in one call. */
static bool plan(const struct gemm_args *g, struct piece *p)
{
    if (g->cols > MOST || g->cols < 1)
        return false;
    p->n = (int)g->cols;
    p->k = (int)(g->inner < MOST / g->cols ? g->inner : MOST / g->cols);
    const int wide = p->k > p->n ? p->k : p->n;
    p->m = (int)(g->rows < MOST / wide ? g->rows : MOST / wide);
    return p->k > 0 && p->m > 0;
}

static bool piece_open(struct piece *p, bool linear)
{
    const size_t a = (size_t)p->m * (size_t)p->k;
    const size_t b = (size_t)p->k * (size_t)p->n;
    const size_t c = (size_t)p->m * (size_t)p->n;

    p->a = calloc((a + b) * (linear ? 2 : 1) + c, sizeof *p->a);
    if (!p->a)
        return false;
    p->b = p->a + a;
    p->out = p->b + b;
    p->dx = p->out + c;
    p->dw = p->dx + a;
    return true;
}

static bool one_product(struct standin *s, const struct gemm_args *g,
                        const struct piece *most, int64_t batch)
{
    const float *a = (const float *)g->a + batch * g->a_batch;
    const float *b = (const float *)g->b + batch * g->b_batch;
    float *c = (float *)g->c + batch * g->c_batch;

    for (int64_t k = 0; k < g->inner; k += most->k) {
        struct piece p = *most;
        const int64_t left = g->inner - k;

        p.k = (int)(left < most->k ? left : most->k);
        pack(p.b, b, g->b_transposed, g->b_row, (const int64_t[]){k, 0},
             (const int[]){p.k, p.n});
        for (int64_t row = 0; row < g->rows; row += most->m) {
            const int64_t rest = g->rows - row;

            p.m = (int)(rest < most->m ? rest : most->m);
            pack(p.a, a, g->a_transposed, g->a_row, (const int64_t[]){row, k},
                 (const int[]){p.m, p.k});
            if (!multiply(s, &p, g->bias))
                return false;
            put(g, c, row, &p, k == 0);
        }
    }
    return true;
}

bool standin_product(struct standin *s, const struct gemm_args *g)
{
    struct piece most;
    bool good = s->on[g->bias ? STANDIN_LINEAR : STANDIN_MATMUL] &&
                plan(g, &most) && (!g->bias || most.k == g->inner);

    if (!good || standin_status(s).code || !piece_open(&most, g->bias != NULL))
        return false;
    for (int64_t i = 0; i < (g->batch > 1 ? g->batch : 1) && good; i++)
        good = one_product(s, g, &most, i);
    free(most.a);
    return good;
}
