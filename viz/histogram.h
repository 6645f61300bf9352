#ifndef VIZ_HISTOGRAM_H
#define VIZ_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * histogram.h - how often values fall where: weights, gradients, lengths.
 *
 * The bins are equal parts of [low, high]; a value at `high` is in the last
 * one. Values outside and those that are no number are counted and named.
 */
enum { HISTOGRAM_MOST_BINS = 64 };

struct histogram_counts;

/* All zero is a valid start; every pointer is borrowed. */
struct histogram {
    const float *value; /* [count] */
    int count;
    int bins;          /* 0: 24 */
    float low, high;   /* both 0: as the data */
    const char *title; /* or NULL */
    const char *x_name;
    bool log_y; /* counts on a log scale: rare values stay visible */
    /* Counted before, in place of `value`; or NULL. */
    const struct histogram_counts *counted;
};

/* What is in the bins. */
struct histogram_counts {
    double low, high;
    int bins;
    int in[HISTOGRAM_MOST_BINS];
    int below, above, bad; /* bad: NaN and infinities */
    int most;              /* the fullest bin, -1 where all are empty */
};
struct histogram_counts histogram_count(const struct histogram *h);

void histogram_draw(const struct histogram *h, struct canvas *cv,
                    struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t histogram_words(const struct histogram *h, enum words_depth depth,
                       char *out, size_t size);

#endif
