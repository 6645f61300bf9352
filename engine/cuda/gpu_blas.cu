#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cuda/gpu_blas.cuh"

namespace
{
/* What of cublas_api.h is used; its values are part of its binary interface. */
typedef struct cublasContext *handle_t;
enum { NORMAL = 0, TURNED = 1, PLAIN_MATH = 0, TF32_MATH = 3 };

typedef int create_fn(handle_t *);
typedef int version_fn(handle_t, int *);
typedef int set_stream_fn(handle_t, cudaStream_t);
typedef int set_mode_fn(handle_t, int);
typedef int sgemm_fn(handle_t, int, int, int, int, int, const float *,
                     const float *, int, long long, const float *, int,
                     long long, const float *, float *, int, long long, int);

struct {
    bool asked, ready;
    handle_t handle;
    sgemm_fn *sgemm;
    char about[40];
} blas;

template <class F> bool get(void *library, const char *name, F **out)
{
    *out = (F *)dlsym(library, name);
    return *out != nullptr;
}

bool use(void *library)
{
    create_fn *create;
    version_fn *version;
    set_stream_fn *set_stream;
    set_mode_fn *set_mode;
    const char *tf32 = getenv("LATHE_CUDA_TF32");
    const bool rounds = tf32 && strcmp(tf32, "1") == 0;
    int number = 0;

    if (!get(library, "cublasCreate_v2", &create) ||
        !get(library, "cublasGetVersion_v2", &version) ||
        !get(library, "cublasSetStream_v2", &set_stream) ||
        !get(library, "cublasSetMathMode", &set_mode) ||
        !get(library, "cublasSgemmStridedBatched", &blas.sgemm))
        return false;
    /* Without a stream it would take the null stream, which a stream of ours
     * does not wait for: products would come late, and no call would fail. */
    if (!gpu_mirror_stream())
        return false;
    if (create(&blas.handle) || version(blas.handle, &number) ||
        set_stream(blas.handle, gpu_mirror_stream()) ||
        set_mode(blas.handle, rounds ? TF32_MATH : PLAIN_MATH))
        return false;
    snprintf(blas.about, sizeof blas.about, "cuBLAS %d.%d%s", number / 10000,
             number / 100 % 100, rounds ? " in TF32" : "");
    return true;
}

void *find()
{
    static const char *const name[] = {"libcublas.so.13", "libcublas.so.12",
                                       "libcublas.so"};
    const char *given = getenv("LATHE_CUDA_BLAS");

    if (given)
        return strcmp(given, "off") == 0 ? nullptr
                                         : dlopen(given, RTLD_NOW | RTLD_LOCAL);
    for (const char *n : name)
        if (void *library = dlopen(n, RTLD_NOW | RTLD_LOCAL))
            return library;
    return nullptr;
}
} // namespace

bool gpu_blas_ready(void)
{
    if (!blas.asked) {
        void *library = find();

        blas.asked = true;
        blas.ready = library && use(library);
    }
    return blas.ready;
}

const char *gpu_blas_about(void)
{
    return blas.about;
}

/* Columns are its order: C^T = op(B)^T op(A)^T, and a row-major matrix is a
 * column-major one that lies turned. */
void gpu_blas_multiply(const struct gemm_args *g, float *c, const float *a,
                       const float *b, float beta)
{
    const float alpha = (float)g->alpha;
    const int code = blas.sgemm(
        blas.handle, g->b_transposed ? TURNED : NORMAL,
        g->a_transposed ? TURNED : NORMAL, (int)g->cols, (int)g->rows,
        (int)g->inner, &alpha, b, (int)g->b_row, g->b_batch, a, (int)g->a_row,
        g->a_batch, &beta, c, (int)g->c_row, g->c_batch, (int)g->batch);

    gpu_mirror_fine(code ? cudaErrorUnknown : cudaSuccess,
                    "a product of cuBLAS");
    gpu_mirror_launched("cublasSgemmStridedBatched");
}
