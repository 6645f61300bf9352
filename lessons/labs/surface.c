#include "lessons/labs/surface.h"

#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"

#define RAVINE_ACROSS 20.0
#define WELL_TILT     0.3

const char *const surface_names[] = {"bowl", "ravine", "wells", "saddle", NULL};

static struct tensor *column(struct graph *g, struct tensor *at, int i)
{
    return reduce_sum(g, shape_slice(g, at, 1, i, i + 1), 1);
}

static struct tensor *wells(struct graph *g, struct tensor *x, struct tensor *y)
{
    struct tensor *valley =
        unary_square(g, arith_shift(g, unary_square(g, x), -1.0));

    return arith_add(g, arith_add(g, valley, arith_scale(g, x, WELL_TILT)),
                     unary_square(g, y));
}

struct tensor *surface_op(struct graph *g, enum surface_kind kind,
                          struct tensor *at)
{
    static const double across[] = {1.0, RAVINE_ACROSS, 0.0, -1.0};
    struct tensor *x = column(g, at, 0), *y = column(g, at, 1);

    if (kind == SURFACE_WELLS)
        return wells(g, x, y);
    return arith_scale(
        g,
        arith_add(g, unary_square(g, x),
                  arith_scale(g, unary_square(g, y), across[kind])),
        0.5);
}

struct status surface_field(struct graph *g, enum surface_kind kind, float *out)
{
    static const int64_t shape[] = {SURFACE_SIDE * SURFACE_SIDE, 2};
    float at[2 * SURFACE_SIDE * SURFACE_SIDE];

    for (int i = 0; i < SURFACE_SIDE * SURFACE_SIDE; i++) {
        at[2 * i] =
            (float)(SURFACE_REACH *
                    (2.0 * (i % SURFACE_SIDE) / (SURFACE_SIDE - 1) - 1.0));
        at[2 * i + 1] =
            (float)(SURFACE_REACH *
                    (2.0 * (i / SURFACE_SIDE) / (SURFACE_SIDE - 1) - 1.0));
    }
    graph_set_gradients(g, false);
    const struct tensor *z = surface_op(g, kind, graph_floats(g, 2, shape, at));
    graph_set_gradients(g, true);
    STATUS_TRY(graph_status(g));
    tensor_copy_floats(out, z);
    return STATUS_OK;
}
