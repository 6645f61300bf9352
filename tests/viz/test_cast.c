#include <stdio.h>

#include "show.h"
#include "viz/cast.h"

static struct show out;

static struct sink fresh(void)
{
    out.bytes = 0;
    out.text[0] = '\0';
    return (struct sink){show_add, &out};
}

Test(cast, a_frame_sends_the_rows_that_changed)
{
    struct canvas_cell cells[2 * 4] = {{0}};
    struct canvas cv = canvas_over(cells, 2, 4, show_mono);
    struct cast c;

    canvas_text(&cv, 0, 0, "ab", 0);
    cr_assert(cast_begin(&c, fresh(), &cv, "a \"title\"", 0));
    cast_frame(&c, &cv, 0);
    cast_frame(&c, &cv, 0.1); /* the same: no line */
    canvas_text(&cv, 1, 1, "c\\", INK_BOLD);
    cast_frame(&c, &cv, 0.25);
    cast_mark(&c, 0.5, "step 3");
    cast_end(&c);
    cr_assert_str_eq(
        out.text,
        "{\"version\": 2, \"width\": 4, \"height\": 2, \"title\": \"a "
        "\\\"title\\\"\"}\n"
        "[0.000, \"o\", "
        "\"\\u001b[?25l\\u001b[2J\\u001b[1;1Hab\\u001b[K\"]\n"
        "[0.250, \"o\", \"\\u001b[2;1H "
        "\\u001b[0;1mc\\\\\\u001b[0m\\u001b[K\"]\n"
        "[0.500, \"m\", \"step 3\"]\n");
}

Test(cast, a_row_that_became_blank_is_cleared)
{
    struct canvas_cell cells[4] = {{0}};
    struct canvas cv = canvas_over(cells, 1, 4, show_mono);
    struct cast c;

    canvas_text(&cv, 0, 0, "ab", 0);
    cast_begin(&c, fresh(), &cv, NULL, 7);
    cast_frame(&c, &cv, 0);
    canvas_fill(&cv, canvas_whole(&cv), 0, 0);
    cast_frame(&c, &cv, 1);
    cast_end(&c);
    cr_assert(strstr(out.text, "\"timestamp\": 7}"));
    cr_assert(strstr(out.text, "[1.000, \"o\", "
                               "\"\\u001b[1;1H\\u001b[K\"]\n"));
}

Test(cast, a_title_of_bad_bytes_is_still_json)
{
    struct canvas_cell cells[1] = {{0}};
    struct canvas cv = canvas_over(cells, 1, 1, show_mono);
    struct cast c;

    cast_begin(&c, fresh(), &cv, "\xff\n\xe2\x82", 0);
    cast_end(&c);
    cr_assert(strstr(out.text, "\"title\": \"\xef\xbf\xbd\\u000a\xef\xbf\xbd"));
}

Test(cast, an_empty_canvas_is_recorded_too)
{
    struct canvas cv = canvas_over(NULL, 0, 0, show_mono);
    struct cast c;

    cr_assert(cast_begin(&c, fresh(), &cv, NULL, 0));
    cast_frame(&c, &cv, 0);
    cast_end(&c);
    cr_assert_str_eq(out.text, "{\"version\": 2, \"width\": 0, \"height\": "
                               "0}\n[0.000, \"o\", "
                               "\"\\u001b[?25l\\u001b[2J\"]\n");
}

Test(cast, another_size_says_so_and_starts_anew)
{
    struct canvas_cell cells[6] = {{0}};
    struct canvas cv = canvas_over(cells, 1, 2, show_mono);
    struct cast c;

    canvas_text(&cv, 0, 0, "ab", 0);
    cast_begin(&c, fresh(), &cv, NULL, 0);
    cast_frame(&c, &cv, 0);
    cv = canvas_over(cells, 1, 3, show_mono);
    canvas_text(&cv, 0, 0, "abc", 0);
    cast_frame(&c, &cv, 1);
    cast_end(&c);
    cr_assert(strstr(out.text,
                     "[1.000, \"r\", \"3x1\"]\n[1.000, \"o\", "
                     "\"\\u001b[?25l\\u001b[2J\\u001b[1;1Habc\\u001b[K\"]\n"),
              "%s", out.text);
}
