#ifndef ENGINE_CUDA_GPU_ATTENTION_CUH
#define ENGINE_CUDA_GPU_ATTENTION_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_attention.cuh - the kernels of attention. */
void gpu_attention_fill(struct kernels_f32 *k);

#endif
