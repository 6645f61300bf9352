#ifndef LESSONS_LABS_BLEU_H
#define LESSONS_LABS_BLEU_H

#include <stdint.h>

/*
 * bleu.h - how much of what was written stands in the right translation: runs
 * of one to four words, each counted at most as often as there.
 * Source: Papineni et al. 2002, "BLEU", sections 2.1 to 2.3.
 */
enum { BLEU_ORDERS = 4 };

/* All zero is a valid start. */
struct bleu {
    int64_t same[BLEU_ORDERS], runs[BLEU_ORDERS]; /* runs of 1 .. 4 words */
    int64_t wrote, wanted;                        /* words */
};

void bleu_add(struct bleu *b, const int32_t *wrote, int n, const int32_t *want,
              int m);

/* 0 .. 100. Orders of which nothing could be written do not count. */
double bleu_score(const struct bleu *b);

#endif
