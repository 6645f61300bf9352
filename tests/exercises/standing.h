#ifndef TESTS_EXERCISES_STANDING_H
#define TESTS_EXERCISES_STANDING_H

#include <math.h>
#include <stdio.h>

#include "exercises/standin.h"
#include "tests/exercises/judged.h"

/*
 * standing.h - for suites in which functions of a learner, by default the
 * solutions, stand in for the engine's.
 */

/* Both sum in f32, in another order. */
static const float standing_close = 2e-4f;

static struct standin standing;
static struct kernels_f32 standing_table;
static struct stead standing_stead;

static inline void standing_for(enum standin_part part, const char *text)
{
    char folder[256], path[300];
    const char *name = standin_exercise(part);

    snprintf(folder, sizeof folder, TEST_ROOT "/exercises/%s", name);
    snprintf(path, sizeof path, "%s/solution.c", folder);
    char *own = text ? strdup(text) : judged_read(path);
    judged_fine(
        lent_open(&standing.lent[part], name, folder, own, strlen(own)));
    free(own);
    standing.on[part] = true;
    standing_table = *kernels_fast(NULL);
    judged_fine(standin_begin(&standing, &standing_table, &standing_stead));
}

static inline void standing_end(void)
{
    judged_fine(standin_status(&standing));
    standin_end(&standing);
}

/* Numbers between -1 and 1, the same each time. */
static inline void standing_fill(float *x, int n, unsigned seed)
{
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = (float)(seed >> 8) / 8388608.0f - 1.0f;
    }
}

static inline void standing_equal(const float *a, const float *b, int n)
{
    for (int i = 0; i < n; i++)
        cr_assert_lt(fabsf(a[i] - b[i]), standing_close, "%d: %g and %g", i,
                     (double)a[i], (double)b[i]);
}

#endif
