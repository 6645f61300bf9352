/* The room of runs: what they leave, compared, cut off, ended. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <unistd.h>

#include "engine/train/runlog.h"
#include "engine/train/runs.h"
#include "tests/support/shellbench.h"

static void record_run(struct shellbench *b, const char *run, double scale)
{
    double step[40], loss[40];
    const struct runlog_curve curve = {"loss", step, loss, 40};
    const struct runlog_about about = {.command = run,
                                       .argv = "",
                                       .recipe = "",
                                       .data_hash = "",
                                       .mode = "strict",
                                       .version = "1.0",
                                       .seed = 1,
                                       .lab = true};
    int64_t number = 0;

    for (int i = 0; i < 40; i++) {
        step[i] = i + 1;
        loss[i] = scale / (i + 1);
    }
    cr_assert(eq(
        int,
        runlog_put(&b->shell->progress.db, &about, 40, &curve, 1, &number).code,
        STATUS_FINE));
    cr_assert(
        eq(int,
           db_do(&b->shell->progress.db, "UPDATE run SET started = 86400").code,
           STATUS_FINE));
}

Test(runroom, two_runs_are_compared_over_the_same_steps)
{
    struct shellbench b;

    setenv("TZ", "UTC", 1);
    shellbench_room(&b, "");
    shellbench_press(&b, ":runs\n");
    cr_assert(shellbench_shows(&b, 80, 24, "No run is recorded yet"), "%s",
              b.text);
    shellbench_press(&b, "q");
    record_run(&b, "count?by=2", 3.0);
    record_run(&b, "count?by=3", 5.0);
    shellbench_press(&b, ":runs\n");
    cr_assert(shellbench_shows(&b, 80, 24, "1970-01-02 00:00"), "%s", b.text);
    shellbench_press(&b, " j");
    cr_assert(shellbench_shows(&b, 80, 24, "2 loss"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "1 loss"), "%s", b.text);
    shellbench_golden(&b, "runs");
    shellbench_press(&b, "v");
    cr_assert(shellbench_shows(&b, 80, 24, "loss"), "%s", b.text);
    shellbench_press(&b, "v/by=3\n");
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "What is the sum?"), "%s", b.text);
    shellbench_press(&b, "q");
    cr_assert(shellbench_shows(&b, 80, 24, "Runs  2"), "%s", b.text);
    shellbench_end(&b);
}

/* The newest record, as another process sees it. */
static struct runs_run newest(const struct shellbench *b)
{
    struct db d = {0};
    struct runs_run r = {0};

    cr_assert(eq(int, db_open(&d, b->database).code, STATUS_FINE));
    if (runs_find(&r, &d, 1).code)
        r.number = 0;
    db_close(&d);
    return r;
}

Test(runroom, a_lab_that_is_cut_off_has_kept_what_it_measured)
{
    struct shellbench b;
    struct runs_run r = {0};

    shellbench_room(&b, ":lab learn\n");
    b.shell->keep_ns = 1;
    shellbench_wait_for(&b, 80, 24, "paused");
    b.shell->back->next_keep_ns = 0;
    shellbench_press(&b, " q"); /* it runs on behind the map */
    for (int i = 0; i < 1000 && r.number == 0; i++) {
        runs_free(&r);
        usleep(10000);
        worker_heard(b.shell->worker);
        shell_news(b.shell);
        r = newest(&b);
    }
    cr_assert(eq(i64, r.number, 1));
    cr_assert(gt(i64, r.steps, 0));
    cr_assert(not(runs_early(&r, r.touched + 1))); /* it may still run */
    cr_assert(runs_early(&r, r.touched + RUNS_QUIET_S + 1));
    runs_free(&r);
    cr_assert(
        eq(int, db_do(&b.shell->progress.db, "UPDATE run SET touched = 1").code,
           STATUS_FINE));
    b.shell->keep_ns = INT64_MAX / 4;
    b.shell->back->next_keep_ns = INT64_MAX;
    shellbench_press(&b, ":runs\n");
    cr_assert(shellbench_shows(&b, 80, 24, "run 1 ended early:"), "%s", b.text);
    shellbench_end(&b);
}

Test(runroom, a_lab_that_did_all_its_steps_has_ended)
{
    struct shellbench b;
    struct runs_run r;

    shellbench_room(&b, ":lab learn?steps=5\n");
    b.shell->keep_ns = 1;
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, " ");
    shellbench_wait_for(&b, 80, 24, "done, 5");
    r = newest(&b);
    cr_assert(eq(i64, r.steps, 5));
    cr_assert(not(runs_early(&r, r.touched + 100000)));
    runs_free(&r);
    shellbench_end(&b);
}
