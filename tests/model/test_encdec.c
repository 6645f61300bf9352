#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/encdec.h"
#include "engine/train/optimizer.h"

enum { SYMBOLS = 6, BEGIN = SYMBOLS, END, ROWS = 32, LONGEST = 4 };

static const struct encdec_config small = {.source_vocab = SYMBOLS,
                                           .target_vocab = SYMBOLS + 2,
                                           .begin = BEGIN,
                                           .end = END,
                                           .width = 6,
                                           .heads = 2,
                                           .hidden = 8,
                                           .layers = 2,
                                           .most = 6};

struct bench {
    struct encdec *model;
    struct graph *graph;
};

static struct bench open_bench(const struct encdec_config *c,
                               const struct device *d)
{
    struct bench b = {.graph = graph_new(d, (size_t)256 << 20)};
    const struct status st = encdec_new(&b.model, c, d, 3);

    cr_assert(st.code == STATUS_FINE && b.graph, "%s", st.text);
    return b;
}

static void close_bench(struct bench *b)
{
    graph_free(b->graph);
    encdec_free(b->model);
}

static double loss_of(struct bench *b, const struct seq2seq_batch *batch)
{
    graph_reset(b->graph);
    struct tensor *loss = encdec_loss(b->model, b->graph, batch);

    cr_assert(loss, "%s", graph_status(b->graph).text);
    return tensor_get(loss, 0);
}

static const int32_t source[] = {-1, -1, 3, 1, 0, 5, 2, 4};
static const int32_t target[] = {1, 3, END, 4, END, -1};
static const struct seq2seq_batch two = {2, 4, 3, source, target};

Test(encdec, gradients_of_every_parameter)
{
    struct bench b = open_bench(&small, device_reference());
    struct params *ps = encdec_params(b.model);
    const double step = 1e-6;

    loss_of(&b, &two);
    graph_reset(b.graph);
    params_zero_grads(ps);
    struct tensor *loss = encdec_loss(b.model, b.graph, &two);
    cr_assert(graph_backward(b.graph, loss).code == STATUS_FINE);
    params_settle_grads(ps);
    for (int i = 0; i < params_count(ps); i++) {
        struct param *p = params_at(ps, i);

        for (int64_t j = 0; j < p->count; j += 11) {
            double *x = tensor_at(&p->value, j);
            const double kept = *x, grad = tensor_get(&p->grad, j);

            *x = kept + step;
            const double up = loss_of(&b, &two);
            *x = kept - step;
            const double down = loss_of(&b, &two);
            *x = kept;
            cr_assert(fabs((up - down) / (2 * step) - grad) < 1e-7,
                      "%s[%lld]: %g, not %g", p->name, (long long)j, grad,
                      (up - down) / (2 * step));
        }
    }
    close_bench(&b);
}

/* A row says the same alone as padded beside a longer one. */
Test(encdec, padding_changes_nothing)
{
    struct bench b = open_bench(&small, device_reference());
    const int32_t bare[] = {3, 1}, wide[] = {-1, -1, -1, 3, 1};
    const struct seq2seq_batch one = {1, 2, 3, bare, target};
    const struct seq2seq_batch padded = {1, 5, 3, wide, target};

    cr_assert(fabs(loss_of(&b, &one) - loss_of(&b, &padded)) < 1e-12);
    close_bench(&b);
}

/* However much more is written, what stands before stays. */
Test(encdec, the_decoder_sees_no_later_token)
{
    struct bench b = open_bench(&small, device_reference());
    const int32_t more[] = {1, 2, 3, 4, 5, 0};
    const int32_t other[] = {1, 0, 5, 4, 3, 1};
    struct seq2seq_batch x = {2, 4, 3, source, more};
    struct tensor *logits[2];
    double kept[2][8];

    /* The first step's logits stand on the tape, in the loss's input. */
    for (int i = 0; i < 2; i++) {
        x.target = i ? more : other;
        loss_of(&b, &x);
        const struct op_record *r =
            graph_record(b.graph, graph_records(b.graph) - 1);
        logits[i] = r->in[0];
        for (int k = 0; k < 8; k++)
            kept[i][k] = tensor_get(logits[i], k);
    }
    for (int k = 0; k < 8; k++)
        cr_assert(fabs(kept[0][k] - kept[1][k]) < 1e-14);
    close_bench(&b);
}

static void draw(struct seq2seq_batch *b, int32_t *read, int32_t *write,
                 uint64_t step)
{
    struct rng r = rng_make(9, step);
    const int n = 2 + (int)(step % (LONGEST - 1));

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
    int32_t read[ROWS * LONGEST], want[ROWS * (LONGEST + 1)];
    int32_t got[ROWS * (LONGEST + 1)];
    struct seq2seq_batch batch;
    int count = 0;

    draw(&batch, read, want, step);
    const int64_t n = batch.target_length;
    cr_assert(encdec_write(b->model, b->graph, &batch, got, n).code ==
              STATUS_FINE);
    for (int row = 0; row < ROWS; row++)
        count +=
            memcmp(got + row * n, want + row * n, (size_t)n * sizeof *got) == 0;
    return (double)count / ROWS;
}

Test(encdec, learns_to_turn_a_sequence_around)
{
    static const struct optimizer_settings adam = {OPTIMIZER_ADAM, 0.9, 0.99,
                                                   1e-8, 0.0};
    struct encdec_config c = small;
    int32_t read[ROWS * LONGEST], write[ROWS * (LONGEST + 1)];
    struct seq2seq_batch batch;

    c.width = 32;
    c.heads = 4;
    c.hidden = 64;
    struct bench b = open_bench(&c, device_find("auto"));
    struct params *ps = encdec_params(b.model);
    cr_assert(right(&b, 100002) < 0.2);
    for (int step = 0; step < 300; step++) {
        draw(&batch, read, write, (uint64_t)step);
        graph_reset(b.graph);
        params_zero_grads(ps);
        struct tensor *loss = encdec_loss(b.model, b.graph, &batch);
        cr_assert(graph_backward(b.graph, loss).code == STATUS_FINE);
        params_settle_grads(ps);
        const double norm = optimizer_grad_norm(ps);
        cr_assert(
            optimizer_step(ps, &adam, 3e-3, norm > 1 ? 1 / norm : 1, step + 1)
                .code == STATUS_FINE);
        params_touch(ps);
    }
    cr_assert(right(&b, 100002) > 0.9, "%g", right(&b, 100002));
    close_bench(&b);
}

Test(encdec, refuses_what_makes_no_sense)
{
    struct encdec_config c = small;
    struct encdec *m;
    struct bench b = open_bench(&small, device_reference());
    const int32_t none[] = {-1, -1, -1, -1, 0, 1, 2, 3};
    const struct seq2seq_batch empty = {2, 4, 3, none, target};
    const struct seq2seq_batch nothing = {2, 0, 3, source, target};
    int32_t out[14];

    c.heads = 4;
    cr_assert(encdec_new(&m, &c, device_reference(), 1).code ==
              STATUS_BAD_USAGE);
    cr_assert_null(encdec_loss(b.model, b.graph, &empty));
    cr_assert(strstr(graph_status(b.graph).text, "row 0"));
    graph_reset(b.graph);
    cr_assert_null(encdec_loss(b.model, b.graph, &nothing));
    cr_assert(encdec_write(b.model, b.graph, &two, out, 7).code ==
              STATUS_BAD_USAGE);
    close_bench(&b);
}
