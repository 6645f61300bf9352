#ifndef ENGINE_CUDA_GPU_MIRROR_CUH
#define ENGINE_CUDA_GPU_MIRROR_CUH

#include "engine/core/gpu.h"
#include "engine/cuda/gpu_port.cuh"

/*
 * gpu_mirror.cuh - memory that is there twice, and what stands between.
 *
 * A block has an address on this side, which everybody uses, and a twin over
 * there. Each side may be current or old; a side that is old is written only
 * when somebody asks for it. All copies and kernels run on one stream.
 */

/* Where `here` stands over there, or NULL for memory that is no block of ours.
 * A kernel reads it, or reads and writes it. */
const void *gpu_mirror_in(const void *here);
void *gpu_mirror_out(void *here);

/* Brings it here where it is a block of ours. */
void gpu_mirror_bring(const void *here, bool writes);

/* Memory over there alone, until the next call; NULL and trouble past it. */
void *gpu_mirror_scratch(size_t bytes);

cudaStream_t gpu_mirror_stream(void);
/* Notes that `e`, if it is one, and where. False where there is trouble. */
bool gpu_mirror_fine(cudaError_t e, const char *what);
/* Behind a launch: counts it. */
void gpu_mirror_launched(const char *kernel);
void gpu_mirror_fell_back(void);

bool gpu_mirror_open(void);
/* The functions of a struct gpu_module. */
struct device_memory gpu_mirror_memory(void);
void gpu_mirror_wait(void);
void gpu_mirror_counts(struct gpu_counts *out);

#endif
