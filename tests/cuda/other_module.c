/* A module of another version of Lathe, for test_gpu_device.c. */
#include "engine/core/gpu.h"

gpu_open_fn lathe_gpu_open;

const struct gpu_module *lathe_gpu_open(uint32_t abi,
                                        const struct kernels_f32 *host,
                                        char reason[GPU_REASON])
{
    static const struct gpu_module m = {.abi = GPU_ABI + 1};

    (void)abi;
    (void)host;
    (void)reason;
    return &m;
}
