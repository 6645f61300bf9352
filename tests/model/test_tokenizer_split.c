#include <criterion/criterion.h>
#include <string.h>

#include "engine/model/tokenizer_split.h"
#include "engine/model/tokenizer_unicode.h"

/* `want` is the text with a | at each cut; what goes stands in <>. */
static void assert_cuts(enum tokenizer_split_step step, const char *text,
                        const char *want)
{
    const size_t bytes = strlen(text);
    char got[256] = "";
    size_t n = 0;

    for (size_t at = 0; at < bytes;) {
        size_t start;
        const size_t end = tokenizer_split_next(step, text, bytes, at, &start);

        cr_assert(start >= at && end >= start && end > at && end <= bytes);
        if (n && end > start)
            got[n++] = '|';
        memcpy(got + n, text + start, end - start);
        n += end - start;
        at = end;
    }
    got[n] = '\0';
    cr_assert_str_eq(got, want, "step %d: \"%s\" became \"%s\"", (int)step,
                     text, got);
}

Test(tokenizer_split, gpt2_keeps_one_space_with_a_word)
{
    assert_cuts(TOKENIZER_SPLIT_GPT2, "it's 12 o'clock  !? x",
                "it|'s| 12| o|'|clock| | !?| x");
    assert_cuts(TOKENIZER_SPLIT_GPT2, "it'S", "it|'|S");
}

Test(tokenizer_split, cl100k_takes_any_sign_before_a_word_and_three_digits)
{
    assert_cuts(TOKENIZER_SPLIT_CL100K, "it'S (x) 12345 y\n\n  z",
                "it|'S| (|x|)| |123|45| y|\n\n| | z");
    assert_cuts(TOKENIZER_SPLIT_CL100K, "a!!\n\nb \n c  ",
                "a|!!\n\n|b| \n| c|  ");
    assert_cuts(TOKENIZER_SPLIT_CL100K, "'\xC5\xBF", "'\xC5\xBF");
    assert_cuts(TOKENIZER_SPLIT_CL100K, "a \n  ", "a| \n|  ");
    assert_cuts(TOKENIZER_SPLIT_TIKTOKEN, "a \n  ", "a| \n  ");
}

Test(tokenizer_split, qwen2_takes_each_digit_alone)
{
    assert_cuts(TOKENIZER_SPLIT_QWEN2, "a123 4", "a|1|2|3| |4");
}

Test(tokenizer_split, o200k_cuts_before_capitals_and_keeps_endings)
{
    assert_cuts(TOKENIZER_SPLIT_O200K, "HelloWorld's NASAx AB",
                "Hello|World's| NASAx| AB");
    assert_cuts(TOKENIZER_SPLIT_O200K, "a/b\n/\n", "a|/b|\n|/\n");
    /* A mark is taken as a letter rather than as the sign before capitals. */
    assert_cuts(TOKENIZER_SPLIT_O200K,
                "\xCC\x81"
                "AB",
                "\xCC\x81|AB");
    assert_cuts(TOKENIZER_SPLIT_O200K,
                "\xCC\x81"
                "ab",
                "\xCC\x81"
                "ab");
}

Test(tokenizer_split, digits_spaces_and_bert)
{
    assert_cuts(TOKENIZER_SPLIT_DIGITS, "a12 b", "a|1|2| b");
    assert_cuts(TOKENIZER_SPLIT_NUMBERS, "a12 b", "a|12| b");
    assert_cuts(TOKENIZER_SPLIT_SPACES, " a\t\nb!  ", "a|b!");
    assert_cuts(TOKENIZER_SPLIT_BERT, "don't $5 (x) ", "don|'|t|$|5|(|x|)");
}

Test(tokenizer_split, marks_of_sentencepiece)
{
    assert_cuts(TOKENIZER_SPLIT_MARKS, " a  b", " a| | b");
    assert_cuts(TOKENIZER_SPLIT_WORDS, " a  b", " a|  b");
    assert_cuts(TOKENIZER_SPLIT_WORDS, "a b ", "a| b| ");
}

Test(tokenizer_split, only_known_expressions_are_known)
{
    enum tokenizer_split_step step = TOKENIZER_SPLIT_DIGITS;

    cr_assert(tokenizer_split_find(
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|"
        "\\s+(?!\\S)|\\s+",
        &step));
    cr_assert_eq(step, TOKENIZER_SPLIT_GPT2);
    cr_assert_not(tokenizer_split_find("\\p{L}+", &step));
    cr_assert_not(tokenizer_split_find("", &step));
}

Test(tokenizer_split, characters_are_read_strictly)
{
    static const char *const bad[] = {
        "\x80",         "\xC0\x80",         "\xC1\xBF",         "\xE0\x80\x80",
        "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xE6\xBC",
        "\xFF"};
    int32_t code;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(tokenizer_unicode_read(bad[i], strlen(bad[i]), &code), 0);
    cr_assert_eq(tokenizer_unicode_read("\xF4\x8F\xBF\xBF", 4, &code), 4);
    cr_assert_eq(code, 0x10FFFF);
    for (code = 0; code <= 0x10FFFF; code++) {
        char text[4];
        int32_t back = -1;

        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        const size_t n = tokenizer_unicode_write(code, text);
        cr_assert_eq(tokenizer_unicode_read(text, n, &back), n);
        cr_assert_eq(back, code);
    }
}

Test(tokenizer_split, kinds_of_some_characters)
{
    cr_assert_eq(tokenizer_unicode_kinds('a'),
                 TOKENIZER_UNICODE_LETTER | TOKENIZER_UNICODE_LOWER);
    cr_assert_eq(tokenizer_unicode_kinds(0x6F22), TOKENIZER_UNICODE_LETTER);
    cr_assert_eq(tokenizer_unicode_kinds(0xB2), TOKENIZER_UNICODE_NUMBER);
    cr_assert(tokenizer_unicode_kinds(0x85) & TOKENIZER_UNICODE_SPACE);
    cr_assert_eq(tokenizer_unicode_kinds(0x301), TOKENIZER_UNICODE_MARK);
    cr_assert_eq(tokenizer_unicode_kinds('$'), 0);
    /* Unicode 16, which the library may not know. */
    cr_assert(tokenizer_unicode_kinds(0x10D40) & TOKENIZER_UNICODE_NUMBER);
    cr_assert(tokenizer_unicode_after(0x2E52, 8));
    cr_assert_not(tokenizer_unicode_after(0x2E40, 8));
}
