#include "lessons/labs/labonce.h"

#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "lessons/labs/labrun.h"

#define GRAPH_BYTES ((size_t)1 << 28)

static struct status fill(struct lab_run *r, const struct device *d,
                          size_t bytes, labonce_find *find)
{
    void *found = calloc(1, bytes);
    struct graph *g = found ? graph_new(d, GRAPH_BYTES) : NULL;

    if (!g) {
        free(found);
        return status_fail(STATUS_NO_MEMORY, "no memory for this lab");
    }
    graph_set_hook(g, r->hook);
    struct status st = find(found, r, g);
    if (!st.code)
        st = graph_status(g);
    graph_free(g);
    if (st.code) {
        free(found);
        return st;
    }
    free(r->state);
    r->state = found;
    return STATUS_OK;
}

struct status labonce_fill(struct lab_run *r, size_t bytes, labonce_find *find)
{
    return fill(r, labrun_device(r), bytes, find);
}

struct status labonce_fill_on(struct lab_run *r, const char *device,
                              size_t bytes, labonce_find *find)
{
    return fill(r, device_find(device), bytes, find);
}

void labonce_close(struct lab_run *r)
{
    free(r->state);
    r->state = NULL;
}

double labonce_at(const struct tensor *t, int64_t i)
{
    return t ? tensor_get(t, i) : 0.0;
}

struct tensor *labonce_row(struct graph *g, const float *x, int n)
{
    const int64_t shape[] = {n};

    return graph_floats(g, 1, shape, x);
}

struct tensor *labonce_dot(struct graph *g, struct tensor *a, struct tensor *b)
{
    return reduce_sum(g, arith_mul(g, a, b), REDUCE_ALL);
}
