#ifndef ENGINE_CUDA_GPU_NORMS_CUH
#define ENGINE_CUDA_GPU_NORMS_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_norms.cuh - the kernels of norms, positions, cells and 16-bit numbers. */
void gpu_norms_fill(struct kernels_f32 *k);

#endif
