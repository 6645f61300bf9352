#include "tests/model/ggufhostile.h"

#include <string.h>

#include "tests/model/ggufbytes.h"

#define U32  4
#define TEXT 8
#define LIST 9

static void number(struct buf *b, uint64_t value, int bytes)
{
    ggufbytes_number(b, value, bytes);
}

/* A whole file with one tensor "w" of 32 F32 and nothing to refuse. */
static void good(struct buf *b, uint64_t values)
{
    ggufbytes_head(b, 1, values);
}

static void end(struct buf *b)
{
    ggufbytes_tensor(b, "w", 32, 1, 0, 0);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 128; i++)
        buf_char(b, 0);
}

static void nothing(struct buf *b)
{
    (void)b;
}

static void magic(struct buf *b)
{
    good(b, 0);
    b->data[0] = 'g';
    end(b);
}

static void version(struct buf *b, uint32_t v)
{
    good(b, 0);
    for (int i = 0; i < 4; i++)
        b->data[4 + i] = (char)(v >> 8 * i & 255);
    end(b);
}

static void version_0(struct buf *b)
{
    version(b, 0);
}

static void version_1(struct buf *b)
{
    version(b, 1);
}

static void version_4(struct buf *b)
{
    version(b, 4);
}

static void big_endian(struct buf *b)
{
    version(b, 0x03000000);
}

static void many_tensors(struct buf *b)
{
    ggufbytes_head(b, UINT64_MAX, 0);
}

static void more_tensors_than_bytes(struct buf *b)
{
    ggufbytes_head(b, 60000, 0);
}

static void many_values(struct buf *b)
{
    ggufbytes_head(b, 0, UINT64_MAX / 2);
}

static void more_values_than_bytes(struct buf *b)
{
    ggufbytes_head(b, 0, 60000);
    number(b, 0, 8);
}

static void long_key(struct buf *b)
{
    good(b, 1);
    number(b, UINT64_MAX, 8);
    end(b);
}

static void key_past_the_end(struct buf *b)
{
    good(b, 1);
    number(b, 60000, 8);
    end(b);
}

static void empty_key(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "", U32);
    number(b, 1, 4);
    end(b);
}

static void zero_in_key(struct buf *b)
{
    good(b, 1);
    number(b, 3, 8);
    buf_add(b, "a\0b", 3);
    number(b, U32, 4);
    number(b, 1, 4);
    end(b);
}

static void key_twice(struct buf *b)
{
    good(b, 2);
    for (int i = 0; i < 2; i++) {
        ggufbytes_key(b, "k", U32);
        number(b, 1, 4);
    }
    end(b);
}

static void kind(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", 13);
    number(b, 1, 8);
    end(b);
}

static void flag(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", 7);
    number(b, 2, 1);
    end(b);
}

static void long_text(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", TEXT);
    number(b, ((uint64_t)16 << 20) + 1, 8);
    end(b);
}

static void text_length_wraps(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", TEXT);
    number(b, UINT64_MAX, 8); /* plus one is 0 */
    end(b);
}

static void text_past_the_end(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", TEXT);
    number(b, 100000, 8);
    end(b);
}

static void list_kind(struct buf *b, uint32_t of, uint64_t count)
{
    good(b, 1);
    ggufbytes_key(b, "k", LIST);
    number(b, of, 4);
    number(b, count, 8);
    end(b);
}

static void list_of_lists(struct buf *b)
{
    list_kind(b, LIST, 1);
}

static void list_of_nothing_known(struct buf *b)
{
    list_kind(b, 99, 1);
}

static void list_too_long(struct buf *b)
{
    list_kind(b, U32, (uint64_t)1 << 62); /* times 4 is 0 */
}

static void texts_too_many(struct buf *b)
{
    list_kind(b, TEXT, (uint64_t)1 << 30);
}

static void list_text_past_the_end(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "k", LIST);
    number(b, TEXT, 4);
    number(b, 2, 8);
    ggufbytes_text(b, "a");
    number(b, 5000, 8);
    end(b);
}

static void align(struct buf *b, uint32_t as, uint64_t value, int bytes)
{
    good(b, 1);
    ggufbytes_key(b, "general.alignment", as);
    number(b, value, bytes);
    end(b);
}

static void align_0(struct buf *b)
{
    align(b, U32, 0, 4);
}

static void align_33(struct buf *b)
{
    align(b, U32, 33, 4);
}

static void align_4(struct buf *b)
{
    align(b, U32, 4, 4);
}

static void align_huge(struct buf *b)
{
    align(b, U32, 0x80000000, 4);
}

static void align_64_bits(struct buf *b)
{
    align(b, 10, 32, 8);
}

static void align_text(struct buf *b)
{
    good(b, 1);
    ggufbytes_key(b, "general.alignment", TEXT);
    ggufbytes_text(b, "32");
    end(b);
}

static void tensor(struct buf *b, uint64_t cols, uint64_t rows, uint32_t type,
                   uint64_t offset)
{
    ggufbytes_head(b, 1, 0);
    ggufbytes_tensor(b, "w", cols, rows, type, offset);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 128; i++)
        buf_char(b, 0);
}

static void long_name(struct buf *b)
{
    char name[65];

    memset(name, 'n', 64);
    name[64] = '\0';
    ggufbytes_head(b, 1, 0);
    ggufbytes_tensor(b, name, 32, 1, 0, 0);
    ggufbytes_pad(b, 32);
}

static void no_name(struct buf *b)
{
    ggufbytes_head(b, 1, 0);
    ggufbytes_tensor(b, "", 32, 1, 0, 0);
    ggufbytes_pad(b, 32);
}

static void name_twice(struct buf *b)
{
    ggufbytes_head(b, 2, 0);
    ggufbytes_tensor(b, "w", 8, 1, 0, 0);
    ggufbytes_tensor(b, "w", 8, 1, 0, 32);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 64; i++)
        buf_char(b, 0);
}

static void dims(struct buf *b)
{
    ggufbytes_head(b, 1, 0);
    ggufbytes_text(b, "w");
    number(b, 5, 4);
    for (int i = 0; i < 10; i++)
        number(b, 1, 8);
}

static void dims_huge(struct buf *b)
{
    ggufbytes_head(b, 1, 0);
    ggufbytes_text(b, "w");
    number(b, UINT32_MAX, 4);
    for (int i = 0; i < 10; i++)
        number(b, 1, 8);
}

static void negative_extent(struct buf *b)
{
    tensor(b, UINT64_MAX, 1, 0, 0);
}

static void product_wraps(struct buf *b)
{
    tensor(b, (uint64_t)1 << 32, (uint64_t)1 << 32, 0, 0);
}

static void bytes_wrap(struct buf *b)
{
    tensor(b, (uint64_t)1 << 62, 1, 0, 0);
}

static void offset_past(struct buf *b)
{
    tensor(b, 32, 1, 0, UINT64_MAX - 31);
}

static void offset_gap(struct buf *b)
{
    tensor(b, 16, 1, 0, 64);
}

static void offset_odd(struct buf *b)
{
    tensor(b, 16, 1, 0, 1);
}

static void overlap(struct buf *b)
{
    ggufbytes_head(b, 2, 0);
    ggufbytes_tensor(b, "a", 16, 1, 0, 0);
    ggufbytes_tensor(b, "b", 16, 1, 0, 32);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 128; i++)
        buf_char(b, 0);
}

/* Sums of padded sizes that wrap: each tensor alone fits in 64 bits. */
static void sum_wraps(struct buf *b)
{
    const uint64_t big = ((uint64_t)1 << 62) - 8; /* bytes are 4 times that */
    ggufbytes_head(b, 2, 0);
    ggufbytes_tensor(b, "a", big, 1, 24, 0);
    ggufbytes_tensor(b, "b", big, 4, 24, 0);
    ggufbytes_pad(b, 32);
}

static void too_much_data(struct buf *b)
{
    tensor(b, 1 << 20, 1, 0, 0);
}

static void unknown_type(struct buf *b)
{
    tensor(b, 256, 1, 21, 0);
}

static void removed_type(struct buf *b)
{
    tensor(b, 32, 1, 4, 0);
}

static void broken_row(struct buf *b)
{
    tensor(b, 33, 1, 8, 0);
}

static void broken_k_row(struct buf *b)
{
    tensor(b, 32, 8, 12, 0); /* 256 numbers, but not in a row */
}

static void trailing(struct buf *b)
{
    tensor(b, 16, 1, 0, 0);
}

static void no_padding(struct buf *b)
{
    ggufbytes_head(b, 1, 0);
    ggufbytes_tensor(b, "w", 32, 1, 0, 0);
}

const struct ggufhostile ggufhostile[] = {
    {"an empty file", nothing, "are too few"},
    {"another magic", magic, "\"gGUF????\" at byte 0 begins no GGUF"},
    {"version 0", version_0, "the version at byte 4 is 0"},
    {"version 1", version_1, "the version at byte 4 is 1"},
    {"version 4", version_4, "the version at byte 4 is 4"},
    {"big-endian", big_endian, "big-endian"},
    {"2^64 tensors", many_tensors, "the tensor count at byte 8"},
    {"tensors", more_tensors_than_bytes, "more than the file can hold"},
    {"2^63 values", many_values, "the metadata count at byte 16"},
    {"values", more_values_than_bytes, "more than the file can hold"},
    {"a key of 2^64", long_key, "a key at byte 24 is 18446744073709551615"},
    {"a key too long", key_past_the_end, "a key at byte 32 needs 60000 bytes"},
    {"an empty key", empty_key, "has no name"},
    {"a zero in a key", zero_in_key, "\"a?b\" at byte 24 has a zero byte"},
    {"a key twice", key_twice, "stands twice"},
    {"kind 13", kind, "the value of k at byte 33 is 13"},
    {"a flag of 2", flag, "the value of k at byte 37 is 2"},
    {"a text too long", long_text, "the limit is 16777216"},
    {"a text of 2^64-1", text_length_wraps, "the limit is 16777216"},
    {"a text past the end", text_past_the_end, "needs 100000 bytes"},
    {"a list of lists", list_of_lists, "no kind of item"},
    {"a list of kind 99", list_of_nothing_known, "no kind of item"},
    {"a list of 2^62", list_too_long, "more items than the file can hold"},
    {"2^30 texts", texts_too_many, "more items than the file can hold"},
    {"an item past the end", list_text_past_the_end, "needs 5000 bytes"},
    {"alignment 0", align_0, "general.alignment at byte 49"},
    {"alignment 33", align_33, "no power of two"},
    {"alignment 4", align_4, "from 8 to 4096"},
    {"alignment 2^31", align_huge, "from 8 to 4096"},
    {"alignment of 64 bits", align_64_bits, "in 32 bits"},
    {"alignment as text", align_text, "in 32 bits"},
    {"a name of 64", long_name, "the limit is 63"},
    {"no name", no_name, "has no name"},
    {"a name twice", name_twice, "tensor \"w\" at byte"},
    {"5 extents", dims, "has 5 extents at byte 33"},
    {"2^32 extents", dims_huge, "the limit is 4"},
    {"extent -1", negative_extent, "has an extent of 18446744073709551615"},
    {"a product of 2^64", product_wraps, "product overflows"},
    {"2^64 bytes", bytes_wrap, "bytes overflow"},
    {"an offset of 2^64", offset_past, "has the offset 18446744073709551584"},
    {"a hole", offset_gap, "has the offset 64 at byte 57, not 0"},
    {"an offset of 1", offset_odd, "has the offset 1"},
    {"an overlap", overlap, "not 64, where the one before it ends"},
    {"a sum that wraps", sum_wraps, "tensor \"b\""},
    {"numbers past the end", too_much_data, "ends 4194176 bytes past the file"},
    {"type 21", unknown_type, "has the type 21 at byte 53"},
    {"type 4", removed_type, "has the type 4"},
    {"rows of 33", broken_row, "rows of 33 numbers"},
    {"rows of 32 in K", broken_k_row, "rows of 32 numbers"},
    {"bytes behind", trailing, "64 bytes behind the last tensor"},
    {"no padding", no_padding, "the padding before the numbers"},
    {NULL, NULL, NULL},
};
