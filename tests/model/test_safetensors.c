#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/safetensors.h"
#include "tests/model/touch_safetensors.h"

/* A file by hand, in memory of exactly its size, so that the sanitizer sees
 * every byte read too many. The caller frees it. */
static unsigned char *file_of(const char *json, const void *data,
                              size_t data_bytes, size_t *bytes)
{
    const size_t n = strlen(json);
    unsigned char *file;

    *bytes = 8 + n + data_bytes;
    file = malloc(*bytes);
    for (int i = 0; i < 8; i++)
        file[i] = (unsigned char)((uint64_t)n >> 8 * i);
    memcpy(file + 8, json, n);
    if (data_bytes)
        memcpy(file + 8 + n, data, data_bytes);
    return file;
}

Test(safetensors, a_file_made_by_hand_is_read)
{
    static const char json[] =
        "{\"__metadata__\":{\"format\":\"pt\"},"
        "\"b\":{\"dtype\":\"BF16\",\"shape\":[1,2],\"data_offsets\":[12,16]},"
        "\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}  ";
    static const unsigned char data[] = {0,    0,    0x80, 0x3f, /* 1 */
                                         0,    0,    0x00, 0xc0, /* -2 */
                                         0,    0,    0x80, 0x7f, /* infinity */
                                         0xc0, 0x3f,             /* 1.5 */
                                         0x49, 0xc0};            /* -3.140625 */
    size_t bytes;
    unsigned char *file = file_of(json, data, sizeof data, &bytes);
    struct safetensors s;
    float out[3];

    const struct status st = safetensors_parse(&s, file, bytes);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(s.count, 2);
    cr_assert_str_eq(s.tensors[0].name, "a"); /* by place, not by name */
    cr_assert_str_eq(safetensors_note(&s, "format"), "pt");
    cr_assert_null(safetensors_note(&s, "Format"));
    cr_assert_null(safetensors_find(&s, "c"));

    const struct safetensors_tensor *b = safetensors_find(&s, "b");
    cr_assert_not_null(b);
    cr_assert_eq(b->type, SAFETENSORS_BF16);
    cr_assert_eq(b->dims, 2);
    cr_assert_eq(b->shape[1], 2);
    cr_assert_eq(b->offset, 8 + strlen(json) + 12);
    cr_assert_eq(safetensors_floats(b, out).code, 0);
    cr_assert_eq(out[0], 1.5f);
    cr_assert_eq(out[1], -3.140625f);
    cr_assert_eq(safetensors_floats(&s.tensors[0], out).code, 0);
    cr_assert_eq(out[0], 1.0f);
    cr_assert_eq(out[1], -2.0f);
    cr_assert(isinf(out[2]));
    safetensors_close(&s);
    free(file);
}

Test(safetensors, every_type_is_known_and_converted_at_any_address)
{
    static const struct {
        const char *dtype;
        size_t each;
        unsigned char one[8]; /* the number below */
        double value;
    } cases[] = {
        {"F64", 8, {0, 0, 0, 0, 0, 0, 0xf8, 0xbf}, -1.5},
        {"F32", 4, {0, 0, 0x40, 0x40}, 3},
        {"F16", 2, {0x00, 0xbe}, -1.5},
        {"BF16", 2, {0x20, 0x41}, 10},
        {"I64", 8, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -1},
        {"I32", 4, {0xfe, 0xff, 0xff, 0xff}, -2},
        {"I16", 2, {0x00, 0x80}, -32768},
        {"I8", 1, {0x80}, -128},
        {"U64", 8, {0, 0, 0, 0, 0, 0, 0, 0x80}, 9223372036854775808.0},
        {"U32", 4, {0xff, 0xff, 0xff, 0xff}, 4294967295.0},
        {"U16", 2, {0x01, 0x80}, 32769},
        {"U8", 1, {200}, 200},
        {"BOOL", 1, {1}, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int pad = 0; pad < 8; pad++) {
            char json[200];
            struct safetensors s;
            size_t bytes;
            double out;
            float small;

            snprintf(json, sizeof json,
                     "{\"x\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":"
                     "[0,%zu]}}%*s",
                     cases[i].dtype, cases[i].each, pad, "");
            unsigned char *file =
                file_of(json, cases[i].one, cases[i].each, &bytes);
            const struct status st = safetensors_parse(&s, file, bytes);
            cr_assert_eq(st.code, 0, "%s", st.text);
            cr_assert_eq(s.tensors[0].count, 1);
            cr_assert_str_eq(safetensors_type_name(s.tensors[0].type),
                             cases[i].dtype);
            cr_assert_eq(safetensors_doubles(s.tensors, &out).code, 0);
            cr_assert_eq(out, cases[i].value, "%s", cases[i].dtype);
            cr_assert_eq(safetensors_floats(s.tensors, &small).code, 0);
            cr_assert_eq(small, (float)cases[i].value);
            safetensors_close(&s);
            free(file);
        }
    }
}

Test(safetensors, eight_bit_floats_are_listed_but_not_converted)
{
    static const char json[] = "{\"x\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],"
                               "\"data_offsets\":[0,1]}}";
    struct safetensors s;
    size_t bytes;
    float out;
    unsigned char *file = file_of(json, "x", 1, &bytes);

    cr_assert_eq(safetensors_parse(&s, file, bytes).code, 0);
    cr_assert_eq(safetensors_floats(s.tensors, &out).code, STATUS_UNSUPPORTED);
    safetensors_close(&s);
    free(file);
}

Test(safetensors, no_tensors_and_empty_tensors_are_legal)
{
    static const char *const legal[] = {
        "{}", "{\"__metadata__\":{}}",
        ("{\"x\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
         "\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")};

    for (int i = 0; i < 3; i++) {
        struct safetensors s;
        size_t bytes;
        unsigned char *file = file_of(legal[i], NULL, 0, &bytes);

        cr_assert_eq(safetensors_parse(&s, file, bytes).code, 0);
        touch_safetensors(&s);
        safetensors_close(&s);
        free(file);
    }
}

#define X(type, shape, from, to)                                             \
    "\"x\":{\"dtype\":" type ",\"shape\":" shape ",\"data_offsets\":[" #from \
    "," #to "]}"
#define Y(from, to)                                                         \
    ",\"y\":{\"dtype\":\"U8\",\"shape\":[" #to "],\"data_offsets\":[" #from \
    "," #to "]}"
#define U8 "\"U8\""

/* Every file has 8 bytes of data. */
Test(safetensors, each_kind_of_damage_is_refused_by_name)
{
    static const struct {
        const char *json, *why;
    } cases[] = {
        {"", "does not start with {"},
        {" {}", "does not start with {"},
        {"[]", "does not start with {"},
        {"\xEF\xBB\xBF{}", "does not start with {"},
        {"{", "is not JSON"},
        {"{}{}", "is not JSON"},
        {"{\"a\xFF\":1}", "is not JSON"},
        {"{\"x\\u0000\":1}", "is not JSON"},
        {"{}", "8 bytes behind the last tensor belong to none"},
        {"{" X(U8, "[7]", 0, 7) "}", "1 bytes behind the last"},
        {"{" X(U8, "[4]", 0, 4) "," X(U8, "[4]", 4, 8) "}", "duplicate"},
        {"{" X(U8, "[7]", 1, 8) "}", "\"x\" has a hole before it"},
        {"{" X(U8, "[3]", 0, 3) ",\"y\":{\"dtype\":\"U8\",\"shape\":[4],"
                                "\"data_offsets\":[4,8]}}",
         "\"y\" has a hole before it"},
        {"{" X(U8, "[5]", 0, 5) ",\"y\":{\"dtype\":\"U8\",\"shape\":[4],"
                                "\"data_offsets\":[4,8]}}",
         "\"y\" overlaps the tensor before it"},
        {"{" X(U8, "[8]", 0, 8) Y(0, 8) "}", "overlaps the tensor before it"},
        {"{" X(U8, "[20]", 0, 20) "}", "ends 12 bytes past the file"},
        {"{" X(U8, "[8]", 8, 0) "}", "ends before it starts"},
        {"{" X(U8, "[8]", -8, 0) "}", "no data_offsets of two"},
        {"{" X(U8, "[8]", 0.0, 8.0) "}", "no data_offsets of two"},
        {"{\"x\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8,9]}}",
         "no data_offsets of two"},
        {"{" X(U8, "[8]", 0, 99999999999999999999) "}", "is not JSON"},
        {"{" X(U8, "[8]", 0, 9223372036854775807) "}", "past the file"},
        {"{" X(U8, "[9]", 0, 8) "}", "needs 9 bytes for its shape, but"},
        {"{" X("\"F32\"", "[8]", 0, 8) "}", "needs 32 bytes"},
        {"{" X("\"F32\"", "[]", 0, 8) "}", "needs 4 bytes"},
        {"{" X("\"F31\"", "[2]", 0, 8) "}", "unknown dtype \"F31\""},
        {"{" X("\"f32\"", "[2]", 0, 8) "}", "unknown dtype \"f32\""},
        {"{" X("32", "[2]", 0, 8) "}", "has no dtype"},
        {"{" X(U8, "8", 0, 8) "}", "has no shape"},
        {"{" X(U8, "[-8,-1]", 0, 8) "}", "extent that is no whole number"},
        {"{" X(U8, "[8.0]", 0, 8) "}", "extent that is no whole number"},
        {"{" X(U8, "[\"8\"]", 0, 8) "}", "extent that is no whole number"},
        {"{" X(U8, "[1,1,1,1,1,1,1,1,8]", 0, 8) "}", "too many extents"},
        {"{" X(U8, "[4294967296,4294967296]", 0, 8) "}", "overflows"},
        {"{" X("\"F64\"", "[2305843009213693953]", 0, 8) "}", "overflows"},
        {"{" X(U8, "[4611686018427387904,4,2]", 0, 8) "}", "overflows"},
        {"{\"x\":7}", "\"x\" is no object"},
        {"{\"x\":{}}", "has no dtype"},
        {"{\"x\\u001b[2J\":7}", "\"x?[2J\" is no object"},
        {"{\"__metadata__\":7," X(U8, "[8]", 0, 8) "}", "is no object"},
        {"{\"__metadata__\":{\"a\":1}," X(U8, "[8]", 0, 8) "}", "is no text"},
        {"{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}," X(U8, "[8]", 0, 8) "}",
         "duplicate"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct safetensors s;
        size_t bytes;
        unsigned char *file = file_of(cases[i].json, "12345678", 8, &bytes);
        const struct status st = safetensors_parse(&s, file, bytes);

        cr_assert_eq(st.code, STATUS_BAD_FILE, "%s: %s", cases[i].json,
                     st.text);
        cr_assert_not_null(strstr(st.text, cases[i].why), "%s: %s",
                           cases[i].json, st.text);
        free(file);
    }
}

Test(safetensors, a_header_that_is_too_long_is_refused)
{
    static const struct {
        unsigned char length[8];
        const char *why;
    } cases[] = {
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "the limit is"},
        {{0x01, 0xe1, 0xf5, 0x05}, "is 100000001, the limit is 100000000"},
        {{0x00, 0xe1, 0xf5, 0x05}, "99999998 bytes past the file"},
        {{3}, "ends 1 bytes past the file"},
        {{0}, "does not start with {"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char *file = malloc(10);
        struct safetensors s;

        memcpy(file, cases[i].length, 8);
        memcpy(file + 8, "{}", 2);
        const struct status st = safetensors_parse(&s, file, 10);
        cr_assert_eq(st.code, STATUS_BAD_FILE);
        cr_assert_not_null(strstr(st.text, cases[i].why), "%s", st.text);
        free(file);
    }
}

Test(safetensors, too_many_tensors_are_refused)
{
    struct buf json;
    struct safetensors s;
    size_t bytes;

    buf_init(&json, (size_t)64 << 20);
    buf_char(&json, '{');
    for (int i = 0; i < SAFETENSORS_MAX_TENSORS + 2; i++)
        buf_printf(&json,
                   "%s\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":"
                   "[0,0]}",
                   i ? "," : "", i);
    buf_char(&json, '}');
    unsigned char *file = file_of(buf_string(&json), NULL, 0, &bytes);
    const struct status st = safetensors_parse(&s, file, bytes);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_str_eq(st.text,
                     "the header at byte 8 has 65538 tensors, the limit is "
                     "65536");
    buf_release(&json);
    free(file);
}

/* The format's own limit lets 100 MB of "0," through: 2 GB as a tree. */
Test(safetensors, a_header_of_a_million_values_is_not_parsed)
{
    static const struct {
        const char *start, *piece, *why;
    } cases[] = {{"{\"a\":[0", ",0", "1100001 commas"},
                 {"{\"a\":0", ",\"b\":0", "1100002 keys"}};

    for (int i = 0; i < 2; i++) {
        struct buf json;
        struct safetensors s;
        size_t bytes;

        buf_init(&json, (size_t)64 << 20);
        buf_text(&json, cases[i].start);
        for (int k = 0; k < 1100001; k++)
            buf_text(&json, cases[i].piece);
        unsigned char *file = file_of(buf_string(&json), NULL, 0, &bytes);
        const struct status st = safetensors_parse(&s, file, bytes);
        cr_assert_eq(st.code, STATUS_BAD_FILE);
        cr_assert_not_null(strstr(st.text, cases[i].why), "%s", st.text);
        buf_release(&json);
        free(file);
    }
}

/* Commas and colons inside names and notes are no values. */
Test(safetensors, long_notes_are_no_values)
{
    const int n = 2000000;
    struct buf json;
    struct safetensors s;
    size_t bytes;

    buf_init(&json, (size_t)64 << 20);
    buf_text(&json, "{\"__metadata__\":{\"a\":\"\\\"");
    for (int i = 0; i < n; i++)
        buf_text(&json, ",:");
    buf_text(&json, "\"}}");
    unsigned char *file = file_of(buf_string(&json), NULL, 0, &bytes);
    const struct status st = safetensors_parse(&s, file, bytes);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(strlen(safetensors_note(&s, "a")), 1 + 2 * n);
    safetensors_close(&s);
    buf_release(&json);
    free(file);
}
