#ifndef ENGINE_CUDA_GPU_OPTIM_CUH
#define ENGINE_CUDA_GPU_OPTIM_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_optim.cuh - the kernels of the optimiser. */
void gpu_optim_fill(struct kernels_f32 *k);

#endif
