#include "engine/core/roof.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "engine/core/blas.h"
#include "engine/core/halves.h"
#include "engine/core/team.h"

/* The best of as many rounds as fit: what was slower was disturbed. */
#define ROUNDS_SECONDS 0.15

enum {
    SMALL = 256, /* a product of so many rows, columns and inner numbers tells
                    whether there is time for one of LARGE */
    LARGE = 1024,
    STREAM = 1 << 24, /* numbers of an array: 64 MiB, larger than caches */
    FILE_BYTES = 4096
};

struct arrays {
    float *x, *y, *z;
};

struct work {
    const struct device *device;
    const struct arrays *arrays;
    struct halves *halves;
    int64_t side;
};

typedef void roof_round(const struct work *w);

static const struct hook no_hook = {NULL, NULL};

static double best_of(roof_round *round, const struct work *w)
{
    const double start = clock_seconds();
    double best = HUGE_VAL;

    round(w); /* pages, clocks and compiled products are there after it */
    do {
        const double from = clock_seconds();

        round(w);
        best = fmin(best, clock_seconds() - from);
    } while (clock_seconds() - start < ROUNDS_SECONDS);
    return best;
}

static void multiply_f32(const struct work *w)
{
    const struct device_product p = {.b_transposed = true,
                                     .rows = w->side,
                                     .cols = w->side,
                                     .inner = w->side,
                                     .a = w->arrays->x,
                                     .b = w->arrays->y,
                                     .c = w->arrays->z,
                                     .a_row = w->side,
                                     .b_row = w->side,
                                     .c_row = w->side,
                                     .batch = 1,
                                     .alpha = 1.0};

    w->device->product(w->device, &p, &no_hook);
}

static void multiply_bf16(const struct work *w)
{
    const struct halves_product p = {
        .b_transposed = true,
        .rows = w->side,
        .cols = w->side,
        .inner = w->side,
        .a = (const uint16_t *)(void *)w->arrays->x,
        .b = (const uint16_t *)(void *)w->arrays->y,
        .c = w->arrays->z,
        .a_row = w->side,
        .b_row = w->side,
        .c_row = w->side};
    const struct status st = halves_multiply(w->halves, &p, &no_hook);

    (void)st; /* measured all the same, and too slow to be the best */
}

/* y = x / 10^6 + y / 2, in place: what an optimiser does. A third array to
 * write would be read first, unseen, and the memory look slower than it is. */
static void stream_part(void *work, int64_t from, int64_t to)
{
    const struct work *w = work;

    for (int64_t i = from; i < to; i++) {
        const int64_t at = i * TEAM_PIECE;

        w->device->f32->scale_add(w->arrays->y + at, w->arrays->x + at, 1e-6,
                                  w->arrays->y + at, 0.5, TEAM_PIECE);
    }
}

static void stream(const struct work *w)
{
    struct work mine = *w;

    team_run(stream_part, &mine, STREAM / TEAM_PIECE, TEAM_PIECE);
}

static void describe(struct roof *r, const struct device *d)
{
    char processor[ROOF_TEXT];

    r->threads = team_size();
    snprintf(r->machine, sizeof r->machine, "%.50s; %.20s; %.40s; %.30s",
             roof_processor(processor), d->name, blas_loaded()->version(),
             halves_about());
}

/* Written, or all pages would be the system's one page of zeros. */
static void fill(const struct arrays *a)
{
    for (int i = 0; i < STREAM; i++) {
        a->x[i] = (float)(i % 61) - 30.0f;
        a->y[i] = (float)(i % 53) * 0.25f;
        a->z[i] = 0.0f;
    }
}

/* Operations a second of the largest product that there is time for. */
static double product_rate(roof_round *multiply, struct work *w)
{
    const double more = pow((double)LARGE / SMALL, 3.0);

    w->side = SMALL;
    double best = best_of(multiply, w);
    if (best * more < ROUNDS_SECONDS) {
        w->side = LARGE;
        best = best_of(multiply, w);
    }
    return 2.0 * pow((double)w->side, 3.0) / best;
}

static void measure(struct roof *out, struct work *w)
{
    out->f32_flops = product_rate(multiply_f32, w);
    out->bf16_flops = w->halves ? product_rate(multiply_bf16, w) : 0.0;
    out->stream_bytes = 3.0 * sizeof(float) * STREAM / best_of(stream, w);
}

struct status roof_measure(struct roof *out, const struct device *d)
{
    const size_t bytes = STREAM * sizeof(float);
    struct arrays a = {malloc(bytes), malloc(bytes), malloc(bytes)};
    struct work w = {.device = d, .arrays = &a};
    struct status st = STATUS_OK;

    *out = (struct roof){0};
    if (d->real != TENSOR_F32) {
        st = status_fail(STATUS_UNSUPPORTED,
                         "device %s has no measured roofs; cpu has", d->name);
    } else if (!a.x || !a.y || !a.z) {
        st = status_fail(STATUS_NO_MEMORY, "no memory to measure the memory");
    }
    if (!st.code && !halves_lacks())
        st = halves_new(&w.halves);
    if (!st.code) {
        describe(out, d);
        fill(&a);
        measure(out, &w);
    }
    halves_free(w.halves);
    free(a.x);
    free(a.y);
    free(a.z);
    return st;
}

const char *roof_processor(char out[ROOF_TEXT])
{
    FILE *f = fopen("/proc/cpuinfo", "re");
    char line[ROOF_TEXT];

    snprintf(out, ROOF_TEXT, "unknown processor");
    while (f && fgets(line, sizeof line, f)) {
        const char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        snprintf(out, ROOF_TEXT, "%s", colon + 1 + (colon[1] == ' '));
        out[strcspn(out, "\n")] = '\0';
        break;
    }
    if (f)
        fclose(f);
    return out;
}

/* The kept text: three numbers, the threads, and the machine on a line. */
static void spell(char out[FILE_BYTES], const struct roof *r)
{
    snprintf(out, FILE_BYTES, "lathe roof 1\n%.6g %.6g %.6g %d\n%s\n",
             r->f32_flops, r->bf16_flops, r->stream_bytes, r->threads,
             r->machine);
}

/* Is what is kept in `text` of the machine that `r` describes? */
static bool read_kept(struct roof *r, const char *text)
{
    struct roof kept = *r;

    const char *at = strchr(text, '\n');
    char *end = NULL, own[FILE_BYTES];

    if (!at)
        return false;
    kept.f32_flops = strtod(at, &end);
    kept.bf16_flops = strtod(end, &end);
    kept.stream_bytes = strtod(end, &end);
    kept.threads = (int)strtol(end, NULL, 10);
    /* Whatever was not read as it is written makes another text. */
    spell(own, &kept);
    const bool sane = kept.f32_flops > 1e6 && kept.f32_flops < 1e18 &&
                      kept.stream_bytes > 1e6 && kept.stream_bytes < 1e15 &&
                      kept.bf16_flops >= 0.0 && kept.bf16_flops < 1e18;
    if (!sane || kept.threads != r->threads || strcmp(own, text) != 0)
        return false;
    *r = kept;
    return true;
}

static bool load(struct roof *r, const char *path)
{
    char text[FILE_BYTES];
    struct filemap m;

    if (filemap_open(&m, path, FILE_BYTES - 1).code)
        return false;
    if (m.bytes)
        memcpy(text, m.data, m.bytes);
    text[m.bytes] = '\0';
    filemap_close(&m);
    return read_kept(r, text);
}

static void keep(const struct roof *r, const char *path)
{
    char text[FILE_BYTES], folder[FILE_BYTES];
    const char *slash = strrchr(path, '/');

    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    spell(text, r);
    if (savefile_folder(folder).code)
        return;
    const struct status st = savefile_replace(path, text, strlen(text));
    (void)st; /* then it is measured again next time */
}

static struct status get(struct roof *out, const struct device *d, bool again)
{
    struct roof kept = {0};
    struct buf path;

    buf_init(&path, FILE_BYTES - 1);
    const struct status placed = paths_cache(&path, "roof");
    struct status st = STATUS_OK;

    if (d->real == TENSOR_F32)
        describe(&kept, d);
    const bool found = !placed.code && load(&kept, buf_string(&path));
    *out = kept;
    if (again || !found) {
        st = roof_measure(out, d);
        out->f32_flops = fmax(out->f32_flops, kept.f32_flops);
        out->bf16_flops = fmax(out->bf16_flops, kept.bf16_flops);
        out->stream_bytes = fmax(out->stream_bytes, kept.stream_bytes);
        if (!st.code && !placed.code)
            keep(out, buf_string(&path));
    }
    buf_release(&path);
    return st;
}

struct status roof_get(struct roof *out, const struct device *d)
{
    return get(out, d, false);
}

struct status roof_again(struct roof *out, const struct device *d)
{
    return get(out, d, true);
}
