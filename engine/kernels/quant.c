#include "engine/kernels/quant.h"

#include <math.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "engine/kernels/k_quant.h"

const char *quant_name(enum quant_type type)
{
#define NAME(name, block, bytes) #name,
    static const char *const names[] = {QUANT_TABLE(NAME)};
#undef NAME

    return names[type];
}

int quant_block(enum quant_type type)
{
#define BLOCK(name, block, bytes) block,
    static const short blocks[] = {QUANT_TABLE(BLOCK)};
#undef BLOCK

    return blocks[type];
}

size_t quant_bytes(enum quant_type type)
{
#define BYTES(name, block, bytes) bytes,
    static const unsigned char all[] = {QUANT_TABLE(BYTES)};
#undef BYTES

    return all[type];
}

enum quant_type quant_fitting(enum quant_type type, int64_t cols)
{
    if (cols % quant_block(type)) {
        switch (type) {
        case QUANT_Q4_K:
            type = QUANT_Q5_0;
            break;
        case QUANT_Q5_K:
            type = QUANT_Q5_1;
            break;
        case QUANT_Q6_K:
            type = QUANT_Q8_0;
            break;
        default:
            break;
        }
    }
    return cols % quant_block(type) ? QUANT_F16 : type;
}

uint16_t quant_to_half(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    const uint32_t sign = bits >> 16 & 0x8000;
    const uint32_t size = bits & 0x7FFFFFFF;
    if (size > 0x7F800000) /* NaN */
        return (uint16_t)(sign | 0x7E00 | (size >> 13 & 0x3FF));
    if (size >= 0x477FF000) /* rounds to 65536 or more */
        return (uint16_t)(sign | 0x7C00);
    if (size < 0x38800000) { /* below 2^-14: steps of 2^-24 */
        const float steps = rintf(fabsf(value) * 0x1p24f);

        return (uint16_t)(sign | (uint32_t)steps);
    }
    /* Another exponent, and half a step up, less a bit at ties to even. */
    return (uint16_t)(sign |
                      ((size - 0x38000000 + 0xFFF + (size >> 13 & 1)) >> 13));
}

float quant_from_half(uint16_t half)
{
    const unsigned char at[2] = {(unsigned char)(half & 255),
                                 (unsigned char)(half >> 8)};

    return k_quant_half(at);
}

uint16_t quant_to_bf16(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    if (isnan(value))
        return (uint16_t)(bits >> 16 | 0x40); /* never an infinity */
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

#ifdef __x86_64__
/* Not every compiler's __builtin_cpu_supports() knows this one. */
static bool has_f16c(void)
{
    unsigned a, b, c = 0, d;

    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           has_f16c() && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

static bool has_vnni(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
}

/* Best first. */
static const struct quant_kernels *fast(const char *level)
{
    if ((!level || strcmp(level, "vnni") == 0) && has_vnni())
        return &k_quantdot_table_f32_vnni;
    if ((!level || strcmp(level, "avx2") == 0) && has_avx2())
        return &k_quantdot_table_f32_avx2;
    return NULL;
}
#else
static const struct quant_kernels *fast(const char *level)
{
    (void)level;
    return NULL;
}
#endif

/* Asking a virtual machine what its processor has takes microseconds, and this
 * is asked for every row: the answer, which never changes, is kept. */
static const struct quant_kernels *_Atomic best;

const struct quant_kernels *quant_fast(const char *level)
{
    const struct quant_kernels *found = level ? NULL : best;

    if (found)
        return found;
    found = fast(level);
    if (!found && (!level || strcmp(level, "baseline") == 0))
        found = &k_quantdot_table_f32_baseline;
    if (!level)
        best = found;
    return found;
}
