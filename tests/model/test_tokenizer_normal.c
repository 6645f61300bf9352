#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/model/tokenizer_normal.h"
#include "engine/model/tokenizer_unicode.h"

static struct tokenizer_normal_step one_step(enum tokenizer_normal_kind k)
{
    return (struct tokenizer_normal_step){.kind = k};
}

static void assert_becomes(const struct tokenizer_normal *n, const char *text,
                           const char *want)
{
    struct tokenizer_normal_view v = {text, strlen(text), NULL, NULL};
    struct tokenizer_normal_work w = {0};

    cr_assert(tokenizer_normal_run(n, &w, &v));
    cr_assert_eq(v.bytes, strlen(want), "\"%s\" became \"%.*s\"", text,
                 (int)v.bytes, v.text);
    cr_assert(!memcmp(v.text, want, v.bytes), "\"%s\" became \"%.*s\"", text,
              (int)v.bytes, v.text);
    cr_assert_leq(v.bytes, tokenizer_normal_most(n, strlen(text)));
    tokenizer_normal_release(&w);
}

static void assert_one(enum tokenizer_normal_kind kind, const char *text,
                       const char *want)
{
    const struct tokenizer_normal n = {1, {one_step(kind)}};

    assert_becomes(&n, text, want);
}

Test(tokenizer_normal, the_four_forms_of_small_words)
{
    assert_one(TOKENIZER_NORMAL_NFC, "e\xCC\x81", "é");
    assert_one(TOKENIZER_NORMAL_NFD, "é", "e\xCC\x81");
    assert_one(TOKENIZER_NORMAL_NFC, "ﬁ²", "ﬁ²");
    assert_one(TOKENIZER_NORMAL_NFKC, "ﬁ²", "fi2");
    assert_one(TOKENIZER_NORMAL_NFKD, "ﬁé", "fie\xCC\x81");
    assert_one(TOKENIZER_NORMAL_NFC, "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8",
               "각");
    assert_one(TOKENIZER_NORMAL_NFC, "plain", "plain");
    assert_one(TOKENIZER_NORMAL_NFC, "", "");
}

/* A mark below goes before a mark above, however they were typed. */
Test(tokenizer_normal, marks_stand_in_their_order)
{
    assert_one(TOKENIZER_NORMAL_NFD, "q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87");
    assert_one(TOKENIZER_NORMAL_NFC, "e\xCC\xA3\xCC\x81", "ẹ\xCC\x81");
}

/* U+07FD came with Unicode 11; the reference does not know its place. */
Test(tokenizer_normal, younger_marks_stay_where_they_are)
{
    assert_one(TOKENIZER_NORMAL_NFD, "a\xCC\x81\xDF\xBD", "a\xCC\x81\xDF\xBD");
    assert_one(TOKENIZER_NORMAL_NFKC, "\xE3\x8B\xBF", "\xE3\x8B\xBF");
}

Test(tokenizer_normal, small_letters_one_character_at_a_time)
{
    assert_one(TOKENIZER_NORMAL_LOWER, "ABC ÄΣ", "abc äσ");
    assert_one(TOKENIZER_NORMAL_LOWER, "\xC4\xB0", "i\xCC\x87");
}

Test(tokenizer_normal, bert_drops_controls_and_sets_ideographs_apart)
{
    assert_one(TOKENIZER_NORMAL_CLEAN, "a\x01\tb\x7F\xC2\xA0\xEF\xBF\xBD",
               "a b ");
    assert_one(TOKENIZER_NORMAL_IDEOGRAPHS, "a漢b", "a 漢 b");
    assert_one(TOKENIZER_NORMAL_MARKS, "e\xCC\x81x", "ex");
}

Test(tokenizer_normal, strings_are_replaced_and_put_before)
{
    const struct tokenizer_normal n = {
        2,
        {{TOKENIZER_NORMAL_PREPEND, 0, 1, "", "_"},
         {TOKENIZER_NORMAL_REPLACE, 2, 1, "ab", "-"}}};

    assert_becomes(&n, "xabab a", "_x-- a");
    assert_becomes(&n, "aab", "_a-");
    assert_becomes(&n, "", "");
    assert_one(TOKENIZER_NORMAL_TRIM_LEFT, " \n a ", "a ");
    assert_one(TOKENIZER_NORMAL_TRIM_RIGHT, " a \xE3\x80\x80", " a");
    assert_one(TOKENIZER_NORMAL_TRIM_RIGHT, "  ", "");
}

Test(tokenizer_normal, every_byte_knows_where_it_came_from)
{
    static const char text[] = "Xe\xCC\x81漢";
    const struct tokenizer_normal n = {3,
                                       {one_step(TOKENIZER_NORMAL_NFC),
                                        one_step(TOKENIZER_NORMAL_IDEOGRAPHS),
                                        one_step(TOKENIZER_NORMAL_LOWER)}};
    static const uint32_t from[] = {0, 1, 1, 4, 4, 4, 4, 7};
    static const uint32_t to[] = {1, 4, 4, 4, 7, 7, 7, 7};
    struct tokenizer_normal_view v = {text, strlen(text), NULL, NULL};
    struct tokenizer_normal_work w = {.spans = true};

    cr_assert(tokenizer_normal_run(&n, &w, &v));
    cr_assert_eq(v.bytes, 8);
    cr_assert(!memcmp(v.text, "xé 漢 ", 8));
    for (int i = 0; i < 8; i++) {
        cr_assert_eq(v.from[i], from[i], "byte %d is from %u", i, v.from[i]);
        cr_assert_eq(v.to[i], to[i], "byte %d goes to %u", i, v.to[i]);
    }
    tokenizer_normal_release(&w);
}

static const enum tokenizer_normal_kind forms[] = {
    TOKENIZER_NORMAL_NFC, TOKENIZER_NORMAL_NFD, TOKENIZER_NORMAL_NFKC,
    TOKENIZER_NORMAL_NFKD};

/* The library's own form of one character between two letters. */
static void assert_form(int32_t code, int form)
{
    static const utf8proc_option_t how[] = {
        UTF8PROC_STABLE | UTF8PROC_COMPOSE,
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT};
    const struct tokenizer_normal n = {1, {one_step(forms[form])}};
    struct tokenizer_normal_work w = {0};
    utf8proc_uint8_t *want;
    char text[8] = "a";

    const size_t bytes = 1 + tokenizer_unicode_write(code, text + 1);
    text[bytes] = 'b';
    struct tokenizer_normal_view v = {text, bytes + 1, NULL, NULL};
    const utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)text,
                     (utf8proc_ssize_t)bytes + 1, &want, how[form]);
    cr_assert(tokenizer_normal_run(&n, &w, &v));
    cr_assert(v.bytes == (size_t)length && !memcmp(v.text, want, v.bytes),
              "form %d of U+%04X", form, (unsigned)code);
    tokenizer_normal_release(&w);
    free(want);
}

Test(tokenizer_normal, shortcuts_change_no_character)
{
    for (int32_t code = 0x80; code < 0x20000; code++) {
        if ((code >= 0xD800 && code <= 0xDFFF) ||
            tokenizer_unicode_after(code, 9))
            continue;
        for (int form = 0; form < 4; form++)
            assert_form(code, form);
    }
}
