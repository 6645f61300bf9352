#ifndef LESSONS_LABS_STACKFOUND_H
#define LESSONS_LABS_STACKFOUND_H

#include "lessons/labs/labhead.h"

/*
 * stackfound.h - one prediction of a trained model from the text it writes down
 * to the multiply-adds of one of its numbers: what every floor of the way
 * holds.
 */
enum {
    STACKFOUND_BEST = 8,
    STACKFOUND_WIDTH = 8192,
    STACKFOUND_LANES = 16,
    STACKFOUND_TEXT = 256
};

/* A token that may come next, and its score before the softmax. */
struct stackfound_next {
    char token[LABHEAD_TEXT];
    int32_t id;
    double score, probability;
};

/* Plain numbers and text: copy it whole. */
struct stackfound {
    char text[STACKFOUND_TEXT];    /* what was read, its end if it is long */
    char written[STACKFOUND_TEXT]; /* the likeliest tokens, one by one */
    int tokens, vocab;
    int32_t id[LABHEAD_TOKENS];
    struct stackfound_next best[STACKFOUND_BEST];
    /* The vector at the last position, behind the last norm, and the head's
     * row of the likeliest token: the score is their product. */
    int width;
    float vector[STACKFOUND_WIDTH], row[STACKFOUND_WIDTH];
    double score_by_hand;
    /* One head; `asked` is the position of which the last one takes most. */
    struct labhead head;
    int asked;
    float product[LABHEAD_WIDTH]; /* query times key, number by number */
    double dot, scaled, weight;
    double multiply_adds; /* of the whole pass, in matrix products */
};

struct stackfound_wanted {
    const char *model, *text;
    int layer, head;
    int writes; /* tokens to write */
    struct hook hook;
};

/* Errors: those of labhead_read(); BAD_USAGE for an encoder; TOO_BIG for rows
 * above STACKFOUND_WIDTH. */
struct status stackfound_read(struct stackfound *f,
                              const struct stackfound_wanted *w);

/* The sum of the products as registers of `lanes` numbers make it: row i of
 * `sum` [instructions, lanes] is the register behind instruction i. Answers the
 * instructions. Room for LABHEAD_WIDTH / lanes rows. */
int stackfound_lanes(const struct stackfound *f, int lanes, float *sum);

#endif
