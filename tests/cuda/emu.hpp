#ifndef TESTS_CUDA_EMU_HPP
#define TESTS_CUDA_EMU_HPP

/*
 * emu.hpp - as much of CUDA as engine/cuda/ uses, on the processor: for
 * engine/cuda/gpu_port.cuh where no nvcc compiles it.
 *
 * Blocks run one after the other. Threads of a block are fibers of one thread
 * of the system, which run to the next barrier; a warp operation is done when
 * all lanes of its mask have arrived at the same line. Divergent barriers,
 * mixed operations, lanes that left, and pointers that are no memory of the
 * device end the program with a sentence. Device and shared memory hold NaN
 * until something is written.
 *
 * From the environment:
 *   EMU_ORDER    forward, reverse, or a number: a random order of that seed
 *   EMU_PROTECT  device memory cannot be touched but by kernels and copies
 *   EMU_LAZY     nothing runs before somebody waits for it
 *   EMU_GRID     blocks have no order between them, in the eyes of TSan
 *   EMU_ROOM     bytes that the device has
 *   EMU_CARD     none, old, or error: what cudaGetDeviceCount() finds
 */
#include <functional>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <tuple>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x, y, z;
    dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c)
    {
    }
};
struct alignas(8) float2 {
    float x, y;
};
inline float2 make_float2(float x, float y)
{
    return float2{x, y};
}

enum cudaError_t {
    cudaSuccess = 0,
    cudaErrorInvalidValue = 1,
    cudaErrorMemoryAllocation = 2,
    cudaErrorInvalidConfiguration = 9,
    cudaErrorInsufficientDriver = 35,
    cudaErrorNoDevice = 100,
    cudaErrorUnknown = 999
};
enum cudaMemcpyKind {
    cudaMemcpyHostToDevice = 1,
    cudaMemcpyDeviceToHost = 2,
    cudaMemcpyDeviceToDevice = 3
};
enum { cudaStreamNonBlocking = 1 };
struct cudaDeviceProp {
    char name[256];
    size_t totalGlobalMem;
    int major, minor;
};

namespace emu
{
struct stream;
struct fiber_view { /* what kernels see of the thread that runs */
    uint3 tid;
    unsigned linear;
    uint64_t value, result;
};
struct grid_view {
    uint3 block;
    dim3 grid, threads;
    char *dynamic;
};
enum warp_op { SHUFFLE, SYNC };

extern grid_view grid;
extern fiber_view *thread;

void meet_block(int line);
void meet_warp(unsigned mask, warp_op op, int lane, int line);
void *shared_at(const void *key, size_t bytes);
void run_grid(dim3 grid, dim3 threads, size_t shared, void (*body)(void *),
              void *arg, const char *name);
/* Counts down to an allocation that fails; negative: none does. */
void fail_after(long n);
bool config_fits(dim3 grid, dim3 threads, size_t shared);
void check_pointer(const void *p, const char *kernel, int argument);
void enqueue(stream *s, std::function<void()> work);

template <class T> void check_argument(const T &v, const char *kernel, int i)
{
    if constexpr (std::is_pointer_v<T>)
        check_pointer((const void *)v, kernel, i);
    (void)v;
    (void)kernel;
    (void)i;
}

/* Arguments are converted and copied once, at the launch. */
template <class... P, class... A>
void launch(const char *name, void (*k)(P...), dim3 grid, dim3 threads,
            size_t shared, stream *s, A &&...a)
{
    struct call {
        void (*k)(P...);
        std::tuple<P...> arguments;
        static void run(void *self)
        {
            call *c = (call *)self;
            std::apply(c->k, c->arguments);
        }
    };
    call c{k, std::tuple<P...>(static_cast<P>(a)...)};
    int i = 0;

    if (!config_fits(grid, threads, shared))
        return;
    std::apply([&](auto &...v) { (check_argument(v, name, i++), ...); },
               c.arguments);
    enqueue(s, [=]() mutable {
        run_grid(grid, threads, shared, call::run, &c, name);
    });
}

template <class T> T shuffle(unsigned mask, T v, int lane, int line)
{
    static_assert(sizeof(T) <= 8, "of a register");
    memcpy(&thread->value, &v, sizeof v);
    meet_warp(mask, SHUFFLE, lane, line);
    memcpy(&v, &thread->result, sizeof v);
    return v;
}
} // namespace emu
typedef emu::stream *cudaStream_t;

#define threadIdx (emu::thread->tid)
#define blockIdx  (emu::grid.block)
#define blockDim  (emu::grid.threads)
#define gridDim   (emu::grid.grid)

#define GPU_UNROLL
#define GPU_LAUNCH(kernel, grid, block, shared, stream, ...) \
    emu::launch(#kernel, kernel, grid, block, shared, stream, __VA_ARGS__)
#define GPU_SHARED(type, name, dims) \
    static char name##_key;          \
    auto &name = *(type(*) dims)emu::shared_at(&name##_key, sizeof(type dims))
#define GPU_DYN_SHARED(type, name) \
    type *name = reinterpret_cast<type *>(emu::grid.dynamic)

#define EMU_LINE int line = __builtin_LINE()
inline void __syncthreads(EMU_LINE)
{
    emu::meet_block(line);
}
inline void __syncwarp(unsigned mask = 0xffffffffu, EMU_LINE)
{
    emu::meet_warp(mask, emu::SYNC, 0, line);
}
template <class T> T __shfl_xor_sync(unsigned mask, T v, int with, EMU_LINE)
{
    return emu::shuffle(mask, v, ((int)emu::thread->linear & 31) ^ with, line);
}
template <class T> T __shfl_sync(unsigned mask, T v, int lane, EMU_LINE)
{
    return emu::shuffle(mask, v, lane & 31, line);
}

cudaError_t cudaMalloc(void **p, size_t bytes);
cudaError_t cudaFree(void *p);
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes,
                            cudaMemcpyKind kind, cudaStream_t s);
cudaError_t cudaMemsetAsync(void *p, int value, size_t bytes, cudaStream_t s);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *s, unsigned flags);
cudaError_t cudaStreamSynchronize(cudaStream_t s);
cudaError_t cudaGetDeviceCount(int *n);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *p, int device);
cudaError_t cudaGetLastError();
const char *cudaGetErrorString(cudaError_t e);

#endif
