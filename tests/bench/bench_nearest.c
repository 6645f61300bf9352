/*
 * bench_nearest [ROWS] - the nearest of ROWS vectors of 384 numbers, exactly
 * and by the graph, on one thread: queries a second, and what is found.
 * bench_nearest --serve ROWS FILE - for peer_nearest.py: writes rows and
 * queries to FILE, builds, then answers each line of standard input, "0"
 * (exact) or the width of the list, with seconds and recall.
 */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/flat.h"
#include "engine/app/hnsw.h"
#include "engine/base/clock.h"
#include "engine/base/rng.h"

enum { WIDTH = 384, LATENT = 24, QUERIES = 1000, K = 10, MOST = 1000000 };

static const struct hook none;

struct bench {
    int rows;
    float *x, *queries;
    struct nearest_hit *truth, *hits;
    struct hnsw *graph;
    double build_s;
};

static void must(struct status st)
{
    if (!st.code)
        return;
    fprintf(stderr, "bench_nearest: %s\n", st.text);
    exit(1);
}

static void *room(size_t n, size_t each)
{
    void *p = calloc(n, each);

    if (!p)
        must(status_fail(STATUS_NO_MEMORY, "no memory for %zu numbers", n));
    return p;
}

/* Like sentence vectors: few directions, and something in all the others. */
static void draw(float *out, int64_t n, const float *mix, struct rng *r)
{
    for (int64_t i = 0; i < n; i++) {
        float *row = out + i * WIDTH, z[LATENT];
        double sum = 0.0;

        for (int k = 0; k < LATENT; k++)
            z[k] = rng_normal(r);
        for (int j = 0; j < WIDTH; j++) {
            row[j] = 0.5F * rng_normal(r);
            for (int k = 0; k < LATENT; k++)
                row[j] += z[k] * mix[k * WIDTH + j];
            sum += (double)row[j] * (double)row[j];
        }
        for (int j = 0; j < WIDTH; j++)
            row[j] = (float)((double)row[j] / sqrt(sum));
    }
}

static void exact(const struct bench *b, struct nearest_hit *hits)
{
    const struct flat f = {b->x, NULL, b->rows, WIDTH, FLAT_DOT};

    must(flat_search(&f, b->queries, QUERIES, K, hits, &none));
}

static void open_bench(struct bench *b, int rows)
{
    const struct hnsw_settings s = {WIDTH, rows, 32, 200, 1};
    struct rng r = rng_make(1, 0);
    float mix[LATENT * WIDTH];

    omp_set_num_threads(1);
    b->rows = rows;
    b->x = room((size_t)rows * WIDTH, sizeof *b->x);
    b->queries = room((size_t)QUERIES * WIDTH, sizeof *b->queries);
    b->truth = room((size_t)QUERIES * K, sizeof *b->truth);
    b->hits = room((size_t)QUERIES * K, sizeof *b->hits);
    for (int i = 0; i < LATENT * WIDTH; i++)
        mix[i] = rng_normal(&r) / 4.0F;
    draw(b->x, rows, mix, &r);
    draw(b->queries, QUERIES, mix, &r);
    exact(b, b->truth);
    must(hnsw_new(&b->graph, &s));
    const double start = clock_seconds();
    for (int i = 0; i < rows; i++)
        must(hnsw_add(b->graph, b->x + (int64_t)i * WIDTH));
    b->build_s = clock_seconds() - start;
}

static void close_bench(struct bench *b)
{
    hnsw_free(b->graph);
    free(b->x);
    free(b->queries);
    free(b->truth);
    free(b->hits);
}

static double recall(const struct bench *b)
{
    int found = 0;

    for (int q = 0; q < QUERIES; q++)
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                found += b->hits[q * K + i].id == b->truth[q * K + j].id;
    return (double)found / (QUERIES * K);
}

/* Seconds for all queries; a list of 0 is the exact search. */
static double answer(const struct bench *b, int wide)
{
    const double start = clock_seconds();

    if (!wide)
        exact(b, b->hits);
    for (int q = 0; wide && q < QUERIES; q++)
        must(hnsw_search(b->graph, b->queries + (int64_t)q * WIDTH, K, wide,
                         b->hits + (int64_t)q * K));
    return clock_seconds() - start;
}

static void write_numbers(const struct bench *b, const char *path)
{
    FILE *f = fopen(path, "wb");
    const size_t n = (size_t)b->rows * WIDTH, m = (size_t)QUERIES * WIDTH;

    if (!f || fwrite(b->x, sizeof *b->x, n, f) != n ||
        fwrite(b->queries, sizeof *b->x, m, f) != m || fclose(f))
        must(status_fail(STATUS_IO, "cannot write %s", path));
}

static int serve(struct bench *b, const char *path)
{
    char line[32];

    write_numbers(b, path);
    printf("%.3f\n", b->build_s);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        const double s = answer(b, (int)strtol(line, NULL, 10));

        printf("%.6f %.4f\n", s, recall(b));
        fflush(stdout);
    }
    return 0;
}

static int report(struct bench *b)
{
    static const int wide[] = {0, 10, 20, 40, 80, 160};

    printf("%d rows of %d numbers; the graph took %.1f s\n", b->rows, WIDTH,
           b->build_s);
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        const double s = answer(b, wide[i]);

        printf("%-6s %4d  %9.0f queries/s  recall@%d %.3f\n",
               wide[i] ? "graph" : "exact", wide[i], QUERIES / s, K, recall(b));
    }
    return 0;
}

int main(int argc, char **argv)
{
    const bool serves = argc == 4 && strcmp(argv[1], "--serve") == 0;
    const char *rows = serves ? argv[2] : argc == 2 ? argv[1] : "20000";
    const long n = strtol(rows, NULL, 10);
    struct bench b;

    if (n < K || n > MOST || (argc > 2 && !serves)) {
        fprintf(stderr, "usage: bench_nearest [%d-%d]\n", K, MOST);
        return 2;
    }
    open_bench(&b, (int)n);
    const int rc = serves ? serve(&b, argv[3]) : report(&b);
    close_bench(&b);
    return rc;
}
