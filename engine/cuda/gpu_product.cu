/* gpu_product.cu - C = alpha op(A) op(B) + beta C.
 *
 * A block of 256 threads makes 64 x 64 numbers of C, a thread 4 x 4 of them:
 * every number that is read from shared memory is used four times. */
#include "engine/cuda/gpu_blas.cuh"
#include "engine/cuda/gpu_product.cuh"

namespace
{
const int TILE = 64, DEEP = 16, EACH = 4, PAD = 4;

/* Steps between neighbours of op(A) and op(B), and between matrices. */
struct sides {
    int64_t rows, cols, inner;
    int64_t a_row, a_inner, b_inner, b_col, c_row;
    int64_t a_batch, b_batch, c_batch;
    float alpha, beta;
};

/* Loads tile[DEEP][TILE] of a matrix with `across` neighbours and DEEP rows of
 * depth. Threads that follow each other read what lies side by side. */
__device__ __forceinline__ void load(float (*tile)[TILE + PAD], const float *x,
                                     int64_t across, int64_t step,
                                     int64_t depth, int64_t deeper)
{
    for (int i = (int)threadIdx.x; i < TILE * DEEP; i += GPU_THREADS) {
        const int at = step == 1 ? i % TILE : i / DEEP;
        const int deep = step == 1 ? i / TILE : i % DEEP;

        tile[deep][at] =
            at < across && deep < depth ? x[at * step + deep * deeper] : 0.0f;
    }
}

__global__ void __launch_bounds__(GPU_THREADS)
    multiply(float *c, const float *a, const float *b, const float *bias,
             sides s)
{
    GPU_SHARED(float, left, [DEEP][TILE + PAD]);
    GPU_SHARED(float, right, [DEEP][TILE + PAD]);
    const int64_t row = (int64_t)blockIdx.y * TILE;
    const int64_t col = (int64_t)blockIdx.x * TILE;
    const int up = (int)threadIdx.x / 16 * EACH;
    const int along = (int)threadIdx.x % 16 * EACH;
    float sum[EACH][EACH] = {};

    a += blockIdx.z * s.a_batch + row * s.a_row;
    b += blockIdx.z * s.b_batch + col * s.b_col;
    c += blockIdx.z * s.c_batch;
    for (int64_t k = 0; k < s.inner; k += DEEP) {
        load(left, a + k * s.a_inner, s.rows - row, s.a_row, s.inner - k,
             s.a_inner);
        load(right, b + k * s.b_inner, s.cols - col, s.b_col, s.inner - k,
             s.b_inner);
        __syncthreads();
        for (int d = 0; d < DEEP; d++) {
            float x[EACH], y[EACH];

            for (int i = 0; i < EACH; i++)
                x[i] = left[d][up + i];
            for (int i = 0; i < EACH; i++)
                y[i] = right[d][along + i];
            for (int i = 0; i < EACH; i++)
                for (int j = 0; j < EACH; j++)
                    sum[i][j] += x[i] * y[j];
        }
#ifndef PLANT_NO_TILE_BARRIER
        __syncthreads();
#endif
    }
    for (int i = 0; i < EACH; i++) {
        for (int j = 0; j < EACH; j++) {
            const int64_t r = row + up + i, o = col + along + j;

            if (r >= s.rows || o >= s.cols)
                continue;
            float *to = c + r * s.c_row + o;
            const float more = bias          ? bias[o]
                               : s.beta == 0 ? 0.0f
                                             : s.beta * *to;
            *to = s.alpha * sum[i][j] + more;
        }
    }
}

sides sides_of(const gemm_args *g)
{
    sides s = {};

    s.rows = g->rows;
    s.cols = g->cols;
    s.inner = g->inner;
    s.a_row = g->a_transposed ? 1 : g->a_row;
    s.a_inner = g->a_transposed ? g->a_row : 1;
    s.b_inner = g->b_transposed ? 1 : g->b_row;
    s.b_col = g->b_transposed ? g->b_row : 1;
    s.c_row = g->c_row;
    s.a_batch = g->a_batch;
    s.b_batch = g->b_batch;
    s.c_batch = g->c_batch;
    s.alpha = (float)g->alpha;
    s.beta = (float)g->beta;
    return s;
}

/* The table's order: one shape has no more than this many of each. */
const int64_t BATCH_MOST = 65535;

void ours(const gemm_args *g, float *c, const float *a, const float *b,
          const float *bias)
{
    const sides s = sides_of(g);
    const dim3 tiles((unsigned)((g->cols + TILE - 1) / TILE),
                     (unsigned)((g->rows + TILE - 1) / TILE), 1);

    for (int64_t at = 0; at < g->batch; at += BATCH_MOST) {
        const int64_t left = g->batch - at;
        const dim3 grid(tiles.x, tiles.y,
                        (unsigned)(left < BATCH_MOST ? left : BATCH_MOST));

        GPU_LAUNCH((multiply), grid, GPU_THREADS, 0, gpu_mirror_stream(),
                   c + at * s.c_batch, a + at * s.a_batch, b + at * s.b_batch,
                   bias, s);
        gpu_mirror_launched("multiply");
    }
}

__global__ void lay_rows(float *c, const float *bias, int64_t rows,
                         int64_t cols, int64_t c_row)
{
    for (int64_t i = gpu_first(); i < rows * cols; i += gpu_step())
        c[i / cols * c_row + i % cols] = bias[i % cols];
}

/* More rows of tiles than a grid has are none of ours: 4 million rows. */
bool fits(const gemm_args *g)
{
    return (g->rows + TILE - 1) / TILE <= BATCH_MOST;
}

template <auto Member> void run(const gemm_args *g)
{
    gpu_args x;
    const float *a = x.in((const float *)g->a), *b = x.in((const float *)g->b);
    const float *bias = x.in((const float *)g->bias);
    float *c = x.out((float *)g->c);

    if (g->rows == 0 || g->cols == 0 || g->batch == 0)
        return;
    if (!x.good || !fits(g))
        return gpu_back<Member>::run(g);
    if (!gpu_blas_ready()) {
        ours(g, c, a, b, bias);
        return;
    }
    if (bias)
        GPU_EACH((lay_rows), g->rows * g->cols, c, bias, g->rows, g->cols,
                 g->c_row);
    gpu_blas_multiply(g, c, a, b, bias ? 1.0f : (float)g->beta);
}
} // namespace

void gpu_product_run(const struct gemm_args *args)
{
    run<&kernels_f32::product_forward>(args);
}

const char *gpu_product_about(void)
{
    return gpu_blas_ready() ? gpu_blas_about() : "its own kernel";
}

void gpu_product_fill(struct kernels_f32 *k)
{
    k->product_forward = run<&kernels_f32::product_forward>;
    k->gemm_forward = run<&kernels_f32::gemm_forward>;
}
