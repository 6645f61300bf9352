#ifndef ENGINE_CUDA_GPU_NUMBERS_CUH
#define ENGINE_CUDA_GPU_NUMBERS_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_numbers.cuh - the kernels of single numbers. */
void gpu_numbers_fill(struct kernels_f32 *k);

#endif
