/*
 * bench_step [ROUNDS] - one step of the preset shakespeare-char-cpu: its time,
 * where the time goes, and whether it takes memory from the system.
 *
 * The text is random letters over 65 symbols: a step costs the same whatever
 * the text says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/base/threads.h"
#include "engine/core/graph.h"
#include "engine/core/op.h"
#include "engine/model/training.h"

#define TEXT_BYTES 200000
#define SYMBOLS    65
#define WARM_STEPS 5
#define MOST_OPS   32
#define MOST_STEPS 500

/* Seconds of one kind of op over all measured steps. */
struct share {
    const struct op *op;
    double forward, backward, flops;
    int runs;
};

static void fail(struct status st)
{
    fprintf(stderr, "bench_step: %s\n", st.text);
    exit(3);
}

static void must(struct status st)
{
    if (st.code)
        fail(st);
}

static char *random_text(void)
{
    char *text = malloc(TEXT_BYTES);
    struct rng r = rng_make(1, 0);

    if (!text)
        fail(status_fail(STATUS_NO_MEMORY, "no room for the text"));
    for (int i = 0; i < TEXT_BYTES; i++)
        text[i] =
            (char)(' ' + (i < SYMBOLS ? (uint32_t)i : rng_below(&r, SYMBOLS)));
    return text;
}

/* The tape of the last step stands until the next one starts. */
static int add_shares(struct share *share, int kinds, const struct graph *g)
{
    for (int i = 0; i < graph_records(g); i++) {
        const struct op_record *r = graph_record(g, i);
        int k = 0;

        while (k < kinds && share[k].op != r->op)
            k++;
        if (k == MOST_OPS)
            continue;
        if (k == kinds)
            share[kinds++] = (struct share){.op = r->op};
        share[k].runs++;
        share[k].forward += 1e-9 * (double)r->forward_ns;
        share[k].backward += 1e-9 * (double)r->backward_ns;
        if (r->op->forward_cost)
            share[k].flops += r->op->forward_cost(r).flops;
        if (r->op->backward_cost)
            share[k].flops += r->op->backward_cost(r).flops;
    }
    return kinds;
}

static int by_seconds(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    const double dx = x->forward + x->backward, dy = y->forward + y->backward;

    return (dx < dy) - (dx > dy);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_shares(struct share *share, int kinds, int steps)
{
    qsort(share, (size_t)kinds, sizeof *share, by_seconds);
    printf("%-22s %6s %11s %12s %9s\n", "op", "runs", "forward ms",
           "backward ms", "GFLOP/s");
    for (int i = 0; i < kinds; i++) {
        const double seconds = share[i].forward + share[i].backward;

        printf("%-22s %6d %11.3f %12.3f %9.1f\n", share[i].op->name,
               share[i].runs / steps, 1e3 * share[i].forward / steps,
               1e3 * share[i].backward / steps,
               seconds > 0 ? share[i].flops / seconds * 1e-9 : 0.0);
    }
}

static void run(struct training *t, int steps)
{
    struct graph *g = trainer_graph(training_trainer(t));
    double seconds[MOST_STEPS];
    struct share share[MOST_OPS];
    struct trainer_report report = {0};
    bool more;
    int kinds = 0;

    for (int i = 0; i < WARM_STEPS; i++)
        must(training_step(t, &report, &more));
    const int64_t before = graph_memory(g).system_requests;
    for (int i = 0; i < steps; i++) {
        must(training_step(t, &report, &more));
        seconds[i] = report.seconds;
    }
    const int64_t asked = graph_memory(g).system_requests - before;

    graph_set_profile(g, true);
    for (int i = 0; i < steps; i++) {
        must(training_step(t, &report, &more));
        kinds = add_shares(share, kinds, g);
    }

    qsort(seconds, (size_t)steps, sizeof *seconds, by_size);
    const double median = seconds[steps / 2];
    printf("step: median %.3f ms, best %.3f ms, %.0f tokens/s, %d threads, "
           "%s, %lld requests for memory in %d steps\n",
           1e3 * median, 1e3 * seconds[0], (double)report.tokens / median,
           threads_available(), graph_device(g)->name, (long long)asked, steps);
    print_shares(share, kinds, steps);
}

int main(int argc, char **argv)
{
    const int steps = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 20;
    struct recipe recipe;
    struct training *t;

    if (steps < 1 || steps > MOST_STEPS) {
        fprintf(stderr, "usage: bench_step [1..%d]\n", MOST_STEPS);
        return 2;
    }
    char *text = random_text();
    must(recipe_preset(&recipe, "shakespeare-char-cpu"));
    must(training_open(&t, &recipe, text, TEXT_BYTES, device_find("auto")));
    run(t, steps);
    training_close(t);
    free(text);
    return 0;
}
