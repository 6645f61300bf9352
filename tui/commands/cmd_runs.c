#include "tui/commands/cmd_runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"
#include "engine/train/runs.h"
#include "engine/train/tbevents.h"
#include "tui/runchart.h"
#include "viz/plain.h"

enum { MOST_RUNS = 10000, COLS = 78, ROWS = 16, WHAT_BYTES = 120 };

static const struct cli_option options[] = {
    {"json", NULL, "runs, or the named ones with their curves, as JSON"},
    {"most", "N", "the newest N only (20)"},
    {"tensorboard", "DIR",
     "writes the curves of the named runs as event files"},
    {NULL, NULL, NULL},
};

static json_t *real_or_null(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *run_json(const struct runs_run *r)
{
    return json_pack(
        "{sI ss ss sI ss sI ss sI so so sb}", "run", (json_int_t)r->number,
        "kind", r->lab ? "lab" : "train", "command", r->command, "seed",
        (json_int_t)r->seed, "mode", r->mode, "steps", (json_int_t)r->steps,
        "version", r->version, "started", (json_int_t)r->started, "loss",
        real_or_null(r->loss), "val_loss", real_or_null(r->val_loss),
        "ended_early", (int)runs_early(r, clock_unix()));
}

static void print_number(double x)
{
    if (isfinite(x)) {
        printf(" %9.4f", x);
    } else {
        printf(" %9s", "-");
    }
}

static void print_run(const struct runs_run *r)
{
    char what[WHAT_BYTES], when[RUNCHART_WHEN_BYTES];

    runchart_what(r, what, sizeof what);
    runchart_when(r, when);
    printf("%5lld  %-16s %7lld", (long long)r->number, when,
           (long long)r->steps);
    print_number(r->loss);
    print_number(r->val_loss);
    printf("  %s%s\n", what,
           runs_early(r, clock_unix()) ? " (ended early)" : "");
}

static struct status list(struct db *d, bool json, int most)
{
    struct runs_list l;
    json_t *all = json_array();

    const struct status st = runs_read(&l, d, most);
    if (st.code) {
        json_decref(all);
        return st;
    }
    if (!json && l.count == 0) {
        printf("no run is recorded yet; lathe train and the labs that train "
               "record theirs\n");
    } else if (!json) {
        printf("%5s  %-16s %7s %9s %9s  %s\n", "run", "started", "steps",
               "loss", "val_loss", "what");
    }
    for (int i = 0; i < l.count; i++) {
        if (json) {
            json_array_append_new(all, run_json(&l.run[i]));
        } else {
            print_run(&l.run[i]);
        }
    }
    runs_release(&l);
    if (json)
        cli_json(json_pack("{so}", "runs", all));
    else
        json_decref(all);
    return st;
}

/* One or two named runs. */
struct shown {
    struct runs_run run[2];
    struct runs_curves curves[2];
    int count;
};

static json_t *curves_json(const struct runs_curves *c)
{
    json_t *all = json_object();

    for (int i = 0; i < c->count; i++) {
        const struct runs_curve *from = &c->curve[i];
        json_t *steps = json_array(), *values = json_array();

        for (int k = 0; k < from->count; k++) {
            json_array_append_new(steps, json_real(from->step[k]));
            json_array_append_new(values, json_real(from->value[k]));
        }
        json_object_set_new(
            all, from->name,
            json_pack("{so so}", "step", steps, "value", values));
    }
    return all;
}

static void show_json(const struct shown *s)
{
    json_t *all = json_array();

    for (int i = 0; i < s->count; i++) {
        json_t *one = run_json(&s->run[i]);

        json_object_set_new(one, "curves", curves_json(&s->curves[i]));
        json_array_append_new(all, one);
    }
    cli_json(json_pack("{so}", "runs", all));
}

static void put(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
}

static struct status show_chart(const struct shown *s)
{
    const bool two = s->count == 2;
    struct canvas *cv = canvas_new(ROWS, COLS, (struct canvas_look){0});
    struct runchart c;
    char words[4096];
    struct status st =
        cv ? runchart_init(&c, &s->run[0], &s->curves[0],
                           two ? &s->run[1] : NULL, two ? &s->curves[1] : NULL)
           : status_fail(STATUS_NO_MEMORY, "no memory for a picture");

    if (!st.code) {
        chart_draw(&c.chart, cv, canvas_whole(cv));
        plain_write(cv, (struct sink){put, stdout});
        chart_words(&c.chart, WORDS_SHORT, words, sizeof words);
        printf("\n%s\n", words);
        runchart_release(&c);
    }
    canvas_free(cv);
    return st;
}

static struct status show(const struct shown *s, bool json)
{
    if (json) {
        show_json(s);
        return STATUS_OK;
    }
    for (int i = 0; i < s->count; i++) {
        const struct runs_run *r = &s->run[i];
        char when[RUNCHART_WHEN_BYTES];

        runchart_when(r, when);
        printf("run %lld, %s: %s\n  seed %lld, mode %s, version %s, %lld "
               "steps, loss %.4f%s\n",
               (long long)r->number, when, r->command, (long long)r->seed,
               *r->mode ? r->mode : "unknown",
               *r->version ? r->version : "unknown", (long long)r->steps,
               r->loss, runs_early(r, clock_unix()) ? ", ended early" : "");
    }
    printf("\n");
    return show_chart(s);
}

/* A folder a run, as TensorBoard tells runs apart. */
static struct status write_events(const struct shown *s, const char *dir)
{
    struct status st = STATUS_OK;

    for (int i = 0; i < s->count && !st.code; i++) {
        struct buf folder, path;

        buf_init(&folder, 4096);
        buf_init(&path, 8192);
        buf_printf(&folder, "%s/run-%lld", dir, (long long)s->run[i].number);
        st = tbevents_write(buf_string(&folder), &s->curves[i],
                            s->run[i].started, &path);
        if (!st.code)
            printf("%s\n", buf_string(&path));
        buf_release(&folder);
        buf_release(&path);
    }
    return st;
}

static struct status named(struct db *d, const struct cli_given *g, bool json)
{
    const char *events = cli_option(&cmd_runs_row, g, "tensorboard");
    struct shown s = {.count = 0};
    struct status st = STATUS_OK;

    for (; s.count < g->words && !st.code; s.count++) {
        int64_t number;

        st = cli_whole("RUN", g->word[s.count], 1, INT64_MAX, 0, &number);
        if (!st.code)
            st = runs_find(&s.run[s.count], d, number);
        if (!st.code)
            st = runs_curves(&s.curves[s.count], d, number);
    }
    if (!st.code)
        st = events ? write_events(&s, events) : show(&s, json);
    for (int i = 0; i < s.count; i++) {
        runs_free(&s.run[i]);
        runs_forget(&s.curves[i]);
    }
    return st;
}

static int cmd_runs(const struct cli_given *g)
{
    const bool json = cli_option(&cmd_runs_row, g, "json") != NULL;
    struct db d = {0};
    struct buf path;
    int64_t most;

    if (g->words > 2)
        return cli_fail(
            status_fail(STATUS_BAD_USAGE, "runs compares two runs at most"));
    if (!g->words && cli_option(&cmd_runs_row, g, "tensorboard"))
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "--tensorboard needs the number of a run"));
    buf_init(&path, 4096);
    struct status st = cli_whole("most", cli_option(&cmd_runs_row, g, "most"),
                                 1, MOST_RUNS, 20, &most);
    if (!st.code)
        st = paths_data(&path, "lathe.db");
    if (!st.code)
        st = db_open(&d, buf_string(&path));
    buf_release(&path);
    if (!st.code)
        st = g->words ? named(&d, g, json) : list(&d, json, (int)most);
    db_close(&d);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_runs_row = {
    .name = "runs",
    .usage = "[RUN [RUN]] [--json] [--most N] [--tensorboard DIR]",
    .about = "the recorded runs; one with its curve, or two compared",
    .more =
        "Every `lathe train` and every lab that trains is recorded with its "
        "seed, its mode\nand its curve. `lathe replay RUN` repeats one.",
    .options = options,
    .run = cmd_runs,
};
