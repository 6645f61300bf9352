#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"

Test(cursor, numbers_stand_low_byte_first_at_any_address)
{
    static const unsigned char data[] = {9, 1, 2,  3,  4,  5,  6, 7,
                                         8, 9, 10, 11, 12, 13, 14};
    struct cursor c = cursor_over(data, sizeof data);

    cr_assert_eq(cursor_u8(&c), 9);
    cr_assert_eq(cursor_u64(&c), UINT64_C(0x0807060504030201));
    cr_assert_eq(cursor_u32(&c), 0x0C0B0A09u);
    cr_assert_eq(cursor_u16(&c), 0x0E0D);
    cr_assert_eq(cursor_left(&c), 0);
    cr_assert_eq(cursor_status(&c, "x").code, STATUS_FINE);
}

/* On a heap block of its size: the sanitizer sees a byte read too many. */
Test(cursor, a_read_past_the_end_fails_for_good_and_says_where)
{
    unsigned char *data = calloc(1, 6);
    struct cursor c = cursor_over(data, 6);

    cr_assert_eq(cursor_u32(&c), 0);
    cr_assert_null(cursor_take(&c, SIZE_MAX));
    cr_assert_null(cursor_take(&c, 1), "there would be one, but it failed");
    cr_assert_eq(cursor_u8(&c), 0);
    const struct status st = cursor_status(&c, "tensor count");
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "tensor count at byte 4 needs"), "%s", st.text);
    cr_assert(strstr(st.text, "2 are left"), "%s", st.text);
    free(data);
}

Test(cursor, aligning_stays_within_the_data)
{
    unsigned char data[40] = {0};
    struct cursor c = cursor_over(data, sizeof data);

    cursor_align(&c, 32);
    cr_assert_eq(c.at, 0);
    cursor_take(&c, 1);
    cursor_align(&c, 32);
    cr_assert_eq(c.at, 32);
    cursor_take(&c, 1);
    cursor_align(&c, 32);
    cr_assert(c.failed);
    cr_assert_eq(c.at, 33);
}

Test(cursor, nothing_of_a_file_reaches_a_terminal_as_it_is)
{
    char out[6];

    cursor_show(out, sizeof out,
                "a\x1b[\xff"
                "bcd",
                7);
    cr_assert_str_eq(out, "a?[?b");
    cursor_show(out, sizeof out, NULL, 0);
    cr_assert_str_eq(out, "");
}
