#ifndef ENGINE_CUDA_GPU_BLAS_CUH
#define ENGINE_CUDA_GPU_BLAS_CUH

#include "engine/cuda/gpu_call.cuh"

/*
 * gpu_blas.cuh - cuBLAS, opened at run time: a machine without it, or without
 * its 500 MB, computes all the same.
 *
 * LATHE_CUDA_BLAS names the library, or is "off". LATHE_CUDA_TF32=1 lets it
 * round what it multiplies to 10 bits (TF32), which is faster.
 */
bool gpu_blas_ready(void);
const char *gpu_blas_about(void);
/* Row-major as in struct gemm_args; the addresses are those over there. */
void gpu_blas_multiply(const struct gemm_args *g, float *c, const float *a,
                       const float *b, float beta);

#endif
