#ifndef ENGINE_CUDA_GPU_ARRAYS_CUH
#define ENGINE_CUDA_GPU_ARRAYS_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_arrays.cuh - the kernels of strided arrays, reductions and products. */
void gpu_arrays_fill(struct kernels_f32 *k);

#endif
