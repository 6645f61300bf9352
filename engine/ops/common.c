#include "engine/ops/common.h"

#include <limits.h>

/* About 20 ms of one thread, see TEAM_WORTH in team.h. Items are independent,
 * so the cut does not change a digit. */
#define OPERATIONS_PER_RUN 1e8

/* Of TEAM_PIECE elements: 2^30, which an int counts. */
enum { PIECES_AT_ONCE = (1 << 30) / TEAM_PIECE };

struct common_kernels common_kernels(const struct graph *g)
{
    struct common_kernels k = {NULL, NULL};

    if (graph_device(g)->real == TENSOR_F64) {
        k.f64 = graph_f64(g);
    } else {
        k.f32 = graph_f32(g);
    }
    return k;
}

void *common_row(const struct tensor *t, int64_t row)
{
    return t ? tensor_place(t, row * tensor_cols(t)) : NULL;
}

/* Kernels count rows and columns in ints. */
static bool countable(struct graph *g, const struct op *op,
                      const struct tensor *t)
{
    char text[TENSOR_TEXT];

    if (tensor_rows(t) <= INT_MAX && tensor_cols(t) <= INT_MAX)
        return true;
    graph_fail(g, STATUS_TOO_BIG, "%s: %s has too many rows or columns",
               op->name, tensor_shape_text(text, t));
    return false;
}

static bool number_type(struct graph *g, const struct op *op,
                        const struct tensor *t)
{
    const enum tensor_type want = graph_device(g)->real;

    if (!tensor_is_real(t) || t->type == want)
        return true;
    graph_fail(g, STATUS_BAD_USAGE, "%s: an input is %s but %s computes in %s",
               op->name, tensor_type_name(t->type), graph_device(g)->name,
               tensor_type_name(want));
    return false;
}

struct tensor *common_apply(struct graph *g, const struct op *op,
                            struct tensor *const *in, int inputs,
                            const struct op_numbers *with)
{
    for (int i = 0; i < inputs; i++) {
        if (!in[i]) {
            return graph_fail(g, STATUS_BAD_USAGE, "%s: input %d is missing",
                              op->name, i);
        }
        if (!number_type(g, op, in[i]) || !countable(g, op, in[i]))
            return NULL;
    }
    return graph_apply(g, op, in, inputs, with);
}

void common_shape(struct tensor *to, const struct tensor *from)
{
    to->dims = from->dims;
    for (int i = 0; i < from->dims; i++)
        to->shape[i] = from->shape[i];
}

bool common_like_first(struct graph *g, struct op_record *r)
{
    (void)g;
    common_shape(r->out, r->in[0]);
    return true;
}

bool common_clash(struct graph *g, const struct op_record *r)
{
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    graph_fail(g, STATUS_BAD_SHAPE, "%s: a is %s but b is %s", r->op->name,
               tensor_shape_text(a, r->in[0]), tensor_shape_text(b, r->in[1]));
    return false;
}

bool common_axis(struct graph *g, const char *name, const struct tensor *x,
                 int *axis)
{
    char text[TENSOR_TEXT];
    const int at = *axis < 0 ? *axis + x->dims : *axis;

    if (at < 0 || at >= x->dims) {
        graph_fail(g, STATUS_BAD_SHAPE, "%s: no axis %d in %s", name, *axis,
                   tensor_shape_text(text, x));
        return false;
    }
    *axis = at;
    return true;
}

static double bytes_of(const struct tensor *t)
{
    return (double)tensor_bytes(t);
}

double common_bytes(const struct op_record *r)
{
    double bytes = bytes_of(r->out);

    for (int i = 0; i < r->inputs; i++) {
        if (r->in[i])
            bytes += bytes_of(r->in[i]);
    }
    return bytes;
}

struct op_cost common_cost(const struct op_record *r, double flops)
{
    return (struct op_cost){
        .flops = flops * (double)tensor_count(r->out),
        .bytes = common_bytes(r),
    };
}

struct op_cost common_back_cost(const struct op_record *r, double flops)
{
    struct op_cost cost = common_cost(r, flops);

    for (int i = 0; i < r->inputs; i++) {
        if (r->in[i] && r->in[i]->needs_grad)
            cost.bytes += bytes_of(r->in[i]);
    }
    return cost;
}

int common_same_place(const struct op_record *r, int64_t index,
                      struct op_source *out, int room)
{
    if (room < 1)
        return 0;
    out[0] = (struct op_source){0, index, tensor_get(r->in[0], index)};
    return 1;
}

int common_same_row(const struct op_record *r, int64_t index,
                    struct op_source *out, int room)
{
    const int64_t cols = tensor_cols(r->in[0]);
    const int64_t start = index / cols * cols;
    int n = 0;

    for (; n < cols && n < room; n++) {
        out[n] =
            (struct op_source){0, start + n, tensor_get(r->in[0], start + n)};
    }
    return n;
}

struct shifted {
    team_part *part;
    void *work;
    int64_t start;
};

static void shifted_part(void *work, int64_t from, int64_t to)
{
    const struct shifted *s = work;

    s->part(s->work, s->start + from, s->start + to);
}

void common_run(struct graph *g, team_part *part, void *work, int64_t items,
                double cost)
{
    const double most = OPERATIONS_PER_RUN / (cost > 1.0 ? cost : 1.0);
    /* Never fewer items than threads. */
    const int64_t team = team_size();
    const int64_t run = most > (double)team ? (int64_t)most : team;
    struct shifted s = {part, work, 0};

    if (graph_device(g)->memory) { /* a kernel call is all of it */
        if (items > 0 && !graph_failed(g))
            part(work, 0, items);
        return;
    }
    for (; s.start < items && !graph_failed(g); s.start += run) {
        const int64_t left = items - s.start;

        if (s.start && hook_stops(graph_hook(g))) {
            graph_fail(g, STATUS_CANCELLED, "stopped inside an op");
        } else {
            team_run(shifted_part, &s, left < run ? left : run, cost);
        }
    }
}

int64_t common_stride(const struct graph *g)
{
    return graph_device(g)->memory ? PIECES_AT_ONCE : 1;
}

int64_t common_pieces(int64_t n)
{
    return (n + TEAM_PIECE - 1) / TEAM_PIECE;
}

int64_t common_piece(int64_t i, int64_t n)
{
    return i * TEAM_PIECE < n ? i * TEAM_PIECE : n;
}
