#include "engine/ops/strided.h"

#include <assert.h>
#include <string.h>

#include "engine/ops/common.h"

struct move {
    struct common_kernels kernels;
    void *to;
    const void *from;
    struct kernels_copy copy;
};

/* One axis less for every pair of axes that follow each other in both: most
 * copies become one long row, or a few. */
static struct kernels_copy merged(const struct tensor *to,
                                  const struct tensor *from)
{
    struct kernels_copy s = {.dims = 0};

    for (int i = 0; i < to->dims; i++) {
        const int last = s.dims - 1;
        const int64_t n = to->shape[i];

        if (s.dims && s.out_stride[last] == n * to->stride[i] &&
            s.x_stride[last] == n * from->stride[i]) {
            s.shape[last] *= n;
            s.out_stride[last] = to->stride[i];
            s.x_stride[last] = from->stride[i];
            continue;
        }
        s.shape[s.dims] = n;
        s.out_stride[s.dims] = to->stride[i];
        s.x_stride[s.dims] = from->stride[i];
        s.dims++;
    }
    return s;
}

static void copy_part(void *work, int64_t from, int64_t to)
{
    const struct move *m = work;

    if (m->kernels.f64) {
        m->kernels.f64->copy_forward(m->to, m->from, &m->copy, from, to);
    } else {
        m->kernels.f32->copy_forward(m->to, m->from, &m->copy, from, to);
    }
}

static void add_part(void *work, int64_t from, int64_t to)
{
    const struct move *m = work;

    if (m->kernels.f64) {
        m->kernels.f64->copy_add(m->to, m->from, &m->copy, from, to);
    } else {
        m->kernels.f32->copy_add(m->to, m->from, &m->copy, from, to);
    }
}

static void run(struct graph *g, team_part *part, struct tensor *to,
                const struct tensor *from)
{
    struct move m = {common_kernels(g), tensor_place(to, 0),
                     tensor_place(from, 0), merged(to, from)};

    assert(tensor_same_shape(to, from) && to->type == from->type);
    common_run(g, part, &m, tensor_count(to), 1.0);
}

static int64_t place_of(const struct tensor *t, int64_t index)
{
    int64_t place = 0;

    for (int i = t->dims - 1; i >= 0; i--) {
        place += index % t->shape[i] * t->stride[i];
        index /= t->shape[i];
    }
    return place;
}

void strided_copy(struct graph *g, struct tensor *to, const struct tensor *from)
{
    const size_t bytes = tensor_type_bytes(to->type);

    if (tensor_is_real(to)) {
        run(g, copy_part, to, from);
        return;
    }
    for (int64_t i = 0; i < tensor_count(to); i++) {
        memcpy(tensor_at(to, place_of(to, i)),
               tensor_read(from, place_of(from, i)), bytes);
    }
}

void strided_add(struct graph *g, struct tensor *to, const struct tensor *from)
{
    run(g, add_part, to, from);
}
