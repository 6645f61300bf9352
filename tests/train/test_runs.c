#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/train/runlog.h"
#include "engine/train/runs.h"

struct bench {
    char folder[32], path[64];
    struct db db;
};

static void begin(struct bench *b)
{
    snprintf(b->folder, sizeof b->folder, "/tmp/test_runsXXXXXX");
    cr_assert(mkdtemp(b->folder) != NULL);
    snprintf(b->path, sizeof b->path, "%s/lathe.db", b->folder);
    cr_assert(eq(int, db_open(&b->db, b->path).code, STATUS_FINE));
}

static void end(struct bench *b)
{
    char command[64];

    db_close(&b->db);
    snprintf(command, sizeof command, "rm -rf %s", b->folder);
    cr_assert(eq(int, system(command), 0));
}

static struct runlog_about about(const char *command)
{
    return (struct runlog_about){.command = command,
                                 .argv = "[\"--seed\",\"7\"]",
                                 .recipe = "lr=1",
                                 .data_hash = "abc",
                                 .mode = "strict",
                                 .version = "1.0",
                                 .seed = 7};
}

/* A training of three steps, the second of which was validated. */
static int64_t record(struct bench *b)
{
    const struct runlog_about a = about("lathe train");
    struct runlog *log;
    int64_t number;

    cr_assert(eq(int, runlog_open(&log, b->path, &a).code, STATUS_FINE));
    for (int i = 1; i <= 3; i++) {
        const struct trainer_report t = {
            .step = i, .loss = 4.0 / i, .rate = 1e-3, .seconds = 0.1};

        cr_assert(eq(int, runlog_add(log, &t, i == 2 ? 2.5 : -1.0).code,
                     STATUS_FINE));
    }
    number = runlog_number(log);
    runlog_close(log);
    return number;
}

Test(runs, a_training_is_read_back_with_its_curve)
{
    struct bench b;
    struct runs_run r;
    struct runs_curves c;

    begin(&b);
    const int64_t number = record(&b);
    cr_assert(eq(int, runs_find(&r, &b.db, number).code, STATUS_FINE));
    cr_assert(strcmp(r.command, "lathe train") == 0);
    cr_assert(strcmp(r.argv, "[\"--seed\",\"7\"]") == 0);
    cr_assert(strcmp(r.mode, "strict") == 0);
    cr_assert(eq(i64, r.seed, 7));
    cr_assert(eq(i64, r.steps, 3));
    cr_assert(ieee_ulp_eq(dbl, r.loss, 4.0 / 3.0, 0));
    cr_assert(ieee_ulp_eq(dbl, r.val_loss, 2.5, 0));
    cr_assert(eq(int, runs_curves(&c, &b.db, number).code, STATUS_FINE));
    cr_assert(eq(int, c.count, 2));
    cr_assert(strcmp(c.curve[0].name, "loss") == 0);
    cr_assert(eq(int, c.curve[0].count, 3));
    cr_assert(strcmp(c.curve[1].name, "val_loss") == 0);
    cr_assert(eq(int, c.curve[1].count, 1));
    cr_assert(ieee_ulp_eq(dbl, c.curve[1].step[0], 2.0, 0));
    runs_forget(&c);
    runs_free(&r);
    end(&b);
}

Test(runs, a_lab_is_kept_whole_and_kept_again_in_place)
{
    static const double step[] = {1, 2, 3}, loss[] = {3, 2, (double)NAN};
    const struct runlog_curve curve[] = {{"a.loss", step, loss, 3},
                                         {"b.loss", step, loss, 2}};
    struct runlog_about a = about("lab?x=1");
    struct bench b;
    struct runs_list l;
    struct runs_curves c;
    int64_t number = 0;

    begin(&b);
    a.lab = true;
    cr_assert(
        eq(int, runlog_put(&b.db, &a, 2, curve, 2, &number).code, STATUS_FINE));
    a.command = "lab?x=1&at=2:x=3";
    cr_assert(
        eq(int, runlog_put(&b.db, &a, 3, curve, 2, &number).code, STATUS_FINE));
    record(&b);
    cr_assert(eq(int, runs_read(&l, &b.db, 10).code, STATUS_FINE));
    cr_assert(eq(int, l.count, 2));
    cr_assert(not(l.run[0].lab)); /* newest first */
    cr_assert(l.run[1].lab);
    cr_assert(strcmp(l.run[1].command, "lab?x=1&at=2:x=3") == 0);
    cr_assert(eq(i64, l.run[1].steps, 3));
    cr_assert(ieee_ulp_eq(dbl, l.run[1].loss, 2.0, 0));
    cr_assert(isnan(l.run[1].val_loss));
    cr_assert(eq(int, runs_curves(&c, &b.db, number).code, STATUS_FINE));
    cr_assert(eq(int, c.count, 2));
    cr_assert(eq(int, c.curve[0].count, 2)); /* NaN is no point */
    runs_forget(&c);
    runs_release(&l);
    end(&b);
}

Test(runs, one_bit_of_difference_is_found_and_named)
{
    double step[] = {1, 2, 3}, then[] = {3, 2, 1}, now[] = {3, 2, 1};
    struct runs_curves a = {.count = 1}, b = {.count = 1};
    struct runs_match m;

    a.curve[0] = (struct runs_curve){"loss", step, then, 3};
    b.curve[0] = (struct runs_curve){"loss", step, now, 3};
    m = runs_compare(&a, &b);
    cr_assert(m.same);
    cr_assert(eq(int, m.compared, 3));
    now[1] = nextafter(2.0, 3.0);
    m = runs_compare(&a, &b);
    cr_assert(not(m.same));
    cr_assert(strcmp(m.name, "loss") == 0);
    cr_assert(ieee_ulp_eq(dbl, m.step, 2.0, 0));
    b.curve[0].count = 1; /* it stopped early */
    m = runs_compare(&a, &b);
    cr_assert(not(m.same));
    cr_assert(isnan(m.now));
    a.count = 0;
    cr_assert(not(runs_compare(&a, &b).same)); /* nothing is no proof */
}

Test(runs, what_is_not_there_is_said_with_what_is)
{
    struct bench b;
    struct runs_run r;
    struct status st;

    begin(&b);
    st = runs_find(&r, &b.db, 1);
    cr_assert(eq(int, st.code, STATUS_NOT_FOUND));
    cr_assert(strstr(st.text, "none is recorded") != NULL, "%s", st.text);
    record(&b);
    st = runs_find(&r, &b.db, 9);
    cr_assert(strstr(st.text, "1 to 1") != NULL, "%s", st.text);
    end(&b);
}

Test(runs, one_that_was_not_told_to_have_ended_was_cut_off)
{
    const struct runlog_about a = about("lathe train");
    struct bench b;
    struct runs_run r;
    struct runlog *log;

    begin(&b);
    const int64_t cut = record(&b);
    cr_assert(eq(int, runs_find(&r, &b.db, cut).code, STATUS_FINE));
    cr_assert(not(r.ended));
    cr_assert(gt(i64, r.touched, 0));
    cr_assert(not(runs_early(&r, r.touched + RUNS_QUIET_S)));
    cr_assert(runs_early(&r, r.touched + RUNS_QUIET_S + 1));
    runs_free(&r);
    cr_assert(eq(int, runlog_open(&log, b.path, &a).code, STATUS_FINE));
    cr_assert(eq(int, runlog_end(log).code, STATUS_FINE));
    const int64_t whole = runlog_number(log);
    runlog_close(log);
    cr_assert(eq(int, runs_find(&r, &b.db, whole).code, STATUS_FINE));
    cr_assert(not(runs_early(&r, INT64_MAX)));
    runs_free(&r);
    end(&b);
}
