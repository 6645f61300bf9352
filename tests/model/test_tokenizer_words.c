#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/tokenizer_words.h"

/* The words of `text` with '|' between them must read `want`. */
static void assert_cut(const char *text, const char *want)
{
    const size_t bytes = strlen(text);
    char got[200];
    size_t n = 0;

    for (size_t at = 0; at < bytes;) {
        const size_t end = tokenizer_words_end(text, bytes, at);

        cr_assert_gt(end, at);
        cr_assert_leq(end, bytes);
        if (at)
            got[n++] = '|';
        memcpy(got + n, text + at, end - at);
        n += end - at;
        at = end;
    }
    got[n] = '\0';
    cr_assert_str_eq(got, want);
}

Test(tokenizer_words, a_word_takes_the_one_space_before_it)
{
    assert_cut("the cat sat", "the| cat| sat");
    assert_cut(" a", " a");
    assert_cut("a  b", "a| | b");
    assert_cut("a   b", "a|  | b");
}

Test(tokenizer_words, letters_digits_and_marks_part)
{
    assert_cut("a1.b22!?c", "a|1|.|b|22|!?|c");
    assert_cut("x = 3.14;", "x| =| 3|.|14|;");
    assert_cut("snake_case", "snake|_|case");
}

Test(tokenizer_words, white_space_leaves_its_last_space_to_the_next_word)
{
    assert_cut("a\n\nb", "a|\n|\n|b");
    assert_cut("a\n b", "a|\n| b");
    assert_cut("a \t b", "a| \t| b");
    assert_cut("a  ", "a|  ");
    assert_cut("\n", "\n");
}

Test(tokenizer_words, english_endings_stand_alone)
{
    assert_cut("it's we'll I'm", "it|'s| we|'ll| I|'m");
    assert_cut("they'd've can't they're", "they|'d|'ve| can|'t| they|'re");
    assert_cut("'stay 'S", "'s|tay| '|S");
    assert_cut("x'", "x|'");
}

Test(tokenizer_words, other_scripts_have_letters_and_digits_too)
{
    assert_cut("naïve Ωmega", "naïve| Ωmega");
    assert_cut("日本語12", "日本語|12");
    assert_cut("x½ Ⅷ", "x|½| Ⅷ");
    assert_cut("a\u00a0b", "a|\u00a0|b"); /* white space, but no ' ' */
    assert_cut("e\u0301", "e|\u0301");    /* an accent alone is a mark */
    assert_cut("😀 😀", "😀| 😀");
}

Test(tokenizer_words, broken_utf8_counts_as_marks)
{
    assert_cut("a\xFF\xFE b", "a|\xFF\xFE| b");
    assert_cut("a\xC3", "a|\xC3");
    assert_cut(" \x80", " \x80");
}

Test(tokenizer_words, every_text_is_cut_to_its_end)
{
    struct rng r = rng_make(3, 0);
    char text[64];

    for (int round = 0; round < 20000; round++) {
        const size_t bytes = 1 + rng_below(&r, sizeof text);
        size_t at = 0;

        for (size_t i = 0; i < bytes; i++)
            text[i] = (char)rng_below(&r, 256);
        while (at < bytes) {
            const size_t end = tokenizer_words_end(text, bytes, at);

            cr_assert(end > at && end <= bytes);
            at = end;
        }
    }
}
