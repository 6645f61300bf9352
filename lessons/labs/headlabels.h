#ifndef LESSONS_LABS_HEADLABELS_H
#define LESSONS_LABS_HEADLABELS_H

#include <stdint.h>

/*
 * headlabels.h - what a head of attention does, told from its weights on one
 * text: a score for each habit, and the habit that it may be named after.
 *
 * A score is the mean of what a position gives, of its 1, to
 *   PREVIOUS   the token before it
 *   ITSELF     itself
 *   SAME       earlier tokens that are the same as it
 *   FIRST      the first token of the text
 *   INDUCTION  the tokens that came after those earlier ones
 * Two of them need a text in which tokens return; only positions count whose
 * token stood there before. The first two positions never count: there all
 * habits look alike. EVEN is not a weight but how near the row is to an even
 * one: its entropy as a share of the greatest that it can have.
 * Source: Elhage et al. 2021, Olsson et al. 2022 (arXiv:2209.11895).
 */
enum headlabels_kind {
    HEADLABELS_PREVIOUS,
    HEADLABELS_ITSELF,
    HEADLABELS_SAME,
    HEADLABELS_FIRST,
    HEADLABELS_INDUCTION,
    HEADLABELS_EVEN,
    HEADLABELS_MIXED, /* a name, without a score */
    HEADLABELS_KINDS
};

/* What a weight must reach to name its head; below it a head is even from
 * HEADLABELS_FLAT on, and mixed else. */
#define HEADLABELS_BAR  0.4f
#define HEADLABELS_FLAT 0.9f

struct headlabels {
    float score[HEADLABELS_MIXED]; /* -1: this text cannot tell */
    enum headlabels_kind label;
};

/* `weight` [tokens, tokens] of a causal head, `id` [tokens]. */
void headlabels_read(struct headlabels *h, const float *weight,
                     const int32_t *id, int tokens);

/* "previous", "itself", ...; "prev", ... in at most five letters. */
const char *headlabels_name(enum headlabels_kind kind);
const char *headlabels_short(enum headlabels_kind kind);

#endif
