#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/seq2seq.h"
#include "engine/train/optimizer.h"

enum { SYMBOLS = 6, BEGIN = SYMBOLS, END, ROWS = 16, MOST = 3 };

static const struct seq2seq_config small = {.source_vocab = SYMBOLS,
                                            .target_vocab = SYMBOLS + 2,
                                            .begin = BEGIN,
                                            .end = END,
                                            .width = 5,
                                            .kind = RECLAYER_LSTM,
                                            .both_ways = true,
                                            .attends = true};

struct bench {
    struct seq2seq *model;
    struct graph *graph;
};

static struct bench open_bench(const struct seq2seq_config *c,
                               const struct device *d)
{
    struct bench b = {.graph = graph_new(d, (size_t)256 << 20)};
    const struct status st = seq2seq_new(&b.model, c, d, 3);

    cr_assert(st.code == STATUS_FINE && b.graph, "%s", st.text);
    return b;
}

static void close_bench(struct bench *b)
{
    graph_free(b->graph);
    seq2seq_free(b->model);
}

static double loss_of(struct bench *b, const struct seq2seq_batch *batch,
                      const int32_t *given)
{
    graph_reset(b->graph);
    struct tensor *loss = seq2seq_loss(b->model, b->graph, batch, given);

    cr_assert(loss, "%s", graph_status(b->graph).text);
    return tensor_get(loss, 0);
}

static const int32_t source[] = {-1, -1, 3, 1, 0, 5, 2, 4};
static const int32_t target[] = {1, 3, END, 4, 2, END};
static const struct seq2seq_batch two = {2, 4, 3, source, target};

Test(seq2seq, gradients_of_every_parameter)
{
    struct bench b = open_bench(&small, device_reference());
    struct params *ps = seq2seq_params(b.model);
    const double step = 1e-6;

    graph_reset(b.graph);
    params_zero_grads(ps);
    struct tensor *loss = seq2seq_loss(b.model, b.graph, &two, NULL);
    cr_assert(graph_backward(b.graph, loss).code == STATUS_FINE);
    params_settle_grads(ps);
    for (int i = 0; i < params_count(ps); i++) {
        struct param *p = params_at(ps, i);

        for (int64_t j = 0; j < p->count; j += 7) {
            double *x = tensor_at(&p->value, j);
            const double kept = *x, grad = tensor_get(&p->grad, j);

            *x = kept + step;
            const double up = loss_of(&b, &two, NULL);
            *x = kept - step;
            const double down = loss_of(&b, &two, NULL);
            *x = kept;
            cr_assert(fabs((up - down) / (2 * step) - grad) < 1e-7,
                      "%s[%lld]: %g, not %g", p->name, (long long)j, grad,
                      (up - down) / (2 * step));
        }
    }
    close_bench(&b);
}

Test(seq2seq, what_is_no_source_is_not_looked_at)
{
    struct bench b = open_bench(&small, device_reference());
    struct probe *p = probe_new();

    cr_assert(p &&
              probe_watch(p, "attn.probs", PROBE_FORWARD).code == STATUS_FINE);
    graph_set_probe(b.graph, p);
    loss_of(&b, &two, NULL);
    const struct probe_value *v = probe_find(p, "attn.probs", PROBE_FORWARD);
    cr_assert(v && v->dims == 3 && v->shape[2] == 4);
    for (int t = 0; t < 3; t++) {
        cr_assert(v->data[4 * t] < 1e-30f && v->data[4 * t + 1] < 1e-30f);
        cr_assert(v->data[12 + 4 * t] > 1e-3f);
    }
    graph_set_probe(b.graph, NULL);
    probe_free(p);
    close_bench(&b);
}

/* Given the target it is teacher forcing; given anything else it is not. */
Test(seq2seq, what_is_given_stands_before)
{
    struct bench b = open_bench(&small, device_reference());
    const int32_t same[] = {BEGIN, 1, 3, BEGIN, 4, 2};
    const int32_t other[] = {BEGIN, 0, 0, BEGIN, 0, 0};
    const double taught = loss_of(&b, &two, NULL);

    cr_assert(fabs(taught - loss_of(&b, &two, same)) < 1e-14);
    cr_assert(fabs(taught - loss_of(&b, &two, other)) > 1e-4);
    close_bench(&b);
}

/* Reversed sequences of one length. */
static void draw(struct seq2seq_batch *b, int32_t *read, int32_t *write,
                 uint64_t step)
{
    struct rng r = rng_make(9, step);
    const int n = 2 + (int)(step % (MOST - 1));

    *b = (struct seq2seq_batch){ROWS, n, n + 1, read, write};
    for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < n; i++) {
            const int32_t x = (int32_t)rng_below(&r, SYMBOLS);

            read[row * n + i] = x;
            write[row * (n + 1) + n - 1 - i] = x;
        }
        write[row * (n + 1) + n] = END;
    }
}

static double right(struct bench *b, uint64_t step)
{
    int32_t read[ROWS * MOST], want[ROWS * (MOST + 1)], got[ROWS * (MOST + 1)];
    struct seq2seq_batch batch;
    int count = 0;

    draw(&batch, read, want, step);
    const int64_t n = batch.target_length;
    cr_assert(seq2seq_write(b->model, b->graph, &batch, got, n).code ==
              STATUS_FINE);
    for (int row = 0; row < ROWS; row++)
        count +=
            memcmp(got + row * n, want + row * n, (size_t)n * sizeof *got) == 0;
    return (double)count / ROWS;
}

static void learn(struct bench *b, int steps)
{
    static const struct optimizer_settings adam = {OPTIMIZER_ADAM, 0.9, 0.999,
                                                   1e-8, 0.0};
    int32_t read[ROWS * MOST], write[ROWS * (MOST + 1)];
    struct params *ps = seq2seq_params(b->model);
    struct seq2seq_batch batch;

    for (int step = 0; step < steps; step++) {
        draw(&batch, read, write, (uint64_t)step);
        graph_reset(b->graph);
        params_zero_grads(ps);
        struct tensor *loss = seq2seq_loss(b->model, b->graph, &batch, NULL);
        cr_assert(graph_backward(b->graph, loss).code == STATUS_FINE);
        params_settle_grads(ps);
        const double norm = optimizer_grad_norm(ps);
        cr_assert(
            optimizer_step(ps, &adam, 1e-2, norm > 1 ? 1 / norm : 1, step + 1)
                .code == STATUS_FINE);
    }
}

Test(seq2seq, learns_to_turn_a_sequence_around)
{
    struct seq2seq_config c = small;

    c.width = 16;
    c.kind = RECLAYER_GRU;
    struct bench b = open_bench(&c, device_find("auto"));
    cr_assert(right(&b, 10001) < 0.2);
    learn(&b, 150);
    cr_assert(right(&b, 10000) + right(&b, 10001) > 1.8, "%g and %g",
              right(&b, 10000), right(&b, 10001));
    close_bench(&b);
}

Test(seq2seq, refuses_what_makes_no_sense)
{
    struct seq2seq_config c = small;
    struct seq2seq *m;
    struct bench b = open_bench(&small, device_reference());
    const struct seq2seq_batch nothing = {2, 0, 3, source, target};
    const int32_t stranger[] = {0, 1, 2, 77, 0, 1, 2, 3};
    const struct seq2seq_batch odd = {2, 4, 3, stranger, target};

    c.end = SYMBOLS + 2;
    cr_assert(seq2seq_new(&m, &c, device_reference(), 1).code ==
              STATUS_BAD_USAGE);
    c = small;
    c.width = 0;
    cr_assert(seq2seq_new(&m, &c, device_reference(), 1).code ==
              STATUS_BAD_USAGE);
    cr_assert_null(seq2seq_loss(b.model, b.graph, &nothing, NULL));
    cr_assert(graph_status(b.graph).code == STATUS_BAD_USAGE);
    graph_reset(b.graph);
    cr_assert_null(seq2seq_loss(b.model, b.graph, &odd, NULL));
    cr_assert(strstr(graph_status(b.graph).text, "77"));
    close_bench(&b);
}

static void refused(const struct status st, const char *limit)
{
    cr_expect_eq(st.code, STATUS_BAD_USAGE, "%s", st.text);
    cr_expect(strstr(st.text, limit), "%s, but not: %s", limit, st.text);
}

/* All that would read or write too much says so before it does. */
Test(seq2seq, what_is_too_long_hears_the_limit)
{
    static const int32_t ids[SEQ2SEQ_LENGTH + 1];
    static int32_t out[SEQ2SEQ_LENGTH + 1];
    struct bench b = open_bench(&small, device_reference());
    const struct seq2seq_batch read = {1, SEQ2SEQ_LENGTH + 1, 3, ids, ids};
    const struct seq2seq_batch write = {1, 3, SEQ2SEQ_LENGTH + 1, ids, ids};
    const struct seq2seq_batch many = {SEQ2SEQ_ROWS + 1, 1, 1, ids, ids};
    struct rng r = rng_make(1, 1);
    struct ways ways;

    cr_expect_null(seq2seq_loss(b.model, b.graph, &read, NULL));
    refused(graph_status(b.graph), "4097 tokens to read, but 4096");
    graph_reset(b.graph);
    cr_expect_null(seq2seq_loss(b.model, b.graph, &write, NULL));
    refused(graph_status(b.graph), "4097 tokens to write, but 4096");
    graph_reset(b.graph);
    refused(seq2seq_given(b.model, b.graph, &many, 0.5, &r, out),
            "65537 texts, but 65536");
    refused(seq2seq_write(b.model, b.graph, &read, out, 3),
            "to read, but 4096");
    refused(seq2seq_write(b.model, b.graph, &two, out, SEQ2SEQ_LENGTH + 1),
            "to write, but 4096");
    refused(seq2seq_write(b.model, b.graph, &two, out, 0), "0 to write");
    refused(seq2seq_ways(&ways, b.model, b.graph, ids, SEQ2SEQ_LENGTH + 1, 2),
            "to read, but 4096");
    cr_expect_null(ways.self);
    cr_expect_eq(graph_status(b.graph).code, STATUS_FINE, "it may go on");
    close_bench(&b);
}

/* Taught always: the target moved by one; never: what it writes itself. */
Test(seq2seq, given_is_the_target_or_its_own_words)
{
    struct bench b = open_bench(&small, device_reference());
    struct rng r = rng_make(1, 1);
    int32_t given[6], own[6];

    cr_assert(seq2seq_given(b.model, b.graph, &two, 1.0, &r, given).code ==
              STATUS_FINE);
    const int32_t taught[] = {BEGIN, 1, 3, BEGIN, 4, 2};
    cr_assert(memcmp(given, taught, sizeof given) == 0);
    cr_assert(seq2seq_given(b.model, b.graph, &two, 0.0, &r, given).code ==
              STATUS_FINE);
    cr_assert(seq2seq_write(b.model, b.graph, &two, own, 3).code ==
              STATUS_FINE);
    for (int i = 0; i < 6; i++)
        cr_assert(given[i] == (i % 3 ? own[i - 1] : BEGIN));
    close_bench(&b);
}
