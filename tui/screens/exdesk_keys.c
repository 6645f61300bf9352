/* exdesk_keys.c - the keys of an exercise that stand in its help. */
#include <stdio.h>
#include <string.h>

#include "exercises/workplace.h"
#include "tui/screens/ccard.h"
#include "tui/screens/exdesk_parts.h"
#include "tui/screens/taskpage.h"
#include "tui/screens/textpage.h"

enum { PATH_BYTES = 8192 };

static void edit(struct shell *s, struct exdesk *d, const char *file,
                 bool beside)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    const struct status st = workplace_path(&path, d->loop.name, file);
    snprintf(s->edit.path, sizeof s->edit.path, "%s", buf_string(&path));
    s->edit.line = exdesk_line(d);
    s->edit.beside = beside;
    buf_release(&path);
    shell_fault(s, st);
}

static void edit_own(struct shell *s, struct exdesk *d, bool beside)
{
    char own[EXERCISE_NAME + 4];

    snprintf(own, sizeof own, "%s.c", d->loop.name);
    edit(s, d, own, beside);
}

static void act_edit(struct shell *s, void *state)
{
    edit_own(s, state, false);
}

static void act_beside(struct shell *s, void *state)
{
    edit_own(s, state, true);
}

static void act_edit_try(struct shell *s, void *state)
{
    edit(s, state, "try.c", false);
    s->edit.line = 0;
}

static void act_check(struct shell *s, void *state)
{
    exdesk_check(s, state);
}

/* Builds their file with `program` of theirs and runs it. */
static void run(struct shell *s, struct exdesk *d, const char *file)
{
    struct buf program;

    buf_init(&program, EXERCISE_BYTES);
    struct status st = exdesk_read(d);
    if (!st.code)
        st = workplace_read(&program, d->loop.name, file);
    if (!st.code)
        st = checker_try(s->check, buf_string(&d->text), d->text.bytes,
                         buf_string(&program), program.bytes);
    buf_release(&program);
    d->asked = checker_ask(s->check).number;
    d->busy = !st.code;
    d->program = file;
    shell_fault(s, st);
}

static void act_try(struct shell *s, void *state)
{
    run(s, state, "try.c");
}

static void act_case(struct shell *s, void *state)
{
    struct exdesk *d = state;

    if (d->verdict && d->loop.wrote_case)
        run(s, d, "case.c");
    else
        shell_say(s, "no shown case failed: there is no case.c");
}

static void act_hint(struct shell *s, void *state)
{
    struct exdesk *d = state;
    struct buf text;
    int shown = 0, of;

    buf_init(&text, EXERCISE_BYTES);
    shell_fault(s, loop_hint(&d->loop, false, &text, &shown, &of));
    buf_release(&text);
    shell_fault(s, loop_state(&d->loop, &d->state, &d->hints));
    if (!d->hints)
        shell_say(s, "your teacher gives no hints here");
    d->panel = EXDESK_HINTS;
    d->scroll = 1 << 20; /* the newest stands last */
}

void exdesk_show(struct exdesk *d, int panel)
{
    d->panel = (enum exdesk_panel)((panel + EXDESK_PANELS) % EXDESK_PANELS);
    d->scroll = 0;
}

static void act_diff(struct shell *s, void *state)
{
    struct exdesk *d = state;

    shell_fault(s, exdesk_read(d));
    exdesk_show(d, EXDESK_DIFF);
}

static void act_next_panel(struct shell *s, void *state)
{
    struct exdesk *d = state;

    (void)s;
    exdesk_show(d, (int)d->panel + 1);
}

static void act_last_panel(struct shell *s, void *state)
{
    struct exdesk *d = state;

    (void)s;
    exdesk_show(d, (int)d->panel - 1);
}

static void act_solution(struct shell *s, void *state)
{
    struct exdesk *d = state;
    struct page *page = NULL;
    enum loop_may may;
    struct buf text;
    char why[LOOP_WHY];

    buf_init(&text, EXERCISE_BYTES);
    const struct status st = loop_solution(&d->loop, &text, &may, why);
    if (st.code) {
        shell_fault(s, st);
    } else if (may == LOOP_MAY_NOT) {
        shell_say(s, "%s", why);
    } else {
        page = page_new();
        if (page) {
            page_code(page);
            page_text(page, buf_string(&text), text.bytes, INK_CODE);
        }
        textpage_push(s, "Solution", page);
        if (may == LOOP_MAY_NOTED)
            shell_say(s, "noted in your record as seen before a pass");
        shell_fault(s, loop_state(&d->loop, &d->state, &d->hints));
    }
    buf_release(&text);
}

static void act_task(struct shell *s, void *state)
{
    struct exdesk *d = state;

    shell_fault(s, taskpage_push(s, d->loop.name, d->reader, d->block));
}

static void act_on(struct shell *s, void *state)
{
    struct exdesk *d = state;

    if (d->scroll < d->lines - d->room)
        d->scroll += d->room > 2 ? d->room - 1 : 1;
    else if (d->verdict && d->report->passed)
        shell_pop(s);
    else
        act_next_panel(s, d);
}

const struct shell_binding exdesk_bindings[] = {
    {'e', "edit", "your file in your editor; every save is checked", act_edit},
    {'r', "check", "check your file now", act_check},
    {'i', "hint", "the next hint; counted, never held against you", act_hint},
    {KEYS_TAB, "panel", "the next panel; 1 to 7 go to one", act_next_panel},
    {'t', "try", "build your file with your try.c and run it", act_try},
    {'d', "diff", "what changed since your last pass, or the starter",
     act_diff},
    {KEYS_SPACE, NULL, "a screen down, then the next panel; back after a pass",
     act_on},
    {KEYS_BACKTAB, NULL, "the panel before", act_last_panel},
    {'E', NULL, "your file in a pane beside this one, inside tmux", act_beside},
    {'y', NULL, "your try.c in your editor", act_edit_try},
    {'c', NULL, "run the case that failed, case.c: got beside expected",
     act_case},
    {'S', NULL, "the solution, after a pass or after all hints", act_solution},
    {'C', "card of C", "a card of C, for who is new to it", ccard_show},
    {'m', NULL, "the exercise as a task, without a compiler", act_task},
    {0, NULL, NULL, NULL},
};
