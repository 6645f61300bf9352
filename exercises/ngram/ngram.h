/* ngram.h: how likely is a token after others, by counting.
 * Shapes: ids has n numbers, context has order; n >= 0, order >= 0, alpha > 0,
 *     vocab >= 1.
 * Source: Jurafsky and Martin, Speech and Language Processing, chapter 3. */
#ifndef NGRAM_H
#define NGRAM_H

struct ngram {
    const int *ids;
    int n;
    int order; /* tokens of context */
    int vocab;
    float alpha;
};

float ngram_probability(const struct ngram *g, const int *context, int next);

#endif
