#include "engine/core/gpu.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE "liblathe-cuda.so"

/* One processor, opened once: the way out of a shared library's state. */
static struct {
    struct device device;
    const struct gpu_module *module;
    void *library;
    char reason[GPU_REASON];
    bool asked;
} gpu;

static bool product(const struct device *d, const struct device_product *p,
                    const struct hook *hook)
{
    const struct gemm_args args = device_gemm(p);

    (void)d;
    if (hook_stops(hook))
        return true;
    gpu.module->product(&args);
    return false;
}

static bool refuse(const char *why, const char *what)
{
    snprintf(gpu.reason, sizeof gpu.reason, "%s%s%s", why, what ? ": " : "",
             what ? what : "");
    return false;
}

/* A driver first: without it the module would only load what it cannot use.
 * One that stands in for a card brings its own. */
static bool has_driver(void)
{
    void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);

    if (!driver)
        return refuse("there is no NVIDIA driver here (libcuda.so.1)", NULL);
    dlclose(driver);
    return true;
}

static bool load(const char *path)
{
    gpu.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return gpu.library != NULL;
}

/* Beside the program, or where `cmake --install` puts it. */
static bool find(void)
{
    static const char *const beside[] = {"/" MODULE, "/../engine/" MODULE,
                                         "/../lib/lathe/" MODULE};
    char path[PATH_MAX + 64];
    const ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

    path[n > 0 ? n : 0] = '\0';
    char *end = strrchr(path, '/');
    for (size_t i = 0; end && i < sizeof beside / sizeof *beside; i++) {
        snprintf(end, sizeof path - (size_t)(end - path), "%s", beside[i]);
        if (access(path, R_OK) == 0)
            return load(path) || refuse("cannot load " MODULE, dlerror());
    }
    return refuse("there is no " MODULE
                  " beside this program (built without nvcc)",
                  NULL);
}

static bool fits(const struct gpu_module *m)
{
    return m->abi == GPU_ABI && m->module_bytes == sizeof *m &&
           m->kernels_bytes == sizeof *m->kernels;
}

static bool open_module(void)
{
    const char *given = getenv("LATHE_CUDA_MODULE");
    const struct device *host = device_cpu(NULL);
    gpu_open_fn *open = NULL;

    if (given ? !load(given) : !has_driver() || !find())
        return given ? refuse("cannot load the module", dlerror()) : false;
    void *entry = dlsym(gpu.library, GPU_ENTRY);
    memcpy(&open, &entry, sizeof open); /* POSIX: they have one form */
    if (!open)
        return refuse("the module does not answer to " GPU_ENTRY, NULL);
    gpu.module = open(GPU_ABI, host->f32, gpu.reason);
    if (!gpu.module)
        return false;
    if (!fits(gpu.module)) {
        gpu.module = NULL;
        return refuse("the module was built for another version of Lathe",
                      NULL);
    }
    gpu.device = (struct device){.name = "cuda",
                                 .about = gpu.module->about,
                                 .real = TENSOR_F32,
                                 .f32 = gpu.module->kernels,
                                 .adds_bias = true,
                                 .product = product,
                                 .memory = &gpu.module->memory,
                                 .host = host};
    return true;
}

static void close_library(void)
{
    if (gpu.library)
        dlclose(gpu.library);
    gpu.library = NULL;
    gpu.module = NULL;
}

const struct device *gpu_device(void)
{
    if (!gpu.asked) {
        gpu.asked = true;
        gpu.reason[0] = '\0';
        if (!open_module())
            close_library();
    }
    return gpu.module ? &gpu.device : NULL;
}

const char *gpu_reason(void)
{
    return gpu.reason;
}

const struct gpu_module *gpu_opened(void)
{
    return gpu.module;
}

void gpu_close(void)
{
    close_library();
    gpu.asked = false;
}
