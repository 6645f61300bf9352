#include "lessons/labs/tokenrows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the rows");
}

static struct status find_table(struct tokenrows *t, const struct labmodel *m,
                                bool head)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    struct params *ps = decoder_params(m->checkpoint.model);

    if (head && (c->headless || c->tied)) {
        return status_fail(STATUS_BAD_USAGE,
                           c->headless ? "this model has no head"
                                       : "the head of this model is its "
                                         "embedding: the rows are the same");
    }
    const struct param *p =
        params_find(ps, head ? "head.weight" : "tokens.weight");
    if (!p || p->dims != 2)
        return status_fail(STATUS_UNSUPPORTED, "the model has no such rows");
    t->table = &p->value;
    t->count = tokenizer_size(m->checkpoint.tokenizer);
    t->width = p->shape[1];
    return STATUS_OK;
}

void tokenrows_get(const struct tokenrows *t, int32_t id, float *out)
{
    if (t->table->type == TENSOR_BLOCKS)
        tensor_decode_row(t->table, id, out, TENSOR_F32);
    else if (t->table->type == TENSOR_F32)
        memcpy(out, tensor_at(t->table, id * t->width),
               (size_t)t->width * sizeof *out);
    else
        for (int64_t k = 0; k < t->width; k++)
            out[k] = (float)tensor_get(t->table, id * t->width + k);
    for (int64_t k = 0; k < t->width && t->mean; k++)
        out[k] -= t->mean[k];
}

static struct status find_mean(struct tokenrows *t)
{
    double *sum = calloc((size_t)t->width, sizeof *sum);
    float *row = malloc((size_t)t->width * sizeof *row);
    float *mean = malloc((size_t)t->width * sizeof *mean);
    const bool whole = sum && row && mean;

    for (int32_t i = 0; i < t->count && whole; i++) {
        tokenrows_get(t, i, row);
        for (int64_t k = 0; k < t->width; k++)
            sum[k] += (double)row[k];
    }
    for (int64_t k = 0; k < t->width && whole; k++)
        mean[k] = (float)(sum[k] / t->count);
    free(sum);
    free(row);
    if (!whole) {
        free(mean);
        return no_memory();
    }
    t->mean = mean;
    return STATUS_OK;
}

struct status tokenrows_open(struct tokenrows *t, const struct labmodel *m,
                             bool head, bool centred)
{
    *t = (struct tokenrows){0};
    STATUS_TRY(find_table(t, m, head));
    return centred ? find_mean(t) : STATUS_OK;
}

void tokenrows_release(struct tokenrows *t)
{
    free(t->mean);
    *t = (struct tokenrows){0};
}

static void scale(float *x, int64_t n)
{
    double square = 0.0;

    for (int64_t k = 0; k < n; k++)
        square += (double)x[k] * (double)x[k];
    const float by = square > 0.0 ? (float)(1.0 / sqrt(square)) : 0.0f;
    for (int64_t k = 0; k < n; k++)
        x[k] *= by;
}

void tokenrows_direction(const struct tokenrows *t, int32_t id, float *out)
{
    tokenrows_get(t, id, out);
    scale(out, t->width);
}

struct status tokenrows_word(const struct tokenrows *t, const int32_t *ids,
                             size_t n, float *out)
{
    float *row = malloc((size_t)t->width * sizeof *row);

    if (!row)
        return no_memory();
    tokenrows_direction(t, ids[0], out);
    for (size_t i = 1; i < n; i++) {
        tokenrows_direction(t, ids[i], row);
        for (int64_t k = 0; k < t->width; k++)
            out[k] += row[k];
    }
    free(row);
    scale(out, t->width);
    return STATUS_OK;
}

struct status tokenrows_cosines(const struct tokenrows *t,
                                const float *direction, float *cosine)
{
    float *row = malloc((size_t)t->width * sizeof *row);

    if (!row)
        return no_memory();
    for (int32_t i = 0; i < t->count; i++) {
        double dot = 0.0, square = 0.0;

        tokenrows_get(t, i, row);
        for (int64_t k = 0; k < t->width; k++) {
            dot += (double)row[k] * (double)direction[k];
            square += (double)row[k] * (double)row[k];
        }
        cosine[i] = (float)(square > 0.0 ? dot / sqrt(square) : 0.0);
    }
    free(row);
    return STATUS_OK;
}
