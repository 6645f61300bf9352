#ifndef ENGINE_APP_RANKEVAL_H
#define ENGINE_APP_RANKEVAL_H

#include <stdint.h>

/*
 * rankeval.h - how good an order of answers is, and whether one ranker is
 * better than another or only luckier with these questions.
 *
 * grade[i] is that of the answer at place i, 0 for one that does not help.
 */

/* Of all `wanted` answers with a grade, how many stand in the first k. */
double rankeval_recall(const int *grade, int n, int k, int wanted);

/* 1 / the place, from 1, of the first that helps; 0 for none. */
double rankeval_reciprocal(const int *grade, int n);

/* Gain of the first k, 2^grade - 1 over log2(place + 1), over that of the best
 * order possible: `ideal` are all grades there are, falling.
 * Source: Jarvelin and Kekalainen 2002. */
double rankeval_ndcg(const int *grade, int n, int k, const int *ideal,
                     int ideals);

struct rankeval_interval {
    double mean, low, high; /* 95 of 100 samples lie between */
};

/* The mean of a[i] - b[i] over n questions (b may be NULL: of a), and between
 * what it lies when the questions are drawn anew, with repeats, `samples`
 * times. Paired: both rankers see the same draw. n, samples >= 1.
 * Source: Efron and Tibshirani 1993, section 13.3 (the percentile interval). */
struct rankeval_interval rankeval_bootstrap(const double *a, const double *b,
                                            int n, int samples, uint64_t seed);

#endif
