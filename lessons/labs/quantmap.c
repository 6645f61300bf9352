#include "lessons/labs/quantmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"
#include "engine/kernels/quant_asked.h"
#include "engine/model/generate.h"

enum { BINS = 48, FOREVER = 1 << 30 };

/* Fewer and fewer bits. */
const enum quant_type quantmap_types[QUANTMAP_TYPES] = {
    QUANT_Q8_0, QUANT_Q6_K, QUANT_Q5_1, QUANT_Q5_0,
    QUANT_Q5_K, QUANT_Q4_1, QUANT_Q4_0, QUANT_Q4_K};

struct quantmap {
    struct labmodel *model;
    struct param *param;
    float *x, *y;          /* [rows, cols]: as it is, rounded */
    float *error;          /* [rows, blocks of a row] */
    unsigned char *packed; /* one row */
    float *before, *after; /* logits [tokens, vocab] */
    struct quantmap_found found;
};

void quantmap_free(struct quantmap *q)
{
    if (!q)
        return;
    free(q->x);
    free(q->y);
    free(q->error);
    free(q->packed);
    free(q->before);
    free(q->after);
    free(q);
}

const struct quantmap_found *quantmap_found(const struct quantmap *q)
{
    return &q->found;
}

/* The model's matrix is `numbers` for one pass over the text. */
static struct status run(struct quantmap *q, float *numbers, float *logits)
{
    const struct tensor saved = q->param->value;
    const size_t count = (size_t)(q->found.rows * q->found.cols);
    struct tensor_block block = {
        .data = numbers, .bytes = count * sizeof *numbers, .uses = FOREVER};
    struct tensor *out;

    q->param->value.type = TENSOR_F32;
    q->param->value.quant = 0;
    q->param->value.offset = 0;
    q->param->value.block = &block;
    tensor_pack(&q->param->value);
    const struct status st = labmodel_pass(q->model, NULL, &out);
    if (!st.code)
        tensor_copy_floats(logits, out);
    graph_reset(q->model->graph); /* it points at the block */
    q->param->value = saved;
    return st;
}

/* All of it, whatever it is stored as. */
static void copy_matrix(const struct tensor *from, float *to, int64_t rows,
                        int64_t cols)
{
    if (from->type != TENSOR_BLOCKS) {
        tensor_copy_floats(to, from);
        return;
    }
    for (int64_t r = 0; r < rows; r++)
        tensor_decode_row(from, r, to + r * cols, TENSOR_F32);
}

static struct status find(struct quantmap *q, const char *name)
{
    struct quantmap_found *f = &q->found;

    q->param = params_find(decoder_params(q->model->checkpoint.model), name);
    if (!q->param)
        return status_fail(STATUS_NOT_FOUND, "the model has no \"%s\"", name);
    f->cols = q->param->shape[q->param->dims - 1];
    f->rows = q->param->count / f->cols;
    snprintf(f->name, sizeof f->name, "%s", name);
    if (q->param->dims == 2 && f->cols % quant_block(QUANT_Q8_0) == 0)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "%s is no matrix with rows of whole blocks of 32, which "
                       "is all that is stored in blocks",
                       name);
}

static struct status take_memory(struct quantmap *q)
{
    const struct quantmap_found *f = &q->found;
    const struct decoder_config *c = decoder_config(q->model->checkpoint.model);
    const int64_t matrix[] = {f->rows, f->cols},
                  logits[] = {f->tokens, c->vocab};
    size_t bytes, said;

    if (!size_of_shape(&bytes, matrix, 2, sizeof(float)) ||
        !size_of_shape(&said, logits, 2, sizeof(float)) ||
        f->rows * f->cols > INT32_MAX)
        return status_fail(STATUS_TOO_BIG, "%s is too large", f->name);
    q->x = malloc(bytes);
    q->y = malloc(bytes);
    q->error = malloc(bytes / 32);
    q->packed = malloc((size_t)f->cols * sizeof(float)); /* more than enough */
    q->before = malloc(said);
    q->after = malloc(said);
    return q->x && q->y && q->error && q->packed && q->before && q->after
               ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory for %s", f->name);
}

static int32_t likeliest(const float *logits, int64_t vocab)
{
    int32_t best = 0;

    for (int32_t i = 1; i < vocab; i++)
        if (logits[i] > logits[best])
            best = i;
    return best;
}

static const float *last(const struct quantmap *q, const float *logits)
{
    const int64_t vocab = decoder_config(q->model->checkpoint.model)->vocab;

    return logits + (q->found.tokens - 1) * vocab;
}

static struct status start(struct quantmap *q, const char *name)
{
    const struct labmodel *m = q->model;
    const int vocab = (int)decoder_config(m->checkpoint.model)->vocab;
    struct quantmap_found *f = &q->found;

    STATUS_TRY(labmodel_foretells(m));
    f->tokens = (int)m->count;
    STATUS_TRY(find(q, name));
    STATUS_TRY(take_memory(q));
    for (int i = 0; i < QUANTMAP_TYPES; i++)
        f->row[i].fits = f->cols % quant_block(quantmap_types[i]) == 0;
    copy_matrix(&q->param->value, q->x, f->rows, f->cols);
    STATUS_TRY(run(q, q->x, q->before));
    const int32_t best = likeliest(last(q, q->before), vocab);
    f->likely = exp(generate_logprob(last(q, q->before), vocab, best));
    return labmodel_label(m, best, f->likeliest, QUANTMAP_TEXT);
}

struct status quantmap_new(struct quantmap **out, struct labmodel *m,
                           const char *name)
{
    struct quantmap *q = calloc(1, sizeof *q);

    *out = NULL;
    if (!q)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", name);
    q->model = m;
    const struct status st = start(q, name);
    if (st.code)
        quantmap_free(q);
    else
        *out = q;
    return st;
}

/* Row r there and back; 8 bits by the learner's functions where they are. */
static void round_row(struct quantmap *q, enum quant_type type, int64_t r)
{
    const int64_t cols = q->found.cols;
    const float *x = q->x + r * cols;
    float *y = q->y + r * cols;
    const struct stead *stead =
        type == QUANT_Q8_0 ? graph_device(q->model->graph)->stead : NULL;

    if (!quant_asked_encode(stead, q->packed, x, cols))
        quant_encode(type, q->packed, x, cols);
    if (!quant_asked_decode(stead, y, q->packed, cols))
        quant_fast(NULL)->decode(type, y, q->packed, cols);
}

/* Fills y, a row at a time. */
static struct status round_to(struct quantmap *q, enum quant_type type)
{
    for (int64_t r = 0; r < q->found.rows; r++) {
        round_row(q, type, r);
        if (r % 64 == 0 && hook_stops(graph_hook(q->model->graph)))
            return status_fail(STATUS_CANCELLED, "stopped while rounding");
    }
    return STATUS_OK;
}

static void compare(const struct quantmap *q, struct quantmap_row *row)
{
    const int64_t count = q->found.rows * q->found.cols;
    double error = 0.0, size = 0.0;

    row->largest = 0.0;
    for (int64_t i = 0; i < count; i++) {
        const double x = (double)q->x[i], off = (double)q->y[i] - x;

        error += off * off;
        size += x * x;
        row->largest = fmax(row->largest, fabs(off));
    }
    row->relative = size > 0.0 ? sqrt(error / size) : 0.0;
}

/* How far the odds `to` are from `from`, in nats. */
static double divergence(const float *from, const float *to, int vocab)
{
    const double a = generate_logprob(from, vocab, 0) - (double)from[0],
                 b = generate_logprob(to, vocab, 0) - (double)to[0];
    double sum = 0.0;

    for (int i = 0; i < vocab; i++) {
        const double p = (double)from[i] + a;

        sum += exp(p) * (p - (double)to[i] - b);
    }
    return sum > 0.0 ? sum : 0.0;
}

struct status quantmap_measure(struct quantmap *q, int at)
{
    const struct labmodel *m = q->model;
    const int vocab = (int)decoder_config(m->checkpoint.model)->vocab;
    const enum quant_type type = quantmap_types[at];
    struct quantmap_row *row = &q->found.row[at];
    double sum = 0.0;

    row->done = true;
    if (!row->fits)
        return STATUS_OK;
    row->bits = 8.0 * (double)quant_bytes(type) / quant_block(type);
    STATUS_TRY(round_to(q, type));
    compare(q, row);
    STATUS_TRY(run(q, q->y, q->after));
    for (int i = 0; i < q->found.tokens; i++)
        sum += divergence(q->before + (size_t)i * (size_t)vocab,
                          q->after + (size_t)i * (size_t)vocab, vocab);
    row->divergence = sum / q->found.tokens;
    row->likely = exp(generate_logprob(last(q, q->after), vocab,
                                       likeliest(last(q, q->before), vocab)));
    return labmodel_label(m, likeliest(last(q, q->after), vocab), row->now,
                          QUANTMAP_TEXT);
}

/* The relative error of each block, and y becomes the errors themselves. */
static void block_errors(struct quantmap *q, int block)
{
    const int64_t blocks = q->found.rows * q->found.cols / block;

    for (int64_t b = 0; b < blocks; b++) {
        double error = 0.0, size = 0.0;

        for (int64_t i = b * block; i < (b + 1) * block; i++) {
            q->y[i] -= q->x[i];
            error += (double)q->y[i] * (double)q->y[i];
            size += (double)q->x[i] * (double)q->x[i];
        }
        q->error[b] = size > 0.0 ? (float)sqrt(error / size) : 0.0f;
    }
}

struct status quantmap_show(struct quantmap *q, int at)
{
    struct quantmap_found *f = &q->found;
    const enum quant_type type = quantmap_types[at];
    const int block = quant_block(type);

    if (!f->row[at].fits) {
        return status_fail(STATUS_BAD_USAGE,
                           "rows of %lld weights are no whole blocks of %s, "
                           "which hold %d",
                           (long long)f->cols, quant_name(type), block);
    }
    STATUS_TRY(round_to(q, type));
    block_errors(q, block);
    const struct labgrid_from from = {q->error, f->rows, f->cols / block,
                                      LABGRID_RMS};
    const struct histogram h = {
        .value = q->y, .count = (int)(f->rows * f->cols), .bins = BINS};
    f->errors = histogram_count(&h);
    f->chosen = at;
    return labgrid_make(&f->map, &from, "");
}
