/* cmd_exercise_check.c - `lathe check` and `lathe try`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "exercises/classroom.h"
#include "exercises/loop.h"
#include "exercises/reportjson.h"
#include "exercises/standin.h"
#include "exercises/toolchain.h"
#include "exercises/workplace.h"
#include "tui/commands/cmd_exercise.h"
#include "tui/textmode.h"

static const struct cli_option options[] = {
    {"watch", NULL, "checks again on every save, until it passes"},
    {"json", NULL, "one JSON object a check"},
    {NULL, NULL, NULL},
};

static void print_json(const struct report *r, const struct loop *l, int tries)
{
    json_t *o = reportjson_make(r);

    json_object_set_new(o, "tries", json_integer(tries));
    if (l->conf.due) {
        json_object_set_new(o, "due", json_integer(l->conf.due));
        json_object_set_new(
            o, "late_seconds",
            json_integer(courseconf_late(&l->conf, clock_unix())));
    }
    if (r->known[0])
        json_object_set_new(o, "say", json_string(r->known_say));
    json_object_set_new(o, "log", json_string(r->log));
    cli_json(o);
}

static void say_case(const struct report *r)
{
    struct buf path;

    buf_init(&path, 8192);
    if (!workplace_path(&path, r->exercise, "case.c").code)
        printf("%s:1: this case as a program, for gdb and lathe try --case\n",
               buf_string(&path));
    buf_release(&path);
}

/* What there is to do now. */
static void say_next(const struct report *r, const struct loop *l)
{
    if (!r->passed) {
        if (l->wrote_case)
            say_case(r);
        printf("A hint: lathe hint %s\n", r->exercise);
        return;
    }
    const enum standin_part part = standin_of(r->exercise, strlen(r->exercise));
    if (part != STANDIN_PARTS)
        printf("Let the engine run on it: %s --with %s\n", standin_run(part),
               r->exercise);
}

static void print_plain(const struct report *r, const struct loop *l, int tries)
{
    char due[160];
    struct buf text;

    buf_init(&text, 1 << 20);
    report_text(&text, r, tries);
    printf("%s", buf_string(&text));
    say_next(r, l);
    courseconf_say_due(&l->conf, clock_unix(), due, sizeof due);
    if (due[0])
        printf("%s\n", due);
    fflush(stdout);
    buf_release(&text);
}

/* One round: read, judge, keep, show. */
struct round {
    struct loop loop;
    struct judge judge;
    struct report *report;
    bool json;
};

static struct status check_once(struct round *r)
{
    struct attempts_state state;
    struct exam_file file;
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = loop_file(&r->loop, &text, &file);
    if (!st.code)
        st = judge_check(&r->judge, &file, r->report);
    if (!st.code)
        st = loop_keep(&r->loop, r->report, buf_string(&text), &state);
    buf_release(&text);
    if (st.code)
        return st;
    if (r->json)
        print_json(r->report, &r->loop, state.tries);
    else
        print_plain(r->report, &r->loop, state.tries);
    return classroom_tell(r->report);
}

static struct status watch(struct round *r)
{
    const struct timespec nap = {0, 100000000};
    char own[EXERCISE_NAME + 4];
    struct workplace_mark mark = {.seconds = 0};
    struct buf path;

    snprintf(own, sizeof own, "%s.c", r->loop.name);
    buf_init(&path, 8192);
    struct status st = workplace_path(&path, r->loop.name, own);
    (void)workplace_saved(buf_string(&path), &mark);
    if (!st.code)
        st = check_once(r);
    while (!st.code && !r->report->passed) {
        nanosleep(&nap, NULL);
        if (workplace_saved(buf_string(&path), &mark)) {
            if (!r->json)
                printf("\n");
            st = check_once(r);
        }
    }
    buf_release(&path);
    return st;
}

static struct status run_check(const char *name, const struct cli_given *g,
                               int *code)
{
    const struct cli_command *c = &cmd_exercise_check_row;
    struct round r = {.json = cli_option(c, g, "json") != NULL};

    r.judge.channel = -1;
    r.report = calloc(1, sizeof *r.report);
    struct status st = loop_open(&r.loop, name, NULL);
    if (!st.code && !r.report)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a report");
    if (!st.code)
        st = judge_open(&r.judge);
    if (!st.code)
        st = judge_exercise(&r.judge, buf_string(&r.loop.folder), SANDBOX_ALL);
    if (!st.code)
        st = cli_option(c, g, "watch") ? watch(&r) : check_once(&r);
    judge_close(&r.judge);
    *code = !st.code && r.report->passed ? CLI_FINE : CLI_NO;
    free(r.report);
    loop_close(&r.loop);
    return st;
}

/* Without a compiler: the same matter in questions, from the input. */
static struct status run_task(const char *name, int *code)
{
    struct textmode t = {.in = stdin, .out = stdout};
    double share = -1.0;
    bool passed = false;
    struct loop loop;

    printf("There is no C compiler here (gcc, cc or clang), so this is the "
           "exercise as a\ntask, in questions; a pass counts. \"lathe start "
           "%s\" has its text.\n\n",
           name);
    struct status st = loop_open(&loop, name, NULL);
    if (!st.code)
        st = textmode_do_task(&t, &loop, &share, &passed);
    loop_close(&loop);
    free(t.line);
    if (!st.code && share < 0.0)
        printf("\nThe input ended before the task did; nothing is kept.\n");
    *code = passed ? CLI_FINE : CLI_NO;
    return st;
}

static int cmd_check(const struct cli_given *g)
{
    const bool json = cli_option(&cmd_exercise_check_row, g, "json") != NULL;
    struct toolchain tools;
    struct cmd_exercise e;
    int code = CLI_FAULT;

    struct status st = cmd_exercise_open(&e, &cmd_exercise_check_row, g);
    if (!st.code && !json && !getenv("LATHE_CC") &&
        toolchain_find(&tools).code == STATUS_NOT_FOUND)
        st = run_task(e.name, &code);
    else if (!st.code)
        st = run_check(e.name, g, &code);
    cmd_exercise_release(&e);
    return st.code ? cmd_exercise_fail(st) : code;
}

const struct cli_command cmd_exercise_check_row = {
    .name = "check",
    .usage = "EXERCISE [--watch] [--json]",
    .about = "checks your file; exit status 0 only when it passes",
    .more =
        "Where there is no C compiler, the exercise is asked as a task: find "
        "the line\nthat was changed, and answer questions. Half of the "
        "points pass.",
    .options = options,
    .run = cmd_check,
};

/* --- try
 * ----------------------------------------------------------------------- */

static const struct cli_option try_options[] = {
    {"case", NULL, "with case.c, the case that failed, instead of try.c"},
    {NULL, NULL, NULL},
};

static struct status run_try(struct cmd_exercise *e, const char *own,
                             struct report *report)
{
    struct buf text, program;
    struct judge j;

    buf_init(&text, EXERCISE_BYTES);
    buf_init(&program, EXERCISE_BYTES);
    struct status st = workplace_read(&text, e->name, NULL);
    if (!st.code)
        st = workplace_read(&program, e->name, own);
    if (!st.code)
        st = judge_open(&j);
    if (!st.code) {
        const struct exam_file file = {.text = buf_string(&text),
                                       .bytes = text.bytes};

        st = judge_exercise(&j, buf_string(&e->folder), SANDBOX_ALL);
        if (!st.code)
            st = judge_try(&j, &file, buf_string(&program), program.bytes,
                           report);
        judge_close(&j);
    }
    if (!st.code && report->verdict == REPORT_FAULT)
        st = status_fail(STATUS_IO, "%s", report->say);
    buf_release(&text);
    buf_release(&program);
    return st;
}

static int cmd_try(const struct cli_given *g)
{
    const char *file =
        cli_option(&cmd_exercise_try_row, g, "case") ? "case.c" : "try.c";
    struct report *report = calloc(1, sizeof *report);
    struct cmd_exercise e;
    int code = CLI_NO;

    struct status st = cmd_exercise_open(&e, &cmd_exercise_try_row, g);
    if (!st.code && !report)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a report");
    if (!st.code)
        st = run_try(&e, file, report);
    if (!st.code) {
        printf("%s", report->printed);
        fflush(stdout);
        if (report->passed)
            code = CLI_FINE;
        else if (report->verdict == REPORT_COMPILE)
            fprintf(stderr, "%slathe: %s\n", report->log, report->say);
        else
            fprintf(stderr, "lathe: %s: %s\n", file, report->say);
    }
    cmd_exercise_release(&e);
    free(report);
    return st.code ? cmd_exercise_fail(st) : code;
}

const struct cli_command cmd_exercise_try_row = {
    .name = "try",
    .usage = "EXERCISE [--case]",
    .about = "builds your file with your try.c and runs it",
    .options = try_options,
    .run = cmd_try,
};
