#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/tokenizer.h"

#define HEAD "{\"format\":\"lathe-tokenizer\",\"version\":1,"

static char folder[] = "/tmp/lathe-tokenizer-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/tokenizer.json", folder);
}

static void drop_folder(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(tokenizer_file, .init = make_folder, .fini = drop_folder);

static struct status parse(struct tokenizer **t, const char *json)
{
    return tokenizer_file_parse(t, json, strlen(json));
}

static void assert_same(const struct tokenizer *a, const struct tokenizer *b)
{
    cr_assert_eq(tokenizer_kind(a), tokenizer_kind(b));
    cr_assert_eq(tokenizer_size(a), tokenizer_size(b));
    for (int32_t id = 0; id < tokenizer_size(a); id++) {
        size_t n, m;
        const char *x = tokenizer_piece(a, id, &n);
        const char *y = tokenizer_piece(b, id, &m);
        int32_t p[2] = {0}, q[2] = {0};

        cr_assert_eq(n, m);
        cr_assert_arr_eq(x, y, n);
        cr_assert_eq(tokenizer_parts(a, id, p), tokenizer_parts(b, id, q));
        cr_assert_arr_eq(p, q, sizeof p);
    }
}

Test(tokenizer_file, what_was_saved_is_loaded)
{
    static const char text[] = "to be, or not to be: 日本 日本";
    struct tokenizer *t[3], *back;

    cr_assert_eq(tokenizer_train_char(&t[0], text, strlen(text)).code, 0);
    cr_assert_eq(tokenizer_train_byte(&t[1]).code, 0);
    cr_assert_eq(tokenizer_train_bpe(&t[2], text, strlen(text), 300).code, 0);
    cr_assert_gt(tokenizer_size(t[2]), 258);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(tokenizer_file_save(t[i], path).code, 0);
        const struct status st = tokenizer_file_load(&back, path);
        cr_assert_eq(st.code, 0, "%s", st.text);
        assert_same(t[i], back);
        tokenizer_free(back);
        tokenizer_free(t[i]);
    }
}

Test(tokenizer_file, a_missing_file_and_a_full_folder_are_told)
{
    struct tokenizer *t;

    struct status st = tokenizer_file_load(&t, path);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(st.text, path));
    cr_assert_eq(tokenizer_train_byte(&t).code, 0);
    cr_assert_eq(tokenizer_file_save(t, "/nowhere/at/all.json").code,
                 STATUS_IO);
    tokenizer_free(t);
}

Test(tokenizer_file, each_kind_of_damage_is_refused_by_name)
{
    static const struct {
        const char *json, *why;
    } cases[] = {
        {"", "empty"},
        {"[]", "format is not"},
        {"{", "not JSON"},
        {"{\"version\":1,\"kind\":\"byte\"}", "format is not"},
        {"{\"format\":\"lathe-tokenizer\",\"version\":2,\"kind\":\"byte\"}",
         "version is not 1"},
        {HEAD "\"kind\":\"byte\",\"kind\":\"byte\"}", "duplicate"},
        {HEAD "\"kind\":\"word\",\"merges\":[]}", "kind is not"},
        {HEAD "\"kind\":7,\"merges\":[]}", "kind is not"},
        {HEAD "\"kind\":\"byte\",\"merges\":[]}", "keys are missing or"},
        {HEAD "\"kind\":\"bpe\"}", "keys are missing or"},
        {HEAD "\"kind\":\"bpe\",\"codes\":[97]}", "merges is no list"},
        {HEAD "\"kind\":\"bpe\",\"merges\":{}}", "merges is no list"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[97,98]}", "merge 0 is no list"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[97]]}", "merge 0 is no list"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[97,98,99]]}", "merge 0 is no"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[97,-15]]}", "value 1 is no id"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[1.5,98]]}", "value 0 is no id"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[4294967393,98]]}", "value 0 is"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[256,98]]}", "only ids below 256"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[97,98],[98,257]]}", "below 257"},
        {HEAD "\"kind\":\"bpe\",\"merges\":[[97,98],[97,98]]}", "second time"},
        {HEAD "\"kind\":\"char\",\"codes\":[]}", "0 characters"},
        {HEAD "\"kind\":\"char\",\"codes\":[97,97]}", "does not ascend"},
        {HEAD "\"kind\":\"char\",\"codes\":[98,97]}", "does not ascend"},
        {HEAD "\"kind\":\"char\",\"codes\":[55296]}", "is no character"},
        {HEAD "\"kind\":\"char\",\"codes\":[1114112]}", "is no character"},
        {HEAD "\"kind\":\"char\",\"codes\":[\"a\"]}", "value 0 is no id"},
        {HEAD "\"kind\":\"char\",\"codes\":[97]} {}", "not JSON"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tokenizer *t;
        const struct status st = parse(&t, cases[i].json);

        cr_assert_eq(st.code, STATUS_BAD_FILE, "%s", cases[i].json);
        cr_assert_not_null(strstr(st.text, cases[i].why), "%s: %s",
                           cases[i].json, st.text);
        cr_assert_null(t);
    }
}

/* Each merge doubles the last piece: 40 lines would ask for 2^40 bytes. */
Test(tokenizer_file, merges_that_double_cannot_ask_for_any_size)
{
    struct buf json;
    struct tokenizer *t;

    buf_init(&json, 10000);
    buf_text(&json, HEAD "\"kind\":\"bpe\",\"merges\":[[97,97]");
    for (int i = 0; i < 40; i++)
        buf_printf(&json, ",[%d,%d]", 256 + i, 256 + i);
    buf_text(&json, "]}");
    const struct status st = parse(&t, buf_string(&json));
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_str_eq(st.text, "merges: merge 8 makes a piece of 512 bytes, the "
                              "limit is 256");
    buf_release(&json);
}

Test(tokenizer_file, deep_nesting_is_no_trap)
{
    const size_t bytes = 1000000;
    char *json = malloc(bytes);
    struct tokenizer *t;

    memset(json, '[', bytes);
    cr_assert_eq(tokenizer_file_parse(&t, json, bytes).code, STATUS_BAD_FILE);
    free(json);
}

static struct filemap small_file(void)
{
    struct tokenizer *t;
    struct filemap map;

    cr_assert_eq(tokenizer_train_bpe(&t, "aaabdaaabac", 11, 300).code, 0);
    cr_assert_eq(tokenizer_file_save(t, path).code, 0);
    tokenizer_free(t);
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    return map;
}

Test(tokenizer_file, a_file_cut_anywhere_is_refused)
{
    struct filemap map = small_file();
    struct tokenizer *t;

    for (size_t n = 0; n + 1 < map.bytes; n++) { /* all but the last "\n" */
        char *copy = malloc(n + 1);

        memcpy(copy, map.data, n);
        cr_assert_eq(tokenizer_file_parse(&t, copy, n).code, STATUS_BAD_FILE,
                     "%zu bytes", n);
        free(copy);
    }
    filemap_close(&map);
}

Test(tokenizer_file, a_flipped_bit_is_refused_or_gives_a_whole_tokenizer)
{
    struct filemap map = small_file();
    int loaded = 0, refused = 0;

    for (size_t bit = 0; bit < map.bytes * 8; bit++) {
        char *copy = malloc(map.bytes);
        struct tokenizer *t;
        int32_t ids[11];
        size_t count;

        memcpy(copy, map.data, map.bytes);
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
        if (tokenizer_file_parse(&t, copy, map.bytes).code) {
            refused++;
        } else {
            cr_assert_eq(
                tokenizer_encode(t, "aaabdaaabac", 11, ids, 11, &count).code,
                0);
            loaded++;
        }
        tokenizer_free(t);
        free(copy);
    }
    cr_assert_gt(refused, 0);
    cr_assert_gt(loaded, 0);
    filemap_close(&map);
}
