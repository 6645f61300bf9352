/* gpu_attention.cu - attention without its table of weights.
 *
 * A warp has one query (on the way back also: one key). Keys come in tiles of
 * 32 through shared memory: for a score a lane has one key, for what is added
 * up a lane has every 32nd number of the width. */
#include <math.h>

#include "engine/cuda/gpu_attention.cuh"

namespace
{
const int WARPS = 8, TILE = 32, WIDEST = KERNELS_HEAD_WIDTH;

/* struct kernels_attention with the addresses over there. */
struct call {
    kernels_attention a;
    const float *q, *k, *v, *dout;
    float *out, *lse, *dq, *dk, *dv, *delta;
    const int32_t *lengths;
};

/* Keys begin .. end-1 that query i of sequence b sees. */
__device__ __forceinline__ void sees(const call &c, int64_t b, int64_t i,
                                     int64_t *begin, int64_t *end)
{
    *end = c.lengths    ? c.lengths[b]
           : c.a.causal ? i + 1 + c.a.keys - c.a.t
                        : c.a.keys;
    *begin = c.a.window && *end > c.a.window ? *end - c.a.window : 0;
}

/* tile[j] = row first + j of x, for j < count: width numbers, one of padding,
 * so that a column of the tile lies in 32 banks. */
__device__ __forceinline__ void load(float *tile, const float *x, int64_t row,
                                     int count, int width)
{
    for (int i = (int)threadIdx.x; i < count * width; i += WARPS * 32)
        tile[i / width * (width + 1) + i % width] =
            x[i / width * row + i % width];
}

__device__ __forceinline__ float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

template <int Parts>
__device__ __forceinline__ void add(float *sum, float weight, const float *row,
                                    int lane, int width)
{
    GPU_UNROLL
    for (int p = 0; p < Parts; p++)
        if (p * 32 + lane < width)
            sum[p] += weight * row[p * 32 + lane];
}

/* A block: WARPS queries of one head. */
template <int Parts>
__global__ void __launch_bounds__(WARPS * 32) forward(call c)
{
    GPU_DYN_SHARED(float, shared);
    const int width = (int)c.a.width, lane = (int)threadIdx.x & 31;
    const int warp = (int)threadIdx.x >> 5;
    const int64_t h = blockIdx.y, b = blockIdx.z;
    const int64_t g = h / (c.a.heads / c.a.groups);
    const int64_t first = (int64_t)blockIdx.x * WARPS, i = first + warp;
    const int64_t last = first + WARPS < c.a.t ? first + WARPS - 1 : c.a.t - 1;
    const float *k = c.k + b * c.a.k_batch + g * c.a.k_head;
    const float *v = c.v + b * c.a.v_batch + g * c.a.v_head;
    float *query = shared, *tile = query + WARPS * (width + 1);
    float sum[Parts] = {}, most = -INFINITY, total = 0.0f;
    int64_t begin = 0, end = 0, from, to, unused;

    load(query, c.q + b * c.a.q_batch + h * c.a.q_head + first * c.a.q_row,
         c.a.q_row, (int)(last - first + 1), width);
    if (i < c.a.t)
        sees(c, b, i, &begin, &end);
    sees(c, b, first, &from, &unused);
    sees(c, b, last, &unused, &to);
    for (int64_t j = from; j < to; j += TILE) {
        const int n = (int)(to - j < TILE ? to - j : TILE);
        const bool mine = j + lane >= begin && j + lane < end;
        float score = -INFINITY, weight;

        __syncthreads();
        load(tile, k + j * c.a.k_row, c.a.k_row, n, width);
        __syncthreads();
        if (mine)
            score = dot(query + warp * (width + 1), tile + lane * (width + 1),
                        width) *
                    (float)c.a.scale;
        const float high = gpu_larger(most, gpu_warp_max(score));
        const float by = high == -INFINITY ? 1.0f : expf(most - high);
        weight = mine ? expf(score - high) : 0.0f;
        most = high;
        total = total * by + gpu_warp_sum(weight);
        GPU_UNROLL
        for (int p = 0; p < Parts; p++)
            sum[p] *= by;
        __syncthreads();
        load(tile, v + j * c.a.v_row, c.a.v_row, n, width);
        __syncthreads();
        for (int m = 0; m < n; m++) {
            const float w = __shfl_sync(GPU_ALL, weight, m);

            /* What a query does not see may be NaN: 0 of it is not 0. */
            if (j + m >= begin && j + m < end)
                add<Parts>(sum, w, tile + m * (width + 1), lane, width);
        }
    }
    if (i >= c.a.t)
        return;
    float *out = c.out + ((b * c.a.t + i) * c.a.heads + h) * width;
    for (int p = 0; p < Parts; p++)
        if (p * 32 + lane < width)
            out[p * 32 + lane] = sum[p] / total;
    if (lane == 0)
        c.lse[(b * c.a.heads + h) * c.a.t + i] = most + logf(total);
}

/* delta[b, h, i] = sum of dout out: what all scores of a query share. */
__global__ void deltas(call c)
{
    const int lane = (int)threadIdx.x & 31;
    const int64_t rows = c.a.batch * c.a.t * c.a.heads;

    for (int64_t r = gpu_first() / 32; r < rows; r += gpu_step() / 32) {
        const int64_t h = r % c.a.heads, bt = r / c.a.heads;
        float sum = 0.0f;

        for (int64_t d = lane; d < c.a.width; d += 32)
            sum += c.dout[r * c.a.width + d] * c.out[r * c.a.width + d];
        sum = gpu_warp_sum(sum);
        if (lane == 0)
            c.delta[(bt / c.a.t * c.a.heads + h) * c.a.t + bt % c.a.t] = sum;
    }
}

/* A block: one query of one head a warp; dq += ds k. Halves: keys of a tile,
 * which must stand beside their values. */
template <int Parts, int Keys>
__global__ void __launch_bounds__(WARPS * 32) back_query(call c)
{
    GPU_DYN_SHARED(float, shared);
    const int width = (int)c.a.width, lane = (int)threadIdx.x & 31;
    const int warp = (int)threadIdx.x >> 5, wide = width + 1;
    const int64_t h = blockIdx.y, b = blockIdx.z;
    const int64_t g = h / (c.a.heads / c.a.groups);
    const int64_t first = (int64_t)blockIdx.x * WARPS, i = first + warp;
    const int64_t last = first + WARPS < c.a.t ? first + WARPS - 1 : c.a.t - 1;
    const int64_t at = (b * c.a.heads + h) * c.a.t + i;
    const float *k = c.k + b * c.a.k_batch + g * c.a.k_head;
    const float *v = c.v + b * c.a.v_batch + g * c.a.v_head;
    float *key = shared, *value = key + Keys * wide;
    float q[Parts], d[Parts], sum[Parts] = {};
    int64_t begin = 0, end = 0, from, to, unused;
    const bool there = i < c.a.t;
    const float lse = there ? c.lse[at] : 0.0f;
    const float delta = there ? c.delta[at] : 0.0f;

    for (int p = 0; p < Parts; p++) {
        const int x = p * 32 + lane;
        const bool in = there && x < width;

        q[p] = in ? c.q[b * c.a.q_batch + i * c.a.q_row + h * c.a.q_head + x]
                  : 0.0f;
        d[p] =
            in ? c.dout[((b * c.a.t + i) * c.a.heads + h) * width + x] : 0.0f;
    }
    if (there)
        sees(c, b, i, &begin, &end);
    sees(c, b, first, &from, &unused);
    sees(c, b, last, &unused, &to);
    for (int64_t j = from; j < to; j += Keys) {
        const int n = (int)(to - j < Keys ? to - j : Keys);

        __syncthreads();
        load(key, k + j * c.a.k_row, c.a.k_row, n, width);
        load(value, v + j * c.a.v_row, c.a.v_row, n, width);
        __syncthreads();
        for (int m = 0; m < n; m++) {
            float score = 0.0f, rise = 0.0f;

            if (j + m < begin || j + m >= end)
                continue; /* alike for all lanes of a warp */
            for (int p = 0; p < Parts; p++) {
                const int x = p * 32 + lane;

                score += x < width ? q[p] * key[m * wide + x] : 0.0f;
                rise += x < width ? d[p] * value[m * wide + x] : 0.0f;
            }
            score = gpu_warp_sum(score) * (float)c.a.scale;
            rise = gpu_warp_sum(rise);
            add<Parts>(sum,
                       expf(score - lse) * (rise - delta) * (float)c.a.scale,
                       key + m * wide, lane, width);
        }
    }
    float *dq = c.dq + b * c.a.q_batch + i * c.a.q_row + h * c.a.q_head;
    for (int p = 0; p < Parts; p++)
        if (there && p * 32 + lane < width)
            dq[p * 32 + lane] += sum[p];
}

/* Does query i of sequence b see key j? */
__device__ __forceinline__ bool seen(const call &c, int64_t b, int64_t i,
                                     int64_t j)
{
    int64_t begin, end;

    sees(c, b, i, &begin, &end);
    return j >= begin && j < end;
}

/* A block: one key of one group a warp; dk += ds q and dv += p dout, over all
 * heads of the group and all queries, in their order. */
template <int Parts, int Queries>
__global__ void __launch_bounds__(WARPS * 32) back_key(call c)
{
    GPU_DYN_SHARED(float, shared);
    const int width = (int)c.a.width, lane = (int)threadIdx.x & 31;
    const int warp = (int)threadIdx.x >> 5, wide = width + 1;
    const int64_t g = blockIdx.y, b = blockIdx.z, each = c.a.heads / c.a.groups;
    const int64_t j = (int64_t)blockIdx.x * WARPS + warp;
    const bool there = j < c.a.keys;
    float *query = shared, *down = query + Queries * wide;
    float k[Parts], v[Parts], dk[Parts] = {}, dv[Parts] = {};

    for (int p = 0; p < Parts; p++) {
        const int x = p * 32 + lane;
        const bool in = there && x < width;

        k[p] = in ? c.k[b * c.a.k_batch + j * c.a.k_row + g * c.a.k_head + x]
                  : 0.0f;
        v[p] = in ? c.v[b * c.a.v_batch + j * c.a.v_row + g * c.a.v_head + x]
                  : 0.0f;
    }
    for (int64_t h = g * each; h < (g + 1) * each; h++) {
        const int64_t rows = (b * c.a.heads + h) * c.a.t;

        for (int64_t i = 0; i < c.a.t; i += Queries) {
            const int n = (int)(c.a.t - i < Queries ? c.a.t - i : Queries);

            __syncthreads();
            load(query, c.q + b * c.a.q_batch + i * c.a.q_row + h * c.a.q_head,
                 c.a.q_row, n, width);
            load(down, c.dout + ((b * c.a.t + i) * c.a.heads + h) * width,
                 c.a.heads * width, n, width);
            __syncthreads();
            for (int m = 0; m < n; m++) {
                float score = 0.0f, rise = 0.0f;

                if (!there || !seen(c, b, i + m, j))
                    continue;
                for (int p = 0; p < Parts; p++) {
                    const int x = p * 32 + lane;

                    score += x < width ? k[p] * query[m * wide + x] : 0.0f;
                    rise += x < width ? v[p] * down[m * wide + x] : 0.0f;
                }
                score = gpu_warp_sum(score) * (float)c.a.scale;
                rise = gpu_warp_sum(rise);
                const float weight = expf(score - c.lse[rows + i + m]);
                add<Parts>(dv, weight, down + m * wide, lane, width);
                add<Parts>(dk,
                           weight * (rise - c.delta[rows + i + m]) *
                               (float)c.a.scale,
                           query + m * wide, lane, width);
            }
        }
    }
    if (!there)
        return;
    float *to_k = c.dk + b * c.a.k_batch + j * c.a.k_row + g * c.a.k_head;
    float *to_v = c.dv + b * c.a.v_batch + j * c.a.v_row + g * c.a.v_head;
    for (int p = 0; p < Parts; p++) {
        if (p * 32 + lane < width) {
            to_k[p * 32 + lane] += dk[p];
            to_v[p * 32 + lane] += dv[p];
        }
    }
}

/* probs [batch, heads, t, keys]; a block is a row of it. */
__global__ void rows_of(float *probs, call c, int64_t from)
{
    const int64_t r = from + blockIdx.x, i = r % c.a.t;
    const int64_t h = r / c.a.t % c.a.heads, b = r / c.a.t / c.a.heads;
    const int64_t g = h / (c.a.heads / c.a.groups);
    const float *q = c.q + b * c.a.q_batch + i * c.a.q_row + h * c.a.q_head;
    const float *k = c.k + b * c.a.k_batch + g * c.a.k_head;

    for (int64_t j = threadIdx.x; j < c.a.keys; j += GPU_THREADS)
        probs[r * c.a.keys + j] =
            seen(c, b, i, j) ? expf(dot(q, k + j * c.a.k_row, (int)c.a.width) *
                                        (float)c.a.scale -
                                    c.lse[r])
                             : 0.0f;
}

/* --- from the table ------------------------------------------------------- */

call call_of(const kernels_attention *a, gpu_args *g, bool back)
{
    call c = {};

    c.a = *a;
    c.q = g->in((const float *)a->q);
    c.k = g->in((const float *)a->k);
    c.v = g->in((const float *)a->v);
    c.lengths = g->in(a->lengths);
    if (back) {
        c.dout = g->in((const float *)a->dout);
        c.out = (float *)g->in((const float *)a->out);
        c.lse = (float *)g->in((const float *)a->lse);
        c.dq = g->out((float *)a->dq);
        c.dk = g->out((float *)a->dk);
        c.dv = g->out((float *)a->dv);
    }
    return c;
}

/* A grid has no more than this of heads, and of sequences. */
bool fits(const kernels_attention *a)
{
    return a->heads <= 65535 && a->batch <= 65535;
}

dim3 grid_of(int64_t rows, int64_t heads, int64_t batch)
{
    return dim3((unsigned)((rows + WARPS - 1) / WARPS), (unsigned)heads,
                (unsigned)batch);
}

size_t room(int64_t rows, int64_t width)
{
    return (size_t)(rows * (width + 1)) * sizeof(float);
}

template <int Parts> void launch_forward(const call &c)
{
    GPU_LAUNCH((forward<Parts>), grid_of(c.a.t, c.a.heads, c.a.batch),
               WARPS * 32, room(WARPS + TILE, c.a.width), gpu_mirror_stream(),
               c);
    gpu_mirror_launched("attention forward");
}

void run_forward(const kernels_attention *a, int64_t from, int64_t to)
{
    gpu_args g;
    call c = call_of(a, &g, false);

    c.out = g.out((float *)a->out);
    c.lse = g.out((float *)a->lse);
    if (to - from == 0)
        return;
    if (!g.good || !fits(a))
        return gpu_back<&kernels_f32::attention_forward>::run(a, from, to);
    if (a->width <= 32)
        launch_forward<1>(c);
    else if (a->width <= 64)
        launch_forward<2>(c);
    else if (a->width <= 128)
        launch_forward<4>(c);
    else
        launch_forward<WIDEST / 32>(c);
}

template <int Parts, int Rows> void launch_back(const call &c)
{
    const size_t shared = room(2 * Rows, c.a.width);

    GPU_LAUNCH((back_query<Parts, Rows>), grid_of(c.a.t, c.a.heads, c.a.batch),
               WARPS * 32, shared, gpu_mirror_stream(), c);
    gpu_mirror_launched("attention back to queries");
    GPU_LAUNCH((back_key<Parts, Rows>),
               grid_of(c.a.keys, c.a.groups, c.a.batch), WARPS * 32, shared,
               gpu_mirror_stream(), c);
    gpu_mirror_launched("attention back to keys");
}

void run_back(const kernels_attention *a, int64_t from, int64_t to)
{
    const int64_t rows = a->batch * a->heads * a->t;
    gpu_args g;
    call c = call_of(a, &g, true);

    if (to - from == 0 || rows == 0)
        return;
    if (!g.good || !fits(a))
        return gpu_back<&kernels_f32::attention_backward>::run(a, from, to);
    c.delta = (float *)gpu_mirror_scratch((size_t)rows * sizeof(float));
    if (!c.delta)
        return;
    GPU_EACH((deltas), rows * 32, c);
    if (a->width <= 32)
        launch_back<1, 32>(c);
    else if (a->width <= 64)
        launch_back<2, 32>(c);
    else if (a->width <= 128)
        launch_back<4, 32>(c);
    else
        launch_back<WIDEST / 32, 16>(c);
}

void run_rows(float *probs, const kernels_attention *a, int64_t from,
              int64_t to)
{
    gpu_args g;
    call c = call_of(a, &g, false);
    float *out = g.out(probs);

    c.lse = (float *)g.in((const float *)a->lse);
    if (!g.good)
        return gpu_back<&kernels_f32::attention_rows>::run(probs, a, from, to);
    GPU_ROWS((rows_of), to - from, out, c, from);
}
} // namespace

void gpu_attention_fill(struct kernels_f32 *k)
{
    k->attention_forward = run_forward;
    k->attention_backward = run_back;
    k->attention_rows = run_rows;
}
