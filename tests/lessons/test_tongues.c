#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/tongues.h"

enum { LINE = TONGUES_MOST * TONGUES_TEXT };

static void spell(char *out, const struct tongues_pair *p,
                  enum tongues_side side)
{
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < p->words[side]; i++) {
        char word[TONGUES_TEXT];

        tongues_word(word, side, p->id[side][i]);
        at += (size_t)snprintf(out + at, LINE - at, "%s%s", i ? " " : "", word);
    }
}

static void line(char *out, uint64_t i, enum tongues_side side)
{
    struct tongues_pair p;

    tongues_draw(&p, 1, i, 1, 1);
    spell(out, &p, side);
}

/* The first pair that says a place, found by its English, is spelled out. */
Test(tongues, verbs_go_last_and_places_come_before_what_is_done)
{
    struct tongues_pair p;
    char word[TONGUES_TEXT], last[TONGUES_TEXT];
    int places = 0;

    for (uint64_t i = 0; i < 300; i++) {
        tongues_draw(&p, 1, i, 1, 1);
        const int t = p.words[TONGUES_TIDAL];

        tongues_word(last, TONGUES_TIDAL, p.id[TONGUES_TIDAL][t - 1]);
        cr_assert_eq(last[strlen(last) - 1], 'r', "%s is no verb", last);
        for (int w = 0; w < t; w++) {
            tongues_word(word, TONGUES_TIDAL, p.id[TONGUES_TIDAL][w]);
            const size_t n = strlen(word);
            if (n < 3 || strcmp(word + n - 2, "se") != 0)
                continue;
            places++;
            cr_assert(w > 0 && w < t - 2, "a place stands at %d of %d", w, t);
            cr_assert_eq(p.from[w], p.words[TONGUES_ENGLISH] - 1);
        }
    }
    cr_assert(places > 100 && places < 200, "%d places", places);
}

/* Equal words of one side stand for equal words of the other: what a noun is
 * made of decides its stem, whatever stands around. */
Test(tongues, a_stem_has_one_counterpart)
{
    static char of[512][TONGUES_TEXT];
    struct tongues_pair p;

    cr_assert(tongues_vocab(TONGUES_ENGLISH) < 512);
    for (uint64_t i = 0; i < 3000; i++) {
        tongues_draw(&p, 2, i, 1 + (int)(i % 2), 1);
        for (int w = 0; w < p.words[TONGUES_TIDAL]; w++) {
            char word[TONGUES_TEXT];
            const int32_t from = p.id[TONGUES_ENGLISH][p.from[w]];

            tongues_word(word, TONGUES_TIDAL, p.id[TONGUES_TIDAL][w]);
            if (!of[from][0])
                snprintf(of[from], TONGUES_TEXT, "%s", word);
            cr_assert(strncmp(of[from], word, 2) == 0, "%s and %s", of[from],
                      word);
        }
    }
}

Test(tongues, one_english_sentence_has_one_translation)
{
    enum { MANY = 400 };
    static char english[MANY][LINE], tidal[MANY][LINE];
    int different = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        line(english[i], i, TONGUES_ENGLISH);
        line(tidal[i], i, TONGUES_TIDAL);
        bool seen = false;
        for (uint64_t j = 0; j < i; j++) {
            if (strcmp(english[i], english[j]) != 0)
                continue;
            seen = true;
            cr_assert_str_eq(tidal[i], tidal[j]);
        }
        different += !seen;
    }
    cr_assert(different > MANY * 9 / 10, "%d different", different);
}

Test(tongues, subject_and_verb_agree)
{
    char text[LINE];

    for (uint64_t i = 0; i < 500; i++) {
        line(text, i, TONGUES_ENGLISH);
        cr_assert_null(strstr(text, "boats sees"), "%s", text);
        cr_assert_null(strstr(text, "boat see "), "%s", text);
        cr_assert_null(strstr(text, "a boats"), "%s", text);
        for (const char *at = text; (at = strstr(at, "a ")); at++)
            cr_assert((at > text && at[-1] != ' ') || !strchr("aeiou", at[2]),
                      "%s", text);
    }
}

Test(tongues, every_word_of_both_comes_up_and_has_a_name)
{
    for (int side = 0; side < 2; side++) {
        const int32_t vocab = tongues_vocab((enum tongues_side)side);
        bool seen[512] = {false};

        for (uint64_t i = 0; i < 4000; i++) {
            struct tongues_pair p;

            tongues_draw(&p, 3, i, 1 + (int)(i % 2), 1);
            cr_assert(p.words[side] >= 3 && p.words[side] <= TONGUES_MOST);
            for (int w = 0; w < p.words[side]; w++)
                seen[p.id[side][w]] = true;
        }
        for (int32_t id = TONGUES_WORDS; id < vocab; id++) {
            char word[TONGUES_TEXT];

            tongues_word(word, (enum tongues_side)side, id);
            cr_assert(seen[id] && word[0], "%d (%s) never came up", id, word);
        }
    }
}

Test(tongues, a_pair_depends_on_its_seed_and_number_alone)
{
    struct tongues_pair a, b;

    tongues_draw(&a, 4, 17, 2, 0);
    tongues_draw(&b, 4, 16, 2, 0);
    cr_assert(memcmp(&a, &b, sizeof a) != 0);
    tongues_draw(&b, 4, 17, 2, 0);
    cr_assert_eq(memcmp(&a, &b, sizeof a), 0);
}
