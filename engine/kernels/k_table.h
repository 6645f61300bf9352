#ifndef ENGINE_KERNELS_K_TABLE_H
#define ENGINE_KERNELS_K_TABLE_H

#include "engine/kernels/kernels.h"

/*
 * k_table.h - the filled tables, one per build of k_*.c. Whether this
 * processor can run one is for kernels_fast() to say.
 */
extern const struct kernels_f64 k_table_f64;
extern const struct kernels_f32 k_table_f32_baseline;
#ifdef __x86_64__
extern const struct kernels_f32 k_table_f32_avx2, k_table_f32_avx512;
#endif

#endif
