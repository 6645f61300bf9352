#include "engine/ops/cache.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    struct tensor *kept, *out;
    const struct tensor *x;
    struct kernels_step step;
    int64_t start;
};

static uint16_t *kept_at(const struct tensor *kept, int64_t group, int64_t row)
{
    return (uint16_t *)tensor_place(kept, 0) +
           (group * kept->shape[1] + row) * kept->shape[2];
}

/* Does x [1, t, groups, width] go into `kept` from `start` on? */
static bool fits(struct graph *g, const struct op_record *r,
                 const struct tensor *x, const struct tensor *kept)
{
    const int64_t start = r->with.whole[0];
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    if (x->dims == 4 && x->shape[0] == 1 && kept->type == TENSOR_F16 &&
        kept->dims == 3 && tensor_is_contiguous(kept) && start >= 0 &&
        x->shape[2] == kept->shape[0] && x->shape[3] == kept->shape[2] &&
        x->shape[1] <= kept->shape[1] - start)
        return true;
    graph_fail(g, STATUS_BAD_SHAPE, "%s: %s at position %lld of %s",
               r->op->name, tensor_shape_text(a, x), (long long)start,
               tensor_shape_text(b, kept));
    return false;
}

/* Items: rows of x, one for each new position and group. */
static void write_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const int groups = (int)j->x->shape[2], width = (int)j->x->shape[3];

    for (int64_t i = from; i < to; i++) {
        uint16_t *out = kept_at(j->kept, i % groups, j->start + i / groups);
        const void *x = tensor_place(j->x, i * width);

        if (j->kernels.f64)
            j->kernels.f64->half_to_f16(out, x, width);
        else
            j->kernels.f32->half_to_f16(out, x, width);
    }
}

/* Their function behind what is kept of one group, in floats. */
static bool append_group(const struct job *j, const struct stead *stead,
                         int64_t group, float *rows, float *fresh)
{
    const int count = (int)j->x->shape[1], groups = (int)j->x->shape[2];
    const int width = (int)j->x->shape[3], length = (int)j->start;

    j->kernels.f32->half_of_f16(rows, kept_at(j->kept, group, 0),
                                length * width);
    for (int64_t i = 0; i < count; i++)
        memcpy(fresh + i * width,
               tensor_place(j->x, (i * groups + group) * width),
               (size_t)width * sizeof *fresh);
    if (!stead->kv_append(rows, fresh, length, count, width))
        return false;
    j->kernels.f32->half_to_f16(kept_at(j->kept, group, 0), rows,
                                (length + count) * width);
    return true;
}

/* false: ours writes. */
static bool append_theirs(const struct job *j, const struct stead *stead)
{
    const int64_t end = j->start + j->x->shape[1], width = j->x->shape[3];
    bool good = stead && stead->kv_append && !j->kernels.f64 &&
                end * width <= INT32_MAX;

    if (!good)
        return false;
    float *rows = malloc((size_t)(end * width) * sizeof *rows);
    float *fresh = malloc((size_t)(end * width) * sizeof *fresh);
    good = rows && fresh;
    for (int64_t i = 0; i < j->x->shape[2] && good; i++)
        good = append_group(j, stead, i, rows, fresh);
    free(rows);
    free(fresh);
    return good;
}

static void write(struct graph *g, const struct tensor *x, struct tensor *kept,
                  int64_t start)
{
    struct job j = {
        .kernels = common_kernels(g), .kept = kept, .x = x, .start = start};

    if (!append_theirs(&j, graph_device(g)->stead))
        common_run(g, write_part, &j, x->shape[1] * x->shape[2],
                   4.0 * (double)x->shape[3]);
    kept->block->version++;
}

static bool extend_shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0];

    if (!fits(g, r, x, r->in[1]))
        return false;
    common_shape(r->out, x);
    r->out->shape[1] = r->with.whole[0] + x->shape[1];
    return true;
}

/* Items: rows of the result. */
static void read_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const int groups = (int)j->out->shape[2], width = (int)j->out->shape[3];

    for (int64_t i = from; i < to; i++) {
        void *out = tensor_place(j->out, i * width);
        const uint16_t *x = kept_at(j->kept, i % groups, i / groups);

        if (j->kernels.f64)
            j->kernels.f64->half_of_f16(out, x, width);
        else
            j->kernels.f32->half_of_f16(out, x, width);
    }
}

static void extend_forward(struct graph *g, struct op_record *r)
{
    struct job j = {
        .kernels = common_kernels(g), .kept = r->in[1], .out = r->out};

    write(g, r->in[0], r->in[1], r->with.whole[0]);
    common_run(g, read_part, &j, r->out->shape[1] * r->out->shape[2],
               2.0 * (double)r->out->shape[3]);
}

static struct op_cost extend_cost(const struct op_record *r)
{
    const double n = (double)tensor_count(r->out);

    return (struct op_cost){
        .flops = 0.0,
        .bytes = n * (2.0 + (double)tensor_type_bytes(r->out->type)) +
                 2.0 * (double)tensor_bytes(r->in[0])};
}

static struct op_cost no_cost(const struct op_record *r)
{
    (void)r;
    return (struct op_cost){0.0, 0.0};
}

/* Every number comes from what was kept at its place. */
static int extend_sources(const struct op_record *r, int64_t index,
                          struct op_source *out, int room)
{
    const struct tensor *kept = r->in[1];
    const int64_t width = kept->shape[2], groups = kept->shape[0];
    const int64_t row = index / width;
    const int64_t at =
        (row % groups * kept->shape[1] + row / groups) * width + index % width;

    if (room < 1)
        return 0;
    out[0] = (struct op_source){1, at, tensor_get(kept, at)};
    return 1;
}

const struct op cache_extend_row = {
    .name = "cache_extend",
    .formula = "kept[start ..] = x; y = kept[.. start + t]",
    .shape = extend_shape,
    .forward = extend_forward,
    .on_host = true,
    .forward_cost = extend_cost,
    .backward_cost = no_cost,
    .sources = extend_sources,
};

struct tensor *cache_extend(struct graph *g, struct tensor *x,
                            struct tensor *kept, int64_t start)
{
    struct tensor *in[] = {x ? shape_contiguous(g, x) : NULL, kept};

    return common_apply(g, &cache_extend_row, in, 2,
                        &(struct op_numbers){.whole = {start}});
}

enum { Q, K, V, KEYS, VALUES, INPUTS };

static bool attention_shape(struct graph *g, struct op_record *r)
{
    const struct tensor *q = r->in[Q];

    if (!fits(g, r, r->in[K], r->in[KEYS]) ||
        !fits(g, r, r->in[V], r->in[VALUES]))
        return false;
    if (q->dims != 4 || q->shape[0] != 1 || q->shape[1] != 1 ||
        r->in[K]->shape[1] != 1 || q->shape[2] % r->in[K]->shape[2] ||
        q->shape[3] != r->in[K]->shape[3] || q->shape[3] > KERNELS_HEAD_WIDTH ||
        !tensor_same_shape(r->in[KEYS], r->in[VALUES]))
        return common_clash(g, r);
    return common_like_first(g, r);
}

static void step_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64)
        j->kernels.f64->attention_step(&j->step, from, to);
    else
        j->kernels.f32->attention_step(&j->step, from, to);
}

/* The first position that counts. */
static int64_t begin_of(const struct op_record *r)
{
    const int64_t n = r->with.whole[0] + 1, window = r->with.whole[1];

    return window && n > window ? n - window : 0;
}

static void attention_forward(struct graph *g, struct op_record *r)
{
    const struct tensor *keys = r->in[KEYS];
    const int64_t start = r->with.whole[0], begin = begin_of(r);
    struct job j = {.kernels = common_kernels(g),
                    .step = {.heads = (int)r->out->shape[2],
                             .groups = (int)keys->shape[0],
                             .width = (int)keys->shape[2],
                             .keys = start + 1 - begin,
                             .room = keys->shape[1],
                             .q = tensor_place(r->in[Q], 0),
                             .k = kept_at(keys, 0, begin),
                             .v = kept_at(r->in[VALUES], 0, begin),
                             .out = tensor_place(r->out, 0),
                             .scale = r->with.real[0]}};

    write(g, r->in[K], r->in[KEYS], start);
    write(g, r->in[V], r->in[VALUES], start);
    common_run(g, step_part, &j, j.step.heads,
               4.0 * (double)j.step.width * (double)j.step.keys);
}

static struct op_cost attention_cost(const struct op_record *r)
{
    const double n = (double)(r->with.whole[0] + 1 - begin_of(r));
    const struct tensor *keys = r->in[KEYS];

    return (struct op_cost){
        .flops = 4.0 * n * (double)tensor_count(r->out),
        .bytes = 4.0 * n * (double)(keys->shape[0] * keys->shape[2]) +
                 2.0 * (double)tensor_bytes(r->out)};
}

/* Weight times value of every position that is kept. */
static int attention_sources(const struct op_record *r, int64_t index,
                             struct op_source *out, int room)
{
    const struct tensor *keys = r->in[KEYS];
    const int64_t width = keys->shape[2], head = index / width;
    const int64_t group = head / (r->in[Q]->shape[2] / keys->shape[0]);
    const int64_t first = group * keys->shape[1] * width;
    const int64_t n = r->with.whole[0] + 1;
    double total = 0.0, most = -(double)INFINITY;
    int count = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int64_t j = begin_of(r); j < n; j++) {
            double score = 0.0;

            for (int64_t d = 0; d < width; d++)
                score += tensor_get(r->in[Q], head * width + d) *
                         tensor_get(keys, first + j * width + d);
            score *= r->with.real[0];
            if (pass == 0) {
                const double high = score > most ? score : most;

                total = total * exp(most - high) + exp(score - high);
                most = high;
            } else if (count < room) {
                const int64_t at = first + j * width + index % width;

                out[count++] = (struct op_source){
                    VALUES, at,
                    exp(score - most) / total * tensor_get(r->in[VALUES], at)};
            }
        }
    }
    return count;
}

const struct op cache_attention_row = {
    .name = "cache_attention",
    .formula = "y = softmax(q keys^T scale) values, one query a head",
    .shape = attention_shape,
    .forward = attention_forward,
    .on_host = true,
    .forward_cost = attention_cost,
    .backward_cost = no_cost,
    .sources = attention_sources,
};

struct tensor *cache_attention(struct graph *g, const struct cache_new *n,
                               int64_t start, int64_t window, double scale)
{
    struct tensor *in[INPUTS] = {[Q] = n->q ? shape_contiguous(g, n->q) : NULL,
                                 [K] = n->k ? shape_contiguous(g, n->k) : NULL,
                                 [V] = n->v ? shape_contiguous(g, n->v) : NULL,
                                 [KEYS] = n->keys,
                                 [VALUES] = n->values};

    return common_apply(
        g, &cache_attention_row, in, INPUTS,
        &(struct op_numbers){.whole = {start, window}, .real = {scale}});
}
