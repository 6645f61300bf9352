/* gpu_module.cu - what the program finds in liblathe-cuda.so. */
#include <stdio.h>
#include <string.h>

#include "engine/cuda/gpu_arrays.cuh"
#include "engine/cuda/gpu_attention.cuh"
#include "engine/cuda/gpu_norms.cuh"
#include "engine/cuda/gpu_numbers.cuh"
#include "engine/cuda/gpu_optim.cuh"
#include "engine/cuda/gpu_product.cuh"
#include "engine/cuda/gpu_rows.cuh"

const struct kernels_f32 *gpu_call_host;

namespace
{
enum { OLDEST = 75 }; /* what the kernels are compiled for, Turing */

kernels_f32 table;
gpu_module module;
char about[160];
cudaDeviceProp card;

#define GPU_BACK(name, params) table.name = gpu_back<&kernels_f32::name>::run;

void fill_table()
{
    KERNELS_TABLE(GPU_BACK, float)
    table.level = "cuda";
    gpu_numbers_fill(&table);
    gpu_arrays_fill(&table);
    gpu_rows_fill(&table);
    gpu_norms_fill(&table);
    gpu_attention_fill(&table);
    gpu_optim_fill(&table);
    gpu_product_fill(&table);
}

bool refuse(char *reason, const char *why, const char *what)
{
    snprintf(reason, GPU_REASON, "%s%s%s", why, *what ? ": " : "", what);
    return false;
}

bool find_card(char *reason)
{
    int cards = 0;
    const cudaError_t e = cudaGetDeviceCount(&cards);

    if (e != cudaSuccess || cards < 1)
        return refuse(reason, "no CUDA card can be used",
                      e != cudaSuccess ? cudaGetErrorString(e)
                                       : "there is none");
    cudaDeviceProp p;
    if (cudaGetDeviceProperties(&p, 0) != cudaSuccess)
        return refuse(reason, "the card does not say what it is", "");
    if (p.major * 10 + p.minor < OLDEST) {
        char which[140];

        snprintf(which, sizeof which, "%.100s has compute capability %d.%d",
                 p.name, p.major, p.minor);
        return refuse(reason, "the card is older than 7.5", which);
    }
    card = p;
    return true;
}

/* After the stream is there: cuBLAS takes it when it is asked for. */
void describe()
{
    snprintf(about, sizeof about, "%.100s, sm_%d%d, %.0f GB, products by %s",
             card.name, card.major, card.minor,
             (double)card.totalGlobalMem / 1e9, gpu_product_about());
}
} // namespace

extern "C" gpu_open_fn lathe_gpu_open;

extern "C" __attribute__((visibility("default"))) const struct gpu_module *
lathe_gpu_open(uint32_t abi, const struct kernels_f32 *host,
               char reason[GPU_REASON])
{
    static gpu_module other;

    other.abi = GPU_ABI; /* the caller sees that it is not its own */
    if (abi != GPU_ABI)
        return &other;
    gpu_call_host = host;
    if (!find_card(reason))
        return nullptr;
    if (!gpu_mirror_open()) {
        refuse(reason, "the card gives no stream",
               cudaGetErrorString(cudaGetLastError()));
        return nullptr;
    }
    describe();
    fill_table();
    module.abi = GPU_ABI;
    module.module_bytes = sizeof module;
    module.kernels_bytes = sizeof table;
    module.about = about;
#ifdef __CUDACC__
    module.on_a_gpu = true;
#endif
    module.kernels = &table;
    module.memory = gpu_mirror_memory();
    module.product = gpu_product_run;
    module.wait = gpu_mirror_wait;
    module.counts = gpu_mirror_counts;
    return &module;
}
