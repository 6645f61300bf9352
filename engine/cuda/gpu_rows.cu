/* gpu_rows.cu - a block takes a row, or a thread a column of it. */
#include <math.h>

#include "engine/cuda/gpu_rows.cuh"

namespace
{
__global__ void softmax(float *out, const float *x, int cols)
{
    const float *row = x + (int64_t)blockIdx.x * cols;
    float *y = out + (int64_t)blockIdx.x * cols, most = -INFINITY, sum = 0.0f;

    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        most = gpu_larger(row[i], most);
    most = gpu_block_max(most);
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS) {
        const float e = expf(row[i] - most);

        y[i] = e;
        sum += e;
    }
    const float by = 1.0f / gpu_block_sum(sum);
#ifdef PLANT_PAST_END
    for (int i = (int)threadIdx.x; i <= cols; i += GPU_THREADS)
        y[i] *= by;
#else
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        y[i] *= by;
#endif
}

__global__ void softmax_back(float *dx, const float *dout, const float *out,
                             int cols)
{
    const int64_t at = (int64_t)blockIdx.x * cols;
    float dot = 0.0f;

    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        dot += dout[at + i] * out[at + i];
    dot = gpu_block_sum(dot);
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        dx[at + i] += out[at + i] * (dout[at + i] - dot);
}

__global__ void add_bias(float *out, const float *bias, int64_t n, int cols)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] += bias[i % cols];
}

/* Column sums: 32 columns a block, 8 threads a column; always in one order. */
const int ACROSS = 32, DOWN = 8;

__global__ void bias_back(float *dbias, const float *dout, int rows, int cols,
                          int from, int to)
{
    GPU_SHARED(double, part, [DOWN][ACROSS]);
    const int across = (int)threadIdx.x % ACROSS,
              down = (int)threadIdx.x / ACROSS;
    const int c = from + (int)blockIdx.x * ACROSS + across;
    double sum = 0.0;

    if (c < to)
        for (int r = down; r < rows; r += DOWN)
            sum += (double)dout[(int64_t)r * cols + c];
    part[down][across] = sum;
    __syncthreads();
    if (down || c >= to)
        return;
    for (int i = 1; i < DOWN; i++)
        sum += part[i][across];
    dbias[c] += (float)sum;
}

template <bool Backward>
__global__ void mask(float *out, const float *x, int t, int keys, int64_t from,
                     int64_t to)
{
    for (int64_t i = from * keys + gpu_first(); i < to * keys;
         i += gpu_step()) {
        const bool seen = i % keys < i / keys % t + keys - t + 1;

        if (!Backward)
            out[i] = seen ? x[i] : -INFINITY;
        else if (seen)
            out[i] += x[i];
    }
}

__global__ void entropy(float *loss, float *lse, const float *logits,
                        const int32_t *target, int ignore, int cols)
{
    const int64_t r = blockIdx.x;
    const float *row = logits + r * cols;
    float most = -INFINITY, sum = 0.0f;

    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        most = gpu_larger(row[i], most);
    most = gpu_block_max(most);
    for (int i = (int)threadIdx.x; i < cols; i += GPU_THREADS)
        sum += expf(row[i] - most);
    sum = gpu_block_sum(sum);
    if (threadIdx.x)
        return;
    const float rest = logf(sum);
    lse[r] = most + rest;
    loss[r] = target[r] == ignore ? 0.0f : rest - (row[target[r]] - most);
}

__global__ void entropy_back(float *dlogits, const float *logits,
                             const float *lse, const int32_t *target,
                             kernels_classes s)
{
    const int64_t n = (int64_t)s.rows * s.cols;
    const float scale = (float)s.scale;

    for (int64_t i = gpu_first(); i < n; i += gpu_step()) {
        const int64_t r = i / s.cols;
        const int c = (int)(i - r * s.cols);
        const bool counts = target[r] != s.ignore;
        float d = counts ? scale * expf(logits[i] - lse[r]) : 0.0f;

        if (counts && c == target[r])
            d -= scale;
        dlogits[i] = s.adds ? dlogits[i] + d : d;
    }
}

__global__ void pick_rows(float *out, const float *table, const int32_t *ids,
                          int64_t n, int width)
{
    for (int64_t i = gpu_first(); i < n * width; i += gpu_step())
        out[i] = table[(int64_t)ids[i / width] * width + i % width];
}

/* Ids are shared out by id, not by place: one block meets all of an id, in
 * their order, so nothing is added by two blocks and sums keep their order. */
__global__ void add_rows(float *dtable, const float *dout, const int32_t *ids,
                         int n, int width, int from, int to)
{
    GPU_SHARED(int32_t, near, [GPU_THREADS]);
    const int id_of = (int)blockIdx.x, blocks = (int)gridDim.x;

    for (int start = 0; start < n; start += GPU_THREADS) {
        const int left = n - start < GPU_THREADS ? n - start : GPU_THREADS;

        __syncthreads();
        if ((int)threadIdx.x < left)
            near[threadIdx.x] = ids[start + threadIdx.x];
        __syncthreads();
        for (int i = 0; i < left; i++) {
#ifndef PLANT_BETWEEN_BLOCKS
            if (near[i] % blocks != id_of)
                continue;
#else
            if ((start + i) % blocks != id_of)
                continue;
#endif
            float *row = dtable + (int64_t)near[i] * width;
            const float *d = dout + (int64_t)(start + i) * width;

            for (int c = from + (int)threadIdx.x; c < to; c += GPU_THREADS)
                row[c] += d[c];
        }
    }
}

__global__ void dots(float *out, const float *rows, const float *q,
                     const int32_t *ids, int width)
{
    const float *row = rows + (int64_t)ids[blockIdx.x] * width;
    float sum = 0.0f;

    for (int i = (int)threadIdx.x; i < width; i += GPU_THREADS)
        sum += row[i] * q[i];
    sum = gpu_block_sum(sum);
    if (threadIdx.x == 0)
        out[blockIdx.x] = sum;
}

/* Philox4x32 (Salmon et al. 2011). */
const uint32_t MUL_A = 0xD2511F53u, MUL_B = 0xCD9E8D57u;
const uint32_t KEY_A = 0x9E3779B9u, KEY_B = 0xBB67AE85u;

/* Block `index` of four numbers, as rng_block() of engine/base/rng.h. */
__device__ void draw(uint32_t out[4], uint64_t seed, uint64_t stream,
                     uint64_t index)
{
    uint32_t a = (uint32_t)index, b = (uint32_t)(index >> 32);
    uint32_t c = (uint32_t)stream, d = (uint32_t)(stream >> 32);
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);

    for (int round = 0; round < 10; round++) {
        const uint64_t x = (uint64_t)MUL_A * a, y = (uint64_t)MUL_B * c;

        a = (uint32_t)(y >> 32) ^ b ^ key0;
        b = (uint32_t)y;
        c = (uint32_t)(x >> 32) ^ d ^ key1;
        d = (uint32_t)x;
        key0 += KEY_A;
        key1 += KEY_B;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

template <bool Adds>
__global__ void drop(float *out, const float *x, uint64_t falls, float by,
                     uint64_t seed, uint64_t stream, int64_t from, int64_t to)
{
    for (int64_t b = from / 4 + gpu_first(); b * 4 < to; b += gpu_step()) {
        uint32_t number[4];

        draw(number, seed, stream, (uint64_t)b);
        for (int k = 0; k < 4; k++) {
            const int64_t i = b * 4 + k;
            const float keep = number[k] < falls ? 0.0f : by;

            if (i >= from && i < to)
                out[i] = Adds ? out[i] + x[i] * keep : x[i] * keep;
        }
    }
}

/* --- from the table ------------------------------------------------------- */

void run_softmax(float *out, const float *x, int rows, int cols)
{
    gpu_args a;
    const float *from = a.in(x);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::softmax_forward>::run(out, x, rows, cols);
    GPU_ROWS((softmax), rows, to, from, cols);
}

void run_softmax_back(float *dx, const float *dout, const float *out, int rows,
                      int cols)
{
    gpu_args a;
    const float *d = a.in(dout), *y = a.in(out);
    float *to = a.out(dx);

    if (!a.good)
        return gpu_back<&kernels_f32::softmax_backward>::run(dx, dout, out,
                                                             rows, cols);
    GPU_ROWS((softmax_back), rows, to, d, y, cols);
}

void run_bias(float *out, const float *bias, int rows, int cols)
{
    gpu_args a;
    const float *from = a.in(bias);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::bias_forward>::run(out, bias, rows, cols);
    GPU_EACH((add_bias), (int64_t)rows * cols, to, from, (int64_t)rows * cols,
             cols);
}

void run_bias_back(float *dbias, const float *dout, const kernels_columns *s)
{
    gpu_args a;
    const float *d = a.in(dout);
    float *to = a.out(dbias);

    if (!a.good)
        return gpu_back<&kernels_f32::bias_backward>::run(dbias, dout, s);
    GPU_ROWS((bias_back), (s->to - s->from + ACROSS - 1) / ACROSS, to, d,
             s->rows, s->cols, s->from, s->to);
}

template <bool Backward, auto Member>
void run_mask(float *out, const float *x, int t, int keys, int64_t from,
              int64_t to)
{
    gpu_args a;
    const float *source = a.in(x);
    float *target = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, t, keys, from, to);
    GPU_EACH((mask<Backward>), (to - from) * keys, target, source, t, keys,
             from, to);
}

void run_entropy(float *loss, float *lse, const float *logits,
                 const int32_t *target, int ignore, int rows, int cols)
{
    gpu_args a;
    const float *from = a.in(logits);
    const int32_t *goal = a.in(target);
    float *to = a.out(loss), *sums = a.out(lse);

    if (!a.good)
        return gpu_back<&kernels_f32::cross_entropy_forward>::run(
            loss, lse, logits, target, ignore, rows, cols);
    GPU_ROWS((entropy), rows, to, sums, from, goal, ignore, cols);
}

void run_entropy_back(float *dlogits, const float *logits, const float *lse,
                      const int32_t *target, const kernels_classes *s)
{
    gpu_args a;
    const float *from = a.in(logits), *sums = a.in(lse);
    const int32_t *goal = a.in(target);
    float *to = a.out(dlogits);

    if (!a.good)
        return gpu_back<&kernels_f32::cross_entropy_backward>::run(
            dlogits, logits, lse, target, s);
    GPU_EACH((entropy_back), (int64_t)s->rows * s->cols, to, from, sums, goal,
             *s);
}

void run_pick(float *out, const float *table, const int32_t *ids, int n,
              int width)
{
    gpu_args a;
    const float *from = a.in(table);
    const int32_t *which = a.in(ids);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::embedding_forward>::run(out, table, ids,
                                                              n, width);
    GPU_EACH((pick_rows), (int64_t)n * width, to, from, which, (int64_t)n,
             width);
}

const int ID_BLOCKS = 128;

void run_pick_back(float *dtable, const float *dout, const int32_t *ids, int n,
                   int width, int from, int to)
{
    gpu_args a;
    const float *d = a.in(dout);
    const int32_t *which = a.in(ids);
    float *table = a.out(dtable);

    if (!a.good)
        return gpu_back<&kernels_f32::embedding_backward>::run(
            dtable, dout, ids, n, width, from, to);
    if (n > 0)
        GPU_ROWS((add_rows), n < ID_BLOCKS ? n : ID_BLOCKS, table, d, which, n,
                 width, from, to);
}

void run_dots(float *out, const float *rows, const float *q, const int32_t *ids,
              int n, int width)
{
    gpu_args a;
    const float *from = a.in(rows), *by = a.in(q);
    const int32_t *which = a.in(ids);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::chosen_dots>::run(out, rows, q, ids, n,
                                                        width);
    GPU_ROWS((dots), n, to, from, by, which, width);
}

template <bool Adds, auto Member>
void run_drop(float *out, const float *x, const kernels_dropout *s,
              int64_t from, int64_t to)
{
    const uint64_t falls = (uint64_t)(s->probability * 4294967296.0);
    const float by = (float)(1.0 / (1.0 - s->probability));
    gpu_args a;
    const float *source = a.in(x);
    float *target = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, s, from, to);
    GPU_EACH((drop<Adds>), (to - from) / 4 + 2, target, source, falls, by,
             s->seed, s->stream, from, to);
}
} // namespace

void gpu_rows_fill(struct kernels_f32 *k)
{
    k->softmax_forward = run_softmax;
    k->softmax_backward = run_softmax_back;
    k->bias_forward = run_bias;
    k->bias_backward = run_bias_back;
    k->mask_causal_forward = run_mask<false, &kernels_f32::mask_causal_forward>;
    k->mask_causal_backward =
        run_mask<true, &kernels_f32::mask_causal_backward>;
    k->cross_entropy_forward = run_entropy;
    k->cross_entropy_backward = run_entropy_back;
    k->embedding_forward = run_pick;
    k->embedding_backward = run_pick_back;
    k->chosen_dots = run_dots;
    k->dropout_forward = run_drop<false, &kernels_f32::dropout_forward>;
    k->dropout_backward = run_drop<true, &kernels_f32::dropout_backward>;
}
