/* gpu_arrays.cu - strided arrays: a thread finds the place of its element. */
#include <math.h>

#include "engine/cuda/gpu_arrays.cuh"

namespace
{
/* Where element `i` of `shape` stands, by two lists of strides. */
__device__ __forceinline__ void place(int dims, const int64_t *shape,
                                      const int64_t *p_stride,
                                      const int64_t *q_stride, int64_t i,
                                      int64_t *p, int64_t *q)
{
    *p = *q = 0;
    /* Unrolled: a number of a parameter is found by a constant, or the whole
     * of it is copied to slow memory first. */
    GPU_UNROLL
    for (int d = KERNELS_DIMS - 1; d > 0; d--) {
        if (d >= dims)
            continue;
        const int64_t n = shape[d], next = i / n, at = i - next * n;

        *p += at * p_stride[d];
        *q += at * q_stride[d];
        i = next;
    }
    *p += i * p_stride[0];
    *q += i * q_stride[0];
}

struct plus {
    static __device__ float of(float a, float b)
    {
        return a + b;
    }
};
struct minus {
    static __device__ float of(float a, float b)
    {
        return a - b;
    }
};
struct times {
    static __device__ float of(float a, float b)
    {
        return a * b;
    }
};
struct over {
    static __device__ float of(float a, float b)
    {
        return a / b;
    }
};

template <class F>
__global__ void pair_of(float *out, const float *a, const float *b,
                        kernels_pair s, int64_t from, int64_t to)
{
    for (int64_t i = from + gpu_first(); i < to; i += gpu_step()) {
        int64_t p, q;

        place(s.dims, s.shape, s.a_stride, s.b_stride, i, &p, &q);
        out[i] = F::of(a[p], b[q]);
    }
}

/* dLoss/da of one pair; `a` and `b` may be NULL where they are not read. */
struct back_add {
    static __device__ float of(float d, float by, float, float)
    {
        return by * d;
    }
    enum { READS_A = 0, READS_B = 0 };
};
struct back_mul {
    static __device__ float of(float d, float, float, float b)
    {
        return d * b;
    }
    enum { READS_A = 0, READS_B = 1 };
};
struct back_div {
    static __device__ float of(float d, float, float, float b)
    {
        return d / b;
    }
    enum { READS_A = 0, READS_B = 1 };
};
struct back_divisor {
    static __device__ float of(float d, float, float a, float b)
    {
        return -d * b / (a * a);
    }
    enum { READS_A = 1, READS_B = 1 };
};

/* The extents of `s` that `a` has, and those over which it is repeated. */
struct split {
    int own, rest;
    int64_t own_shape[KERNELS_DIMS], own_a[KERNELS_DIMS], own_b[KERNELS_DIMS],
        own_out[KERNELS_DIMS];
    int64_t rest_shape[KERNELS_DIMS], rest_b[KERNELS_DIMS],
        rest_out[KERNELS_DIMS];
    int64_t rest_count;
};

split split_of(const kernels_pair *s)
{
    split t = {};
    int64_t stride = 1, out[KERNELS_DIMS];

    for (int d = s->dims - 1; d >= 0; d--) {
        out[d] = stride;
        stride *= s->shape[d];
    }
    t.rest_count = 1;
    for (int d = 0; d < s->dims; d++) {
        if (s->a_stride[d] || s->shape[d] == 1) {
            t.own_shape[t.own] = s->shape[d];
            t.own_a[t.own] = s->a_stride[d];
            t.own_b[t.own] = s->b_stride[d];
            t.own_out[t.own++] = out[d];
        } else {
            t.rest_shape[t.rest] = s->shape[d];
            t.rest_b[t.rest] = s->b_stride[d];
            t.rest_out[t.rest++] = out[d];
            t.rest_count *= s->shape[d];
        }
    }
    if (t.own == 0)
        t.own_shape[t.own++] = 1;
    if (t.rest == 0)
        t.rest_shape[t.rest++] = 1;
    return t;
}

/* A thread sums for one element of `a`, in the order of the result. */
template <class F>
__global__ void pair_back(float *da, const float *dout, float by,
                          const float *a, const float *b, split s, int64_t from,
                          int64_t to)
{
    for (int64_t i = from + gpu_first(); i < to; i += gpu_step()) {
        int64_t at_a, at_b, at_out, unused;
        double sum = 0.0;

        place(s.own, s.own_shape, s.own_a, s.own_b, i, &at_a, &at_b);
        place(s.own, s.own_shape, s.own_out, s.own_a, i, &at_out, &unused);
        const float x = F::READS_A ? a[at_a] : 0.0f;
        for (int64_t r = 0; r < s.rest_count; r++) {
            int64_t more_out, more_b;

            place(s.rest, s.rest_shape, s.rest_out, s.rest_b, r, &more_out,
                  &more_b);
            sum += (double)F::of(dout[at_out + more_out], by, x,
                                 F::READS_B ? b[at_b + more_b] : 0.0f);
        }
        da[at_a] += (float)sum;
    }
}

template <bool Adds>
__global__ void copy(float *out, const float *x, kernels_copy s, int64_t from,
                     int64_t to)
{
    for (int64_t i = from + gpu_first(); i < to; i += gpu_step()) {
        int64_t p, q;

        place(s.dims, s.shape, s.out_stride, s.x_stride, i, &p, &q);
        out[p] = Adds ? out[p] + x[q] : x[q];
    }
}

/* --- reductions: x [outer, n, inner] -------------------------------------- */

/* inner == 1: a block sums a row. Thread by thread in float, then in double. */
__global__ void sum_row(float *out, const float *x, double by, int n)
{
    GPU_SHARED(double, part, [GPU_THREADS]);
    const float *row = x + (int64_t)blockIdx.x * n;
    double sum = 0.0;

    for (int i = (int)threadIdx.x; i < n; i += GPU_THREADS)
        sum += (double)row[i];
    part[threadIdx.x] = sum;
    for (int half = GPU_THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if ((int)threadIdx.x < half)
            part[threadIdx.x] += part[threadIdx.x + half];
    }
    if (threadIdx.x == 0)
        out[blockIdx.x] = (float)(by * part[0]);
}

__global__ void sum_column(float *out, const float *x, double by, int64_t items,
                           int n, int inner)
{
    for (int64_t i = gpu_first(); i < items; i += gpu_step()) {
        const float *from = x + i / inner * n * inner + i % inner;
        double sum = 0.0;

        for (int r = 0; r < n; r++)
            sum += (double)from[(int64_t)r * inner];
        out[i] = (float)(by * sum);
    }
}

__global__ void spread(float *dx, const float *dout, float by, int64_t items,
                       int n, int inner)
{
    for (int64_t i = gpu_first(); i < items; i += gpu_step())
        dx[i] += by * dout[i / inner / n * inner + i % inner];
}

/* The first of the largest; NaN is largest of all. */
__device__ int64_t largest(const float *x, int n, int inner)
{
    int64_t best = 0;

    for (int64_t i = 1; i < n && !isnan(x[best]); i++)
        if (x[i * inner] > x[best] || isnan(x[i * inner]))
            best = i * inner;
    return best;
}

__global__ void take_largest(float *out, const float *x, int64_t items, int n,
                             int inner)
{
    for (int64_t i = gpu_first(); i < items; i += gpu_step()) {
        const float *from = x + i / inner * n * inner + i % inner;

        out[i] = from[largest(from, n, inner)];
    }
}

__global__ void give_largest(float *dx, const float *dout, const float *x,
                             int64_t items, int n, int inner)
{
    for (int64_t i = gpu_first(); i < items; i += gpu_step()) {
        const int64_t at = i / inner * n * inner + i % inner;

        dx[at + largest(x + at, n, inner)] += dout[i];
    }
}

/* --- from the table ------------------------------------------------------- */

template <class F, auto Member>
void run_pair(float *out, const float *a, const float *b, const kernels_pair *s,
              int64_t from, int64_t to)
{
    gpu_args g;
    const float *p = g.in(a), *q = g.in(b);
    float *o = g.out(out);

    if (!g.good)
        return gpu_back<Member>::run(out, a, b, s, from, to);
    GPU_EACH((pair_of<F>), to - from, o, p, q, *s, from, to);
}

template <class F>
bool start_back(float *da, const float *dout, double by, const float *a,
                const float *b, const kernels_pair *s, int64_t from, int64_t to)
{
    gpu_args g;
    const float *d = g.in(dout), *p = g.in(a), *q = g.in(b);
    float *o = g.out(da);
    const split t = split_of(s);

    if (g.good)
        GPU_EACH((pair_back<F>), to - from, o, d, (float)by, p, q, t, from, to);
    return g.good;
}

void run_add_back(float *da, const float *dout, double by,
                  const kernels_pair *s, int64_t from, int64_t to)
{
    if (!start_back<back_add>(da, dout, by, nullptr, nullptr, s, from, to))
        gpu_back<&kernels_f32::arith_add_backward>::run(da, dout, by, s, from,
                                                        to);
}

void run_mul_back(float *da, const float *dout, const float *b,
                  const kernels_pair *s, int64_t from, int64_t to)
{
    if (!start_back<back_mul>(da, dout, 1.0, nullptr, b, s, from, to))
        gpu_back<&kernels_f32::arith_mul_backward>::run(da, dout, b, s, from,
                                                        to);
}

void run_div_back(float *da, const float *dout, const float *b,
                  const kernels_pair *s, int64_t from, int64_t to)
{
    if (!start_back<back_div>(da, dout, 1.0, nullptr, b, s, from, to))
        gpu_back<&kernels_f32::arith_div_backward>::run(da, dout, b, s, from,
                                                        to);
}

void run_divisor_back(float *da, const float *dout, const float *a,
                      const float *b, const kernels_pair *s, int64_t from,
                      int64_t to)
{
    if (!start_back<back_divisor>(da, dout, 1.0, a, b, s, from, to))
        gpu_back<&kernels_f32::arith_divisor_backward>::run(da, dout, a, b, s,
                                                            from, to);
}

template <bool Adds, auto Member>
void run_copy(float *out, const float *x, const kernels_copy *s, int64_t from,
              int64_t to)
{
    gpu_args g;
    const float *source = g.in(x);
    float *target = g.out(out);

    if (!g.good)
        return gpu_back<Member>::run(out, x, s, from, to);
    GPU_EACH((copy<Adds>), to - from, target, source, *s, from, to);
}

template <bool Mean, auto Member>
void run_sum(float *out, const float *x, int outer, int n, int inner)
{
    const double by = Mean ? 1.0 / n : 1.0;
    const int64_t items = (int64_t)outer * inner;
    gpu_args g;
    const float *source = g.in(x);
    float *target = g.out(out);

    if (!g.good)
        return gpu_back<Member>::run(out, x, outer, n, inner);
    if (inner == 1)
        GPU_ROWS((sum_row), outer, target, source, by, n);
    else
        GPU_EACH((sum_column), items, target, source, by, items, n, inner);
}

void run_sum_back(float *dx, const float *dout, double by, int outer, int n,
                  int inner)
{
    const int64_t items = (int64_t)outer * n * inner;
    gpu_args g;
    const float *d = g.in(dout);
    float *to = g.out(dx);

    if (!g.good)
        return gpu_back<&kernels_f32::reduce_sum_backward>::run(
            dx, dout, by, outer, n, inner);
    GPU_EACH((spread), items, to, d, (float)by, items, n, inner);
}

void run_max(float *out, const float *x, int outer, int n, int inner)
{
    const int64_t items = (int64_t)outer * inner;
    gpu_args g;
    const float *source = g.in(x);
    float *to = g.out(out);

    if (!g.good)
        return gpu_back<&kernels_f32::reduce_max_forward>::run(out, x, outer, n,
                                                               inner);
    GPU_EACH((take_largest), items, to, source, items, n, inner);
}

void run_max_back(float *dx, const float *dout, const float *x, int outer,
                  int n, int inner)
{
    const int64_t items = (int64_t)outer * inner;
    gpu_args g;
    const float *d = g.in(dout), *source = g.in(x);
    float *to = g.out(dx);

    if (!g.good)
        return gpu_back<&kernels_f32::reduce_max_backward>::run(
            dx, dout, x, outer, n, inner);
    GPU_EACH((give_largest), items, to, d, source, items, n, inner);
}
} // namespace

void gpu_arrays_fill(struct kernels_f32 *k)
{
    k->arith_add_forward = run_pair<plus, &kernels_f32::arith_add_forward>;
    k->arith_sub_forward = run_pair<minus, &kernels_f32::arith_sub_forward>;
    k->arith_mul_forward = run_pair<times, &kernels_f32::arith_mul_forward>;
    k->arith_div_forward = run_pair<over, &kernels_f32::arith_div_forward>;
    k->arith_add_backward = run_add_back;
    k->arith_mul_backward = run_mul_back;
    k->arith_div_backward = run_div_back;
    k->arith_divisor_backward = run_divisor_back;
    k->copy_forward = run_copy<false, &kernels_f32::copy_forward>;
    k->copy_add = run_copy<true, &kernels_f32::copy_add>;
    k->reduce_sum_forward = run_sum<false, &kernels_f32::reduce_sum_forward>;
    k->reduce_mean_forward = run_sum<true, &kernels_f32::reduce_mean_forward>;
    k->reduce_sum_backward = run_sum_back;
    k->reduce_max_forward = run_max;
    k->reduce_max_backward = run_max_back;
}
