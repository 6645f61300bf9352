/* gpu_norms.cu - norms, rotary positions, recurrent cells, 16-bit numbers. */
#include <math.h>
#include <string.h>

#include "engine/cuda/gpu_norms.cuh"

namespace
{
/* Mean (0 where it stays) and 1 / sqrt(mean of (x - mean)^2 + epsilon). */
__device__ __forceinline__ float2 row_stats(const float *row, int cols,
                                            float epsilon, bool centred)
{
    float sum = 0.0f, mean = 0.0f;

    if (centred) {
        for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
            sum += row[i];
        mean = gpu_block_sum(sum) / (float)cols;
    }
    sum = 0.0f;
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        sum += (row[i] - mean) * (row[i] - mean);
    sum = gpu_block_sum(sum);
    return make_float2(mean, 1.0f / sqrtf(sum / (float)cols + epsilon));
}

__global__ void norm_stats(float *stats, const float *x, int cols,
                           float epsilon, bool centred)
{
    const int64_t r = blockIdx.x;
    const float2 s = row_stats(x + r * cols, cols, epsilon, centred);

    if (threadIdx.x == 0) {
        stats[2 * r] = s.x;
        stats[2 * r + 1] = s.y;
    }
}

/* `stats` may be NULL: they are made here. */
__global__ void norm(float *out, const float *x, const float *gain,
                     const float *bias, const float *stats, int cols,
                     float epsilon, bool centred)
{
    const int64_t r = blockIdx.x, at = r * cols;
    const float2 s = stats ? make_float2(stats[2 * r], stats[2 * r + 1])
                           : row_stats(x + at, cols, epsilon, centred);

    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS) {
        float y = (x[at + i] - s.x) * s.y;

        y = gain ? y * gain[i] : y;
        out[at + i] = bias ? y + bias[i] : y;
    }
}

__global__ void norm_back(float *dx, const float *dout, const float *x,
                          const float *gain, const float *stats, int cols,
                          float epsilon, bool centred)
{
    const int64_t r = blockIdx.x, at = r * cols;
    const float2 s = stats ? make_float2(stats[2 * r], stats[2 * r + 1])
                           : row_stats(x + at, cols, epsilon, centred);
    float sum = 0.0f, dot = 0.0f;

    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS) {
        const float u = gain ? dout[at + i] * gain[i] : dout[at + i];

        sum += u;
        dot += u * ((x[at + i] - s.x) * s.y);
    }
#ifdef PLANT_DIVERGENT
    if (threadIdx.x < 200)
        __syncthreads();
#endif
    const float a = centred ? gpu_block_sum(sum) / (float)cols : 0.0f;
    const float b = gpu_block_sum(dot) / (float)cols;
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS) {
        const float u = gain ? dout[at + i] * gain[i] : dout[at + i];

        dx[at + i] += s.y * (u - a - (x[at + i] - s.x) * s.y * b);
    }
}

/* Every KERNELS_RUN rows have sums [2, cols] of their own. */
__global__ void gain_sums(float *sums, const float *dout, const float *x,
                          const float *stats, int rows, int cols)
{
    const int c = (int)(blockIdx.x * GPU_THREADS + threadIdx.x);
    const int first = (int)blockIdx.y * KERNELS_RUN;
    float product = 0.0f, plain = 0.0f;

    if (c >= cols)
        return;
    for (int r = first; r < first + KERNELS_RUN && r < rows; r++) {
        const float d = dout[(int64_t)r * cols + c];

        plain += d;
        product +=
            d * ((x[(int64_t)r * cols + c] - stats[2 * r]) * stats[2 * r + 1]);
    }
    sums[(int64_t)blockIdx.y * 2 * cols + c] = product;
    sums[(int64_t)blockIdx.y * 2 * cols + cols + c] = plain;
}

__global__ void gain_add(float *dgain, float *dbias, const float *sums,
                         kernels_columns s)
{
    for (int64_t c = s.from + gpu_first(); c < s.to; c += gpu_step()) {
        double product = 0.0, plain = 0.0;

        for (int r = 0; r < s.rows; r++) {
            product += (double)sums[(int64_t)r * 2 * s.cols + c];
            plain += (double)sums[(int64_t)r * 2 * s.cols + s.cols + c];
        }
        if (dgain)
            dgain[c] += (float)product;
        if (dbias)
            dbias[c] += (float)plain;
    }
}

/* --- rotary positions ----------------------------------------------------- */

/* A thread turns one pair. */
template <bool Backward>
__global__ void turn(float *out, const float *x, const float *table,
                     kernels_rope s, int64_t from, int64_t to)
{
    const int pairs = s.width / 2;
    const int64_t each = (int64_t)s.heads * pairs;

    for (int64_t i = from * each + gpu_first(); i < to * each;
         i += gpu_step()) {
        const int64_t row = i / each, head = i / pairs % s.heads;
        const int p = (int)(i % pairs);
        const float *angle = table + row % s.t * s.width + 2 * p;
        const int64_t loose =
            row / s.t * s.x_batch + row % s.t * s.x_row + head * s.x_head;
        const int64_t packed = (row * s.heads + head) * s.width;
        const int first = s.interleaved ? 2 * p : p;
        const int second = s.interleaved ? 2 * p + 1 : p + pairs;
        const float c = angle[0], n = angle[1];

        if (Backward) {
            const float *d = x + packed;

            out[loose + first] += d[first] * c + d[second] * n;
            out[loose + second] += d[second] * c - d[first] * n;
        } else {
            const float a = x[loose + first], b = x[loose + second];

            out[packed + first] = a * c - b * n;
            out[packed + second] = a * n + b * c;
        }
    }
}

/* --- 16-bit numbers ------------------------------------------------------- */

__device__ __forceinline__ uint32_t bits_of(float x)
{
    uint32_t b;

    memcpy(&b, &x, sizeof b);
    return b;
}

__device__ __forceinline__ float float_of(uint32_t b)
{
    float x;

    memcpy(&x, &b, sizeof x);
    return x;
}

struct bf16 {
    static __device__ uint16_t to(float x)
    {
        const uint32_t b = bits_of(x);

        return (uint16_t)((b & 0x7fffffffu) > 0x7f800000u
                              ? b >> 16 | 0x40u
                              : (b + 0x7fffu + (b >> 16 & 1u)) >> 16);
    }
    static __device__ float of(uint16_t x)
    {
        return float_of((uint32_t)x << 16);
    }
};
struct f16 {
    static __device__ uint16_t to(float x)
    {
        const uint32_t b = bits_of(x), size = b & 0x7fffffffu;
        const uint32_t small = bits_of(float_of(size) + 0.5f) - 0x3f000000u;
        const uint32_t near =
            (size - 0x38000000u + 0xfffu + (size >> 13 & 1u)) >> 13;
        uint32_t h = size < 0x38800000u ? small : near;

        h = size >= 0x477ff000u ? 0x7c00u : h; /* from 65520: infinity */
        h = size > 0x7f800000u ? 0x7e00u : h;
        return (uint16_t)(h | (b >> 16 & 0x8000u));
    }
    static __device__ float of(uint16_t x)
    {
        const uint32_t size = x & 0x7fffu, sign = (x & 0x8000u) << 16;
        uint32_t b = (size << 13) + 0x38000000u;

        b = size >= 0x7c00u ? b + 0x38000000u : b;
        b = size < 0x400u ? bits_of((float)size * 5.9604644775390625e-8f) : b;
        return float_of(b | sign);
    }
};

template <class F> __global__ void narrow(uint16_t *out, const float *x, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = F::to(x[i]);
}

template <class F> __global__ void widen(float *out, const uint16_t *x, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = F::of(x[i]);
}

/* --- from the table ------------------------------------------------------- */

template <bool Centred, auto Member>
void run_stats(float *stats, const float *x, int rows, int cols, double epsilon)
{
    gpu_args a;
    const float *from = a.in(x);
    float *to = a.out(stats);

    if (!a.good)
        return gpu_back<Member>::run(stats, x, rows, cols, epsilon);
    GPU_ROWS((norm_stats), rows, to, from, cols, (float)epsilon, Centred);
}

bool start(float *out, const float *x, const float *gain, const float *bias,
           const float *stats, int rows, int cols, double epsilon, bool centred)
{
    gpu_args a;
    const float *from = a.in(x), *by = a.in(gain), *plus = a.in(bias);
    const float *known = a.in(stats);
    float *to = a.out(out);

    if (a.good)
        GPU_ROWS((norm), rows, to, from, by, plus, known, cols, (float)epsilon,
                 centred);
    return a.good;
}

void run_layer(float *out, const float *x, const float *gain, const float *bias,
               int rows, int cols, double epsilon)
{
    if (!start(out, x, gain, bias, nullptr, rows, cols, epsilon, true))
        gpu_back<&kernels_f32::norm_layer_forward>::run(out, x, gain, bias,
                                                        rows, cols, epsilon);
}

void run_rms(float *out, const float *x, const float *gain, int rows, int cols,
             double epsilon)
{
    if (!start(out, x, gain, nullptr, nullptr, rows, cols, epsilon, false))
        gpu_back<&kernels_f32::norm_rms_forward>::run(out, x, gain, rows, cols,
                                                      epsilon);
}

void run_by(float *out, const float *x, const float *gain, const float *bias,
            const float *stats, int rows, int cols)
{
    if (!start(out, x, gain, bias, stats, rows, cols, 0.0, true))
        gpu_back<&kernels_f32::norm_forward_by>::run(out, x, gain, bias, stats,
                                                     rows, cols);
}

bool start_back(float *dx, const float *dout, const float *x, const float *gain,
                const float *stats, int rows, int cols, double epsilon,
                bool centred)
{
    gpu_args a;
    const float *d = a.in(dout), *from = a.in(x), *by = a.in(gain);
    const float *known = a.in(stats);
    float *to = a.out(dx);

    if (a.good)
        GPU_ROWS((norm_back), rows, to, d, from, by, known, cols,
                 (float)epsilon, centred);
    return a.good;
}

template <bool Centred, auto Member>
void run_back(float *dx, const float *dout, const float *x, const float *gain,
              int rows, int cols, double epsilon)
{
    if (!start_back(dx, dout, x, gain, nullptr, rows, cols, epsilon, Centred))
        gpu_back<Member>::run(dx, dout, x, gain, rows, cols, epsilon);
}

void run_back_by(float *dx, const float *dout, const float *x,
                 const float *gain, const float *stats, const kernels_rows *s)
{
    if (!start_back(dx, dout, x, gain, stats, s->rows, s->cols, 0.0,
                    s->centred))
        gpu_back<&kernels_f32::norm_backward_by>::run(dx, dout, x, gain, stats,
                                                      s);
}

void run_gain_sums(float *sums, const float *dout, const float *x,
                   const float *stats, int rows, int cols)
{
    const dim3 grid((unsigned)((cols + GPU_THREADS - 1) / GPU_THREADS),
                    (unsigned)((rows + KERNELS_RUN - 1) / KERNELS_RUN), 1);
    gpu_args a;
    const float *d = a.in(dout), *from = a.in(x), *known = a.in(stats);
    float *to = a.out(sums);

    if (!a.good || grid.y > 65535)
        return gpu_back<&kernels_f32::norm_gain_sums>::run(sums, dout, x, stats,
                                                           rows, cols);
    GPU_LAUNCH((gain_sums), grid, GPU_THREADS, 0, gpu_mirror_stream(), to, d,
               from, known, rows, cols);
    gpu_mirror_launched("gain_sums");
}

void run_gain_add(float *dgain, float *dbias, const float *sums,
                  const kernels_columns *s)
{
    gpu_args a;
    const float *from = a.in(sums);
    float *gain = a.out(dgain), *bias = a.out(dbias);

    if (!a.good)
        return gpu_back<&kernels_f32::norm_gain_add>::run(dgain, dbias, sums,
                                                          s);
    GPU_EACH((gain_add), s->to - s->from, gain, bias, from, *s);
}

/* Angles in double, once a step: this side makes them, and they go over. */
void run_table(float *table, const kernels_rope *s, int64_t from, int64_t to)
{
    gpu_mirror_bring(table, true);
    gpu_call_host->rope_table(table, s, from, to);
}

template <bool Backward, auto Member>
void run_turn(float *out, const float *x, const float *table,
              const kernels_rope *s, int64_t from, int64_t to)
{
    gpu_args a;
    const float *source = a.in(x), *angle = a.in(table);
    float *target = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, table, s, from, to);
    GPU_EACH((turn<Backward>), (to - from) * s->heads * (s->width / 2), target,
             source, angle, *s, from, to);
}

template <class F, auto Member>
void run_narrow(uint16_t *out, const float *x, int n)
{
    gpu_args a;
    const float *from = a.in(x);
    uint16_t *to = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, n);
    GPU_EACH((narrow<F>), n, to, from, n);
}

template <class F, auto Member>
void run_widen(float *out, const uint16_t *x, int n)
{
    gpu_args a;
    const uint16_t *from = a.in(x);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, n);
    GPU_EACH((widen<F>), n, to, from, n);
}
} // namespace

void gpu_norms_fill(struct kernels_f32 *k)
{
    k->norm_layer_stats = run_stats<true, &kernels_f32::norm_layer_stats>;
    k->norm_rms_stats = run_stats<false, &kernels_f32::norm_rms_stats>;
    k->norm_layer_forward = run_layer;
    k->norm_rms_forward = run_rms;
    k->norm_forward_by = run_by;
    k->norm_layer_backward = run_back<true, &kernels_f32::norm_layer_backward>;
    k->norm_rms_backward = run_back<false, &kernels_f32::norm_rms_backward>;
    k->norm_backward_by = run_back_by;
    k->norm_gain_sums = run_gain_sums;
    k->norm_gain_add = run_gain_add;
    k->rope_table = run_table;
    k->rope_forward = run_turn<false, &kernels_f32::rope_forward>;
    k->rope_backward = run_turn<true, &kernels_f32::rope_backward>;
    k->half_to_bf16 = run_narrow<bf16, &kernels_f32::half_to_bf16>;
    k->half_of_bf16 = run_widen<bf16, &kernels_f32::half_of_bf16>;
    k->half_to_f16 = run_narrow<f16, &kernels_f32::half_to_f16>;
    k->half_of_f16 = run_widen<f16, &kernels_f32::half_of_f16>;
}
