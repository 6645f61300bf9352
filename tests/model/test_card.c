#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/card.h"

static char folder[] = "/tmp/lathe-card-XXXXXX";
static char weights[64], path[64];

static void put(const char *where, const void *data, size_t bytes)
{
    FILE *f = fopen(where, "wb");

    cr_assert_not_null(f);
    cr_assert_eq(fwrite(data, 1, bytes, f), bytes);
    cr_assert_eq(fclose(f), 0);
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(weights, sizeof weights, "%s/model.safetensors", folder);
    snprintf(path, sizeof path, "%s/card.json", folder);
    put(weights, "weights", 7);
}

static void drop_folder(void)
{
    unlink(weights);
    unlink(path);
    rmdir(folder);
}

TestSuite(card, .init = make_folder, .fini = drop_folder);

static void write_card(void)
{
    struct card *c = card_new();

    card_set_text(c, CARD_MODEL, "architecture", "gpt");
    card_set_int(c, CARD_MODEL, "layers", 4);
    card_set_real(c, CARD_MODEL, "dropout", 0.1);
    card_set_text(c, CARD_TRAINING, "command", "lathe train --data \"a b\"");
    card_set_real(c, CARD_SCORES, "val_loss", 1.9);
    card_set_real(c, CARD_SCORES, "val_loss", 1.8765432109876543);
    cr_assert_eq(card_add_file(c, folder, "model.safetensors").code, 0);
    const struct status st = card_write(c, folder);
    cr_assert_eq(st.code, 0, "%s", st.text);
    card_free(c);
}

static struct card *read_card(void)
{
    struct card *c;
    const struct status st = card_read(&c, folder);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return c;
}

Test(card, what_was_written_is_read)
{
    const char *text;
    int64_t whole;
    double real;

    write_card();
    struct card *c = read_card();
    cr_assert_eq(card_text(c, CARD_MODEL, "architecture", &text).code, 0);
    cr_assert_str_eq(text, "gpt");
    cr_assert_eq(card_int(c, CARD_MODEL, "layers", 1, 100, &whole).code, 0);
    cr_assert_eq(whole, 4);
    cr_assert_eq(card_real(c, CARD_MODEL, "layers", &real).code, 0);
    cr_assert_eq(real, 4.0);
    cr_assert_eq(card_real(c, CARD_SCORES, "val_loss", &real).code, 0);
    cr_assert_eq(real, 1.8765432109876543); /* to the last bit */
    cr_assert_eq(card_text(c, CARD_TRAINING, "command", &text).code, 0);
    cr_assert_str_eq(text, "lathe train --data \"a b\"");
    card_free(c);
}

Test(card, a_card_that_was_read_can_be_written_again)
{
    struct filemap a, b;

    write_card();
    cr_assert_eq(filemap_open(&a, path, 10000).code, 0);
    struct card *c = read_card();
    cr_assert_eq(card_write(c, folder).code, 0);
    cr_assert_eq(filemap_open(&b, path, 10000).code, 0);
    cr_assert_eq(a.bytes, b.bytes);
    cr_assert_arr_eq(a.data, b.data, a.bytes);
    filemap_close(&a);
    filemap_close(&b);
    card_free(c);
}

Test(card, keys_are_listed_in_the_order_of_the_file)
{
    struct buf out;

    write_card();
    struct card *c = read_card();
    buf_init(&out, 1000);
    cr_assert_eq(card_count(c, CARD_MODEL), 3);
    for (int i = 0; i < 3; i++) {
        const char *key = card_key(c, CARD_MODEL, i);

        buf_printf(&out, "%s=", key);
        card_show(c, CARD_MODEL, key, &out);
        buf_char(&out, ' ');
    }
    cr_assert_str_eq(buf_string(&out), "architecture=gpt layers=4 "
                                       "dropout=0.1 ");
    cr_assert_null(card_key(c, CARD_MODEL, 3));
    cr_assert(card_has(c, CARD_MODEL, "layers"));
    cr_assert_not(card_has(c, CARD_MODEL, "heads"));
    buf_release(&out);
    card_free(c);
}

Test(card, missing_and_wrong_values_are_told_by_their_key)
{
    struct card *c = card_new();
    const char *text;
    int64_t whole;
    double real;

    card_set_int(c, CARD_MODEL, "layers", 400);
    card_set_text(c, CARD_MODEL, "heads", "four");
    struct status st = card_int(c, CARD_MODEL, "width", 1, 9, &whole);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_str_eq(st.text, "card.json: model has no width");
    st = card_int(c, CARD_MODEL, "layers", 1, 100, &whole);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_str_eq(st.text, "card.json: model.layers is no whole number "
                              "from 1 to 100");
    cr_assert_eq(card_int(c, CARD_MODEL, "heads", 1, 9, &whole).code,
                 STATUS_BAD_FILE);
    cr_assert_eq(card_real(c, CARD_MODEL, "heads", &real).code,
                 STATUS_BAD_FILE);
    cr_assert_eq(card_text(c, CARD_MODEL, "layers", &text).code,
                 STATUS_BAD_FILE);
    card_free(c);
}

Test(card, what_json_cannot_hold_is_refused_when_it_is_written)
{
    for (int i = 0; i < 2; i++) {
        struct card *c = card_new();

        if (i)
            card_set_real(c, CARD_SCORES, "loss", (double)NAN);
        else
            card_set_text(c, CARD_TRAINING, "loss", "\xFF");
        card_set_real(c, CARD_SCORES, "other", 1);
        const struct status st = card_write(c, folder);
        cr_assert_eq(st.code, STATUS_BAD_USAGE);
        cr_assert_not_null(strstr(st.text, ".loss"));
        cr_assert_neq(access(path, F_OK), 0);
        card_free(c);
    }
}

Test(card, an_untouched_folder_is_verified)
{
    write_card();
    struct card *c = read_card();
    cr_assert_eq(card_verify(c, folder).code, 0);
    card_free(c);
}

Test(card, a_changed_file_is_named)
{
    write_card();
    struct card *c = read_card();
    put(weights, "weighty", 7);
    struct status st = card_verify(c, folder);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_not_null(strstr(st.text, folder));
    cr_assert_not_null(
        strstr(st.text, "/model.safetensors: hash does not match its card; the "
                        "file was changed or damaged"));
    put(weights, "", 0);
    cr_assert_eq(card_verify(c, folder).code, STATUS_BAD_FILE);
    unlink(weights);
    st = card_verify(c, folder);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(
        strstr(st.text, "/model.safetensors: listed by its card but missing"));
    cr_assert_not_null(strstr(st.text, folder));
    card_free(c);
}

Test(card, a_folder_without_a_card_is_told)
{
    struct card *c;

    cr_assert_eq(card_read(&c, folder).code, STATUS_NOT_FOUND);
    cr_assert_null(c);
}

Test(card, files_outside_the_folder_cannot_be_listed)
{
    static const char *const names[] = {"../x", "/etc/passwd", "..", "",
                                        "a/b",  "card.json",   ".x"};
    struct card *c = card_new();

    for (int i = 0; i < 7; i++)
        cr_assert_eq(card_add_file(c, folder, names[i]).code, STATUS_BAD_USAGE);
    card_set_text(c, CARD_FILES, "../x", "00");
    cr_assert_eq(card_write(c, folder).code, 0);
    card_free(c);
    const struct status st = card_read(&c, folder);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_not_null(strstr(st.text, "no plain file name"));
}

Test(card, each_kind_of_damage_is_refused_by_name)
{
    static const struct {
        const char *json, *why;
    } cases[] = {{"", "is empty"},
                 {"{", "line 1 is not JSON"},
                 {"[]", "format is not"},
                 {"{\"format\":\"lathe-card\"}", "does not match its own hash"},
                 {"{\"format\":\"lathe-card\",\"card_sha256\":\"00\"}",
                  "does not match its own hash"},
                 {"{\"format\":\"a\",\"format\":\"lathe-card\"}", "not JSON"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct card *c;

        put(path, cases[i].json, strlen(cases[i].json));
        const struct status st = card_read(&c, folder);
        cr_assert_eq(st.code, STATUS_BAD_FILE);
        cr_assert_not_null(strstr(st.text, cases[i].why), "%s", st.text);
        cr_assert_not_null(strstr(st.text, "card.json"));
    }
}

Test(card, a_card_cut_anywhere_is_refused)
{
    struct filemap map;
    struct card *c;

    write_card();
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    for (size_t n = 0; n < map.bytes; n++) {
        void *copy = malloc(n + !n);

        memcpy(copy, map.data, n);
        cr_assert_eq(card_parse(&c, copy, n).code, STATUS_BAD_FILE);
        cr_assert_null(c);
        free(copy);
    }
    filemap_close(&map);
}

Test(card, a_flipped_bit_is_refused)
{
    struct filemap map;
    struct card *c;

    write_card();
    cr_assert_eq(filemap_open(&map, path, 10000).code, 0);
    char *copy = malloc(map.bytes);
    for (size_t bit = 0; bit < map.bytes * 8; bit++) {
        memcpy(copy, map.data, map.bytes);
        copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
        cr_assert_eq(card_parse(&c, copy, map.bytes).code, STATUS_BAD_FILE,
                     "bit %zu", bit);
    }
    free(copy);
    filemap_close(&map);
}
