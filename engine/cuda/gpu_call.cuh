#ifndef ENGINE_CUDA_GPU_CALL_CUH
#define ENGINE_CUDA_GPU_CALL_CUH

#include "engine/cuda/gpu_mirror.cuh"

/*
 * gpu_call.cuh - from a call of the kernel table to a launch.
 *
 * A pointer of a parameter is an address of this side. gpu_args turns it into
 * the twin's; where it is none (memory that no device took), the processor's
 * kernel computes the call instead, and the call is counted.
 */
struct gpu_args {
    bool good = true;

    template <class T> T *out(T *p)
    {
        T *q = (T *)gpu_mirror_out((void *)p);

        good = good && (q || !p);
        return q;
    }
    template <class T> const T *in(const T *p)
    {
        const T *q = (const T *)gpu_mirror_in(p);

        good = good && (q || !p);
        return q;
    }
};

/* What computes in the place of a kernel that cannot run over there. */
extern const struct kernels_f32 *gpu_call_host;

/* Every array behind a parameter is brought here. */
inline void gpu_call_bring(const struct kernels_attention *a)
{
    const void *read[] = {a->q, a->k, a->v, a->dout, a->lengths};
    void *written[] = {a->out, a->lse, a->dq, a->dk, a->dv};

    for (const void *p : read)
        gpu_mirror_bring(p, false);
    for (void *p : written)
        gpu_mirror_bring(p, true);
}
inline void gpu_call_bring(const struct kernels_step *s)
{
    gpu_mirror_bring(s->q, false);
    gpu_mirror_bring(s->k, false);
    gpu_mirror_bring(s->v, false);
    gpu_mirror_bring(s->out, true);
}
inline void gpu_call_bring(const struct gemm_args *g)
{
    gpu_mirror_bring(g->a, false);
    gpu_mirror_bring(g->b, false);
    gpu_mirror_bring(g->bias, false);
    gpu_mirror_bring(g->c, true);
}
inline void gpu_call_bring(const struct kernels_adamw *s)
{
    gpu_mirror_bring(s->sums, true);
}
inline void gpu_call_bring(const struct kernels_sgd *s)
{
    gpu_mirror_bring(s->sums, true);
}
template <class T> void gpu_call_bring(const T *p)
{
    gpu_mirror_bring(p, false);
}
template <class T> void gpu_call_bring(T *p)
{
    gpu_mirror_bring((void *)p, true);
}
inline void gpu_call_bring(double)
{
}
inline void gpu_call_bring(int)
{
}
inline void gpu_call_bring(int64_t)
{
}

/* gpu_back<&kernels_f32::NAME>::run has the parameters of that kernel. */
template <auto Member> struct gpu_back;
template <class... P, void (*kernels_f32::*Member)(P...)>
struct gpu_back<Member> {
    static void run(P... p)
    {
        gpu_mirror_fell_back();
        (gpu_call_bring(p), ...);
        (gpu_call_host->*Member)(p...);
    }
};

/* Blocks of a kernel that walks n items in steps of all its threads. */
static const int GPU_THREADS = 256;
static const int64_t GPU_BLOCKS_MOST = 4096;

inline unsigned gpu_blocks(int64_t n)
{
    const int64_t blocks = (n + GPU_THREADS - 1) / GPU_THREADS;

    return (unsigned)(blocks < GPU_BLOCKS_MOST ? blocks : GPU_BLOCKS_MOST);
}

/* The first item of this thread, and the way to the next. */
__device__ __forceinline__ int64_t gpu_first()
{
    return (int64_t)blockIdx.x * blockDim.x + threadIdx.x;
}
__device__ __forceinline__ int64_t gpu_step()
{
    return (int64_t)gridDim.x * blockDim.x;
}

/* kernel over n items; nothing where there are none. */
#define GPU_EACH(kernel, n, ...)                                   \
    do {                                                           \
        const int64_t items_ = (n);                                \
        if (items_ > 0) {                                          \
            GPU_LAUNCH(kernel, gpu_blocks(items_), GPU_THREADS, 0, \
                       gpu_mirror_stream(), __VA_ARGS__);          \
            gpu_mirror_launched(#kernel);                          \
        }                                                          \
    } while (0)

/* One block of GPU_THREADS an item. */
#define GPU_ROWS(kernel, n, ...)                                 \
    do {                                                         \
        const int64_t items_ = (n);                              \
        if (items_ > 0) {                                        \
            GPU_LAUNCH(kernel, (unsigned)items_, GPU_THREADS, 0, \
                       gpu_mirror_stream(), __VA_ARGS__);        \
            gpu_mirror_launched(#kernel);                        \
        }                                                        \
    } while (0)

/* Sum and maximum over a warp, and over a block: all threads get it. */
__device__ __forceinline__ float gpu_warp_sum(float v)
{
    for (int o = 16; o > 0; o >>= 1)
        v += __shfl_xor_sync(GPU_ALL, v, o);
    return v;
}
/* A NaN is larger than all: it must not be lost. */
__device__ __forceinline__ float gpu_larger(float a, float b)
{
    return a > b || a != a ? a : b;
}
__device__ __forceinline__ float gpu_warp_max(float v)
{
    for (int o = 16; o > 0; o >>= 1)
        v = gpu_larger(v, __shfl_xor_sync(GPU_ALL, v, o));
    return v;
}
__device__ __forceinline__ float gpu_block_sum(float v)
{
    GPU_SHARED(float, part, [GPU_THREADS / 32]);
    const int lane = (int)threadIdx.x & 31, warp = (int)threadIdx.x >> 5;

    v = gpu_warp_sum(v);
    __syncthreads(); /* part may still be read by the call before */
    if (lane == 0)
        part[warp] = v;
#ifndef PLANT_NO_BARRIER
    __syncthreads();
#endif
    v = 0.0f;
    for (int i = 0; i < GPU_THREADS / 32; i++)
        v += part[i];
    return v;
}
__device__ __forceinline__ float gpu_block_max(float v)
{
    GPU_SHARED(float, part, [GPU_THREADS / 32]);
    const int lane = (int)threadIdx.x & 31, warp = (int)threadIdx.x >> 5;

    v = gpu_warp_max(v);
    __syncthreads();
    if (lane == 0)
        part[warp] = v;
    __syncthreads();
    v = part[0];
    for (int i = 1; i < GPU_THREADS / 32; i++)
        v = gpu_larger(v, part[i]);
    return v;
}

#endif
