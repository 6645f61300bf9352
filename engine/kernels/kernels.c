#include "engine/kernels/kernels.h"

#include <string.h>

#include "engine/kernels/k_table.h"

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

/* Best first. */
static const struct kernels_f32 *fast(const char *level)
{
    if ((!level || strcmp(level, "avx512") == 0) && has_avx512())
        return &k_table_f32_avx512;
    if ((!level || strcmp(level, "avx2") == 0) && has_avx2())
        return &k_table_f32_avx2;
    return NULL;
}
#else
static const struct kernels_f32 *fast(const char *level)
{
    (void)level;
    return NULL;
}
#endif

const struct kernels_f32 *kernels_fast(const char *level)
{
    const struct kernels_f32 *found = fast(level);

    if (!found && (!level || strcmp(level, "baseline") == 0))
        found = &k_table_f32_baseline;
    return found;
}

const struct kernels_f64 *kernels_reference(void)
{
    return &k_table_f64;
}
