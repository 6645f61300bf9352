#ifndef ENGINE_CORE_GPU_H
#define ENGINE_CORE_GPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/core/device.h"

/*
 * gpu.h - a graphics processor behind the device table.
 *
 * The program links no CUDA. liblathe-cuda.so is opened when somebody asks for
 * the device, and hands over one table (struct gpu_module) through one name,
 * lathe_gpu_open(). Memory is there twice, see struct device_memory: kernels
 * take the addresses of this side.
 */
#define GPU_ABI    1
#define GPU_REASON 200 /* room for a sentence */
#define GPU_ENTRY  "lathe_gpu_open"

/* What went over the bus, and what was not computed over there. */
struct gpu_counts {
    int64_t uploads, downloads; /* copies; of whole blocks */
    int64_t upload_bytes, download_bytes;
    int64_t launches;
    int64_t fallbacks; /* calls of a kernel that this side computed */
};

struct gpu_module {
    uint32_t abi;
    uint32_t module_bytes, kernels_bytes; /* as this header says */
    const char *about; /* "NVIDIA H100 80GB HBM3, sm_90, 79 GB, cuBLAS 13" */
    bool on_a_gpu;     /* false: its kernels run on the processor */
    const struct kernels_f32 *kernels;
    struct device_memory memory;
    void (*product)(const struct gemm_args *args);
    void (*wait)(void); /* until all that was asked for is done */
    void (*counts)(struct gpu_counts *out);
};

/* `host`: computes what the module lacks. NULL, and a sentence in `reason`,
 * where there is no processor that it can use. */
typedef const struct gpu_module *gpu_open_fn(uint32_t abi,
                                             const struct kernels_f32 *host,
                                             char reason[GPU_REASON]);

/* The device, opened at the first call; NULL: gpu_reason() says why. The module
 * is LATHE_CUDA_MODULE, or liblathe-cuda.so beside the program or in
 * ../lib/lathe. One thread at a time. */
const struct device *gpu_device(void);
/* "" where the device is there. */
const char *gpu_reason(void);
/* Of the opened module, or NULL. */
const struct gpu_module *gpu_opened(void);
/* Closes it: no block of its memory may be in use. */
void gpu_close(void);

#endif
