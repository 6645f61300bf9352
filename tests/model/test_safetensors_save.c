/* What is written is read back; what is cut or flipped is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/safetensors.h"
#include "tests/model/touch_safetensors.h"

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

TestSuite(safetensors_save, .init = make_folder, .fini = drop_folder);

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

Test(safetensors_save, what_was_saved_is_read_back)
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

Test(safetensors_save, the_hash_is_that_of_the_file)
{
    char told[HASH_TEXT], read[HASH_TEXT];
    struct filemap map;

    save_small(told);
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    hash_bytes(read, map.data, map.bytes);
    cr_assert_str_eq(told, read);
    filemap_close(&map);
}

Test(safetensors_save, a_large_tensor_is_converted_in_pieces)
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

Test(safetensors_save, wrong_sources_are_refused_and_leave_no_file)
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

Test(safetensors_save, a_folder_that_is_not_there_is_told)
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

Test(safetensors_save, a_file_cut_anywhere_is_refused)
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

Test(safetensors_save, a_flipped_bit_is_refused_or_stays_in_bounds)
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
        touch_safetensors(&s);
        safetensors_close(&s);
    }
    cr_assert_gt(refused, 1000);
    free(copy);
    filemap_close(&map);
}
