/*
 * bench_keys [ROUNDS] - how long a key waits for its answer while a model
 * trains on all cores, and how long the training takes to stop. Promised: 50 ms
 * for each.
 *
 * The key turns the text of next-token in the foreground; train-gpt runs in the
 * background. Real labs, the shell's own engine thread, no terminal.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/worker.h"

enum { MOST_ROUNDS = 50, KEYS = 10, KNOB_TEXT = 1 };

static const double patience_seconds = 60.0;

static void fail(const char *what)
{
    fprintf(stderr, "bench_keys: %s\n", what);
    exit(3);
}

static void must(struct status st)
{
    if (st.code)
        fail(st.text);
}

static void hear(struct worker *w)
{
    struct pollfd fd = {.fd = worker_fd(w), .events = POLLIN};

    poll(&fd, 1, 5);
    worker_heard(w);
}

/* True where the shot shows what follows `text`. Token 0 brings a space. */
static bool answers(const struct worker_shot *shot, const char *text)
{
    json_t *data = shot ? shot->lab->data(shot->data, NULL) : NULL;
    const json_t *context = json_object_get(data, "context");
    char read[128] = "";
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(context); i++)
        n += (size_t)snprintf(read + n, sizeof read - n, "%s",
                              json_string_value(json_array_get(context, i)));
    json_decref(data);
    return n > 0 && strstr(read, text) != NULL;
}

static double wait_answer(struct worker *w, const char *text)
{
    const double from = clock_seconds();
    bool same = false;

    while (!same) {
        const struct worker_shot *shot = worker_take(w, WORKER_FRONT);

        same = answers(shot, text);
        worker_drop(w, shot);
        if (clock_seconds() > from + patience_seconds)
            fail("no answer within a minute");
        if (!same)
            hear(w);
    }
    return clock_seconds() - from;
}

static double wait_state(struct worker *w, enum worker_state state)
{
    const double from = clock_seconds();

    while (worker_ask(w, WORKER_BACK).state != state) {
        if (clock_seconds() > from + patience_seconds)
            fail("the training did not get there");
        hear(w);
    }
    return clock_seconds() - from;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void report(const char *what, double *took, int n)
{
    qsort(took, (size_t)n, sizeof *took, by_value);
    printf("%-24s median %6.1f ms   95 %% below %6.1f ms   worst %6.1f ms\n",
           what, 1e3 * took[n / 2], 1e3 * took[(n * 95 - 1) / 100],
           1e3 * took[n - 1]);
}

static void open_lab(struct worker *w, enum worker_slot slot, const char *run)
{
    struct labplan plan = {0};

    must(labplan_parse(&plan, run));
    worker_open(w, slot, &plan, true);
}

/* A little later, another time each: a step must not be met at its start. */
static void pass_time(int i)
{
    poll(NULL, 0, 3 + i * 7 % 23);
}

static void measure(struct worker *w, const char *preset, int rounds)
{
    static double key[MOST_ROUNDS * KEYS], stop[MOST_ROUNDS];
    char run[96];
    int keys = 0;

    snprintf(run, sizeof run, "train-gpt preset=%s steps=20000", preset);
    open_lab(w, WORKER_BACK, run);
    for (int i = 0; i < rounds; i++) {
        wait_state(w, WORKER_RUNNING);
        for (int j = 0; j < KEYS; j++) {
            char text[32];

            pass_time(keys);
            snprintf(text, sizeof text, "ship%d.", keys);
            worker_turn(w, WORKER_FRONT, KNOB_TEXT, text);
            key[keys++] = wait_answer(w, text);
        }
        pass_time(keys);
        worker_stop(w, WORKER_BACK);
        stop[i] = wait_state(w, WORKER_PAUSED);
        worker_play(w, WORKER_BACK, true);
    }
    printf("%s, %lld steps done, the last in %.2f s\n", preset,
           (long long)worker_ask(w, WORKER_BACK).steps,
           worker_ask(w, WORKER_BACK).step_seconds);
    report("key to answer", key, keys);
    report("stop within a step", stop, rounds);
}

int main(int argc, char **argv)
{
    const int asked = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 10;
    const int rounds = asked < 1             ? 1
                       : asked > MOST_ROUNDS ? MOST_ROUNDS
                                             : asked;
    struct worker *w = NULL;

    must(worker_new(&w));
    open_lab(w, WORKER_FRONT, "next-token");
    measure(w, "shakespeare-char-cpu", rounds);
    measure(w, "shakespeare-char", rounds); /* steps of seconds */
    worker_free(w);
    return 0;
}
