#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/safetensors_number.h"

static double read16(enum safetensors_type type, uint16_t bits)
{
    const unsigned char at[] = {(unsigned char)bits,
                                (unsigned char)(bits >> 8)};

    return safetensors_number_read(type, at);
}

static double brain(uint16_t bits)
{
    return read16(SAFETENSORS_BF16, bits);
}

Test(safetensors_number, half_precision_is_read_to_the_last_bit)
{
    cr_assert_eq(read16(SAFETENSORS_F16, 0x3c00), 1.0);
    cr_assert_eq(read16(SAFETENSORS_F16, 0x3555), 0.333251953125);
    cr_assert_eq(read16(SAFETENSORS_F16, 0x7bff), 65504.0);
    cr_assert_eq(read16(SAFETENSORS_F16, 0x0400), ldexp(1, -14));
    cr_assert_eq(read16(SAFETENSORS_F16, 0x0001), ldexp(1, -24));
    cr_assert_eq(read16(SAFETENSORS_F16, 0x83ff), -ldexp(1023, -24));
    cr_assert_eq(read16(SAFETENSORS_F16, 0xfc00), -(double)INFINITY);
    cr_assert(isnan(read16(SAFETENSORS_F16, 0x7e01)));
    cr_assert(signbit(read16(SAFETENSORS_F16, 0x8000)));
}

Test(safetensors_number, every_bfloat16_comes_back_the_same)
{
    for (uint32_t bits = 0; bits <= 0xFFFF; bits++) {
        const double value = brain((uint16_t)bits);

        if (isnan(value))
            cr_assert(isnan(brain(safetensors_number_bf16(value))));
        else
            cr_assert_eq(safetensors_number_bf16(value), bits);
    }
}

/* Between each two neighbours: the middle goes to the even one, anything off
 * the middle, however little, to the nearer one. */
Test(safetensors_number, bfloat16_is_rounded_to_nearest_ties_to_even)
{
    for (uint32_t bits = 1; bits < 0x7f7f; bits++) {
        const double low = brain((uint16_t)bits);
        const double high = brain((uint16_t)(bits + 1));
        const double middle = low + (high - low) / 2;
        const uint32_t even = bits + (bits & 1);

        cr_assert_eq(safetensors_number_bf16(middle), even);
        cr_assert_eq(safetensors_number_bf16(-middle), even | 0x8000);
        cr_assert_eq(safetensors_number_bf16(nextafter(middle, 0)), bits);
        cr_assert_eq(safetensors_number_bf16(nextafter(middle, high)),
                     bits + 1);
    }
}

Test(safetensors_number, bfloat16_keeps_the_ends_of_the_range)
{
    cr_assert_eq(safetensors_number_bf16((double)INFINITY), 0x7f80);
    cr_assert_eq(safetensors_number_bf16(-(double)INFINITY), 0xff80);
    cr_assert_eq(safetensors_number_bf16(1e300), 0x7f80);
    cr_assert_eq(safetensors_number_bf16(-0.0), 0x8000);
    cr_assert_eq(safetensors_number_bf16(1e-300), 0);
}
