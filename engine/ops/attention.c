/* attention.c - one op for the whole of attention.
 *
 * The table of weights, t x keys numbers for every head, is never stored.
 * Forward walks the keys in tiles and keeps, for every query, the logarithm of
 * the sum of exponentials (lse). From it weight(i, j) = exp(s(i, j) - lse(i))
 * can be computed again at any time: on the way back, and for a probe. */
#include "engine/ops/attention.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    struct kernels_attention call;
    void *probs;
    bool fresh[3];  /* do dq, dk, dv hold rubbish? */
    size_t bytes;   /* of a number */
    bool elsewhere; /* a device's memory: a call takes all items */
};

static bool fits(const struct tensor *q, const struct tensor *k, bool causal)
{
    return q->dims == 4 && k->dims == 4 && q->shape[0] == k->shape[0] &&
           q->shape[3] == k->shape[3] && q->shape[3] >= 1 &&
           q->shape[3] <= KERNELS_HEAD_WIDTH && k->shape[2] >= 1 &&
           q->shape[2] % k->shape[2] == 0 && k->shape[1] >= 1 &&
           (!causal || k->shape[1] >= q->shape[1]);
}

/* The last input where there are lengths: whole[2] says so. */
static const struct tensor *lengths_of(const struct op_record *r)
{
    return r->with.whole[2] ? r->in[r->inputs - 1] : NULL;
}

/* v; of the weights alone, k in its place. */
static const struct tensor *values_of(const struct op_record *r)
{
    return r->in[r->inputs - 1 - (int)r->with.whole[2]];
}

static bool fail_shapes(struct graph *g, const struct op_record *r)
{
    char q[TENSOR_TEXT], k[TENSOR_TEXT], v[TENSOR_TEXT];

    graph_fail(g, STATUS_BAD_SHAPE, "%s: q is %s, k is %s and v is %s",
               r->op->name, tensor_shape_text(q, r->in[0]),
               tensor_shape_text(k, r->in[1]),
               tensor_shape_text(v, values_of(r)));
    return false;
}

static bool lengths_fit(struct graph *g, const struct op_record *r)
{
    const struct tensor *lengths = lengths_of(r);
    const int64_t keys = r->in[1]->shape[1];

    if (!lengths)
        return true;
    bool good = lengths->type == TENSOR_I32 && lengths->dims == 1 &&
                lengths->shape[0] == r->in[1]->shape[0] && !r->with.whole[0];
    for (int64_t i = 0; good && i < lengths->shape[0]; i++) {
        const int32_t n = *(const int32_t *)tensor_read(lengths, i);

        good = n >= 1 && n <= keys;
    }
    if (!good)
        graph_fail(g, STATUS_BAD_USAGE,
                   "%s: lengths are an integer from 1 to %lld for each "
                   "sequence, and not for causal attention",
                   r->op->name, (long long)keys);
    return good;
}

static bool shape(struct graph *g, struct op_record *r)
{
    assert(!r->with.whole[1] || r->with.whole[0]);
    if (!fits(r->in[0], r->in[1], r->with.whole[0]) ||
        !tensor_same_shape(r->in[1], r->in[2]))
        return fail_shapes(g, r);
    return lengths_fit(g, r) && common_like_first(g, r);
}

static struct kernels_attention call_of(const struct op_record *r)
{
    const struct tensor *q = r->in[0], *k = r->in[1];
    const struct tensor *v = values_of(r), *lengths = lengths_of(r);

    return (struct kernels_attention){
        .batch = q->shape[0],
        .t = q->shape[1],
        .keys = k->shape[1],
        .heads = q->shape[2],
        .groups = k->shape[2],
        .width = q->shape[3],
        .q = tensor_place(q, 0),
        .k = tensor_place(k, 0),
        .v = tensor_place(v, 0),
        .q_batch = q->stride[0],
        .q_row = q->stride[1],
        .q_head = q->stride[2],
        .k_batch = k->stride[0],
        .k_row = k->stride[1],
        .k_head = k->stride[2],
        .v_batch = v->stride[0],
        .v_row = v->stride[1],
        .v_head = v->stride[2],
        .scale = r->with.real[0],
        .causal = r->with.whole[0] != 0,
        .window = r->with.whole[1],
        .lengths = lengths ? tensor_place(lengths, 0) : NULL,
    };
}

/* Pairs of a query and a key that it sees, over all heads. */
static double pairs_of(const struct op_record *r)
{
    const struct tensor *q = r->in[0];
    const double t = (double)q->shape[1], keys = (double)r->in[1]->shape[1];
    const double window = (double)r->with.whole[1];
    double table =
        r->with.whole[0] ? t * (keys - t) + t * (t + 1.0) / 2.0 : t * keys;

    if (r->with.whole[1] && window < keys) { /* less what has been passed */
        const double most = keys - window, n = most < t ? most : t;

        table -= n * most - n * (n - 1.0) / 2.0;
    }

    const struct tensor *lengths = lengths_of(r);
    if (lengths) { /* of each sequence its own, over all of them */
        table = 0.0;
        for (int64_t i = 0; i < lengths->shape[0]; i++)
            table += t * tensor_get(lengths, i);
        return (double)q->shape[2] * table;
    }
    return (double)(q->shape[0] * q->shape[2]) * table;
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->attention_forward(&j->call, from, to);
    } else {
        j->kernels.f32->attention_forward(&j->call, from, to);
    }
}

static void run_forward(struct graph *g, struct job *j, double flops)
{
    const struct kernels_attention *a = &j->call;
    const int64_t blocks =
        (a->t + KERNELS_QUERY_BLOCK - 1) / KERNELS_QUERY_BLOCK;
    const int64_t items = a->batch * a->heads * blocks;

    common_run(g, forward_part, j, items, items ? flops / (double)items : 0.0);
}

static struct op_cost forward_cost(const struct op_record *r)
{
    const double width = (double)r->in[0]->shape[3];

    /* q k and p v: two operations per number each; the softmax: ten. */
    return (struct op_cost){pairs_of(r) * (4.0 * width + 10.0),
                            common_bytes(r)};
}

/* s = q k once more, then dv = p dy, dp = dy v, dq = ds k and dk = ds q. */
static struct op_cost backward_cost(const struct op_record *r)
{
    const double width = (double)r->in[0]->shape[3];
    struct op_cost cost = common_back_cost(r, 0.0);

    cost.flops = pairs_of(r) * (10.0 * width + 14.0);
    return cost;
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g), .call = call_of(r)};

    r->aux[0] =
        graph_aux(g, r->out->type, j.call.batch * j.call.heads * j.call.t);
    if (!r->aux[0])
        return;
    j.call.out = tensor_place(r->out, 0);
    j.call.lse = tensor_place(r->aux[0], 0);
    run_forward(g, &j, forward_cost(r).flops);
}

/* `t` rows of `heads` neighbouring heads become 0: first is theirs. */
static void clear(char *first, const int64_t strides[2], const int64_t sizes[3],
                  size_t bytes)
{
    for (int64_t h = 0; h < sizes[1]; h++) {
        for (int64_t i = 0; i < sizes[0]; i++)
            memset(first + (size_t)(i * strides[0] + h * strides[1]) * bytes, 0,
                   (size_t)sizes[2] * bytes);
    }
}

/* The gradients that one item adds to, made 0 where it is still near. */
static void clear_item(const struct job *j, int64_t item)
{
    const struct kernels_attention *a = &j->call;
    const int64_t batch = item / a->groups, group = item % a->groups;
    const int64_t each = a->heads / a->groups;
    const int64_t q = batch * a->q_batch + group * each * a->q_head;
    const int64_t k = batch * a->k_batch + group * a->k_head;
    const int64_t v = batch * a->v_batch + group * a->v_head;

    if (j->fresh[0]) {
        clear((char *)a->dq + (size_t)q * j->bytes,
              (const int64_t[]){a->q_row, a->q_head},
              (const int64_t[]){a->t, each, a->width}, j->bytes);
    }
    if (j->fresh[1]) {
        clear((char *)a->dk + (size_t)k * j->bytes,
              (const int64_t[]){a->k_row, a->k_head},
              (const int64_t[]){a->keys, 1, a->width}, j->bytes);
    }
    if (j->fresh[2]) {
        clear((char *)a->dv + (size_t)v * j->bytes,
              (const int64_t[]){a->v_row, a->v_head},
              (const int64_t[]){a->keys, 1, a->width}, j->bytes);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->elsewhere) {
        j->kernels.f32->attention_backward(&j->call, from, to);
        return;
    }
    for (int64_t item = from; item < to; item++) {
        clear_item(j, item);
        if (j->kernels.f64) {
            j->kernels.f64->attention_backward(&j->call, item, item + 1);
        } else {
            j->kernels.f32->attention_backward(&j->call, item, item + 1);
        }
    }
}

/* Where the kernel may add the gradient of `t`: scratch of the same strides
 * where nobody wants it. */
static void *room_for(struct graph *g, struct tensor *t, bool *fresh)
{
    const bool elsewhere = graph_device(g)->memory != NULL;
    struct tensor *grad =
        elsewhere ? graph_grad_add(g, t) : graph_grad_first(g, t, fresh);
    int64_t span = 1;

    if (grad || graph_failed(g))
        return grad ? tensor_place(grad, 0) : NULL;
    for (int i = 0; i < t->dims; i++)
        span += (t->shape[i] - 1) * t->stride[i];
    *fresh = true;
    grad = graph_aux(g, t->type, span);
    if (grad && elsewhere)
        graph_device(g)->memory->clear(tensor_place(grad, 0),
                                       tensor_bytes(grad));
    return grad ? tensor_place(grad, 0) : NULL;
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g), .call = call_of(r)};
    const int64_t items = j.call.batch * j.call.groups;

    if (tensor_count(r->out) == 0)
        return;
    j.call.out = tensor_place(r->out, 0);
    j.call.lse = tensor_place(r->aux[0], 0);
    j.call.dout = tensor_place(r->out->grad, 0);
    j.bytes = tensor_type_bytes(r->out->type);
    j.elsewhere = graph_device(g)->memory != NULL;
    j.call.dq = room_for(g, r->in[0], &j.fresh[0]);
    j.call.dk = room_for(g, r->in[1], &j.fresh[1]);
    j.call.dv = room_for(g, r->in[2], &j.fresh[2]);
    if (!graph_failed(g)) {
        common_run(g, backward_part, &j, items,
                   backward_cost(r).flops / (double)items);
    }
}

/* Output [b, t, h, d] is the sum over keys of weight times v[b, key, g, d]. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const struct kernels_attention a = call_of(r);
    const int64_t d = index % a.width, h = index / a.width % a.heads;
    const int64_t row = index / a.width / a.heads, b = row / a.t;
    const int64_t i = row % a.t, group = h / (a.heads / a.groups);
    const int64_t all = a.lengths ? a.lengths[b] : a.keys;
    const int64_t sees = a.causal ? i + 1 + a.keys - a.t : all;
    const int64_t begin = a.window && sees > a.window ? sees - a.window : 0;
    double total = 0.0, most = (double)-INFINITY;
    int n = 0;

    for (int64_t key = begin; key < sees && n < room; key++) {
        const int64_t at = ((b * a.keys + key) * a.groups + group) * a.width;
        double score = 0.0;

        for (int64_t c = 0; c < a.width; c++) {
            score += tensor_get(r->in[0], index - d + c) *
                     tensor_get(r->in[1], at + c);
        }
        out[n++] = (struct op_source){2, at + d, score * a.scale};
        most = fmax(most, score * a.scale);
    }
    for (int s = 0; s < n; s++)
        total += exp(out[s].contribution - most);
    for (int s = 0; s < n; s++) {
        out[s].contribution = exp(out[s].contribution - most) / total *
                              tensor_get(r->in[2], out[s].index);
    }
    return n;
}

const struct op attention_row = {
    .name = "attention",
    .formula = "y = softmax(q k^T s + mask) v",
    .made_of = "matmul scale mask_causal softmax matmul",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

static bool probs_shape(struct graph *g, struct op_record *r)
{
    const struct tensor *q = r->in[0], *k = r->in[1];

    if (!fits(q, k, r->with.whole[0]))
        return fail_shapes(g, r);
    if (!lengths_fit(g, r))
        return false;
    r->out->dims = 4;
    r->out->shape[0] = q->shape[0];
    r->out->shape[1] = q->shape[2];
    r->out->shape[2] = q->shape[1];
    r->out->shape[3] = k->shape[1];
    return true;
}

static void probs_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->attention_rows(j->probs, &j->call, from, to);
    } else {
        j->kernels.f32->attention_rows(j->probs, &j->call, from, to);
    }
}

/* The fused kernel makes lse (its output is not used, so k serves as v), and
 * from lse come the same weights that the fused op uses. */
static void probs_forward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g),
                    .call = call_of(r),
                    .probs = tensor_place(r->out, 0)};

    r->aux[0] = graph_aux(g, r->out->type, tensor_count(r->in[0]));
    r->aux[1] = graph_aux(g, r->out->type, tensor_rows(r->out));
    if (!r->aux[0] || !r->aux[1])
        return;
    j.call.out = tensor_place(r->aux[0], 0);
    j.call.lse = tensor_place(r->aux[1], 0);
    run_forward(g, &j, forward_cost(r).flops);
    common_run(g, probs_part, &j, tensor_rows(r->out),
               2.0 * (double)(j.call.width * j.call.keys));
}

const struct op attention_probs_row = {
    .name = "attention_probs",
    .formula = "p = softmax(q k^T s + mask)",
    .shape = probs_shape,
    .forward = probs_forward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_row,
};

static struct tensor *dense(struct graph *g, struct tensor *t)
{
    return t && t->dims && t->stride[t->dims - 1] != 1 ? shape_contiguous(g, t)
                                                       : t;
}

struct tensor *attention_within(struct graph *g, struct tensor *q,
                                struct tensor *k, struct tensor *v,
                                const struct attention_look *look,
                                const char *name)
{
    struct probe *probe = name ? graph_probe(g) : NULL;
    const int more = look->lengths ? 1 : 0;
    const struct op_numbers with = {.whole = {look->causal, look->window, more},
                                    .real = {look->scale}};

    if (look->over_queries || graph_wants_twin(g, &attention_row) ||
        (probe && (probe_edits(probe, name, PROBE_FORWARD) ||
                   probe_wants(probe, name, PROBE_BACKWARD))))
        return attention_twin_within(g, q, k, v, look, name);

    struct tensor *in[] = {dense(g, q), dense(g, k), dense(g, v),
                           look->lengths};
    if (probe && probe_wants(probe, name, PROBE_FORWARD)) {
        struct tensor *seen[] = {in[0], in[1], look->lengths};
        struct tensor *probs =
            common_apply(g, &attention_probs_row, seen, 2 + more, &with);

        graph_done(g, graph_name(g, probs, "%s", name));
    }
    return common_apply(g, &attention_row, in, 3 + more, &with);
}

struct tensor *attention_op(struct graph *g, struct tensor *q, struct tensor *k,
                            struct tensor *v, double scale, bool causal,
                            const char *name)
{
    return attention_within(
        g, q, k, v, &(struct attention_look){.scale = scale, .causal = causal},
        name);
}
