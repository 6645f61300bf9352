#include <stdlib.h>

#include "show.h"
#include "viz/page.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static void text(struct page *p, const char *utf8, unsigned style)
{
    page_text(p, utf8, strlen(utf8), style);
}

/* Every kind of block once. */
static struct page *sample(void)
{
    struct page *p = page_new();

    page_heading(p, 1);
    text(p, "Attention", 0);
    page_paragraph(p);
    text(p, "Each row says how much ", 0);
    text(p, "one", INK_BOLD);
    text(p, " word looks at the\n words before it: ", 0);
    text(p, "softmax(x)", INK_CODE);
    text(p, ".", 0);
    page_list(p, -1);
    page_item(p);
    text(p, "a query asks what a word is looking for", 0);
    page_list(p, 9);
    page_item(p);
    text(p, "nine", 0);
    page_item(p);
    text(p, "ten", 0);
    page_leave(p);
    page_item(p);
    text(p, "a key", 0);
    page_leave(p);
    page_quote(p);
    page_paragraph(p);
    text(p, "Predict before you run, then compare.", 0);
    page_paragraph(p);
    text(p, "Twice.", 0);
    page_leave(p);
    page_code(p);
    text(p, "for (;;)\n", 0);
    text(p, "\tstep();\n", 0);
    page_rule(p);
    page_table(p);
    page_row(p, true);
    page_cell(p, false);
    text(p, "model", 0);
    page_cell(p, true);
    text(p, "loss", 0);
    page_row(p, false);
    page_cell(p, false);
    text(p, "RNN", 0);
    page_cell(p, true);
    text(p, "2.31", 0);
    page_row(p, false);
    page_cell(p, false);
    text(p, "GPT", 0);
    page_cell(p, true);
    text(p, "1.9", 0);
    page_leave(p);
    page_paragraph(p);
    text(p, "End.", 0);
    return p;
}

Test(page, every_kind_of_block_has_its_shape)
{
    struct page *p = sample();
    struct canvas cv = fresh(40, 40, show_unicode);

    page_lay(p, &cv.look, 34);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    show_expect(&cv, "Attention\n"
                     "Each row says how much one word\n"
                     "looks at the words before it:\n"
                     "softmax(x).\n"
                     "\n"
                     "• a query asks what a word is\n"
                     "  looking for\n"
                     "   9. nine\n"
                     "  10. ten\n"
                     "• a key\n"
                     "\n"
                     "│ Predict before you run, then\n"
                     "│ compare.\n"
                     "│\n"
                     "│ Twice.\n"
                     "\n"
                     "  for (;;)\n"
                     "      step();\n"
                     "\n"
                     "──────────────────────────────────\n"
                     "\n"
                     "model  loss\n"
                     "RNN    2.31\n"
                     "GPT     1.9\n"
                     "\n"
                     "End.\n");
    page_free(p);
}

Test(page, ascii_spells_bullets_bars_and_rules)
{
    struct page *p = sample();
    struct canvas cv = fresh(40, 40, show_ascii);

    page_lay(p, &cv.look, 24);
    page_draw(p, &cv, canvas_whole(&cv), 5);
    show_expect(&cv, "\n"
                     "* a query asks what a\n"
                     "  word is looking for\n"
                     "   9. nine\n"
                     "  10. ten\n"
                     "* a key\n"
                     "\n"
                     "| Predict before you\n"
                     "| run, then compare.\n"
                     "|\n"
                     "| Twice.\n"
                     "\n"
                     "  for (;;)\n"
                     "      step();\n"
                     "\n"
                     "------------------------\n"
                     "\n"
                     "model  loss\n"
                     "RNN    2.31\n"
                     "GPT     1.9\n"
                     "\n"
                     "End.\n");
    page_free(p);
}

Test(page, a_table_too_wide_becomes_a_list_that_names_its_columns)
{
    struct page *p = sample();
    struct canvas cv = fresh(12, 40, show_ascii);
    const int lines = page_lay(p, &cv.look, 9);

    page_draw(p, &cv, canvas_whole(&cv), lines - 10);
    show_expect(&cv, "model:\n"
                     "RNN\n"
                     "loss:\n"
                     "2.31\n"
                     "\n"
                     "model:\n"
                     "GPT\n"
                     "loss: 1.9\n"
                     "\n"
                     "End.\n");
    page_free(p);
}

Test(page, styles_reach_the_cells_and_the_measure_ends_at_76)
{
    struct page *p = page_new();
    struct canvas cv = fresh(6, 100, show_unicode);

    page_paragraph(p);
    for (int i = 0; i < 20; i++)
        text(p, i == 1 ? "bold " : "word ", i == 1 ? INK_BOLD : 0);
    cr_assert_eq(page_lay(p, &cv.look, 100), 2);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    cr_assert_eq(canvas_at(&cv, 0, 5).attr, INK_BOLD >> 16);
    cr_assert_eq(canvas_at(&cv, 0, 10).attr, 0);
    for (int c = PAGE_MAX_COLS; c < 100; c++)
        cr_assert_eq(canvas_at(&cv, 0, c).rune, 0);
    page_free(p);
}

Test(page, a_word_wider_than_the_page_is_cut_and_nothing_is_lost)
{
    struct page *p = page_new();
    struct canvas cv = fresh(6, 20, show_unicode);

    page_paragraph(p);
    text(p, "a ", 0);
    text(p, "incompre", INK_BOLD);
    text(p, "hensible \u65e5\u672c\u8a9e\u65e5\u672c z", 0);
    page_lay(p, &cv.look, 7);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    show_expect(&cv, "a\n"
                     "incompr\n"
                     "ehensib\n"
                     "le\n"
                     "日本語\n"
                     "日本 z\n");
    page_free(p);
}

Test(page, the_search_finds_across_styles_and_marks_its_hits)
{
    struct page *p = page_new();
    struct canvas cv = fresh(3, 30, show_unicode);

    page_paragraph(p);
    text(p, "The q", 0);
    text(p, "uery", INK_BOLD);
    text(p, " meets the key. Query again.", 0);
    page_lay(p, &cv.look, 20);
    cr_assert_eq(page_find(p, "query"), 2);
    cr_assert_eq(page_hit(p, 0), 0);
    cr_assert_eq(page_hit(p, 1), 1);
    cr_assert_eq(page_hit(p, 2), -1);
    page_draw(p, &cv, canvas_whole(&cv), 0);
    cr_assert_eq(canvas_at(&cv, 0, 4).bg, INK_HIT);
    cr_assert_eq(canvas_at(&cv, 0, 8).bg, INK_HIT);
    cr_assert_eq(canvas_at(&cv, 0, 9).bg, 0);
    cr_assert_eq(page_find(p, "Query"), 1, "a capital makes case count");
    cr_assert_eq(page_find(p, "zebra"), 0);
    cr_assert_eq(page_find(p, ""), 0);
    page_free(p);
}

Test(page, an_empty_page_and_one_past_its_limit_are_told)
{
    struct page *p = page_new();
    char *much = malloc(PAGE_MAX_BYTES);

    memset(much, 'x', PAGE_MAX_BYTES);
    cr_assert_eq(page_lay(p, &show_unicode, 40), 0);
    cr_assert_not(page_failed(p));
    page_text(p, much, PAGE_MAX_BYTES, 0);
    cr_assert_not(page_failed(p));
    page_text(p, "y", 1, 0);
    cr_assert(page_failed(p));
    free(much);
    page_free(p);
    page_free(NULL);
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void random_call(struct page *p, uint32_t *state)
{
    char bytes[40];
    const size_t n = next(state) % sizeof bytes;

    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(next(state) % (next(state) % 2 ? 256 : 128));
    switch (next(state) % 14) {
    case 0:
        page_heading(p, (int)(next(state) % 4));
        break;
    case 1:
        page_paragraph(p);
        break;
    case 2:
        page_list(p, (int)(next(state) % 120) - 1);
        break;
    case 3:
        page_item(p);
        break;
    case 4:
        page_quote(p);
        break;
    case 5:
        page_leave(p);
        break;
    case 6:
        page_code(p);
        break;
    case 7:
        page_table(p);
        break;
    case 8:
        page_row(p, next(state) % 2);
        break;
    case 9:
        page_cell(p, next(state) % 2);
        break;
    case 10:
        page_break(p);
        break;
    default:
        page_text(p, bytes, n, next(state) & 0xf00ff);
    }
}

Test(page, any_calls_and_any_bytes_stay_inside_their_lines)
{
    static struct show_field field;
    uint32_t state = 3; /* one glyph may be spelt in up to 7 columns */

    for (int round = 0; round < 600; round++) {
        const struct canvas_look look = show_look(round);
        struct page *p = page_new();
        const int cols = (int)(next(&state) % 40);
        struct canvas cv = show_field(&field, 20, cols, look);

        for (int i = 0; i < 60; i++)
            random_call(p, &state);
        cr_assert_not(page_failed(p));
        const int lines = page_lay(p, &look, cols);
        cr_assert(lines >= 0);
        page_find(p, "a");
        for (int first = 0; first < lines; first += 20) {
            struct canvas wide = show_field(&field, 20, 64, look);

            page_draw(p, &wide, canvas_whole(&wide), first);
            for (int r = 0; r < 20; r++)
                for (int c = cols > 8 ? cols : 8; c < 64; c++)
                    cr_assert_eq(canvas_at(&wide, r, c).rune, 0,
                                 "round %d: line %d of width %d", round,
                                 first + r, cols);
        }
        page_draw(p, &cv, canvas_whole(&cv), 0);
        show_fence_holds(&field);
        page_free(p);
    }
}

Test(page, a_word_is_found_as_a_whole_in_any_case_and_in_the_plural)
{
    struct page *p = page_new();
    struct page_place at;

    page_paragraph(p);
    page_text(p, "Keyed monkeys turn keys. A Query is asked.", 42, INK_TEXT);
    page_lay(p, &(struct canvas_look){0}, 30);
    cr_assert(page_word(p, "key", &at));
    cr_assert_eq(at.line, 0);
    cr_assert_eq(at.col, 19);
    cr_assert_eq(at.cols, 4);
    cr_assert(page_word(p, "query", &at));
    cr_assert_eq(at.line, 1);
    cr_assert_eq(at.col, 0);
    cr_assert_eq(at.cols, 5);
    cr_assert(page_word(p, "asked", &at));
    cr_assert_eq(at.line, 1);
    cr_assert_not(page_word(p, "monk", &at));
    cr_assert_not(page_word(p, "", &at));
    page_free(p);
}
