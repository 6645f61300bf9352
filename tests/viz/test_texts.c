#include <stdio.h>
#include <stdlib.h>

#include "show.h"
#include "viz/difftext.h"
#include "viz/form.h"
#include "viz/hits.h"
#include "viz/listview.h"
#include "viz/logview.h"
#include "viz/page.h"
#include "viz/toast.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static void expect_diff(const char *a, const char *b, const char *want)
{
    static struct show s;
    struct difftext *d = difftext_new(a, b);
    struct canvas cv = fresh(20, 30, show_ascii);

    difftext_draw(d, &cv, canvas_whole(&cv), 0);
    cr_assert_str_eq(show_plain(&s, &cv), want);
    difftext_free(d);
}

Test(texts, the_fewest_lines_change)
{
    expect_diff("a\nb\nc\n", "a\nx\nc\n", "  a\n- b\n+ x\n  c\n");
    expect_diff("a\nb\nc\nd\n", "b\nd\ne\n", "- a\n  b\n- c\n  d\n+ e\n");
    expect_diff("", "a\n", "+ a\n");
    expect_diff("a", "", "- a\n");
    expect_diff("a\n", "a\n", "no differences\n");
    expect_diff("", "", "no differences\n");
    expect_diff("a\n\n", "\na\n", "- a\n\n+ a\n");
}

Test(texts, equal_runs_are_folded)
{
    expect_diff("1\n2\n3\n4\n5\n6\nx\n", "1\n2\n3\n4\n5\n6\ny\n",
                "  ... 3 lines the same\n  4\n  5\n  6\n- x\n+ y\n");
}

Test(texts, a_change_too_long_to_compare_is_replaced)
{
    enum { LINES = 2100 };
    char *a = malloc(LINES * 8 + 1), *b = malloc(LINES * 8 + 1);
    size_t n = 0, m = 0;

    for (int i = 0; i < LINES; i++) {
        n += (size_t)snprintf(a + n, 9, "a%d\n", i);
        m += (size_t)snprintf(b + m, 9, "b%d\n", i);
    }
    struct difftext *d = difftext_new(a, b);
    cr_assert_eq(difftext_removed(d), LINES);
    cr_assert_eq(difftext_added(d), LINES);
    cr_assert_eq(difftext_lines(d), 2 * LINES);
    difftext_free(d);
    free(a);
    free(b);
}

/* Taking '-' and ' ' gives the old text, '+' and ' ' the new one. */
Test(texts, a_diff_holds_both_texts)
{
    unsigned x = 7;

    for (int round = 0; round < 200; round++) {
        char side[2][128] = {"", ""}, back[2][256] = {"", ""}, text[4096];
        size_t used[2] = {0, 0};

        for (int s = 0; s < 2; s++)
            for (int i = 0; i < 12; i++) {
                x = x * 1664525u + 1013904223u;
                if (x >> 30)
                    used[s] += (size_t)snprintf(side[s] + used[s], 4, "%c\n",
                                                'a' + (int)(x >> 27 & 3));
            }
        struct difftext *d = difftext_new(side[0], side[1]);
        difftext_words(d, WORDS_FULL, text, sizeof text);
        used[0] = used[1] = 0;
        bool folded = false;
        for (char *line = strchr(text, '\n') + 1; *line;
             line = strchr(line, '\n') + 1) {
            folded = folded || strncmp(line, "same: ", 6) == 0
                         ? folded
                         : line[0] >= '0' && line[0] <= '9';
            for (int s = 0; s < 2; s++)
                if (strncmp(line, s ? "new: " : "old: ", 5) == 0 ||
                    strncmp(line, "same: ", 6) == 0)
                    used[s] += (size_t)snprintf(
                        back[s] + used[s], 4, "%c\n",
                        line[strncmp(line, "same: ", 6) == 0 ? 6 : 5]);
        }
        if (!folded)
            for (int s = 0; s < 2; s++)
                cr_assert_str_eq(back[s], side[s], "round %d", round);
        difftext_free(d);
    }
}

Test(texts, a_search_ignores_case_unless_it_has_a_capital)
{
    cr_assert_str_eq(hits_next("The Loss", "loss", 0), "Loss");
    cr_assert_null(hits_next("The loss", "Loss", 0));
    cr_assert_str_eq(hits_next("aaa", "a", 1), "aa");
    cr_assert_null(hits_next("a", "", 0));
    cr_assert_null(hits_next("a", NULL, 0));
    cr_assert_null(hits_next("a", "a", 9));
}

Test(texts, the_newest_message_is_below_and_scrolling_goes_up)
{
    static const struct logview_line line[] = {{NULL, LOGVIEW_NOTE, "one"},
                                               {NULL, LOGVIEW_BAD, "two"},
                                               {NULL, LOGVIEW_NOTE, "three"}};
    struct logview l = {.line = line, .count = 3};
    struct canvas cv = fresh(2, 12, show_ascii);

    logview_draw(&l, &cv, canvas_whole(&cv));
    show_expect(&cv, "problem: two\nthree\n");
    l.back = 1;
    cv = fresh(2, 12, show_ascii);
    logview_draw(&l, &cv, canvas_whole(&cv));
    show_expect(&cv, "one\nproblem: two\n");
    l.back = 99;
    cv = fresh(2, 12, show_ascii);
    logview_draw(&l, &cv, canvas_whole(&cv));
    show_expect(&cv, "one\nproblem: two\n");
}

Test(texts, hits_in_a_log_stand_out)
{
    static const struct logview_line line[] = {
        {"1", LOGVIEW_NOTE, "loss, Loss"}};
    const struct logview l = {.line = line, .count = 1, .find = "loss"};
    struct canvas cv = fresh(1, 30, show_ascii);

    logview_draw(&l, &cv, canvas_whole(&cv));
    cr_assert_eq(canvas_at(&cv, 0, 3).bg, INK_HIT);
    cr_assert_eq(canvas_at(&cv, 0, 9).bg, INK_HIT);
    cr_assert_eq(canvas_at(&cv, 0, 7).bg, 0);
}

static const struct listview_item fruit[] = {
    {"apple", NULL, NULL}, {"pear", NULL, NULL}, {"grape", NULL, NULL}};

Test(texts, a_filter_hides_rows_and_steps_skip_them)
{
    struct listview l = {.item = fruit, .count = 3, .filter = "ap"};
    struct canvas cv = fresh(4, 24, show_ascii);

    cr_assert_eq(listview_step(&l, 1), 2);
    cr_assert_eq(listview_step(&l, 9), 2);
    cr_assert_eq(listview_step(&l, -9), 0);
    l.chosen = 1; /* hidden: the next one counts */
    cr_assert_eq(listview_step(&l, 0), 2);
    listview_draw(&l, &cv, canvas_whole(&cv));
    show_expect(&cv, "filter: ap           2/2\n  apple\n> grape\n");
    l.filter = "zzz";
    cr_assert_eq(listview_step(&l, 0), -1);
}

Test(texts, a_form_says_where_its_cursor_is_and_what_is_wrong)
{
    static const struct form_field field[] = {
        {"a", "12345678901234567890", NULL, "too long", FORM_TEXT},
        {"bb", "on", NULL, NULL, FORM_SWITCH}};
    const struct form f = {.field = field, .count = 2, .cursor = 20};
    struct canvas cv = fresh(4, 20, show_ascii);
    int cursor[2];
    char text[128];

    form_draw(&f, &cv, (struct canvas_rect){1, 2, 3, 18}, cursor);
    show_expect(&cv,
                "\n  >  a  01234567890\n      ! too long\n    bb  [x] on\n");
    cr_assert_eq(cursor[0], 1);
    cr_assert_eq(cursor[1], 19);
    form_words(&f, WORDS_SHORT, text, sizeof text);
    cr_assert_str_eq(text, "2 fields.\nin focus, a: 12345678901234567890, "
                           "wrong: too long\nbb: on\n");
}

Test(texts, toasts_pile_up_from_below_and_wrap)
{
    static const struct logview_line line[] = {
        {NULL, LOGVIEW_NOTE, "old"},
        {NULL, LOGVIEW_WARN, "a message of several words"}};
    const struct logview l = {.line = line, .count = 2};
    struct canvas cv = fresh(8, 22, show_ascii);

    cr_assert_eq(toast_draw(&l, &cv, canvas_whole(&cv)), 7);
    show_expect(&cv, "\n      +--------------+\n"
                     "      | old          |\n"
                     "      +--------------+\n"
                     "+- warning ----------+\n"
                     "| a message of       |\n"
                     "| several words      |\n"
                     "+--------------------+\n");
    cr_assert_eq(toast_draw(&l, &cv, (struct canvas_rect){0, 0, 5, 22}), 4);
    cr_assert_eq(toast_draw(&l, &cv, (struct canvas_rect){0, 0, 2, 22}), 0);
}

Test(texts, a_formula_on_a_page_is_spelt_as_the_terminal_can)
{
    static const char tex[] = "\\frac{a}{b} + x^2";
    struct page *p = page_new();
    struct canvas cv = fresh(2, 30, show_unicode);

    page_formula(p, tex, sizeof tex - 1, INK_CODE);
    page_lay(p, &cv.look, 30);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    show_expect(&cv, "a/b + x²\n");
    cv = fresh(2, 30, show_ascii);
    page_lay(p, &cv.look, 30);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    show_expect(&cv, "a/b + x^2\n");
    cr_assert_not(page_failed(p));
    page_free(p);
}
