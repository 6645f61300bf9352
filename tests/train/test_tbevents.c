#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/train/tbevents.h"

static uint64_t low(const unsigned char *at, int bytes)
{
    uint64_t x = 0;

    for (int i = 0; i < bytes; i++)
        x |= (uint64_t)at[i] << (8 * i);
    return x;
}

static uint32_t unmasked(uint64_t x)
{
    const uint32_t y = (uint32_t)x - 0xa282ead8u;

    return y >> 17 | y << 15;
}

/* The data of frame `i`, both checksums held against it; NULL: no such one. */
static const unsigned char *frame(const struct buf *b, int i, size_t *bytes)
{
    const unsigned char *at = (const unsigned char *)b->data;

    for (size_t left = b->bytes; left > 0;) {
        *bytes = (size_t)low(at, 8);
        cr_assert(*bytes + 16 <= left);
        cr_assert_eq(tbevents_crc(at, 8), unmasked(low(at + 8, 4)));
        cr_assert_eq(tbevents_crc(at + 12, *bytes),
                     unmasked(low(at + 12 + *bytes, 4)));
        if (i-- == 0)
            return at + 12;
        at += *bytes + 16;
        left -= *bytes + 16;
    }
    return NULL;
}

static struct runs_curves one_curve(double *step, double *value, int count)
{
    struct runs_curves c = {.count = 1};

    memcpy(c.curve[0].name, "loss", 5);
    c.curve[0].step = step;
    c.curve[0].value = value;
    c.curve[0].count = count;
    return c;
}

/* RFC 3720, appendix B.4, and the check value of CRC-32C. */
Test(tbevents, the_checksum_is_castagnolis)
{
    static const unsigned char zeros[32] = {0};

    cr_assert_eq(tbevents_crc("123456789", 9), 0xe3069283u);
    cr_assert_eq(tbevents_crc(zeros, 32), 0x8a9136aau);
}

Test(tbevents, a_file_begins_with_its_version)
{
    struct runs_curves none = {0};
    struct buf b;
    size_t bytes;

    buf_init(&b, 4096);
    tbevents_add(&b, &none, 1700000000);
    const unsigned char *at = frame(&b, 0, &bytes);
    cr_assert_not_null(at);
    cr_assert_eq(bytes, 9 + 2 + 13);
    cr_assert_eq(at[0], 0x09);
    cr_assert_eq(at[9], 0x1a);
    cr_assert_eq(memcmp(at + 11, "brain.Event:2", 13), 0);
    cr_assert_null(frame(&b, 1, &bytes));
    buf_release(&b);
}

Test(tbevents, a_point_is_a_step_and_a_scalar_under_its_name)
{
    double step[] = {300}, value[] = {1.5};
    const struct runs_curves c = one_curve(step, value, 1);
    /* step 300 as a varint; Summary{Value{tag "loss", simple_value 1.5}} */
    static const unsigned char rest[] = {0x10, 0xac, 0x02, 0x2a, 0x0d, 0x0a,
                                         0x0b, 0x0a, 0x04, 'l',  'o',  's',
                                         's',  0x15, 0x00, 0x00, 0xc0, 0x3f};
    struct buf b;
    size_t bytes;

    buf_init(&b, 4096);
    tbevents_add(&b, &c, 1700000000);
    const unsigned char *at = frame(&b, 1, &bytes);
    cr_assert_not_null(at);
    cr_assert_eq(bytes, 9 + sizeof rest);
    cr_assert_eq(memcmp(at + 9, rest, sizeof rest), 0);
    buf_release(&b);
}

Test(tbevents, what_is_no_number_is_left_out)
{
    double step[] = {0, 1, 2}, value[] = {1, NAN, INFINITY};
    const struct runs_curves c = one_curve(step, value, 3);
    struct buf b;
    size_t bytes;

    buf_init(&b, 4096);
    tbevents_add(&b, &c, 1);
    cr_assert_not_null(frame(&b, 1, &bytes));
    cr_assert_null(frame(&b, 2, &bytes));
    buf_release(&b);
}
