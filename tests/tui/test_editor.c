#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "tui/editor.h"

static void chosen(struct editor *e, const char *command, int line)
{
    unsetenv("VISUAL");
    unsetenv("TMUX");
    setenv("EDITOR", command, 1);
    cr_assert(eq(int, editor_choose(e, "/a b/x.c", line, true).code, 0));
}

Test(editor, visual_comes_before_editor)
{
    struct editor e;

    setenv("VISUAL", "mine", 1);
    setenv("EDITOR", "other", 1);
    cr_assert(eq(int, editor_choose(&e, "/x.c", 0, false).code, 0));
    cr_assert(strcmp(e.word[2], "mine \"$@\"") == 0);
}

Test(editor, a_path_with_blanks_stays_one_word)
{
    struct editor e;

    chosen(&e, "code --wait", 0);
    cr_assert(strcmp(e.word[4], "/a b/x.c") == 0);
    cr_assert(e.word[5] == NULL);
}

Test(editor, a_line_goes_to_those_that_know_what_it_means)
{
    struct editor e;

    chosen(&e, "/usr/bin/vim -n", 12);
    cr_assert(strcmp(e.word[4], "+12") == 0);
    chosen(&e, "ed", 12);
    cr_assert(strcmp(e.word[4], "/a b/x.c") == 0);
}

Test(editor, beside_is_heard_inside_tmux_only)
{
    struct editor e;

    chosen(&e, "vi", 0);
    cr_assert(not(e.beside));
    setenv("TMUX", "/tmp/socket,1,0", 1);
    cr_assert(eq(int, editor_choose(&e, "/x.c", 0, true).code, 0));
    cr_assert(e.beside);
    cr_assert(strcmp(e.word[0], "tmux") == 0);
}

Test(editor, none_at_all_is_said)
{
    struct editor e;

    unsetenv("VISUAL");
    unsetenv("EDITOR");
    setenv("PATH", "/nowhere", 1);
    const struct status st = editor_choose(&e, "/x.c", 0, false);
    cr_assert(eq(int, st.code, STATUS_NOT_FOUND));
    cr_assert(strstr(st.text, "/x.c") != NULL);
}

Test(editor, it_runs_and_its_absence_is_an_error)
{
    struct editor e;

    chosen(&e, "test -n", 0);
    cr_assert(eq(int, editor_run(&e).code, 0));
    char nowhere[] = "/nowhere/at/all";
    e.word[0] = nowhere;
    cr_assert(eq(int, editor_run(&e).code, STATUS_IO));
}
