#ifndef TUI_RUNCHART_H
#define TUI_RUNCHART_H

#include "engine/train/runs.h"
#include "viz/chart.h"

/*
 * runchart.h - recorded runs as lines over their steps: one run, or two under
 * each other's eyes.
 */
struct runchart {
    struct chart chart;
    struct chart_series series[CHART_MAX_SERIES];
    char name[CHART_MAX_SERIES][RUNS_NAME_BYTES + 24];
    float *room[CHART_MAX_SERIES];
};

/* `a` with its lines; `b` NULL, or a second run with its own: then the first
 * two lines of each. Owner: the caller, runchart_release(). */
struct status runchart_init(struct runchart *c, const struct runs_run *a,
                            const struct runs_curves *of_a,
                            const struct runs_run *b,
                            const struct runs_curves *of_b);
void runchart_release(struct runchart *c);

/* "train char-tiny on town" or the run string: what a run was, for a line. */
void runchart_what(const struct runs_run *r, char *out, size_t size);

/* "2026-11-25 13:46". */
enum { RUNCHART_WHEN_BYTES = 32 };
void runchart_when(const struct runs_run *r, char out[RUNCHART_WHEN_BYTES]);

#endif
