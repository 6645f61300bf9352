#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/tokenizer.h"

static struct tokenizer *chars_of(const char *data)
{
    struct tokenizer *t;
    const struct status st = tokenizer_train_char(&t, data, strlen(data));

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return t;
}

static void assert_piece(const struct tokenizer *t, int32_t id,
                         const char *want)
{
    size_t bytes;
    const char *piece = tokenizer_piece(t, id, &bytes);

    cr_assert_not_null(piece);
    cr_assert_eq(bytes, strlen(want));
    cr_assert_arr_eq(piece, want, bytes);
}

Test(tokenizer, char_ids_are_the_characters_of_the_data_in_code_point_order)
{
    struct tokenizer *t = chars_of("hé日\nhe\nΩ😀");

    cr_assert_eq(tokenizer_kind(t), TOKENIZER_CHAR);
    cr_assert_eq(tokenizer_size(t), 7);
    assert_piece(t, 0, "\n");
    assert_piece(t, 1, "e");
    assert_piece(t, 2, "h");
    assert_piece(t, 3, "é");
    assert_piece(t, 4, "Ω");
    assert_piece(t, 5, "日");
    assert_piece(t, 6, "😀");
    tokenizer_free(t);
}

Test(tokenizer, char_text_comes_back_the_same)
{
    static const char text[] = "éh日h\n";
    static const int32_t want[] = {2, 1, 3, 1, 0};
    struct tokenizer *t = chars_of("hé日\n");
    int32_t ids[16];
    size_t count;
    struct buf back;

    cr_assert_eq(tokenizer_encode(t, text, strlen(text), ids, 16, &count).code,
                 0);
    cr_assert_eq(count, 5);
    cr_assert_arr_eq(ids, want, sizeof want);
    buf_init(&back, 100);
    cr_assert_eq(tokenizer_decode(t, ids, count, &back).code, 0);
    cr_assert_str_eq(buf_string(&back), text);
    buf_release(&back);
    tokenizer_free(t);
}

Test(tokenizer, char_names_the_character_it_does_not_know_and_where)
{
    struct tokenizer *t = chars_of("abc");
    int32_t ids[16];
    size_t count;

    struct status st = tokenizer_encode(t, "abé", 4, ids, 16, &count);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_str_eq(st.text, "the vocabulary has no character U+00E9 \"é\", "
                              "byte 2 of the text");
    st = tokenizer_encode(t, "\033[2J", 4, ids, 16, &count);
    cr_assert_str_eq(st.text, "the vocabulary has no character U+001B, byte 0 "
                              "of the text");
    tokenizer_free(t);
}

Test(tokenizer, char_refuses_what_is_not_utf8)
{
    static const char *const broken[] = {
        "ab\xFF",         /* no such byte */
        "ab\xC3",         /* cut off */
        "ab\xC0\xAF",     /* longer than need be */
        "ab\xED\xA0\x80", /* half of a UTF-16 pair */
        "ab\xF4\x90\x80\x80" /* past the last code */};

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct tokenizer *t;
        const struct status st =
            tokenizer_train_char(&t, broken[i], strlen(broken[i]));

        cr_assert_eq(st.code, STATUS_BAD_FILE, "case %zu", i);
        cr_assert_not_null(strstr(st.text, "not UTF-8 at byte 2"));
        cr_assert_null(t);
    }

    struct tokenizer *t = chars_of("ab");
    int32_t ids[4];
    size_t count;
    const struct status st = tokenizer_encode(t, "a\xFF", 2, ids, 4, &count);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_str_eq(st.text, "the text is not UTF-8 at byte 1");
    tokenizer_free(t);
}

Test(tokenizer, char_refuses_empty_data)
{
    struct tokenizer *t;

    cr_assert_eq(tokenizer_train_char(&t, "", 0).code, STATUS_BAD_FILE);
    cr_assert_null(t);
}

Test(tokenizer, byte_knows_every_byte)
{
    char text[256];
    int32_t ids[256];
    size_t count;
    struct tokenizer *t;
    struct buf back;

    for (int i = 0; i < 256; i++)
        text[i] = (char)(255 - i);
    cr_assert_eq(tokenizer_train_byte(&t).code, 0);
    cr_assert_eq(tokenizer_size(t), 256);
    cr_assert_eq(tokenizer_encode(t, text, 256, ids, 256, &count).code, 0);
    cr_assert_eq(count, 256);
    for (int i = 0; i < 256; i++)
        cr_assert_eq(ids[i], 255 - i);
    buf_init(&back, 1000);
    cr_assert_eq(tokenizer_decode(t, ids, count, &back).code, 0);
    cr_assert_eq(back.bytes, 256);
    cr_assert_arr_eq(back.data, text, 256);
    buf_release(&back);
    tokenizer_free(t);
}

Test(tokenizer, too_little_room_is_an_error_and_writes_no_further)
{
    struct tokenizer *t[3];
    int32_t ids[4] = {-7, -7, -7, -7};

    cr_assert_eq(tokenizer_train_byte(&t[0]).code, 0);
    t[1] = chars_of("abcd");
    cr_assert_eq(tokenizer_train_bpe(&t[2], "ab", 2, 300).code, 0);
    for (int i = 0; i < 3; i++) {
        size_t count;
        const struct status st =
            tokenizer_encode(t[i], "abcd", 4, ids, 3, &count);

        cr_assert_eq(st.code, STATUS_TOO_BIG);
        cr_assert_str_eq(st.text, "the text needs more than 3 tokens");
        cr_assert_eq(ids[3], -7);
        tokenizer_free(t[i]);
    }
}

Test(tokenizer, empty_text_has_no_tokens)
{
    struct tokenizer *t;
    size_t count = 9;

    cr_assert_eq(tokenizer_train_bpe(&t, "", 0, 1024).code, 0);
    cr_assert_eq(tokenizer_size(t), 256);
    cr_assert_eq(tokenizer_encode(t, "", 0, NULL, 0, &count).code, 0);
    cr_assert_eq(count, 0);
    tokenizer_free(t);
}

Test(tokenizer, ids_outside_the_vocabulary_are_refused)
{
    struct tokenizer *t = chars_of("abc");
    struct buf out;
    size_t bytes;

    buf_init(&out, 100);
    for (int i = 0; i < 4; i++) {
        const int32_t wrong[] = {3, -1, INT32_MAX, INT32_MIN};
        const int32_t ids[] = {0, wrong[i]};

        cr_assert_eq(tokenizer_decode(t, ids, 2, &out).code, STATUS_BAD_USAGE);
        cr_assert_null(tokenizer_piece(t, wrong[i], &bytes));
        tokenizer_show(t, wrong[i], &out);
    }
    cr_assert_str_eq(buf_string(&out), "aaaa");
    buf_release(&out);
    tokenizer_free(t);
}

Test(tokenizer, spans_are_where_each_token_stands)
{
    struct tokenizer *t = chars_of("aé日");
    struct tokenizer_span span[3];
    int32_t ids[3];
    struct tokenizer_sink sink = {.id = ids, .span = span, .room = 3};

    cr_assert_eq(tokenizer_encode_into(t, "é日a", 6, &sink).code, 0);
    cr_assert_eq(sink.count, 3);
    cr_assert_eq(span[0].start, 0);
    cr_assert_eq(span[0].end, 2);
    cr_assert_eq(span[1].start, 2);
    cr_assert_eq(span[1].end, 5);
    cr_assert_eq(span[2].start, 5);
    cr_assert_eq(span[2].end, 6);
    tokenizer_free(t);
}

Test(tokenizer, half_a_character_is_shown_as_hexadecimal)
{
    struct tokenizer *t;
    struct buf out;

    cr_assert_eq(tokenizer_train_byte(&t).code, 0);
    buf_init(&out, 100);
    tokenizer_show(t, 'a', &out);
    tokenizer_show(t, 0xE2, &out);
    tokenizer_show(t, ' ', &out);
    cr_assert_str_eq(buf_string(&out), "a<E2> ");
    buf_release(&out);
    tokenizer_free(t);
}
