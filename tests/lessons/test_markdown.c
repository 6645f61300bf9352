#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/markdown.h"
#include "viz/plain.h"

static void add(void *to, const char *text, size_t bytes)
{
    buf_add(to, text, bytes);
}

/* `text` as a page of 40 columns without colours. */
static void expect_filled(const char *text, bool marked, const char *want)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    struct page *page = page_new();
    struct buf out;

    cr_assert(page);
    const struct status st = marked ? markdown_marked(page, text, strlen(text))
                                    : markdown_page(page, text, strlen(text));
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    const int lines = page_lay(page, &look, 40);
    struct canvas *cv = canvas_new(lines, 40, look);
    cr_assert(cv);
    page_draw(page, cv, canvas_whole(cv), 0);
    buf_init(&out, 1 << 16);
    plain_write(cv, (struct sink){add, &out});
    cr_expect(strstr(buf_string(&out), want), "no \"%s\" in \"%s\"", want,
              buf_string(&out));
    buf_release(&out);
    canvas_free(cv);
    page_free(page);
}

static void expect_page(const char *text, const char *want)
{
    expect_filled(text, false, want);
}

Test(markdown, emphasis_is_marked_where_attributes_are_unknown)
{
    expect_filled("The noun is *ship*, a **key**.\n", true,
                  "The noun is *ship*, a *key*.\n");
}

Test(markdown, lines_of_a_paragraph_flow_together)
{
    expect_page("One *two*\n**three** `four`.\n", "One two three four.\n");
}

Test(markdown, indented_formula_stays_as_it_is)
{
    expect_page("Text.\n\n    q = x  Wq\n    k = x  Wk\n", "q = x  Wq");
}

Test(markdown, items_stand_beside_their_numbers)
{
    expect_page("3. First\n4. Second\n", "3. First");
    expect_page("- loose\n\n- items\n", "loose");
}

Test(markdown, tables_and_headings_are_pages_too)
{
    expect_page("### Head\n\n| a | b |\n| - | -: |\n| c | d |\n", "Head");
    expect_page("| a | b |\n| - | -: |\n| c | d |\n", "d");
}

Test(markdown, html_and_entities_are_text)
{
    expect_page("a <b>bold</b> &lt; &#65;&amp;\n", "a <b>bold</b> < A&");
}

Test(markdown, deep_nesting_is_survived)
{
    char text[2001];
    struct page *page = page_new();

    memset(text, '>', 2000);
    text[2000] = '\0';
    cr_expect_geq((int)markdown_page(page, text, 2000).code, 0);
    page_free(page);
}

Test(markdown, formulas_between_dollars_are_set)
{
    expect_page("Each weight is $\\frac{a}{b}$ or $x^2$.\n", "a/b or x^2");
    expect_page("It costs $5 and then $6.\n", "$5 and then $6");
}
