#ifndef ENGINE_NN_ADDATTN_H
#define ENGINE_NN_ADDATTN_H

#include "engine/nn/dense.h"

/*
 * addattn.h - additive attention: a small net scores every pair of a query and
 * a key, score = v . tanh(Q q + K k).
 *
 * Declares NAME.query and NAME.key, without bias and with it, and NAME.score
 * without.
 * Source: Bahdanau, Cho and Bengio 2015, "Neural Machine Translation by
 * Jointly Learning to Align and Translate", appendix A.1.2.
 */
struct addattn_shape {
    int64_t query_width, key_width, width; /* width: of the small net */
};

struct addattn {
    struct dense query, key, score;
};

struct addattn addattn_declare(struct params *ps, const char *name,
                               const struct addattn_shape *shape);

/* q [b, tq, query_width], k [b, tk, key_width]; `hide` [b, 1, tk] is added to
 * the scores (0, or far below), or NULL. The result, [b, tq, key_width], is
 * the keys by their weights; the probe sees those as NAME.probs [b, tq, tk]. */
struct tensor *addattn_forward(struct graph *g, struct params *ps,
                               const struct addattn *a, struct tensor *q,
                               struct tensor *k, struct tensor *hide,
                               const char *name);

#endif
