#include <criterion/criterion.h>

#include "tui/clipboard.h"

static void claim(const char *text, const char *sequence)
{
    struct buf out;

    buf_init(&out, CLIPBOARD_BYTES);
    clipboard_sequence(text, strlen(text), &out);
    cr_assert_str_eq(buf_string(&out), sequence);
    buf_release(&out);
}

/* The examples of RFC 4648, section 10. */
Test(clipboard, bytes_become_base64)
{
    claim("", "\033]52;c;\033\\");
    claim("f", "\033]52;c;Zg==\033\\");
    claim("fo", "\033]52;c;Zm8=\033\\");
    claim("foo", "\033]52;c;Zm9v\033\\");
    claim("foobar", "\033]52;c;Zm9vYmFy\033\\");
    claim("\xff\xfe\xfd", "\033]52;c;//79\033\\");
}
