#ifndef ENGINE_KERNELS_K_WALK_H
#define ENGINE_KERNELS_K_WALK_H

#include "engine/kernels/kernels.h"

/*
 * k_walk.h - walks a range of the elements of two strided arrays that share
 * one shape, in runs along the last extent.
 *
 *     struct walk w = walk_start(dims, shape, p_stride, q_stride, from);
 *     for (int64_t n; (n = walk_run(&w, to)); walk_next(&w, n))
 *         ... n elements from w.at, w.p and w.q, strides w.p_step, w.q_step
 */
struct walk {
    int dims;
    int64_t shape[KERNELS_DIMS], p_stride[KERNELS_DIMS], q_stride[KERNELS_DIMS],
        coordinate[KERNELS_DIMS];
    int64_t at, p, q; /* element, and where it stands in both arrays */
    int64_t p_step, q_step;
};

/* Adds an extent inside those there are; one that only continues the last
 * extent in both arrays makes it longer, so that runs are long. */
static inline void walk_add(struct walk *w, int64_t extent, int64_t p,
                            int64_t q)
{
    const int last = w->dims - 1;

    if (extent == 1)
        return;
    if (w->dims && w->p_stride[last] == extent * p &&
        w->q_stride[last] == extent * q) {
        w->shape[last] *= extent;
        w->p_stride[last] = p;
        w->q_stride[last] = q;
        return;
    }
    w->shape[w->dims] = extent;
    w->p_stride[w->dims] = p;
    w->q_stride[w->dims] = q;
    w->dims++;
}

static inline struct walk walk_start(int dims, const int64_t *shape,
                                     const int64_t *p_stride,
                                     const int64_t *q_stride, int64_t from)
{
    struct walk w = {.at = from};

    for (int i = 0; i < dims; i++)
        walk_add(&w, shape[i], p_stride[i], q_stride[i]);
    if (w.dims == 0) { /* one element */
        w.dims = 1;
        w.shape[0] = 1;
    }
    for (int i = w.dims - 1; i >= 0 && w.shape[i] > 0; i--) {
        w.coordinate[i] = from % w.shape[i];
        w.p += w.coordinate[i] * w.p_stride[i];
        w.q += w.coordinate[i] * w.q_stride[i];
        from /= w.shape[i];
    }
    w.p_step = w.p_stride[w.dims - 1];
    w.q_step = w.q_stride[w.dims - 1];
    return w;
}

static inline int64_t walk_run(const struct walk *w, int64_t to)
{
    const int last = w->dims - 1;
    const int64_t row = w->shape[last] - w->coordinate[last];

    return w->at >= to ? 0 : row < to - w->at ? row : to - w->at;
}

static inline void walk_next(struct walk *w, int64_t n)
{
    int i = w->dims - 1;

    w->at += n;
    w->coordinate[i] += n;
    w->p += n * w->p_step;
    w->q += n * w->q_step;
    while (i > 0 && w->coordinate[i] == w->shape[i]) {
        w->p += w->p_stride[i - 1] - w->shape[i] * w->p_stride[i];
        w->q += w->q_stride[i - 1] - w->shape[i] * w->q_stride[i];
        w->coordinate[i] = 0;
        w->coordinate[--i]++;
    }
}

#endif
