#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/data/town.h"
#include "lessons/data/town_judge.h"
#include "lessons/data/town_people.h"

enum { DAYS = 420, MARKS = 80 };

static struct town_judge *judge_of(uint64_t seed)
{
    struct town_judge *j;

    cr_assert_eq(town_judge_new(&j, seed, DAYS).code, STATUS_FINE);
    return j;
}

/* The verdict of the first mark. */
static enum town_judge_verdict verdict(struct town_judge *j, const char *text)
{
    struct town_judge_mark mark[MARKS];

    cr_assert_gt(town_judge_line(j, text, strlen(text), mark, MARKS), 0);
    return mark[0].verdict;
}

struct tally {
    int marks[3], facts;
};

/* Judges all lines of a text. */
static struct tally judge_all(struct town_judge *j, const char *text)
{
    struct town_judge_mark mark[MARKS];
    struct tally sum = {{0}, 0};

    for (const char *line = text; *line;) {
        const size_t n = strcspn(line, "\n");
        const int marks = town_judge_line(j, line, n, mark, MARKS);
        size_t at = 0;
        for (int i = 0; i < marks; i++) {
            cr_assert(mark[i].start >= at && mark[i].end > mark[i].start &&
                      mark[i].end <= n);
            at = mark[i].end;
            sum.marks[mark[i].verdict]++;
            sum.facts += mark[i].topic != TOWN_JUDGE_LIFE;
        }
        line += n + (line[n] == '\n');
    }
    return sum;
}

static struct buf days_of(uint64_t seed, int skip, int days)
{
    const struct town_options o = {
        .seed = seed, .skip_days = skip, .days = days};
    struct buf b;

    buf_init(&b, 8u << 20);
    cr_assert_eq(town_write(&b, &o).code, STATUS_FINE);
    return b;
}

Test(town_judge, all_that_the_simulation_says_is_true)
{
    static const int skip[] = {0, 140, 300, 380};

    for (uint64_t seed = 1; seed < 5; seed++) {
        struct town_judge *j = judge_of(seed);
        struct buf b = days_of(seed, skip[seed - 1], 40);
        const struct tally t = judge_all(j, buf_string(&b));
        cr_assert_eq(t.marks[TOWN_JUDGE_NONE], 0);
        cr_assert_eq(t.marks[TOWN_JUDGE_FALSE], 0);
        cr_assert_gt(t.marks[TOWN_JUDGE_TRUE], 2000);
        cr_assert_gt(t.facts, 1000);
        buf_release(&b);
        town_judge_free(j);
    }
}

Test(town_judge, another_town_knows_other_facts_in_the_same_grammar)
{
    struct town_judge *j = judge_of(2);
    struct buf b = days_of(1, 10, 30);
    const struct tally t = judge_all(j, buf_string(&b));

    cr_assert_eq(t.marks[TOWN_JUDGE_NONE], 0);
    cr_assert_gt(t.marks[TOWN_JUDGE_FALSE], t.facts / 2);
    buf_release(&b);
    town_judge_free(j);
}

/* Replaces `count` digits of numbers that stand before `word`. */
static int add_one(char *text, const char *word)
{
    int changed = 0;

    for (char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        if (at > text && at[-1] >= '0' && at[-1] <= '8') {
            at[-1]++;
            changed++;
        }
    }
    return changed;
}

Test(town_judge, a_changed_price_is_false)
{
    struct town_judge *j = judge_of(1);
    struct buf b = days_of(1, 20, 30);
    const int changed = add_one(b.data, " pence");
    const struct tally t = judge_all(j, buf_string(&b));

    /* Two prices may stand in one sentence; a chance number may be right. */
    cr_assert_gt(changed, 100);
    cr_assert_gt(t.marks[TOWN_JUDGE_FALSE], changed * 3 / 4);
    cr_assert_leq(t.marks[TOWN_JUDGE_FALSE], changed);
    cr_assert_eq(t.marks[TOWN_JUDGE_NONE], 0);
    buf_release(&b);
    town_judge_free(j);
}

Test(town_judge, another_answer_to_a_fact_is_false)
{
    struct town_judge *j = judge_of(1);
    const struct town t = town_init(1);
    char line[2 * TOWN_TEXT_BYTES + 32];

    for (int who = 0; who < TOWN_PEOPLE; who++) {
        const struct town_fact f = town_fact_of(&t, who, 0);
        const struct town_fact g = town_fact_of(&t, (who + 1) % 60, 0);
        snprintf(line, sizeof line, "answer: %s", f.sentence);
        cr_assert_eq(verdict(j, line), TOWN_JUDGE_TRUE, "%s", line);
        snprintf(line, sizeof line, "question: %s answer: %s", f.question,
                 f.sentence);
        cr_assert_eq(verdict(j, line), TOWN_JUDGE_TRUE, "%s", line);
        snprintf(line, sizeof line, "answer: %s %s was born in %s.",
                 t.person[who].first, t.person[who].last, g.answer);
        cr_assert_eq(verdict(j, line), TOWN_JUDGE_FALSE, "%s", line);
    }
    town_judge_free(j);
}

Test(town_judge, shuffled_words_are_no_sentence)
{
    struct town_judge *j = judge_of(3);
    struct buf b = days_of(3, 0, 20);
    struct rng r = rng_make(7, 7);
    char *word[128], *save = NULL, line[TOWN_LINE_BYTES + 1];
    struct tally sum = {{0}, 0};

    for (char *l = strtok_r(b.data, "\n", &save); l;
         l = strtok_r(NULL, "\n", &save)) {
        char *inner = NULL;
        int n = 0;
        for (char *w = strtok_r(l, " ", &inner); w && n < 128;
             w = strtok_r(NULL, " ", &inner))
            word[n++] = w;
        line[0] = '\0';
        size_t at = 0;
        for (int i = 0; i < n; i++) {
            const int k = i + (int)rng_below(&r, (uint32_t)(n - i));
            char *keep = word[i];
            word[i] = word[k];
            word[k] = keep;
            at += (size_t)snprintf(line + at, sizeof line - at, "%s%s",
                                   i ? " " : "", word[i]);
        }
        const struct tally t = judge_all(j, line);
        sum.marks[0] += t.marks[0];
        sum.marks[1] += t.marks[1] + t.marks[2];
    }
    cr_assert_gt(sum.marks[0], 1000);
    cr_assert_lt(sum.marks[1] * 200, sum.marks[0]);
    buf_release(&b);
    town_judge_free(j);
}

Test(town_judge, grammar_kind_and_fact_are_told_apart)
{
    static const struct {
        const char *text;
        enum town_judge_verdict verdict;
    } row[] = {
        {"the keys in the box are wet.", TOWN_JUDGE_TRUE},
        {"the keys in the boxes are wet.", TOWN_JUDGE_TRUE},
        {"the keys in the box is wet.", TOWN_JUDGE_NONE},
        {"the key in the box is hungry.", TOWN_JUDGE_FALSE},
        {"the mackerel on the box is wet.", TOWN_JUDGE_FALSE},
        {"the fox in the box is wet.", TOWN_JUDGE_FALSE},
        {"an apple in a box.", TOWN_JUDGE_NONE},
        {"the [1?thing] in the [2!holder] [is 1] [state].", TOWN_JUDGE_NONE},
        {"riddle: the more i dry, the wetter i am. what am i? a towel.",
         TOWN_JUDGE_TRUE},
        {"riddle: the more i dry, the wetter i am. what am i? a comb.",
         TOWN_JUDGE_FALSE},
        {"riddle: the more i dry, the wetter i am. what am i? a sun.",
         TOWN_JUDGE_NONE},
        {"question: the cat sat on the mat. where did the cat sit? answer: on "
         "the mat.",
         TOWN_JUDGE_TRUE},
        {"question: the cat sat on the mat. where did the cat sit? answer: on "
         "the chair.",
         TOWN_JUDGE_FALSE},
        {"question: the cat sat on the mat. where did the cat sit? answer: on "
         "the chairs.",
         TOWN_JUDGE_NONE},
        {"radio: roll call of the evening: kestrel, curlew, kestrel. i say "
         "again: kestrel, curlew, kestrel. harbour out.",
         TOWN_JUDGE_TRUE},
        {"radio: roll call of the evening: kestrel, curlew, kestrel. i say "
         "again: kestrel, kestrel, curlew. harbour out.",
         TOWN_JUDGE_FALSE},
        {"log, monday 1 march 1921:", TOWN_JUDGE_TRUE},
        {"log, friday 1 march 1921:", TOWN_JUDGE_FALSE},
        {"log, tuesday 1 march 1901:", TOWN_JUDGE_FALSE},
        {"log, tuesday 41 march 1921:", TOWN_JUDGE_NONE},
    };
    struct town_judge *j = judge_of(1);

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        if (row[i].text[0]) {
            cr_expect_eq(verdict(j, row[i].text), row[i].verdict, "%s is %s",
                         row[i].text, town_judge_word(verdict(j, row[i].text)));
        }
    }
    town_judge_free(j);
}

Test(town_judge, a_ship_in_a_radio_call_speaks_for_itself)
{
    struct town_judge *j = judge_of(1);
    struct town t = town_init(1);
    const struct town_event *a = NULL, *b = NULL;
    struct town_judge_mark mark[MARKS];
    char line[400], date[32];

    /* A day on which two ships leave. */
    while (!b) {
        a = b = NULL;
        town_next_day(&t);
        for (int i = 0; i < t.events && !b; i++) {
            if (t.event[i].kind == TOWN_LEAVING)
                *(a ? &b : &a) = &t.event[i];
        }
    }
    cr_assert_lt(t.day, DAYS);
    town_people_date(date, sizeof date, t.day);
    for (int wrong = 0; wrong < 2; wrong++) {
        snprintf(line, sizeof line,
                 "radio, %s: %s calling harbour, %s calling harbour. we cast "
                 "off for %s with two sailors. how is the bar? over.",
                 date, t.ship[a->ship].name, t.ship[a->ship].name,
                 town_people_port((wrong ? b : a)->place));
        cr_assert_eq(town_judge_line(j, line, strlen(line), mark, MARKS), 2);
        cr_assert_eq(mark[0].verdict, TOWN_JUDGE_TRUE);
        cr_assert_eq(mark[1].verdict,
                     wrong && a->place != b->place ? TOWN_JUDGE_FALSE
                                                   : TOWN_JUDGE_TRUE,
                     "%s", line);
    }
    town_judge_free(j);
}

Test(town_judge, without_a_date_it_is_true_if_it_was_so_on_some_day)
{
    struct town_judge *j = judge_of(1);

    cr_assert_eq(verdict(j, "the wind is in the south today."),
                 TOWN_JUDGE_TRUE);
    cr_assert_eq(verdict(j, "salt costs 900 pence a sack."), TOWN_JUDGE_FALSE);
    town_judge_free(j);
}

Test(town_judge, days_outside_its_range_are_refused)
{
    struct town_judge *j;

    cr_assert_eq(town_judge_new(&j, 1, 0).code, STATUS_BAD_USAGE);
    cr_assert_null(j);
    cr_assert_eq(town_judge_new(&j, 1, 1000000).code, STATUS_BAD_USAGE);
}

Test(town_judge, hostile_lines_are_judged_in_bounds)
{
    struct town_judge *j = judge_of(1);
    struct town_judge_mark mark[4];
    struct rng r = rng_make(5, 5);
    char *line = malloc(9000);

    cr_assert_not_null(line);
    for (int i = 0; i < 9000; i++)
        line[i] = (char)rng_below(&r, 256);
    for (size_t n = 0; n < 9000; n = n * 2 + 1)
        cr_assert_leq(town_judge_line(j, line, n, mark, 4), 4);
    memset(line, 'a', 9000);
    cr_assert_leq(town_judge_line(j, line, 9000, mark, 4), 4);
    free(line);
    town_judge_free(j);
}
