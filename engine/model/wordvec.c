#include "engine/model/wordvec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/model/wordpairs.h"
#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"
#include "engine/train/optimizer.h"

#define GRAPH_LIMIT ((size_t)1 << 30)

struct wordvec {
    struct wordvec_settings set;
    int32_t vocab;
    struct wordpairs *pairs;
    struct params *params;
    int in, out, in_bias, out_bias; /* biases of glove alone */
    struct graph *graph;
    int32_t *word[2]; /* of a batch: words, and what they are paired with */
    float *number[2]; /* glove: logarithms of the counts, weights */
    int64_t steps;
};

struct wordvec_settings wordvec_defaults(void)
{
    return (struct wordvec_settings){.kind = WORDVEC_SKIPGRAM,
                                     .width = 50,
                                     .window = 4,
                                     .negatives = 5,
                                     .batch = 512,
                                     .rate = 5e-3,
                                     .power = 0.75,
                                     .most = 100.0,
                                     .seed = 1};
}

static struct status check(const struct wordvec_settings *s)
{
    if (s->width < 1 || s->width > VECTORS_WIDTH)
        return status_fail(STATUS_BAD_USAGE, "a width of %lld is not 1 to %d",
                           (long long)s->width, VECTORS_WIDTH);
    if (s->window < 1 || s->window > 100)
        return status_fail(STATUS_BAD_USAGE, "a window of %d is not 1 to 100",
                           s->window);
    if (s->negatives < 1 || s->negatives > 100)
        return status_fail(STATUS_BAD_USAGE,
                           "%d words drawn for each are not 1 to 100",
                           s->negatives);
    if (s->batch < 1 || s->batch > 1 << 20)
        return status_fail(STATUS_BAD_USAGE, "a batch of %lld pairs",
                           (long long)s->batch);
    if (!(s->rate > 0.0) || !(s->power >= 0.0) || !(s->most > 0.0) ||
        !isfinite(s->rate) || !isfinite(s->power) || !isfinite(s->most))
        return status_fail(STATUS_BAD_USAGE,
                           "rate, power and most are finite and above 0");
    return STATUS_OK;
}

/* The second table begins at zero, as the authors' programs do: the first
 * guesses are even. */
static struct status declare(struct wordvec *w)
{
    const int64_t shape[] = {w->vocab, w->set.width};
    const double scale = 0.5 / (double)w->set.width;
    const bool glove = w->set.kind == WORDVEC_GLOVE;

    w->in = params_add(w->params, "words.in", 2, shape, PARAMS_NORMAL,
                       glove ? 0.1 : scale);
    w->out = params_add(w->params, "words.out", 2, shape,
                        glove ? PARAMS_NORMAL : PARAMS_ZERO, 0.1);
    if (glove) {
        const int64_t column[] = {w->vocab, 1};

        w->in_bias =
            params_add(w->params, "words.in_bias", 2, column, PARAMS_ZERO, 0);
        w->out_bias =
            params_add(w->params, "words.out_bias", 2, column, PARAMS_ZERO, 0);
    }
    return params_build(w->params, w->set.seed);
}

static struct status take_memory(struct wordvec *w)
{
    const struct device *d = device_find("auto");
    const int64_t each =
        w->set.kind == WORDVEC_GLOVE ? 1 : 1 + w->set.negatives;
    const size_t n = (size_t)(w->set.batch * each);

    w->params = params_new(d);
    w->graph = graph_new(d, GRAPH_LIMIT);
    w->word[0] = malloc((size_t)w->set.batch * sizeof *w->word[0]);
    w->word[1] = malloc(n * sizeof *w->word[1]);
    w->number[0] = malloc(n * sizeof *w->number[0]);
    w->number[1] = malloc(n * sizeof *w->number[1]);
    if (!w->params || !w->graph || !w->word[0] || !w->word[1] ||
        !w->number[0] || !w->number[1])
        return status_fail(STATUS_NO_MEMORY, "no memory for word vectors");
    return declare(w);
}

struct status wordvec_new(struct wordvec **out, const int32_t *ids, int64_t n,
                          int32_t vocab, const struct wordvec_settings *s)
{
    *out = NULL;
    STATUS_TRY(check(s));
    struct wordvec *w = calloc(1, sizeof *w);

    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for word vectors");
    w->set = *s;
    w->vocab = vocab;
    struct status st = wordpairs_new(&w->pairs, ids, n, vocab, s);
    if (!st.code)
        st = take_memory(w);
    if (st.code)
        wordvec_free(w);
    else
        *out = w;
    return st;
}

void wordvec_free(struct wordvec *w)
{
    if (!w)
        return;
    for (int i = 0; i < 2; i++) {
        free(w->word[i]);
        free(w->number[i]);
    }
    graph_free(w->graph);
    params_free(w->params);
    wordpairs_free(w->pairs);
    free(w);
}

static struct tensor *rows(struct wordvec *w, int table, struct tensor *ids)
{
    return embedding_op(w->graph, params_tensor(params_at(w->params, table)),
                        ids);
}

/* [b, each]: the products of every word's vector with those it is paired with.
 */
static struct tensor *products(struct wordvec *w, struct tensor *in,
                               struct tensor *out)
{
    struct graph *g = w->graph;
    const int64_t one[] = {w->set.batch, 1, w->set.width};

    return reduce_sum(g,
                      arith_mul(g, shape_reshape(g, rows(w, w->in, in), 3, one),
                                rows(w, w->out, out)),
                      2);
}

/* -log sigmoid(x) of the neighbour and of -x of the others: that is the cross
 * entropy of two classes with logits 0 and x, which does not overflow. The sum
 * over a pair's words is `each` times the mean over all. */
static struct tensor *skipgram_loss(struct wordvec *w)
{
    struct graph *g = w->graph;
    const int64_t each = 1 + w->set.negatives, n = w->set.batch * each;
    struct tensor *in = graph_ints(g, 1, &w->set.batch, w->word[0]);
    struct tensor *out =
        graph_ints(g, 2, (const int64_t[]){w->set.batch, each}, w->word[1]);
    struct tensor *x =
        shape_reshape(g, products(w, in, out), 2, (const int64_t[]){n, 1});
    struct tensor *two[] = {arith_scale(g, x, 0.0), x};
    int32_t *class = w->word[1]; /* copied by now */

    for (int64_t i = 0; i < n; i++)
        class[i] = i % each == 0;
    return arith_scale(g,
                       cross_entropy_op(g, shape_concat(g, two, 2, 1),
                                        graph_ints(g, 1, &n, class), -1),
                       (double)each);
}

static struct tensor *glove_loss(struct wordvec *w)
{
    struct graph *g = w->graph;
    const int64_t shape[] = {w->set.batch, 1};
    struct tensor *in = graph_ints(g, 1, shape, w->word[0]);
    struct tensor *out = graph_ints(g, 2, shape, w->word[1]);
    struct tensor *x = products(w, in, out);

    x = arith_add(g, x, rows(w, w->in_bias, in));
    x = arith_add(g, x, shape_reshape(g, rows(w, w->out_bias, out), 2, shape));
    x = arith_sub(g, x, graph_floats(g, 2, shape, w->number[0]));
    x = arith_mul(g, unary_square(g, x),
                  graph_floats(g, 2, shape, w->number[1]));
    return reduce_mean(g, x, REDUCE_ALL);
}

struct status wordvec_step(struct wordvec *w, double *loss)
{
    static const struct optimizer_settings adam = {OPTIMIZER_ADAM, 0.9, 0.999,
                                                   1e-8, 0.0};
    const uint64_t step = (uint64_t)w->steps;
    struct tensor *l;

    graph_reset(w->graph);
    params_zero_grads(w->params);
    if (w->set.kind == WORDVEC_GLOVE) {
        wordpairs_counts(w->pairs, step, w->word[0], w->word[1], w->number);
        l = glove_loss(w);
    } else {
        wordpairs_draw(w->pairs, step, w->word[0], w->word[1]);
        l = skipgram_loss(w);
    }
    STATUS_TRY(graph_status(w->graph));
    *loss = tensor_get(l, 0);
    STATUS_TRY(graph_backward(w->graph, l));
    params_settle_grads(w->params);
    STATUS_TRY(
        optimizer_step(w->params, &adam, w->set.rate, 1.0, w->steps + 1));
    w->steps++;
    return STATUS_OK;
}

int64_t wordvec_steps(const struct wordvec *w)
{
    return w->steps;
}

int64_t wordvec_pairs(const struct wordvec *w)
{
    return wordpairs_count(w->pairs);
}

struct status wordvec_vectors(const struct wordvec *w, struct vectors *out)
{
    const bool glove = w->set.kind == WORDVEC_GLOVE;
    const struct tensor *in = &params_at(w->params, w->in)->value;
    const struct tensor *other = &params_at(w->params, w->out)->value;

    STATUS_TRY(vectors_new(out, w->vocab, w->set.width));
    for (int64_t i = 0; i < tensor_count(in); i++)
        out->row[i] =
            (float)(tensor_get(in, i) + (glove ? tensor_get(other, i) : 0.0));
    return STATUS_OK;
}
