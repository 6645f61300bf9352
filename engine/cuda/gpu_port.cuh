#ifndef ENGINE_CUDA_GPU_PORT_CUH
#define ENGINE_CUDA_GPU_PORT_CUH

/*
 * gpu_port.cuh - the only place that knows whether nvcc compiles this, or a
 * C++ compiler with the emulation of tests/cuda/emu.hpp.
 *
 * Kernels are launched by GPU_LAUNCH and hold shared memory by GPU_SHARED and
 * GPU_DYN_SHARED alone. They use _sync operations with full masks, and no
 * thread returns before a barrier that others still meet. A template with
 * commas stands in brackets: GPU_LAUNCH((k<A, B>), ...).
 */
#ifdef __CUDACC__
#include <cuda_runtime.h>

#define GPU_UNROLL    _Pragma("unroll")
#define GPU_NAME(...) __VA_ARGS__
#define GPU_LAUNCH(kernel, grid, block, shared, stream, ...) \
    GPU_NAME kernel<<<(grid), (block), (shared), (stream)>>>(__VA_ARGS__)
#define GPU_SHARED(type, name, dims) __shared__ type name dims
#define GPU_DYN_SHARED(type, name)                               \
    extern __shared__ __align__(16) unsigned char gpu_dynamic[]; \
    type *name = reinterpret_cast<type *>(gpu_dynamic)
#else
#include "tests/cuda/emu.hpp"
#endif

#define GPU_ALL 0xffffffffu

#endif
