#include "engine/model/safetensors_number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "engine/kernels/quant.h"

static float float_of(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* 1 sign bit, 5 of exponent, 10 of fraction. */
static double half(uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    double value;

    if (exponent == 31) {
        value = fraction ? (double)NAN : (double)INFINITY;
    } else if (exponent == 0) {
        value = ldexp(fraction, -24);
    } else {
        value = ldexp(fraction + 1024, exponent - 25);
    }
    return bits & 0x8000 ? -value : value;
}

bool safetensors_number_known(enum safetensors_type type)
{
    return type != SAFETENSORS_F8_E4M3 && type != SAFETENSORS_F8_E5M2;
}

/* `type_` from the bytes at `at`, which may stand at any address. */
#define TAKE(type_)                         \
    do {                                    \
        type_ value_;                       \
        memcpy(&value_, at, sizeof value_); \
        return (double)value_;              \
    } while (0)

static uint16_t word(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

double safetensors_number_read(enum safetensors_type type,
                               const unsigned char *at)
{
    assert(safetensors_number_known(type));
    switch (type) {
    case SAFETENSORS_F64:
        TAKE(double);
    case SAFETENSORS_F32:
        TAKE(float);
    case SAFETENSORS_F16:
        return half(word(at));
    case SAFETENSORS_BF16:
        return (double)float_of((uint32_t)word(at) << 16);
    case SAFETENSORS_I64:
        TAKE(int64_t);
    case SAFETENSORS_I32:
        TAKE(int32_t);
    case SAFETENSORS_I16:
        TAKE(int16_t);
    case SAFETENSORS_I8:
        TAKE(int8_t);
    case SAFETENSORS_U64:
        TAKE(uint64_t);
    case SAFETENSORS_U32:
        TAKE(uint32_t);
    case SAFETENSORS_U16:
        TAKE(uint16_t);
    case SAFETENSORS_U8:
    case SAFETENSORS_BOOL:
        return at[0];
    case SAFETENSORS_F8_E4M3:
    case SAFETENSORS_F8_E5M2:
        break;
    }
    return (double)NAN;
}

/* Rounding twice would err at ties. An inexact float is therefore cut off and
 * made odd: the second rounding then sees that more follows. */
static float odd(double value)
{
    const float near = (float)value;
    const double over = fabs((double)near) - fabs(value);
    uint32_t bits;

    memcpy(&bits, &near, sizeof bits);
    if (over > 0)
        bits--;
    if (over > 0 || over < 0)
        bits |= 1;
    return isnan(value) ? near : float_of(bits);
}

uint16_t safetensors_number_half(double value)
{
    return quant_to_half(odd(value));
}

uint16_t safetensors_number_bf16(double value)
{
    return quant_to_bf16(odd(value));
}
