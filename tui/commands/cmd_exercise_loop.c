/* cmd_exercise_loop.c - what stands around a check: start, hint, diff, reset,
 * solution. */
#include <stdio.h>
#include <string.h>

#include "exercises/linediff.h"
#include "exercises/loop.h"
#include "exercises/workplace.h"
#include "tui/commands/cmd_exercise.h"

static const struct cli_option none[] = {{NULL, NULL, NULL}};

static const struct cli_option brief[] = {
    {"short", NULL, "the ten-minute version: blanks in a frame that stands"},
    {NULL, NULL, NULL},
};

static const struct cli_option again[] = {
    {"again", NULL, "those that you have seen, and no new one"},
    {NULL, NULL, NULL},
};

/* Opens the exercise, runs `act`, and makes an exit status of its answer. */
typedef struct status action(struct cmd_exercise *e, const struct cli_given *g,
                             int *code);

static int with_exercise(const struct cli_command *c, const struct cli_given *g,
                         action *act)
{
    struct cmd_exercise e;
    int code = CLI_FINE;

    struct status st = cmd_exercise_open(&e, c, g);
    if (!st.code)
        st = act(&e, g, &code);
    cmd_exercise_release(&e);
    return st.code ? cmd_exercise_fail(st) : code;
}

/* --- start
 * -------------------------------------------------------------------- */

static struct status act_start(struct cmd_exercise *e,
                               const struct cli_given *g, int *code)
{
    const bool quick = cli_option(&cmd_exercise_start_row, g, "short") != NULL;
    struct buf path, prompt;
    bool fresh;

    (void)code;
    buf_init(&path, 8192);
    buf_init(&prompt, EXERCISE_BYTES);
    struct status st =
        workplace_start(buf_string(&e->folder), e->name, quick, &fresh);
    if (!st.code)
        st = workplace_path(&path, e->name, "");
    if (!st.code)
        st = exercise_text(&prompt, buf_string(&e->folder), "prompt.md");
    if (!st.code) {
        printf("%s\n", buf_string(&prompt));
        printf("%s %s/%s.c\nCheck it with: lathe check %s\n",
               fresh ? "Your file:" : "Your file, as you left it:",
               buf_string(&path), e->name, e->name);
    }
    buf_release(&path);
    buf_release(&prompt);
    return st;
}

static int cmd_start(const struct cli_given *g)
{
    return with_exercise(&cmd_exercise_start_row, g, act_start);
}

const struct cli_command cmd_exercise_start_row = {
    .name = "start",
    .usage = "EXERCISE [--short]",
    .about = "puts an exercise into your folder; lathe exercise lists them",
    .more =
        "Your files are in $LATHE_HOME or ~/lathe, in a folder named as the "
        "exercise.\nWhat you wrote stays.",
    .options = brief,
    .run = cmd_start,
};

/* --- hint
 * ----------------------------------------------------------------------- */

/* The rules are those of the loop; the folder was found before. */
static struct status act_hint(struct cmd_exercise *e, const struct cli_given *g,
                              int *code)
{
    const bool seen = cli_option(&cmd_exercise_hint_row, g, "again") != NULL;
    struct loop l;
    struct buf text;
    int shown, of;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = loop_open(&l, e->name, NULL);
    if (!st.code)
        st = loop_hint(&l, seen, &text, &shown, &of);
    if (!st.code && !of) {
        fprintf(stderr, "lathe: your teacher gives no hints here\n");
        *code = CLI_NO;
    } else if (!st.code && !shown)
        printf("No hint of %d was shown yet.\n", of);
    else if (!st.code)
        printf("%s(hint %d of %d%s)\n", buf_string(&text), shown, of,
               shown == of && l.conf.solution == COURSECONF_HINTS
                   ? "; lathe solution shows the rest"
                   : "");
    buf_release(&text);
    loop_close(&l);
    return st;
}

static int cmd_hint(const struct cli_given *g)
{
    return with_exercise(&cmd_exercise_hint_row, g, act_hint);
}

const struct cli_command cmd_exercise_hint_row = {
    .name = "hint",
    .usage = "EXERCISE [--again]",
    .about = "the next hint; counted, never held against you",
    .options = again,
    .run = cmd_hint,
};

/* --- diff
 * ----------------------------------------------------------------------- */

static struct status act_diff(struct cmd_exercise *e, const struct cli_given *g,
                              int *code)
{
    struct buf mine, other, text;
    struct loop l;
    bool same, passed;

    (void)g, (void)code;
    buf_init(&mine, EXERCISE_BYTES);
    buf_init(&other, EXERCISE_BYTES);
    buf_init(&text, 4 * EXERCISE_BYTES);
    struct status st = loop_open(&l, e->name, NULL);
    if (!st.code)
        st = workplace_read(&mine, e->name, NULL);
    if (!st.code)
        st = loop_before(&l, &other, &passed);
    if (!st.code)
        st =
            linediff_texts(&text, buf_string(&other), buf_string(&mine), &same);
    if (!st.code) {
        printf("%s %s\n%s",
               same ? "Your file is equal to" : "What makes your file out of",
               passed ? "your last pass" : "the starter", buf_string(&text));
    }
    buf_release(&mine);
    buf_release(&other);
    buf_release(&text);
    loop_close(&l);
    return st;
}

static int cmd_diff(const struct cli_given *g)
{
    return with_exercise(&cmd_exercise_diff_row, g, act_diff);
}

const struct cli_command cmd_exercise_diff_row = {
    .name = "diff",
    .usage = "EXERCISE",
    .about = "compares your file with your last pass, or with the starter",
    .options = none,
    .run = cmd_diff,
};

/* --- reset
 * ---------------------------------------------------------------------- */

static struct status act_reset(struct cmd_exercise *e,
                               const struct cli_given *g, int *code)
{
    const bool quick = cli_option(&cmd_exercise_reset_row, g, "short") != NULL;
    struct buf kept;

    (void)code;
    buf_init(&kept, 8192);
    const struct status st =
        workplace_reset(buf_string(&e->folder), e->name, quick, &kept);
    if (!st.code && kept.bytes)
        printf("Your file went to %s\n", buf_string(&kept));
    if (!st.code)
        printf("The starter is back.\n");
    buf_release(&kept);
    return st;
}

static int cmd_reset(const struct cli_given *g)
{
    return with_exercise(&cmd_exercise_reset_row, g, act_reset);
}

const struct cli_command cmd_exercise_reset_row = {
    .name = "reset",
    .usage = "EXERCISE [--short]",
    .about = "puts the starter back and keeps your file beside it",
    .options = brief,
    .run = cmd_reset,
};

/* --- solution
 * ------------------------------------------------------------------- */

static struct status act_solution(struct cmd_exercise *e,
                                  const struct cli_given *g, int *code)
{
    enum loop_may may;
    struct buf text;
    struct loop l;
    char why[LOOP_WHY];

    (void)g;
    buf_init(&text, EXERCISE_BYTES);
    struct status st = loop_open(&l, e->name, NULL);
    if (!st.code)
        st = loop_solution(&l, &text, &may, why);
    if (!st.code && may == LOOP_MAY_NOT) {
        fprintf(stderr, "lathe: %s\n", why);
        *code = CLI_NO;
    }
    if (!st.code && may == LOOP_MAY_NOTED)
        fprintf(stderr, "lathe: noted in your record as seen before a pass\n");
    printf("%s", st.code ? "" : buf_string(&text));
    buf_release(&text);
    loop_close(&l);
    return st;
}

static int cmd_solution(const struct cli_given *g)
{
    return with_exercise(&cmd_exercise_solution_row, g, act_solution);
}

const struct cli_command cmd_exercise_solution_row = {
    .name = "solution",
    .usage = "EXERCISE",
    .about = "the solution, after a pass or after all hints",
    .options = none,
    .run = cmd_solution,
};
