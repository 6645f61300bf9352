#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/model/safetensors.h"

static char folder[] = "/tmp/lathe-safetensors-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/model.safetensors", folder);
}

static void drop_folder(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(safetensors, .init = make_folder, .fini = drop_folder);

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

/* Asks for every number of every tensor: the sanitizer watches. */
static void touch_all(const struct safetensors *s)
{
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];
        double *out = malloc((size_t)t->count * sizeof *out + 1);
        float *small = malloc((size_t)t->count * sizeof *small + 1);

        cr_assert_eq(safetensors_find(s, t->name), t);
        cr_assert_eq(t->bytes,
                     (size_t)t->count * safetensors_type_bytes(t->type));
        (void)safetensors_doubles(t, out);
        (void)safetensors_floats(t, small);
        free(out);
        free(small);
    }
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
        touch_all(&s);
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
        {{0x01, 0xe1, 0xf5, 0x05}, "100000001 bytes, the limit is 100000000"},
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
    cr_assert_str_eq(st.text, "65538 tensors, the limit is 65536");
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

static const float weights[] = {1, -2.5f, 3.25f, 0, 1e-3f, 7};
static const double exact[] = {0.1, -1e300};
static const int32_t whole[] = {-5, 6, 7};

static const struct safetensors_source sources[] = {
    {"half", SAFETENSORS_F32, SAFETENSORS_BF16, 2, {2, 3}, weights, NULL, NULL},
    {"full", SAFETENSORS_F32, SAFETENSORS_F32, 1, {6}, weights, NULL, NULL},
    {"wide", SAFETENSORS_F64, SAFETENSORS_F64, 1, {2}, exact, NULL, NULL},
    {"ids", SAFETENSORS_I32, SAFETENSORS_I32, 1, {3}, whole, NULL, NULL},
    {"grown", SAFETENSORS_F32, SAFETENSORS_F64, 1, {2}, weights, NULL, NULL},
    {"shrunk", SAFETENSORS_F64, SAFETENSORS_F32, 0, {0}, exact, NULL, NULL},
    {"none", SAFETENSORS_F32, SAFETENSORS_BF16, 1, {0}, NULL, NULL, NULL}};

static void save_small(char hash[HASH_TEXT])
{
    const struct safetensors_note notes[] = {{"kind", "gpt"}, {"é", "\"q\""}};
    const struct status st = safetensors_save(path, sources, 7, notes, 2, hash);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

Test(safetensors, what_was_saved_is_read_back)
{
    char hash[HASH_TEXT];
    struct safetensors s;
    float out[6];
    double wide[2];

    save_small(hash);
    const struct status st = safetensors_open(&s, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(s.count, 7);
    cr_assert_str_eq(safetensors_note(&s, "kind"), "gpt");
    cr_assert_str_eq(safetensors_note(&s, "é"), "\"q\"");
    for (int i = 0; i < 7; i++) {
        const struct safetensors_tensor *t =
            safetensors_find(&s, sources[i].name);

        cr_assert_not_null(t);
        cr_assert_eq(t->type, sources[i].type);
        cr_assert_eq(t->dims, sources[i].dims);
        cr_assert_eq(t->offset % safetensors_type_bytes(t->type), 0);
    }
    safetensors_floats(safetensors_find(&s, "full"), out);
    cr_assert_arr_eq(out, weights, sizeof weights);
    safetensors_floats(safetensors_find(&s, "half"), out);
    cr_assert_eq(out[1], -2.5f);
    cr_assert_eq(out[2], 3.25f);
    cr_assert_float_eq(out[4], 1e-3f, 1e-3f / 256);
    safetensors_doubles(safetensors_find(&s, "wide"), wide);
    cr_assert_arr_eq(wide, exact, sizeof exact);
    safetensors_doubles(safetensors_find(&s, "grown"), wide);
    cr_assert_eq(wide[1], -2.5);
    safetensors_floats(safetensors_find(&s, "ids"), out);
    cr_assert_eq(out[0], -5.0f);
    safetensors_floats(safetensors_find(&s, "shrunk"), out);
    cr_assert_eq(out[0], 0.1f);
    safetensors_close(&s);
}

Test(safetensors, the_hash_is_that_of_the_file)
{
    char told[HASH_TEXT], read[HASH_TEXT];
    struct filemap map;

    save_small(told);
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    hash_bytes(read, map.data, map.bytes);
    cr_assert_str_eq(told, read);
    filemap_close(&map);
}

Test(safetensors, a_large_tensor_is_converted_in_pieces)
{
    const int n = 10001;
    float *in = malloc((size_t)n * sizeof *in);
    float *out = malloc((size_t)n * sizeof *out);
    char hash[HASH_TEXT];
    struct safetensors s;

    for (int i = 0; i < n; i++)
        in[i] = (float)(i % 256);
    const struct safetensors_source big = {
        "big", SAFETENSORS_F32, SAFETENSORS_BF16, 1, {n}, in, NULL, NULL};
    cr_assert_eq(safetensors_save(path, &big, 1, NULL, 0, hash).code, 0);
    cr_assert_eq(safetensors_open(&s, path).code, 0);
    cr_assert_eq(safetensors_floats(s.tensors, out).code, 0);
    cr_assert_arr_eq(in, out, (size_t)n * sizeof *in);
    safetensors_close(&s);
    free(in);
    free(out);
}

Test(safetensors, wrong_sources_are_refused_and_leave_no_file)
{
    static const struct safetensors_source wrong[][2] = {
        {{"a", SAFETENSORS_F32, SAFETENSORS_F32, 1, {1}, weights, NULL, NULL},
         {"a", SAFETENSORS_F32, SAFETENSORS_F32, 1, {1}, weights, NULL, NULL}},
        {{"a", SAFETENSORS_I32, SAFETENSORS_F32, 1, {1}, whole, NULL, NULL}},
        {{"a", SAFETENSORS_F32, SAFETENSORS_U8, 1, {1}, weights, NULL, NULL}},
        {{"a", SAFETENSORS_F32, SAFETENSORS_F32, 1, {-1}, weights, NULL, NULL}},
        {{"a", SAFETENSORS_F32, SAFETENSORS_F32, 9, {1}, weights, NULL, NULL}},
        {{"a\xFF",
          SAFETENSORS_F32,
          SAFETENSORS_F32,
          1,
          {1},
          weights,
          NULL,
          NULL}},
        {{"__metadata__",
          SAFETENSORS_F32,
          SAFETENSORS_F32,
          1,
          {1},
          weights,
          NULL,
          NULL}}};
    char hash[HASH_TEXT];

    for (int i = 0; i < 7; i++) {
        const struct status st =
            safetensors_save(path, wrong[i], i ? 1 : 2, NULL, 0, hash);

        cr_assert_eq(st.code, STATUS_BAD_USAGE, "case %d", i);
        cr_assert_neq(access(path, F_OK), 0);
    }
}

Test(safetensors, a_folder_that_is_not_there_is_told)
{
    char hash[HASH_TEXT];
    struct safetensors s;

    cr_assert_eq(
        safetensors_save("/nowhere/m.safetensors", sources, 1, NULL, 0, hash)
            .code,
        STATUS_IO);
    cr_assert_eq(safetensors_open(&s, "/nowhere/m.safetensors").code,
                 STATUS_NOT_FOUND);
}

Test(safetensors, a_file_cut_anywhere_is_refused)
{
    char hash[HASH_TEXT];
    struct filemap map;
    struct safetensors s;

    save_small(hash);
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    for (size_t n = 0; n < map.bytes; n++) {
        unsigned char *copy = malloc(n + !n);

        memcpy(copy, map.data, n);
        cr_assert_eq(safetensors_parse(&s, copy, n).code, STATUS_BAD_FILE,
                     "%zu bytes", n);
        free(copy);
    }
    filemap_close(&map);
}

Test(safetensors, a_flipped_bit_is_refused_or_stays_in_bounds)
{
    char hash[HASH_TEXT];
    struct filemap map;
    int refused = 0;

    save_small(hash);
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    unsigned char *copy = malloc(map.bytes);
    for (size_t bit = 0; bit < map.bytes * 8; bit++) {
        struct safetensors s;

        memcpy(copy, map.data, map.bytes);
        copy[bit / 8] = (unsigned char)(copy[bit / 8] ^ 1 << bit % 8);
        if (safetensors_parse(&s, copy, map.bytes).code) {
            refused++;
            continue;
        }
        touch_all(&s);
        safetensors_close(&s);
    }
    cr_assert_gt(refused, 1000);
    free(copy);
    filemap_close(&map);
}
