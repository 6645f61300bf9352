#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "tui/keys.h"
#include "tui/lineedit.h"
#include "tui/turns.h"

static void type(struct lineedit *e, const char *ascii)
{
    for (; *ascii; ascii++)
        lineedit_key(e, *ascii);
}

Test(lineedit, typing_inserts_at_the_cursor)
{
    struct lineedit e = {0};

    type(&e, "tne");
    lineedit_key(&e, KEYS_LEFT);
    lineedit_key(&e, KEYS_RUBOUT);
    type(&e, "h");
    cr_assert_str_eq(e.text, "the");
    cr_assert(eq(int, e.at, 2));
}

Test(lineedit, a_character_of_several_bytes_is_deleted_whole)
{
    struct lineedit e = {0};

    lineedit_key(&e, 'a');
    lineedit_key(&e, 0x20ac); /* euro sign, 3 bytes */
    lineedit_key(&e, 0x1f600);
    cr_assert(eq(int, e.bytes, 8));
    lineedit_key(&e, KEYS_RUBOUT);
    lineedit_key(&e, KEYS_LEFT);
    lineedit_key(&e, KEYS_DELETE);
    cr_assert_str_eq(e.text, "a");
}

Test(lineedit, a_full_line_takes_no_more_and_stays_whole)
{
    struct lineedit e = {0};

    for (int i = 0; i < LINEEDIT_BYTES + 100; i++)
        lineedit_key(&e, 0xe9);
    cr_assert(eq(int, e.bytes, LINEEDIT_BYTES));
    cr_assert(eq(sz, strlen(e.text), LINEEDIT_BYTES));
}

Test(lineedit, ctrl_w_takes_the_word_and_ctrl_u_the_rest)
{
    struct lineedit e = {0};

    type(&e, "the cat sat ");
    lineedit_key(&e, keys_ctrl('w'));
    cr_assert_str_eq(e.text, "the cat ");
    lineedit_key(&e, keys_ctrl('u'));
    cr_assert_str_eq(e.text, "");
}

Test(lineedit, keys_that_are_no_text_are_left_to_others)
{
    struct lineedit e = {0};

    cr_assert(not(lineedit_key(&e, KEYS_UP)));
    cr_assert(not(lineedit_key(&e, KEYS_ENTER)));
    cr_assert(not(lineedit_key(&e, KEYS_PAGE_DOWN)));
    cr_assert(eq(int, e.bytes, 0));
}

Test(lineedit, a_long_line_scrolls_so_that_the_cursor_is_seen)
{
    struct canvas *cv = canvas_new(1, 10, (struct canvas_look){0});
    struct lineedit e = {0};
    int col;

    type(&e, "abcdefghijklmnopqrstuvwxyz");
    col = lineedit_draw(&e, cv, (struct canvas_rect){0, 0, 1, 10}, 0);
    cr_assert(eq(int, col, 9));
    cr_assert(eq(u32, canvas_at(cv, 0, 8).rune, 'z'));
    canvas_free(cv);
}

Test(lineedit, turns_of_one_knob_count_once_and_keep_their_place)
{
    struct turns t = {0};
    char *text = NULL;
    int knob = -1;

    cr_assert(turns_add(&t, 3, "1"));
    cr_assert(turns_add(&t, 5, "x"));
    cr_assert(turns_add(&t, 3, "2"));
    cr_assert(turns_take(&t, &knob, &text));
    cr_assert(eq(int, knob, 3));
    cr_assert_str_eq(text, "2");
    free(text);
    turns_clear(&t);
    cr_assert(not(turns_take(&t, &knob, &text)));
}
