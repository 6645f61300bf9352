#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"

Test(buf, starts_as_the_empty_text)
{
    struct buf b;

    buf_init(&b, 100);
    cr_assert_str_eq(buf_string(&b), "");
    cr_assert_eq(buf_status(&b).code, 0);
    buf_release(&b);
}

Test(buf, joins_what_it_is_given)
{
    struct buf b;

    buf_init(&b, 1000);
    buf_text(&b, "loss ");
    buf_printf(&b, "%.2f", 4.17);
    buf_char(&b, '\n');
    buf_add(&b, "ab\0c", 4);
    cr_assert_eq(b.bytes, 14);
    cr_assert_eq(memcmp(b.data, "loss 4.17\nab\0c", 15), 0);
    buf_release(&b);
}

Test(buf, grows_far_past_its_first_room)
{
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_char(&b, (char)('a' + i % 26));
    cr_assert_eq(b.bytes, 100000);
    cr_assert_eq(strlen(buf_string(&b)), 100000);
    cr_assert_eq(b.data[99999], 'a' + 99999 % 26);
    buf_release(&b);
}

Test(buf, fills_to_exactly_its_limit)
{
    struct buf b;

    buf_init(&b, 5);
    buf_text(&b, "12345");
    cr_assert_eq(buf_status(&b).code, 0);
    buf_char(&b, '6');
    cr_assert_eq(buf_status(&b).code, STATUS_TOO_BIG);
    cr_assert_str_eq(buf_string(&b), "12345");
    buf_release(&b);
}

Test(buf, failure_is_sticky_until_cleared)
{
    struct buf b;

    buf_init(&b, 4);
    buf_text(&b, "too long");
    buf_text(&b, "ok");
    cr_assert_str_eq(buf_string(&b), "");
    cr_assert_eq(buf_status(&b).code, STATUS_TOO_BIG);
    buf_clear(&b);
    buf_text(&b, "ok");
    cr_assert_str_eq(buf_string(&b), "ok");
    cr_assert_eq(buf_status(&b).code, 0);
    buf_release(&b);
}

Test(buf, a_size_that_would_wrap_around_is_refused)
{
    struct buf b;

    buf_init(&b, SIZE_MAX);
    buf_text(&b, "seven b");
    buf_add(&b, "x", SIZE_MAX - 3);
    cr_assert_eq(buf_status(&b).code, STATUS_TOO_BIG);
    cr_assert_eq(b.bytes, 7);
    buf_release(&b);
}

Test(buf, long_formatted_text_arrives_whole)
{
    struct buf b;

    buf_init(&b, 10000);
    buf_printf(&b, "%01234d|", 7);
    cr_assert_eq(b.bytes, 1235);
    cr_assert_eq(b.data[1233], '7');
    cr_assert_eq(b.data[1234], '|');
    buf_release(&b);
}

Test(buf, take_hands_the_bytes_over_and_starts_anew)
{
    struct buf b;

    buf_init(&b, 100);
    buf_text(&b, "mine");
    char *taken = buf_take(&b);
    buf_text(&b, "yours");
    cr_assert_str_eq(taken, "mine");
    cr_assert_str_eq(buf_string(&b), "yours");
    free(taken);
    buf_release(&b);
}
