#include "engine/kernels/k_table.h"

#include "engine/kernels/k_real.h"

#define KERNEL_ENTRY(name, params) .name = KERNEL(name),
#define KERNEL_TEXT(level)         #level
#define KERNEL_QUOTE(level)        KERNEL_TEXT(level)

#ifdef KERNEL_F64
const struct kernels_f64 k_table_f64 = {.level = "reference",
                                        KERNELS_TABLE(KERNEL_ENTRY, real)};
#else
const struct kernels_f32 KERNEL(table) = {
    /* "f32_avx2" without its "f32_" */
    .level = &KERNEL_QUOTE(KERNEL_LEVEL)[4],
    KERNELS_TABLE(KERNEL_ENTRY, real)};
#endif
