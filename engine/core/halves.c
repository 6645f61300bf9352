/* halves.c - oneDNN behind the contract of halves.h.
 *
 * A product of one shape is compiled once, for one thread, and kept. Its
 * pieces then run side by side, each thread with a scratch of its own. */
#include "engine/core/halves.h"

#include <dnnl.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"
#include "engine/core/halves_compile.h"

/* As in device.c: at most PIECES to a side, of at least PIECE_WORTH
 * operations; the hook is asked between groups of 5 to 20 ms. */
#define PIECES      8
#define PIECE_WORTH 16e6
#define GROUP_WORTH 5e9

enum { SHAPES = 256, ALIGN = 64, INNER = 8192 };

struct halves {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    struct halves_compiled compiled[SHAPES];
    int shapes;
    void *scratch; /* one part a thread */
    size_t part_bytes;
    int parts;
    int64_t runs;
};

/* Each level's number holds the bits of those below it. */
static bool has(dnnl_cpu_isa_t level)
{
    return ((int)dnnl_get_effective_cpu_isa() & (int)level) == (int)level;
}

const char *halves_lacks(void)
{
    return has(dnnl_cpu_isa_avx512_core_bf16)
               ? NULL
               : "bf16 is not available: this processor has neither AMX nor "
                 "AVX-512 bf16";
}

const char *halves_about(void)
{
    return has(dnnl_cpu_isa_avx512_core_amx)    ? "oneDNN, AMX"
           : has(dnnl_cpu_isa_avx512_core_bf16) ? "oneDNN, AVX-512 bf16"
                                                : "oneDNN, no bf16 here";
}

struct status halves_new(struct halves **out)
{
    *out = NULL;
    if (halves_lacks())
        return status_fail(STATUS_UNSUPPORTED, "%s", halves_lacks());
    struct halves *h = calloc(1, sizeof *h);
    if (!h || dnnl_engine_create(&h->engine, dnnl_cpu, 0) != dnnl_success ||
        dnnl_stream_create(&h->stream, h->engine, dnnl_stream_default_flags) !=
            dnnl_success) {
        halves_free(h);
        return status_fail(STATUS_NO_MEMORY, "no memory for bf16 products");
    }
    *out = h;
    return STATUS_OK;
}

static void forget_shapes(struct halves *h)
{
    for (int i = 0; i < h->shapes; i++)
        halves_forget(&h->compiled[i]);
    h->shapes = 0;
}

void halves_free(struct halves *h)
{
    if (!h)
        return;
    forget_shapes(h);
    if (h->stream)
        dnnl_stream_destroy(h->stream);
    if (h->engine)
        dnnl_engine_destroy(h->engine);
    free(h->scratch);
    free(h);
}

static bool same(const struct halves_shape *a, const struct halves_shape *b)
{
    return a->rows == b->rows && a->cols == b->cols && a->inner == b->inner &&
           a->a_transposed == b->a_transposed &&
           a->b_transposed == b->b_transposed && a->adds == b->adds &&
           a->a_row == b->a_row && a->b_row == b->b_row && a->c_row == b->c_row;
}

/* NULL when memory ends. Valid until the next call that compiles. */
static struct halves_compiled *find(struct halves *h,
                                    const struct halves_shape *s)
{
    for (int i = 0; i < h->shapes; i++)
        if (same(&h->compiled[i].shape, s))
            return &h->compiled[i];
    struct halves_compiled *c = &h->compiled[h->shapes];
    *c = (struct halves_compiled){.shape = *s};
    if (!halves_compile(h->engine, c))
        return NULL;
    h->shapes++;
    return c;
}

/* Handles and scratch of `c` for every thread. */
static bool make_room(struct halves *h, struct halves_compiled *c)
{
    const int threads = omp_get_max_threads();
    size_t part, all;

    if (!halves_handles(h->engine, c, threads) ||
        !size_round_up(&part, dnnl_memory_desc_get_size(&c->scratch) + 1,
                       ALIGN))
        return false;
    if (part <= h->part_bytes && threads <= h->parts)
        return true;
    part = part > h->part_bytes ? part : h->part_bytes;
    if (!size_mul(&all, part, (size_t)threads))
        return false;
    free(h->scratch);
    h->scratch = aligned_alloc(ALIGN, all);
    h->part_bytes = h->scratch ? part : 0;
    h->parts = h->scratch ? threads : 0;
    return h->scratch != NULL;
}

struct cut {
    bool by_rows;
    int64_t length, step, pieces, group;
};

static struct cut cut_of(const struct halves_product *p)
{
    struct cut c = {.by_rows = p->rows >= p->cols};
    const double across =
        2.0 * (double)(c.by_rows ? p->cols : p->rows) * (double)p->inner;

    c.length = c.by_rows ? p->rows : p->cols;
    c.step = ((c.length + PIECES - 1) / PIECES + 63) / 64 * 64;
    while (c.step < c.length && across * (double)c.step < PIECE_WORTH)
        c.step *= 2;
    while (c.step > 64 && across * (double)c.step > GROUP_WORTH / 2)
        c.step = (c.step / 2 + 63) / 64 * 64;
    c.pieces = (c.length + c.step - 1) / c.step;
    const double most = GROUP_WORTH / (across * (double)c.step + 1.0);
    c.group = most < 2.0 ? 2 : most > 1e6 ? (int64_t)1e6 : (int64_t)most;
    return c;
}

/* The shape of a piece of `n` rows or columns. */
static struct halves_shape shape_of(const struct halves_product *p,
                                    const struct cut *c, int64_t n)
{
    return (struct halves_shape){p->a_transposed,
                                 p->b_transposed,
                                 p->adds,
                                 c->by_rows ? n : p->rows,
                                 c->by_rows ? p->cols : n,
                                 p->inner,
                                 p->a_row,
                                 p->b_row,
                                 p->c_row};
}

/* oneDNN's handles are not const, but it only reads A and B. */
static void *handle(const uint16_t *x)
{
    union {
        const uint16_t *given;
        void *wanted;
    } u = {x};

    return u.wanted;
}

static bool run_piece(const struct halves *h, const struct halves_product *p,
                      const struct cut *c, const struct halves_compiled *k,
                      int64_t piece)
{
    const int64_t from = piece * c->step;
    const int rank = omp_get_thread_num();
    const dnnl_memory_t *m = k->memory[rank];
    const uint16_t *a = p->a, *b = p->b;
    float *out = p->c;

    if (c->by_rows) {
        a += p->a_transposed ? from : from * p->a_row;
        out += from * p->c_row;
    } else {
        b += p->b_transposed ? from * p->b_row : from;
        out += from;
    }
    void *data[] = {handle(a), handle(b), out,
                    (char *)h->scratch + h->part_bytes * (size_t)rank};
    for (int i = 0; i < HALVES_MEMORIES; i++)
        if (dnnl_memory_set_data_handle(m[i], data[i]) != dnnl_success)
            return false;
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, m[0]},
                                    {DNNL_ARG_WEIGHTS, m[1]},
                                    {DNNL_ARG_DST, m[2]},
                                    {DNNL_ARG_SCRATCHPAD, m[3]}};
    return dnnl_primitive_execute(k->primitive, h->stream, HALVES_MEMORIES,
                                  args) == dnnl_success;
}

/* Pieces from .. to-1; `last` serves the one that is shorter. */
static bool run_group(const struct halves *h, const struct halves_product *p,
                      const struct cut *c, struct halves_compiled *const *k,
                      const int64_t *range)
{
    int failed = 0;

    /* All threads, see team_run(). */
#pragma omp parallel for schedule(static) reduction(+ : failed) \
    if (range[1] - range[0] > 1)
    for (int64_t i = range[0]; i < range[1]; i++)
        failed += !run_piece(h, p, c, k[i == c->pieces - 1], i);
    return !failed;
}

/* All of C, over one part of the inner side. */
static struct status multiply_part(struct halves *h,
                                   const struct halves_product *p,
                                   const struct hook *hook)
{
    const struct cut c = cut_of(p);
    const int64_t rest = c.length - (c.pieces - 1) * c.step;
    const struct halves_shape whole =
        shape_of(p, &c, c.pieces > 1 ? c.step : rest);
    const struct halves_shape last = shape_of(p, &c, rest);

    h->runs += c.pieces;
    if (h->shapes + 2 > SHAPES)
        forget_shapes(h);
    struct halves_compiled *const k[] = {find(h, &whole), find(h, &last)};
    if (!k[0] || !k[1] || !make_room(h, k[0]) || !make_room(h, k[1]))
        return status_fail(STATUS_NO_MEMORY, "no memory for a bf16 product");
    for (int64_t from = 0; from < c.pieces; from += c.group) {
        const int64_t end = from + c.group;

        if (from && hook_stops(hook))
            return status_fail(STATUS_CANCELLED,
                               "stopped inside a bf16 product");
        if (!run_group(
                h, p, &c, k,
                (const int64_t[]){from, end < c.pieces ? end : c.pieces}))
            return status_fail(STATUS_NO_MEMORY, "oneDNN cannot multiply here");
    }
    return STATUS_OK;
}

/* A very long inner side is summed in parts: oneDNN copies all of its piece of
 * B, which then fits no cache, and gets half as fast. */
struct status halves_multiply(struct halves *h, const struct halves_product *p,
                              const struct hook *hook)
{
    if (p->rows < 1 || p->cols < 1)
        return STATUS_OK;
    for (int64_t at = 0; at < p->inner; at += INNER) {
        struct halves_product part = *p;

        if (at && hook_stops(hook))
            return status_fail(STATUS_CANCELLED,
                               "stopped inside a bf16 product");
        part.a += p->a_transposed ? at * p->a_row : at;
        part.b += p->b_transposed ? at : at * p->b_row;
        part.inner = p->inner - at < INNER ? p->inner - at : INNER;
        part.adds = p->adds || at > 0;
        STATUS_TRY(multiply_part(h, &part, hook));
    }
    return STATUS_OK;
}

int64_t halves_runs(const struct halves *h)
{
    return h->runs;
}
