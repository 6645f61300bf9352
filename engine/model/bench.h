#ifndef ENGINE_MODEL_BENCH_H
#define ENGINE_MODEL_BENCH_H

#include "engine/core/roof.h"
#include "engine/model/recipe.h"

/*
 * bench.h - the engine's benchmarks: what `lathe bench` prints.
 *
 * A benchmark runs what learners run, some rounds of it, and reports medians.
 */
enum { BENCH_TEXT = 64 };

struct bench_row {
    char name[BENCH_TEXT];    /* "matmul 256 x 768 x 3072" */
    char kernels[BENCH_TEXT]; /* what computed it */
    enum graph_mode mode;
    double seconds, best_seconds; /* of one run: median and least */
    double flops, bytes;          /* of one run, from shapes; 0: not counted */
    double things;                /* made in one run, */
    const char *thing;            /* such as "tokens"; or NULL */
};

struct bench_given {
    const struct device *device;
    struct recipe recipe; /* of train-step and decode */
    int rounds;
    struct hook hook;
    /* Called with every row as it is measured. */
    void (*say)(void *user, const struct bench_row *row);
    void *user;
};

struct bench {
    const char *name, *about;
    struct status (*run)(const struct bench_given *b);
};

/* Row `i`, NULL after the last. */
const struct bench *bench_at(int i);
/* NULL where there is none of that name. */
const struct bench *bench_find(const char *name);

/* The time that the roofs allow for a row, as a share of the time it took; 0
 * where nothing was counted. */
double bench_share(const struct bench_row *row, const struct roof *roof);

/* The rows; for bench*.c. */
extern const struct bench bench_matmul, bench_attention, bench_norm,
    bench_optimiser, bench_train, bench_tokenizer, bench_decode;

/* Calls `once` until it is warm, then `rounds` times; each counts as the mean
 * of enough calls to take some milliseconds. Fills the times of `row`. */
typedef struct status bench_once(void *work);
struct status bench_time(const struct bench_given *b, bench_once *once,
                         void *work, struct bench_row *row);

/* From `n` samples, which are sorted. */
void bench_median(struct bench_row *row, double *seconds, int n);

enum { BENCH_ROUNDS = 99 }; /* at most */

/* What multiplies in f32 on `d`, and its level. */
void bench_kernels(char out[BENCH_TEXT], const struct device *d);

#endif
