#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tests/support/testlabs.h"
#include "tui/worker.h"

/* The promise is 50 ms and bench_keys measures it. Here a loaded machine gets
 * twenty times that, which is still a fifth of the step that must not be
 * waited for. */
static const double alarm_seconds = 1.0;
static const double patience_seconds = 20.0;

static struct worker *start(void)
{
    struct worker *w = NULL;

    cr_assert(eq(int, worker_new(&w).code, STATUS_FINE));
    return w;
}

static int open_lab(struct worker *w, enum worker_slot slot, const char *run,
                    bool play)
{
    struct labplan plan = {0};

    cr_assert(eq(int, labplan_parse(&plan, run).code, STATUS_FINE));
    return worker_open(w, slot, &plan, play);
}

static void wait_state(struct worker *w, enum worker_slot slot,
                       enum worker_state state)
{
    const double until = clock_seconds() + patience_seconds;

    while (worker_ask(w, slot).state != state && clock_seconds() < until) {
        struct pollfd fd = {.fd = worker_fd(w), .events = POLLIN};

        poll(&fd, 1, 5);
        worker_heard(w);
    }
    cr_assert(eq(int, worker_ask(w, slot).state, state));
}

/* Waits until the newest shot of `slot` reads `text` (of the echo lab);
 * answers the seconds that took. */
static double wait_echo(struct worker *w, enum worker_slot slot,
                        const char *text)
{
    const double from = clock_seconds();
    bool same = false;

    while (!same && clock_seconds() < from + patience_seconds) {
        struct pollfd fd = {.fd = worker_fd(w), .events = POLLIN};
        const struct worker_shot *shot;

        poll(&fd, 1, 5);
        worker_heard(w);
        shot = worker_take(w, slot);
        same = shot && strcmp(shot->data, text) == 0;
        worker_drop(w, shot);
    }
    cr_assert(same);
    return clock_seconds() - from;
}

static void end(struct worker *w)
{
    worker_free(w);
    cr_assert(eq(int, testlabs_open, 0));
    cr_assert(eq(int, testlabs_snapshots, 0));
}

Test(worker, shots_are_numbered_and_never_go_back)
{
    struct worker *w = start();
    int64_t number = 0, steps = -1;

    open_lab(w, WORKER_BACK, "count steps=300", true);
    for (int i = 0; worker_ask(w, WORKER_BACK).state != WORKER_DONE; i++) {
        const struct worker_shot *shot = worker_take(w, WORKER_BACK);

        if (shot) {
            const struct testlabs_count *c = shot->data;

            cr_assert(ge(i64, shot->number, number));
            cr_assert(ge(i64, shot->steps, steps));
            cr_assert(eq(i64, c->steps, shot->steps));
            number = shot->number;
            steps = shot->steps;
        }
        worker_drop(w, shot);
    }
    cr_assert(gt(i64, number, 1));
    end(w);
}

Test(worker, a_shot_that_is_held_does_not_change)
{
    struct worker *w = start();
    const struct worker_shot *shot;
    int64_t sum;

    open_lab(w, WORKER_BACK, "count", false);
    wait_state(w, WORKER_BACK, WORKER_PAUSED);
    shot = worker_take(w, WORKER_BACK);
    sum = ((const struct testlabs_count *)shot->data)->sum;
    worker_play(w, WORKER_BACK, true);
    while (worker_ask(w, WORKER_BACK).steps < 20)
        continue;
    cr_assert(eq(i64, ((const struct testlabs_count *)shot->data)->sum, sum));
    worker_drop(w, shot);
    end(w);
}

Test(worker, the_last_shot_shows_the_last_step)
{
    struct worker *w = start();
    const struct worker_shot *shot;

    open_lab(w, WORKER_BACK, "count steps=7", true);
    wait_state(w, WORKER_BACK, WORKER_DONE);
    shot = worker_take(w, WORKER_BACK);
    cr_assert(eq(i64, shot->steps, 7));
    cr_assert(eq(i64, ((const struct testlabs_count *)shot->data)->sum, 7));
    worker_drop(w, shot);
    end(w);
}

Test(worker, single_steps_are_single)
{
    struct worker *w = start();

    open_lab(w, WORKER_BACK, "count", false);
    wait_state(w, WORKER_BACK, WORKER_PAUSED);
    for (int i = 1; i <= 3; i++) {
        const double until = clock_seconds() + patience_seconds;

        worker_step(w, WORKER_BACK);
        while (worker_ask(w, WORKER_BACK).steps < i && clock_seconds() < until)
            continue;
        wait_state(w, WORKER_BACK, WORKER_PAUSED);
        cr_assert(eq(i64, worker_ask(w, WORKER_BACK).steps, i));
    }
    end(w);
}

Test(worker, a_live_knob_acts_at_a_boundary_and_the_run_goes_on)
{
    struct worker *w = start();
    const struct worker_shot *shot;
    const struct testlabs_count *c;

    open_lab(w, WORKER_BACK, "count steps=400", true);
    while (worker_ask(w, WORKER_BACK).steps < 10)
        continue;
    worker_turn(w, WORKER_BACK, 0, "100");
    wait_state(w, WORKER_BACK, WORKER_DONE);
    shot = worker_take(w, WORKER_BACK);
    c = shot->data;
    cr_assert(eq(int, c->turns, 1));
    cr_assert(ge(i64, c->turned_at[0], 10));
    cr_assert(eq(i64, c->sum, c->turned_at[0] + 100 * (400 - c->turned_at[0])));
    worker_drop(w, shot);
    end(w);
}

Test(worker, a_refused_value_is_told_and_the_run_stays)
{
    struct worker *w = start();

    open_lab(w, WORKER_BACK, "count", false);
    wait_state(w, WORKER_BACK, WORKER_PAUSED);
    worker_turn(w, WORKER_BACK, 0, "nonsense");
    while (worker_ask(w, WORKER_BACK).why.code == STATUS_FINE)
        continue;
    cr_assert(eq(int, worker_ask(w, WORKER_BACK).why.code, STATUS_BAD_USAGE));
    cr_assert(eq(int, worker_ask(w, WORKER_BACK).state, WORKER_PAUSED));
    end(w);
}

Test(worker, a_key_is_answered_while_a_long_step_runs)
{
    struct worker *w = start();
    double slowest = 0.0;

    open_lab(w, WORKER_FRONT, "next-token", true);
    wait_echo(w, WORKER_FRONT, "hello");
    open_lab(w, WORKER_BACK, "heavy", true);
    wait_state(w, WORKER_BACK, WORKER_RUNNING);
    for (int i = 0; i < 20; i++) {
        char text[16];
        double took;

        snprintf(text, sizeof text, "key %d", i);
        worker_turn(w, WORKER_FRONT, 0, text);
        took = wait_echo(w, WORKER_FRONT, text);
        slowest = took > slowest ? took : slowest;
    }
    cr_assert(eq(i64, worker_ask(w, WORKER_BACK).steps, 0));
    cr_assert(lt(dbl, slowest, alarm_seconds));
    end(w);
}

Test(worker, a_long_step_stops_long_before_its_end)
{
    struct worker *w = start();
    double from;

    open_lab(w, WORKER_BACK, "heavy", true);
    wait_state(w, WORKER_BACK, WORKER_RUNNING);
    from = clock_seconds();
    worker_stop(w, WORKER_BACK);
    wait_state(w, WORKER_BACK, WORKER_PAUSED);
    cr_assert(lt(dbl, clock_seconds() - from, alarm_seconds));
    end(w);
}

Test(worker, another_lab_takes_the_slot_of_a_long_step_at_once)
{
    struct worker *w = start();
    double from;
    int run;

    open_lab(w, WORKER_BACK, "heavy", true);
    wait_state(w, WORKER_BACK, WORKER_RUNNING);
    from = clock_seconds();
    run = open_lab(w, WORKER_BACK, "count steps=3", true);
    wait_state(w, WORKER_BACK, WORKER_DONE);
    cr_assert(lt(dbl, clock_seconds() - from, alarm_seconds));
    cr_assert(eq(int, worker_ask(w, WORKER_BACK).run, run));
    end(w);
}

Test(worker, leaving_in_a_long_step_does_not_wait_for_it)
{
    struct worker *w = start();
    double from;

    open_lab(w, WORKER_BACK, "heavy", true);
    wait_state(w, WORKER_BACK, WORKER_RUNNING);
    from = clock_seconds();
    end(w);
    cr_assert(lt(dbl, clock_seconds() - from, alarm_seconds));
}
