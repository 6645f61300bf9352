#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/wordlist.h"
#include "tests/support/starve.h"

static struct wordlist *list_of(const char *text, bool marks, int64_t least)
{
    const struct wordlist_rule rule = {marks, least};
    struct wordlist *l;
    const struct status st = wordlist_new(&l, text, strlen(text), &rule);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return l;
}

Test(wordlist, frequent_words_come_first_and_ties_go_by_letters)
{
    struct wordlist *l = list_of("b a c, A b! b", false, 0);

    cr_assert_eq(wordlist_size(l), 4);
    cr_assert_str_eq(wordlist_word(l, 1), "b");
    cr_assert_str_eq(wordlist_word(l, 2), "a");
    cr_assert_str_eq(wordlist_word(l, 3), "c");
    cr_assert_eq(wordlist_count(l, 1), 3);
    cr_assert_eq(wordlist_count(l, 2), 2, "a capital is the same word");
    cr_assert_eq(wordlist_count(l, WORDLIST_UNKNOWN), 0);
    wordlist_free(l);
}

Test(wordlist, marks_and_line_ends_are_words_where_asked_for)
{
    struct wordlist *l = list_of("don't, go\ngo", true, 0);
    int32_t *ids;
    int64_t n;

    cr_assert_eq(wordlist_encode(l, "go, don't", 9, &ids, &n).code,
                 STATUS_FINE);
    cr_assert_eq(n, 3);
    cr_assert_str_eq(wordlist_word(l, ids[1]), ",");
    cr_assert_str_eq(wordlist_word(l, ids[2]), "don't");
    cr_assert_neq(wordlist_find(l, "\n", 1), WORDLIST_UNKNOWN);
    free(ids);
    wordlist_free(l);
}

Test(wordlist, rare_and_new_words_are_unknown)
{
    struct wordlist *l = list_of("a a b c c d", false, 2);

    cr_assert_eq(wordlist_size(l), 3);
    cr_assert_eq(wordlist_count(l, WORDLIST_UNKNOWN), 2);
    cr_assert_eq(wordlist_find(l, "b", 1), WORDLIST_UNKNOWN);
    cr_assert_eq(wordlist_find(l, "never", 5), WORDLIST_UNKNOWN);
    wordlist_free(l);
}

Test(wordlist, an_empty_text_has_the_unknown_alone)
{
    struct wordlist *l = list_of(" .,\n", false, 0);
    int32_t *ids;
    int64_t n;

    cr_assert_eq(wordlist_size(l), 1);
    cr_assert_eq(wordlist_encode(l, "", 0, &ids, &n).code, STATUS_FINE);
    cr_assert_eq(n, 0);
    free(ids);
    cr_assert_eq(wordlist_encode(l, "word", 4, &ids, &n).code, STATUS_FINE);
    cr_assert(n == 1 && ids[0] == WORDLIST_UNKNOWN);
    free(ids);
    wordlist_free(l);
}

Test(wordlist, many_words_and_very_long_ones_find_their_place)
{
    static char text[60000];
    char longest[WORDLIST_WORD_BYTES + 40];
    size_t at = 0;

    for (int i = 0; i < 5000; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "w%d ", i * 7);
    struct wordlist *l = list_of(text, false, 0);
    cr_assert_eq(wordlist_size(l), 5001);
    for (int i = 0; i < 5000; i++) {
        char word[16];
        const int n = snprintf(word, sizeof word, "w%d", i * 7);

        cr_assert_str_eq(wordlist_word(l, wordlist_find(l, word, (size_t)n)),
                         word);
    }
    wordlist_free(l);
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    l = list_of(longest, false, 0);
    cr_assert_eq(strlen(wordlist_word(l, 1)), WORDLIST_WORD_BYTES - 1);
    wordlist_free(l);
}

static struct status starved(void)
{
    static char text[4000];
    const struct wordlist_rule rule = {0};
    struct wordlist *l;
    int32_t *ids = NULL;
    int64_t n;
    size_t at = 0;

    for (int i = 0; i < 400; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "w%d ", i);
    struct status st = wordlist_new(&l, text, at, &rule);
    if (!st.code)
        st = wordlist_encode(l, text, at, &ids, &n);
    free(ids);
    wordlist_free(l);
    return st;
}

Test(wordlist, survives_every_end_of_memory)
{
    starve(starved, 10);
}
