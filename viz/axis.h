#ifndef VIZ_AXIS_H
#define VIZ_AXIS_H

#include <stdbool.h>

/*
 * axis.h - a range of numbers along one side of a picture, and its ticks at
 * 1, 2 or 5 times a power of ten.
 */
struct axis {
    double low, high; /* low < high; on a log axis both above zero */
    bool log;
};

/* Widens an empty or reversed range, and keeps a log axis above zero. */
struct axis axis_make(double low, double high, bool log);

/* 0..1 along the axis; outside of it below 0 or above 1. NaN where the value
 * has no place. */
double axis_share(const struct axis *a, double value);

enum { AXIS_MAX_TICKS = 24 };
struct axis_tick {
    double value;
    char text[16];
};

/* At most `most` ticks, rising. Answers how many. */
int axis_ticks(const struct axis *a, int most,
               struct axis_tick tick[AXIS_MAX_TICKS]);

#endif
