#ifndef ENGINE_CUDA_GPU_ROWS_CUH
#define ENGINE_CUDA_GPU_ROWS_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_rows.cuh - the kernels of rows. */
void gpu_rows_fill(struct kernels_f32 *k);

#endif
