#include "engine/model/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/core/profile.h"

/* A sample shorter than this is mostly the clock's and the scheduler's. */
#define SAMPLE_SECONDS 0.002

static const struct bench *const table[] = {
    &bench_train,     &bench_attention, &bench_matmul, &bench_norm,
    &bench_optimiser, &bench_tokenizer, &bench_decode};

enum { BENCHES = sizeof table / sizeof *table };

const struct bench *bench_at(int i)
{
    return i >= 0 && i < BENCHES ? table[i] : NULL;
}

const struct bench *bench_find(const char *name)
{
    for (int i = 0; i < BENCHES; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    return NULL;
}

double bench_share(const struct bench_row *row, const struct roof *roof)
{
    const bool half = row->mode == GRAPH_BF16 && roof->bf16_flops > 0.0;
    const double compute =
        row->flops / (half ? roof->bf16_flops : roof->f32_flops);
    const double moving = row->bytes / roof->stream_bytes;

    return (compute > moving ? compute : moving) / row->seconds;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void bench_median(struct bench_row *row, double *seconds, int n)
{
    qsort(seconds, (size_t)n, sizeof *seconds, by_size);
    row->seconds =
        n % 2 ? seconds[n / 2] : 0.5 * (seconds[n / 2 - 1] + seconds[n / 2]);
    row->best_seconds = seconds[0];
}

struct status bench_time(const struct bench_given *b, bench_once *once,
                         void *work, struct bench_row *row)
{
    double seconds[BENCH_ROUNDS];
    int64_t calls = 1;

    STATUS_TRY(once(work));
    double start = clock_seconds();
    STATUS_TRY(once(work));
    const double one = clock_seconds() - start;
    if (one < SAMPLE_SECONDS)
        calls = 1 + (int64_t)(SAMPLE_SECONDS / (one + 1e-9));
    for (int i = 0; i < b->rounds; i++) {
        start = clock_seconds();
        for (int64_t k = 0; k < calls; k++)
            STATUS_TRY(once(work));
        seconds[i] = (clock_seconds() - start) / (double)calls;
        if (hook_stops(&b->hook))
            return status_fail(STATUS_CANCELLED, "stopped between rounds");
    }
    bench_median(row, seconds, b->rounds);
    return STATUS_OK;
}

void bench_kernels(char out[BENCH_TEXT], const struct device *d)
{
    snprintf(out, BENCH_TEXT, "%s", d->name);
}
