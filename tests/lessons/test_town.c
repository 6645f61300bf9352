#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/town.h"
#include "lessons/data/town_people.h"

#define MANY_BYTES (2u << 20)
#define SOME_BYTES 300000u

static struct buf text_of(uint64_t seed, size_t bytes)
{
    struct buf b;

    buf_init(&b, 64u << 20);
    const struct status st = town_text(&b, seed, bytes);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return b;
}

Test(town, same_seed_same_bytes_and_another_seed_another_town)
{
    struct buf a = text_of(7, SOME_BYTES), b = text_of(7, SOME_BYTES);
    struct buf c = text_of(8, SOME_BYTES);

    cr_assert_eq(a.bytes, b.bytes);
    cr_assert_eq(memcmp(a.data, b.data, a.bytes), 0);
    cr_assert(strcmp(buf_string(&a), buf_string(&c)) != 0);
    buf_release(&a);
    buf_release(&b);
    buf_release(&c);
}

Test(town, a_longer_text_begins_with_the_shorter_one)
{
    struct buf a = text_of(3, 50000), b = text_of(3, SOME_BYTES);

    cr_assert_lt(a.bytes, b.bytes);
    cr_assert_eq(memcmp(a.data, b.data, a.bytes), 0);
    buf_release(&a);
    buf_release(&b);
}

Test(town, reaches_the_bytes_asked_for_and_stops_within_a_day)
{
    const size_t asked[] = {1, 1000, 77777, 1000000};

    for (size_t i = 0; i < 4; i++) {
        struct buf b = text_of(1, asked[i]);
        cr_assert_geq(b.bytes, asked[i]);
        cr_assert_lt(b.bytes, asked[i] + 20000);
        cr_assert_eq(b.data[b.bytes - 1], '\n');
        buf_release(&b);
    }
}

Test(town, lines_are_short_plain_and_in_lower_case)
{
    struct buf b = text_of(2, MANY_BYTES);
    size_t line = 0;

    for (size_t i = 0; i < b.bytes; i++) {
        const char c = b.data[i];
        if (c == '\n') {
            cr_assert_gt(line, 0u, "empty line before byte %zu", i);
            line = 0;
            continue;
        }
        cr_assert(c >= ' ' && c <= '~' && !(c >= 'A' && c <= 'Z'));
        cr_assert(!strchr("[]|()", c), "a mark of a pattern at byte %zu", i);
        cr_assert(!(c == ' ' && b.data[i + 1] == ' '));
        cr_assert_leq(++line, (size_t)TOWN_LINE_BYTES);
    }
    buf_release(&b);
}

#define SET_ROOM 16384

/* Adds the word to an open table; true when it is new. */
static bool is_new(char (*set)[48], const char *word, size_t bytes)
{
    uint32_t at = 2166136261u;

    for (size_t i = 0; i < bytes; i++)
        at = (at ^ (uint32_t)word[i]) * 16777619u;
    for (at %= SET_ROOM; set[at][0]; at = (at + 1) % SET_ROOM)
        if (strlen(set[at]) == bytes && !memcmp(set[at], word, bytes))
            return false;
    memcpy(set[at], word, bytes);
    return true;
}

Test(town, two_megabytes_use_two_thousand_words)
{
    struct buf b = text_of(1, MANY_BYTES);
    char(*set)[48] = calloc(SET_ROOM, sizeof *set);
    int words = 0;

    cr_assert_not_null(set);
    for (const char *c = b.data; *c;) {
        const size_t n = strspn(c, "abcdefghijklmnopqrstuvwxyz");
        if (n > 0 && n < sizeof *set)
            words += is_new(set, c, n);
        c += n ? n : 1;
    }
    cr_assert_geq(words, 2000, "%d words", words);
    free(set);
    buf_release(&b);
}

static int lines_starting(const char *text, const char *head)
{
    int count = 0;

    for (const char *line = text; line && *line;
         line = strchr(line, '\n'), line += line ? 1 : 0)
        count += strncmp(line, head, strlen(head)) == 0;
    return count;
}

Test(town, all_five_voices_speak_and_a_mask_silences_the_others)
{
    static const char *const heads[] = {"log,", "letter,", "radio", "riddle",
                                        "question:"};
    static const unsigned masks[] = {TOWN_LOG, TOWN_LETTER, TOWN_RADIO,
                                     TOWN_RIDDLE, TOWN_ANSWER};
    struct buf b;

    buf_init(&b, 8u << 20);
    for (int v = 0; v < 5; v++) {
        buf_clear(&b);
        const struct town_options one = {
            .seed = 4, .days = 30, .voices = masks[v]};
        cr_assert_eq(town_write(&b, &one).code, STATUS_FINE);
        for (int h = 0; h < 5; h++) {
            const int lines = lines_starting(buf_string(&b), heads[h]);
            cr_assert(h == v ? lines >= 30 : lines == 0, "%s in voice %d",
                      heads[h], v);
        }
    }
    buf_clear(&b);
    const struct town_options all = {.seed = 4, .days = 30};
    cr_assert_eq(town_write(&b, &all).code, STATUS_FINE);
    for (int h = 0; h < 5; h++)
        cr_assert_geq(lines_starting(buf_string(&b), heads[h]), 30);
    buf_release(&b);
}

/* True where one line says both. */
static bool line_says(const char *text, const char *name, const char *answer)
{
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
        const char *start = at;
        while (start > text && start[-1] != '\n')
            start--;
        const char *end = at + strcspn(at, "\n");
        const char *found = strstr(start, answer);
        if (found && found < end)
            return true;
    }
    return false;
}

Test(town, held_out_facts_are_never_told_and_the_others_are)
{
    struct buf b = text_of(5, MANY_BYTES);
    const struct town t = town_init(5);
    int told = 0, held = 0;
    char name[64];

    for (int who = 0; who < TOWN_PEOPLE; who++)
        for (int k = 0; k < TOWN_FACTS; k++) {
            const struct town_fact f = town_fact_of(&t, who, k);
            snprintf(name, sizeof name, "%s %s", t.person[who].first,
                     t.person[who].last);
            const bool said = line_says(b.data, name, f.answer);
            cr_assert(!(f.held && said), "told: %s", f.sentence);
            cr_assert(!(f.held && strstr(b.data, f.question)));
            held += f.held;
            told += said;
        }
    cr_assert_eq(held, town_held_count(&t));
    cr_assert_gt(held, 20);
    cr_assert_gt(told, TOWN_PEOPLE * TOWN_FACTS * 3 / 4);
    for (int i = 0; i < held; i++)
        cr_assert(town_held_at(&t, i).held);
    cr_assert_eq(town_held_at(&t, held).person, -1);
    buf_release(&b);
}

Test(town, skipped_days_are_the_days_that_follow)
{
    struct buf whole, head, tail;
    const struct town_options ten = {.seed = 9, .days = 10};
    const struct town_options six = {.seed = 9, .days = 6};
    const struct town_options last = {.seed = 9, .skip_days = 6, .days = 4};

    buf_init(&whole, 1u << 20);
    buf_init(&head, 1u << 20);
    buf_init(&tail, 1u << 20);
    cr_assert_eq(town_write(&whole, &ten).code, STATUS_FINE);
    cr_assert_eq(town_write(&head, &six).code, STATUS_FINE);
    cr_assert_eq(town_write(&tail, &last).code, STATUS_FINE);
    buf_text(&head, buf_string(&tail));
    cr_assert_str_eq(buf_string(&head), buf_string(&whole));
    buf_release(&whole);
    buf_release(&head);
    buf_release(&tail);
}

Test(town, wrong_options_and_a_full_buffer_are_refused)
{
    struct buf b;
    const struct town_options nothing = {.seed = 1};
    const struct town_options voice = {.seed = 1, .days = 1, .voices = 64};
    const struct town_options before = {.seed = 1, .days = 1, .skip_days = -1};

    buf_init(&b, 1000);
    cr_assert_eq(town_write(&b, &nothing).code, STATUS_BAD_USAGE);
    cr_assert_eq(town_write(&b, &voice).code, STATUS_BAD_USAGE);
    cr_assert_eq(town_write(&b, &before).code, STATUS_BAD_USAGE);
    cr_assert_eq(b.bytes, 0u);
    cr_assert_eq(town_text(&b, 1, 100000).code, STATUS_TOO_BIG);
    cr_assert_leq(b.bytes, 1000u);
    buf_release(&b);
}

Test(town, sixty_people_have_different_names_and_kin_of_their_own_family)
{
    const struct town t = town_init(11);

    for (int i = 0; i < TOWN_PEOPLE; i++) {
        const struct town_person *a = &t.person[i];
        cr_assert_neq(a->kin, i);
        cr_assert_str_eq(a->last, t.person[a->kin].last);
        for (int j = 0; j < i; j++)
            cr_assert(strcmp(a->first, t.person[j].first) != 0);
    }
}

Test(town, ships_stay_where_they_are_while_a_storm_blows)
{
    struct town t = town_init(12);
    int storms = 0, damaged = 0, moved = 0;

    for (int day = 0; day < 2000; day++) {
        town_next_day(&t);
        const bool storm = t.events > 0 && t.event[0].kind == TOWN_STORM;
        storms += storm;
        for (int i = 0; i < t.events; i++) {
            const enum town_kind kind = t.event[i].kind;
            const bool moves = kind == TOWN_ARRIVAL || kind == TOWN_LEAVING;
            cr_assert(!(storm && moves), "day %d", day);
            cr_assert(!(kind == TOWN_DAMAGE && !storm), "day %d", day);
            cr_assert(!(kind == TOWN_CATCH && storm), "day %d", day);
            moved += moves;
            damaged += kind == TOWN_DAMAGE;
        }
    }
    cr_assert_gt(storms, 50);
    cr_assert_gt(damaged, 50);
    cr_assert_gt(moved, 2000);
}

Test(town, prices_stay_in_their_range_and_fall_after_a_sale)
{
    struct town t = town_init(13);
    double before = 0, after = 0;
    int pence[TOWN_GOODS], sales = 0;

    for (int day = 0; day < 2000; day++) {
        memcpy(pence, t.price, sizeof pence);
        town_next_day(&t);
        for (int g = 0; g < TOWN_GOODS; g++) {
            const struct town_people_good *row = town_people_good(g);
            cr_assert(t.price[g] >= row->low && t.price[g] <= row->high);
        }
        for (int i = 0; i < t.events; i++)
            if (t.event[i].kind == TOWN_SALE) {
                const int g = t.event[i].good;
                before += pence[g];
                after += t.price[g];
                sales++;
            }
    }
    cr_assert_gt(sales, 500);
    cr_assert_lt(after, before * 0.95);
}

Test(town, dates_follow_a_calendar)
{
    char date[32];

    town_people_date(date, sizeof date, 0);
    cr_assert_str_eq(date, "1 march 1921");
    town_people_date(date, sizeof date, 305);
    cr_assert_str_eq(date, "31 december 1921");
    town_people_date(date, sizeof date, 306);
    cr_assert_str_eq(date, "1 january 1922");
    town_people_date(date, sizeof date, 364);
    cr_assert_str_eq(date, "28 february 1922");
    town_people_date(date, sizeof date, 365);
    cr_assert_str_eq(date, "1 march 1922");
}
