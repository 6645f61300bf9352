#include "engine/core/device.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/blas.h"
#include "engine/core/gpu.h"
#include "engine/core/tiles.h"
#include "engine/kernels/k_table.h"

struct gemm_args device_gemm(const struct device_product *p)
{
    return (struct gemm_args){
        .a_transposed = p->a_transposed,
        .b_transposed = p->b_transposed,
        .rows = p->rows,
        .cols = p->cols,
        .inner = p->inner,
        .a = p->a,
        .b = p->b,
        .c = p->c,
        .a_row = p->a_row,
        .b_row = p->b_row,
        .c_row = p->c_row,
        .batch = p->batch,
        .a_batch = p->a_batch,
        .b_batch = p->b_batch,
        .c_batch = p->c_batch,
        .alpha = p->alpha,
        .beta = p->beta,
        .bias = p->bias,
    };
}

/* OpenBLAS adds up in another order when it uses another number of threads.
 * So a product is cut into pieces by its shape alone, and every piece is
 * computed by one thread: the bits do not depend on how many there are. Pieces
 * have at least PIECE_WORTH operations, or cutting costs more than it gains.
 * Between groups of pieces the hook is asked: a group takes 10 to 40 ms. */
#define PIECES      8
#define PIECE_WORTH 4e6
#define GROUP_WORTH 2e9

struct cut {
    bool by_rows;
    int64_t length, step; /* of the side that is cut */
    int64_t pieces, group;
};

static struct cut cut_of(const struct device_product *p)
{
    struct cut c = {.by_rows = p->rows >= p->cols};
    const double across =
        2.0 * (double)(c.by_rows ? p->cols : p->rows) * (double)p->inner;

    c.length = c.by_rows ? p->rows : p->cols;
    c.step = ((c.length + PIECES - 1) / PIECES + 15) / 16 * 16;
    while (c.step < c.length && across * (double)c.step < PIECE_WORTH)
        c.step *= 2;
    while (c.step > 16 && across * (double)c.step > GROUP_WORTH)
        c.step = (c.step / 2 + 15) / 16 * 16;
    c.pieces = c.step ? (c.length + c.step - 1) / c.step : 0;
    const double most = GROUP_WORTH / (across * (double)c.step + 1.0);
    c.group = most < 1.0 ? 1 : most > 1e6 ? (int64_t)1e6 : (int64_t)most;
    return c;
}

/* Who multiplies a piece: the BLAS, or where it is not to be trusted, the
 * kernels of the device. */
struct way {
    const struct blas *blas;
    const struct device *device;
};

static void multiply_piece(const struct way *way, const struct blas_call *s)
{
    if (way->blas) {
        way->blas->sgemm(s);
        return;
    }
    const struct gemm_args args = {.a_transposed = s->a_transposed,
                                   .b_transposed = s->b_transposed,
                                   .rows = s->rows,
                                   .cols = s->cols,
                                   .inner = s->inner,
                                   .a = s->a,
                                   .b = s->b,
                                   .c = s->c,
                                   .a_row = s->a_row,
                                   .b_row = s->b_row,
                                   .c_row = s->c_row,
                                   .batch = 1,
                                   .alpha = (double)s->alpha,
                                   .beta = (double)s->beta};
    way->device->f32->product_forward(&args);
}

static void multiply(const struct device_product *p, int64_t batch,
                     const struct cut *c, int64_t piece, const struct way *way)
{
    const int64_t from = piece * c->step, left = c->length - from;
    const int64_t n = left < c->step ? left : c->step;
    const float *a = (const float *)p->a + batch * p->a_batch;
    const float *b = (const float *)p->b + batch * p->b_batch;
    float *out = (float *)p->c + batch * p->c_batch;

    if (c->by_rows) {
        a += p->a_transposed ? from : from * p->a_row;
        out += from * p->c_row;
    } else {
        b += p->b_transposed ? from * p->b_row : from;
        out += from;
    }
    const struct blas_call call = {
        .a_transposed = p->a_transposed,
        .b_transposed = p->b_transposed,
        .rows = (int)(c->by_rows ? n : p->rows),
        .cols = (int)(c->by_rows ? p->cols : n),
        .inner = (int)p->inner,
        .a = a,
        .b = b,
        .c = out,
        .a_row = (int)p->a_row,
        .b_row = (int)p->b_row,
        .c_row = (int)p->c_row,
        .alpha = (float)p->alpha,
        .beta = (float)p->beta,
    };
    multiply_piece(way, &call);
}

/* Items from .. to-1 of all pieces of all matrices. */
static void multiply_group(const struct device_product *p, const struct cut *c,
                           int64_t from, int64_t to, const struct way *way)
{
    const int most = omp_get_max_threads();

    if (most > 1 && to - from > 1) { /* all threads: see team_run() */
#pragma omp parallel for num_threads(most) schedule(static)
        for (int64_t i = from; i < to; i++)
            multiply(p, i / c->pieces, c, i % c->pieces, way);
        return;
    }
    omp_set_num_threads(1); /* OpenBLAS looks here */
    for (int64_t i = from; i < to; i++)
        multiply(p, i / c->pieces, c, i % c->pieces, way);
    omp_set_num_threads(most);
}

static bool product_blas(const struct device *d, const struct device_product *p,
                         const struct hook *hook)
{
    const struct cut c = cut_of(p);
    const int64_t items = p->batch * c.pieces;
    const struct way way = {blas_trusted(), d};

    for (int64_t from = 0; from < items; from += c.group) {
        if (from && hook_stops(hook))
            return true;
        multiply_group(p, &c, from,
                       from + c.group < items ? from + c.group : items, &way);
    }
    return false;
}

static bool product_plain(const struct device *d,
                          const struct device_product *p,
                          const struct hook *hook)
{
    (void)hook;
    const struct gemm_args args = device_gemm(p);

    d->f64->gemm_forward(&args);
    return false;
}

/* Best first. */
static const struct device cpu[] = {
#ifdef __x86_64__
    {"cpu:avx512", "f32 in vectors of 16, products in tiles of registers",
     TENSOR_F32, &k_table_f32_avx512, NULL, true, tiles_product, NULL, NULL,
     NULL, NULL},
    {"cpu:avx2", "f32 in vectors of 8, products in tiles of registers",
     TENSOR_F32, &k_table_f32_avx2, NULL, true, tiles_product, NULL, NULL, NULL,
     NULL},
#endif
    {"cpu:baseline", "f32 for any processor, products by OpenBLAS", TENSOR_F32,
     &k_table_f32_baseline, NULL, false, product_blas, NULL, NULL, NULL, NULL},
};

static const struct device reference = {
    "reference",   "f64 with plain loops: slow, and the oracle of the others",
    TENSOR_F64,    NULL,
    &k_table_f64,  false,
    product_plain, NULL,
    NULL,          NULL,
    NULL};

const struct device *device_cpu(const char *level)
{
    const struct kernels_f32 *found = kernels_fast(level);

    for (size_t i = 0; found && i < sizeof cpu / sizeof *cpu; i++)
        if (cpu[i].f32 == found)
            return &cpu[i];
    return NULL;
}

const struct device *device_reference(void)
{
    return &reference;
}

/* What LATHE_DEVICE names, where it is there; else this processor. */
static const struct device *automatic(void)
{
    const char *wish = getenv("LATHE_DEVICE");
    const struct device *d =
        wish && strcmp(wish, "auto") != 0 ? device_find(wish) : NULL;

    return d ? d : device_cpu(NULL);
}

const struct device *device_find(const char *name)
{
    if (strcmp(name, "auto") == 0)
        return automatic();
    if (strcmp(name, "cpu") == 0)
        return device_cpu(NULL);
    if (strncmp(name, "cpu:", 4) == 0)
        return device_cpu(name + 4);
    if (strcmp(name, "cuda") == 0)
        return gpu_device();
    return strcmp(name, "reference") == 0 ? &reference : NULL;
}
