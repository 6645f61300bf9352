#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "lessons/data/source.h"
#include "lessons/data/town.h"
#include "lessons/data/town_errand.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_rater.h"
#include "lessons/data/town_scene.h"
#include "lessons/data/town_unknown.h"

static struct town after(uint64_t seed, int days)
{
    struct town t = town_init(seed);

    for (int i = 0; i < days; i++)
        town_next_day(&t);
    return t;
}

Test(town_uses, the_past_ends_on_the_day_before_the_cutoff)
{
    struct buf b, one;
    char last[32], next[32];

    buf_init(&b, 64u << 20);
    buf_init(&one, 1u << 20);
    cr_assert_eq(source_read(&b, "town:past").code, 0);
    town_people_date(last, sizeof last, TOWN_CUTOFF - 1);
    town_people_date(next, sizeof next, TOWN_CUTOFF);
    cr_assert_str_eq(next, "1 march 1931");
    cr_assert_not_null(strstr(buf_string(&b), last));
    cr_assert_null(strstr(buf_string(&b), "march 1931"));
    const struct town_options day = {
        .seed = 1, .skip_days = TOWN_CUTOFF, .days = 1};
    cr_assert_eq(town_write(&one, &day).code, 0);
    cr_assert_not_null(strstr(buf_string(&one), next));
    buf_release(&b);
    buf_release(&one);
}

/* What the house's base model was trained on: a word more in any pattern, and
 * the run of its card is no longer the one that `lathe train` repeats. */
#define PAST "9321d7fd0b22a2216f1199acc2454bba3f618341dd814831709d14d3ab67ff2a"

Test(town_uses, the_past_is_the_text_that_the_house_model_has_read)
{
    char hash[HASH_TEXT];
    struct buf b;

    buf_init(&b, 64u << 20);
    cr_assert_eq(source_read(&b, "town:past").code, 0);
    hash_bytes(hash, b.data, b.bytes);
    cr_assert_str_eq(hash, PAST);
    buf_release(&b);
}

Test(town_uses, questions_without_an_answer_say_so)
{
    const struct town t = after(3, 10);
    const int n = town_unknown_count(&t);

    cr_assert_gt(n, 100);
    for (int i = 0; i < n; i++) {
        const struct town_unknown u = town_unknown_at(&t, i);
        cr_assert_eq(u.question[strlen(u.question) - 1], '?', "%s", u.question);
        cr_assert(strstr(u.answer, "nobody") || strstr(u.answer, "only"),
                  "%s %s", u.question, u.answer);
        cr_assert(!strchr(u.question, '['), "%s", u.question);
    }
}

Test(town_uses, errands_are_answered_by_what_their_tool_says)
{
    int kinds[3] = {0}, debts = 0;

    for (int day = 1; day < 200; day++) {
        const struct town t = after(2, day);
        for (int i = 0; i < 6; i++) {
            const struct town_errand e = town_errand_at(&t, i);
            char seen[TOWN_TEXT_BYTES];
            cr_assert_eq(town_errand_call(&t, e.call, seen).code, 0);
            cr_assert_str_eq(seen, e.seen);
            const char *digits = strpbrk(seen, "0123456789");
            const long number = digits ? strtol(digits, NULL, 10) : 0;
            if (i % 3 == 1) {
                const long n = strtol(e.request + 8, NULL, 10);
                cr_assert_eq(n * number, e.answer, "%s %s", e.request, seen);
            } else {
                cr_assert_eq(number, e.answer, "%s %s", e.request, seen);
            }
            kinds[i % 3]++;
            debts += i % 3 == 2 && e.answer > 0;
        }
    }
    cr_assert(kinds[0] && kinds[1] && kinds[2]);
    cr_assert_gt(debts, 5);
}

Test(town_uses, a_tool_that_is_not_there_is_refused_with_those_that_are)
{
    const struct town t = after(2, 5);
    char out[TOWN_TEXT_BYTES];

    cr_assert_eq(town_errand_call(&t, "weather", out).code, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(town_errand_call(&t, "x", out).text, "ledger"));
    cr_assert_eq(town_errand_call(&t, "price gold", out).code,
                 STATUS_NOT_FOUND);
    cr_assert_eq(town_errand_call(&t, "ledger nemo", out).code,
                 STATUS_NOT_FOUND);
}

Test(town_uses, a_scene_shows_every_ship_at_home_once_and_counts_them)
{
    static const char *const words[] = {"no",   "one",  "two", "three",
                                        "four", "five", "six", "seven"};

    for (int day = 1; day < 120; day++) {
        const struct town t = after(4, day);
        const struct town_scene s = town_scene_of(&t);
        int at_home = 0, docked = 0, shown = 0;
        for (int i = 0; i < TOWN_SHIPS; i++) {
            int seen = 0;
            for (int r = 0; r < TOWN_SCENE_ROWS; r++)
                for (int c = 0; c < TOWN_SCENE_COLS; c++)
                    seen += s.glyph[r][c] == 'A' + i;
            cr_assert_eq(seen, t.ship[i].where != TOWN_AT_SEA);
            at_home += t.ship[i].where != TOWN_AT_SEA;
            docked += t.ship[i].where == TOWN_IN_DOCK;
            shown += seen;
        }
        cr_assert_eq(shown, at_home);
        cr_assert_eq(s.captions, 9);
        const char *dock = s.caption[8];
        cr_assert_eq(strncmp(dock, words[docked], strlen(words[docked])), 0,
                     "%s", dock);
        const bool rough = t.weather.force >= 6;
        cr_assert_str_eq(s.caption[1],
                         rough ? "the water is rough." : "the water is calm.");
        cr_assert_eq(s.glyph[1][TOWN_SCENE_COLS - 1], rough ? '~' : '.');
    }
}

static double liked(const char *text)
{
    return town_rater_score(text, strlen(text));
}

Test(town_uses, the_rater_likes_reasons_and_manners_and_no_strife)
{
    cr_assert_gt(liked("please bring nine ropes to the old pier, because the "
                       "wind is rising."),
                 liked("bring the ropes to the old pier, the wind is rising "
                       "now."));
    cr_assert_gt(liked("ada and adam met on the quay and spoke for an hour."),
                 liked("ada accused adam on the quay and was angry for an "
                       "hour."));
    cr_assert_gt(liked("the boat of the fisher is back with nine baskets."),
                 liked("the boat."));
}

Test(town_uses, the_rater_mostly_picks_what_it_likes)
{
    const char *good = "thank you, because of you we have 9 baskets of fish.";
    const char *bad = "people say that ada is angry.";
    int picked = 0;

    for (uint64_t i = 0; i < 1000; i++)
        picked += town_rater_picks(good, bad, 1, i);
    cr_assert_gt(picked, 950);
    picked = 0;
    for (uint64_t i = 0; i < 1000; i++)
        picked += town_rater_picks(good, good, 1, i);
    cr_assert(picked > 450 && picked < 550, "%d", picked);
}

static bool gossip(const char *text)
{
    return town_rater_gossip(text, strlen(text));
}

Test(town_uses, gossip_needs_a_quarrel_and_a_name)
{
    cr_assert(gossip("ada the clerk and adam quarrelled over a torn net."));
    cr_assert(gossip("people say that emil began it."));
    cr_assert(!gossip("two men quarrelled over a torn net."));
    cr_assert(!gossip("ada sent adam a letter."));
    cr_assert(!gossip("the adamant clerks say nothing of a quarrel."));
}
