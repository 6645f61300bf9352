#include "tui/commands/cmd_replay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "engine/train/runs.h"
#include "lessons/labs/labrecord.h"
#include "tui/commands/cmd_train.h"

enum { WORDS = 2 * CLI_SETS + 64 };

static const struct cli_option options[] = {
    {"json", NULL, "the verdict as one JSON object, the last line"},
    {"threads", "N", "threads to compute with; no number depends on them"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_replay_row, g, name);
}

/* `lathe train` with the recorded words; its exit code. */
static int train_again(const struct cli_given *g, const json_t *words,
                       int64_t *number)
{
    char *argv[WORDS] = {NULL};
    struct cli_given given;
    bool help;
    int argc = 1;

    for (size_t i = 0; i < json_array_size(words) && argc < WORDS - 3; i++) {
        const char *word = json_string_value(json_array_get(words, i));

        if (word)
            argv[argc++] = (char *)(uintptr_t)word;
    }
    if (option(g, "threads")) {
        argv[argc++] = (char *)(uintptr_t) "--threads";
        argv[argc++] = (char *)(uintptr_t)option(g, "threads");
    }
    if (option(g, "json"))
        argv[argc++] = (char *)(uintptr_t) "--json";
    const struct status st =
        cli_parse(&cmd_train_row, argc, argv, &given, &help);
    return st.code ? cli_fail(st) : cmd_train_run(&given, number);
}

static int repeat_training(const struct cli_given *g, const struct runs_run *r,
                           int64_t *number)
{
    json_t *words = json_loads(r->argv, 0, NULL);
    int code;

    if (!words) {
        return cli_fail(status_fail(
            STATUS_UNSUPPORTED,
            "run %lld was recorded before runs could be repeated; type its "
            "command: %.200s",
            (long long)r->number, r->command));
    }
    code = train_again(g, words, number);
    json_decref(words);
    return code;
}

static int repeat_lab(struct db *d, const struct runs_run *r, int64_t *number)
{
    struct labplan plan;
    struct labrun lab;
    struct status st = labplan_parse(&plan, r->command);

    if (!st.code)
        st = labrun_open(&lab, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return cli_fail(st);
    st = labrun_finish(&lab, r->steps);
    if (!st.code)
        st = labrecord_run(d, &lab, LATHE_VERSION, number);
    labrun_close(&lab);
    return st.code ? cli_fail(st) : CLI_FINE;
}

/* What may explain a difference, or "". */
static const char *excuse(const struct runs_run *then,
                          const struct runs_run *now)
{
    if (strcmp(then->data_hash, now->data_hash) != 0)
        return "; the data is not what it was then";
    if (strcmp(then->version, now->version) != 0)
        return "; the program is another version now";
    if (*then->mode && strcmp(then->mode, "strict") != 0)
        return "; only mode strict promises the same numbers";
    return "";
}

static void say(const struct runs_run *then, const struct runs_run *now,
                const struct runs_match *m)
{
    if (m->same) {
        printf("run %lld again as run %lld: the same %d numbers\n",
               (long long)then->number, (long long)now->number, m->compared);
    } else if (!m->name) {
        printf("run %lld again as run %lld: no number was recorded then\n",
               (long long)then->number, (long long)now->number);
    } else {
        printf("run %lld again as run %lld: %s differs first at step %.0f, "
               "%.9g then and %.9g now%s\n",
               (long long)then->number, (long long)now->number, m->name,
               m->step, m->then, m->now, excuse(then, now));
    }
}

static void say_json(const struct runs_run *then, const struct runs_run *now,
                     const struct runs_match *m)
{
    json_t *first =
        m->name ? json_pack("{ss sf sf so}", "curve", m->name, "step", m->step,
                            "then", m->then, "now",
                            isfinite(m->now) ? json_real(m->now) : json_null())
                : json_null();

    cli_json(json_pack("{sI sI sb si so}", "run", (json_int_t)then->number,
                       "again", (json_int_t)now->number, "same", (int)m->same,
                       "compared", m->compared, "first_difference", first));
}

static int judge(struct db *d, const struct cli_given *g,
                 const struct runs_run *then, int64_t number)
{
    struct runs_run now = {0};
    struct runs_curves a = {0}, b = {0};
    struct runs_match m = {0};
    struct status st = runs_find(&now, d, number);

    if (!st.code)
        st = runs_curves(&a, d, then->number);
    if (!st.code)
        st = runs_curves(&b, d, number);
    if (!st.code) {
        m = runs_compare(&a, &b);
        if (option(g, "json"))
            say_json(then, &now, &m);
        else
            say(then, &now, &m);
    }
    runs_forget(&a);
    runs_forget(&b);
    runs_free(&now);
    if (st.code)
        return cli_fail(st);
    return m.same ? CLI_FINE : CLI_NO;
}

static int replay(struct db *d, const struct cli_given *g, int64_t number)
{
    const struct device *device;
    struct runs_run run;
    int64_t again = 0;
    struct status st = cli_device(NULL, option(g, "threads"), &device);

    if (!st.code)
        st = runs_find(&run, d, number);
    if (st.code)
        return cli_fail(st);
    int code = run.lab ? repeat_lab(d, &run, &again)
                       : repeat_training(g, &run, &again);
    if (code == CLI_FINE)
        code = judge(d, g, &run, again);
    runs_free(&run);
    return code;
}

static int cmd_replay(const struct cli_given *g)
{
    struct db d = {0};
    struct buf path;
    int64_t number = 0;
    int code;

    if (g->words != 1) {
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "replay needs the number of one run; "
                                    "lathe runs lists them"));
    }
    buf_init(&path, 4096);
    struct status st = cli_whole("RUN", g->word[0], 1, INT64_MAX, 0, &number);
    if (!st.code)
        st = paths_data(&path, "lathe.db");
    if (!st.code)
        st = db_open(&d, buf_string(&path));
    buf_release(&path);
    code = st.code ? cli_fail(st) : replay(&d, g, number);
    db_close(&d);
    return code;
}

const struct cli_command cmd_replay_row = {
    .name = "replay",
    .usage = "RUN [--threads N] [--json]",
    .about = "repeats a recorded run and compares every number",
    .more =
        "In mode strict the numbers are the same, bit by bit, at any number "
        "of threads;\nexit code 1 says that one differs. The repeated run is "
        "recorded, too; an\ninterrupted one is repeated to its end.",
    .options = options,
    .run = cmd_replay,
};
