#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/homonyms.h"
#include "lessons/data/kindred.h"

static int times(const char *text, const char *word)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, word)); at++)
        n += (at == text || at[-1] == ' ') &&
             !(at[strlen(word)] >= 'a' && at[strlen(word)] <= 'z');
    return n;
}

Test(homonyms, every_sentence_has_its_word_once_and_says_where)
{
    struct homonyms_sentence s;

    for (int w = 0; w < homonyms_words(); w++) {
        const char *word = homonyms_word(w);

        for (uint64_t i = 0; i < 400; i++) {
            homonyms_draw(&s, w, (enum homonyms_clue)(i / 200), 1, i);
            cr_assert_eq(s.sense, (int)(i % 2));
            cr_assert_eq(times(s.text, word), 1, "%s", s.text);
            cr_assert_eq(strncmp(s.text + s.start, word, strlen(word)), 0);
            cr_assert_null(strpbrk(s.text, "[]|\n"), "%s", s.text);
        }
    }
}

/* What tells the senses apart stands on the asked side: the text on the other
 * side is the same for both. */
Test(homonyms, with_the_clue_behind_nothing_but_the_stands_before)
{
    struct homonyms_sentence s;

    for (int w = 0; w < homonyms_words(); w++) {
        for (uint64_t i = 0; i < 100; i++) {
            homonyms_draw(&s, w, HOMONYMS_AFTER, 2, i);
            cr_assert_eq(s.start, strlen("the "), "%s", s.text);
            homonyms_draw(&s, w, HOMONYMS_BEFORE, 2, i);
            cr_assert_eq(s.start + strlen(homonyms_word(w)), strlen(s.text),
                         "%s", s.text);
        }
    }
}

Test(homonyms, the_same_call_writes_the_same)
{
    struct homonyms_sentence a, b;
    int differ = 0;

    for (uint64_t i = 0; i < 60; i++) {
        homonyms_draw(&a, 0, HOMONYMS_BEFORE, 1, i);
        homonyms_draw(&b, 0, HOMONYMS_BEFORE, 1, i);
        cr_assert_str_eq(a.text, b.text);
        homonyms_draw(&b, 0, HOMONYMS_BEFORE, 2, i);
        differ += strcmp(a.text, b.text) != 0;
    }
    cr_assert_gt(differ, 30);
}

Test(homonyms, stories_name_every_role_and_repeat_by_seed)
{
    struct buf a, b;

    buf_init(&a, 1 << 20);
    buf_init(&b, 1 << 20);
    kindred_write(&a, 1, 1000);
    kindred_write(&b, 1, 1000);
    cr_assert_str_eq(buf_string(&a), buf_string(&b));
    for (int i = 0; i < kindred_pairs(KINDRED_GENDER); i++)
        for (int side = 0; side < 2; side++)
            cr_assert_geq(
                times(buf_string(&a), kindred_word(KINDRED_GENDER, i, side)),
                10);
    cr_assert_null(strpbrk(buf_string(&a), "[]|"));
    buf_release(&a);
    buf_release(&b);
}

Test(homonyms, analogies_have_pairs_of_different_words)
{
    for (int f = 0; f < KINDRED_FAMILIES; f++) {
        const enum kindred_family family = (enum kindred_family)f;

        cr_assert_geq(kindred_pairs(family), 8);
        for (int i = 0; i < kindred_pairs(family); i++) {
            cr_assert_str_neq(kindred_word(family, i, 0),
                              kindred_word(family, i, 1));
            for (int j = 0; j < i; j++)
                cr_assert_str_neq(kindred_word(family, i, 0),
                                  kindred_word(family, j, 0));
        }
    }
}
