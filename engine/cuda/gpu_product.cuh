#ifndef ENGINE_CUDA_GPU_PRODUCT_CUH
#define ENGINE_CUDA_GPU_PRODUCT_CUH

#include "engine/cuda/gpu_call.cuh"

/* gpu_product.cuh - matrix products: by cuBLAS where it is found, else ours. */
void gpu_product_fill(struct kernels_f32 *k);
/* With a bias: C begins as that row. */
void gpu_product_run(const struct gemm_args *args);
/* "cuBLAS 13.1" or "its own kernel". */
const char *gpu_product_about(void);

#endif
