#include "engine/nn/addattn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ops/arith.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"

struct addattn addattn_declare(struct params *ps, const char *name,
                               const struct addattn_shape *shape)
{
    struct addattn a;
    char text[112];

    snprintf(text, sizeof text, "%s.query", name);
    a.query = dense_declare(ps, text, shape->query_width, shape->width, false,
                            1.0 / sqrt((double)shape->query_width));
    snprintf(text, sizeof text, "%s.key", name);
    a.key = dense_declare(ps, text, shape->key_width, shape->width, true,
                          1.0 / sqrt((double)shape->key_width));
    snprintf(text, sizeof text, "%s.score", name);
    a.score = dense_declare(ps, text, shape->width, 1, false,
                            1.0 / sqrt((double)shape->width));
    return a;
}

/* One run for a learner's function, which has one query at a time. */
struct look {
    const struct tensor *query, *key, *states, *hide, *probs, *score;
};

/* The same as floats, row after row. */
struct plain {
    float *q, *k, *states, *v, *hide;
    float *seen_k, *seen_states; /* of one sequence: what is not hidden */
    float *weights, *out, *probs;
};

static float *floats(const struct tensor *t)
{
    float *x = malloc((size_t)(t ? tensor_count(t) : 0) * sizeof *x + 1);

    if (x && t)
        tensor_copy_floats(x, t);
    return x;
}

static float *room(int64_t n)
{
    return malloc((size_t)n * sizeof(float) + 1);
}

static bool plain_open(struct plain *p, const struct look *l)
{
    const int64_t tk = l->states->shape[1];

    *p = (struct plain){
        .q = floats(l->query),
        .k = floats(l->key),
        .states = floats(l->states),
        .v = floats(l->score),
        .hide = floats(l->hide),
        .seen_k = room(tk * tensor_count(l->score)),
        .seen_states = room(tk * l->states->shape[2]),
        .weights = room(tk),
        .out =
            room(l->probs->shape[0] * l->probs->shape[1] * l->states->shape[2]),
        .probs = floats(l->probs),
    };
    return p->q && p->k && p->states && p->v && p->hide && p->seen_k &&
           p->seen_states && p->weights && p->out && p->probs;
}

/* All but `out`. */
static void plain_close(struct plain *p)
{
    free(p->q);
    free(p->k);
    free(p->states);
    free(p->v);
    free(p->hide);
    free(p->seen_k);
    free(p->seen_states);
    free(p->weights);
    free(p->probs);
}

static bool hidden(const struct plain *p, const struct look *l, int64_t at)
{
    return l->hide && p->hide[at] < -1e6f;
}

/* The rows of sequence b that are not hidden; answers how many. */
static int gather(const struct plain *p, const struct look *l, int64_t b)
{
    const int64_t tk = l->states->shape[1], d = l->states->shape[2];
    const int64_t width = tensor_count(l->score);
    int n = 0;

    for (int64_t j = b * tk; j < (b + 1) * tk; j++) {
        if (hidden(p, l, j))
            continue;
        memcpy(p->seen_k + n * width, p->k + j * width,
               (size_t)width * sizeof *p->k);
        memcpy(p->seen_states + n * d, p->states + j * d,
               (size_t)d * sizeof *p->states);
        n++;
    }
    return n;
}

static bool look_once(const struct stead *s, const struct plain *p,
                      const struct look *l, int64_t row, int n)
{
    const int64_t tq = l->probs->shape[1], tk = l->probs->shape[2];
    const int64_t d = l->states->shape[2], width = tensor_count(l->score);
    const struct stead_look look = {.q = p->q + row * width,
                                    .v = p->v,
                                    .k = p->seen_k,
                                    .states = p->seen_states,
                                    .n = n,
                                    .width = (int)width,
                                    .d = (int)d};
    float *probs = p->probs + row * tk;

    if (!s->additive(p->weights, p->out + row * d, &look))
        return false;
    for (int64_t j = 0, i = 0; j < tk; j++)
        probs[j] = hidden(p, l, row / tq * tk + j) ? 0.0f : p->weights[i++];
    return true;
}

/* The weights become theirs; what they mix is the answer, for the caller to
 * free, or NULL: ours stay. The way back is ours, from their weights. */
static float *look_theirs(struct graph *g, const struct look *l)
{
    const struct stead *s = graph_device(g)->stead;
    struct plain p;
    int n = 0;

    if (!s || !s->additive || !l->probs || l->probs->type != TENSOR_F32)
        return NULL;
    const int64_t tq = l->probs->shape[1], rows = l->probs->shape[0] * tq;
    bool good = plain_open(&p, l);
    for (int64_t row = 0; row < rows && good; row++) {
        n = row % tq ? n : gather(&p, l, row / tq);
        good = look_once(s, &p, l, row, n);
    }
    if (good)
        memcpy(tensor_at(l->probs, 0), p.probs,
               (size_t)tensor_count(l->probs) * sizeof *p.probs);
    plain_close(&p);
    if (good)
        return p.out;
    free(p.out);
    return NULL;
}

struct tensor *addattn_forward(struct graph *g, struct params *ps,
                               const struct addattn *a, struct tensor *q,
                               struct tensor *k, struct tensor *hide,
                               const char *name)
{
    struct tensor *query = dense_forward(g, ps, &a->query, q);
    struct tensor *key = dense_forward(g, ps, &a->key, k);

    if (!query || !key)
        return NULL;
    const int64_t b = q->shape[0], tq = q->shape[1], tk = k->shape[1];
    const int64_t width = query->shape[2];
    query = shape_reshape(g, query, 4, (const int64_t[]){b, tq, 1, width});
    key = shape_reshape(g, key, 4, (const int64_t[]){b, 1, tk, width});
    struct tensor *score = dense_forward(
        g, ps, &a->score, unary_tanh(g, arith_add(g, query, key)));
    score = shape_reshape(g, score, 3, (const int64_t[]){b, tq, tk});
    if (hide)
        score = arith_add(g, score, hide);
    struct tensor *probs = softmax_op(g, score);
    const struct look l = {
        query, key,   k,
        hide,  probs, params_tensor(params_at(ps, a->score.weight))};
    float *mixed = look_theirs(g, &l);
    probs = graph_name(g, probs, "%s.probs", name);
    struct tensor *out = matmul_op(g, probs, k);
    if (mixed && out && !graph_probe(g)) /* it may have changed the weights */
        memcpy(tensor_at(out, 0), mixed,
               (size_t)tensor_count(out) * sizeof *mixed);
    free(mixed);
    return out;
}
