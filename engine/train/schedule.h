#ifndef ENGINE_TRAIN_SCHEDULE_H
#define ENGINE_TRAIN_SCHEDULE_H

#include <stdint.h>

/*
 * schedule.h - the learning rate of every step: up in a line, down along half
 * a cosine, then level.
 *
 * Source: Loshchilov and Hutter 2017, "SGDR", equation 5, with linear warm-up.
 */
struct schedule {
    double rate, low; /* the highest rate, and the one at the end */
    int64_t warmup, steps;
};

/* The rate of step `step`, counted from 0. */
double schedule_rate(const struct schedule *s, int64_t step);

#endif
