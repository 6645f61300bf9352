/* test_seqtrain.c - whole models against PyTorch: twenty steps of training
 * each. The losses are those of tests/oracle/seq_fixtures.txt. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "engine/model/encdec.h"
#include "engine/model/rnnlm.h"
#include "engine/model/seq2seq.h"
#include "engine/train/optimizer.h"

enum { STEPS = 20, T = 32, ROWS = 2, VOCAB = 7, WIDTH = 6 };

#define RATE 0.2

struct model {
    struct params *params;
    struct graph *graph;
    struct rnnlm *language; /* one of these, the others NULL */
    struct seq2seq *translator;
    struct encdec *transformer;
};

static void read_losses(int which, double want[STEPS])
{
    FILE *f = fopen(TEST_ROOT "/tests/oracle/seq_fixtures.txt", "r");

    cr_assert(f, "no fixtures");
    for (int i = 0; i < (which + 1) * STEPS; i++)
        cr_assert(fscanf(f, "%lf", &want[i % STEPS]) == 1);
    fclose(f);
}

static void set(struct tensor *t, int64_t i, double x)
{
    if (t->type == TENSOR_F64)
        *(double *)tensor_at(t, i) = x;
    else
        *(float *)tensor_at(t, i) = (float)x;
}

/* The numbers that the oracle begins with. */
static void fill(struct params *ps)
{
    for (int k = 0; k < params_count(ps); k++) {
        struct param *p = params_at(ps, k);

        for (int64_t i = 0; i < p->count; i++)
            set(&p->value, i,
                0.3 * sin(0.7 * (double)(i + 1) + 1.3 * (double)(k + 1)));
    }
    params_touch(ps);
}

static struct model open_language(const struct device *d)
{
    const struct rnnlm_config c = {VOCAB, WIDTH, RECLAYER_LSTM, 1};
    struct model m = {.graph = graph_new(d, (size_t)64 << 20)};

    cr_assert(m.graph && rnnlm_new(&m.language, &c, d, 1).code == STATUS_FINE);
    m.params = rnnlm_params(m.language);
    return m;
}

static struct model open_translator(const struct device *d)
{
    const struct seq2seq_config c = {.source_vocab = 6,
                                     .target_vocab = 8,
                                     .begin = 6,
                                     .end = 7,
                                     .width = 5,
                                     .kind = RECLAYER_LSTM,
                                     .attends = true};
    struct model m = {.graph = graph_new(d, (size_t)64 << 20)};

    cr_assert(m.graph &&
              seq2seq_new(&m.translator, &c, d, 1).code == STATUS_FINE);
    m.params = seq2seq_params(m.translator);
    return m;
}

static struct model open_transformer(const struct device *d)
{
    const struct encdec_config c = {.source_vocab = 6,
                                    .target_vocab = 8,
                                    .begin = 6,
                                    .end = 7,
                                    .width = 6,
                                    .heads = 2,
                                    .hidden = 8,
                                    .layers = 2,
                                    .most = 6};
    struct model m = {.graph = graph_new(d, (size_t)64 << 20)};

    cr_assert(m.graph &&
              encdec_new(&m.transformer, &c, d, 1).code == STATUS_FINE);
    m.params = encdec_params(m.transformer);
    return m;
}

static void close_model(struct model *m)
{
    graph_free(m->graph);
    rnnlm_free(m->language);
    seq2seq_free(m->translator);
    encdec_free(m->transformer);
}

static struct tensor *loss_of(struct model *m)
{
    static const int32_t source[] = {3, 1, 0, 2, 5, 2, 4, 4};
    static const int32_t target[] = {1, 3, 7, 4, 2, 7};
    static const int32_t shorter[] = {-1, 3, 1, 2, 5, 2, 4, 4};
    static const struct seq2seq_batch two = {2, 4, 3, source, target};
    static const struct seq2seq_batch padded = {2, 4, 3, shorter, target};
    struct graph *g = m->graph;
    int32_t ids[ROWS * T], next[ROWS * T];
    const struct rnnlm_batch windows = {ROWS, T, ids, next, NULL};

    graph_reset(g);
    if (m->translator)
        return seq2seq_loss(m->translator, g, &two, NULL);
    if (m->transformer)
        return encdec_loss(m->transformer, g, &padded);
    for (int b = 0; b < ROWS; b++)
        for (int i = 0; i < T; i++) {
            const int j = i + 1;

            ids[b * T + i] = (3 * i * i + i + b) % VOCAB;
            next[b * T + i] = (3 * j * j + j + b) % VOCAB;
        }
    return rnnlm_loss(m->language, g, &windows, NULL);
}

static void back(struct model *m)
{
    params_zero_grads(m->params);
    cr_assert(graph_backward(m->graph, loss_of(m)).code == STATUS_FINE);
    params_settle_grads(m->params);
}

static void train(struct model *m, int which, double error)
{
    static const struct optimizer_settings sgd = {.kind = OPTIMIZER_SGD};
    double want[STEPS];

    read_losses(which, want);
    fill(m->params);
    for (int step = 0; step < STEPS; step++) {
        const double loss = tensor_get(loss_of(m), 0);

        cr_assert(fabs(loss - want[step]) < error, "step %d: %.12f, not %.12f",
                  step, loss, want[step]);
        back(m);
        cr_assert(optimizer_step(m->params, &sgd, RATE, 1.0, step + 1).code ==
                  STATUS_FINE);
        params_touch(m->params);
    }
    close_model(m);
}

Test(seqtrain, an_lstm_language_model_trains_as_in_pytorch)
{
    struct model exact = open_language(device_reference());
    struct model fast = open_language(device_find("auto"));

    train(&exact, 0, 1e-10);
    train(&fast, 0, 1e-4);
}

Test(seqtrain, a_translator_with_attention_trains_as_in_pytorch)
{
    struct model exact = open_translator(device_reference());
    struct model fast = open_translator(device_find("auto"));

    train(&exact, 1, 1e-10);
    train(&fast, 1, 1e-4);
}

Test(seqtrain, an_encoder_decoder_transformer_trains_as_in_pytorch)
{
    struct model exact = open_transformer(device_reference());
    struct model fast = open_transformer(device_find("auto"));

    train(&exact, 2, 1e-9);
    train(&fast, 2, 1e-4);
}

/* Along one direction of all parameters at once, the loss rises as the
 * gradient says: through 32 steps of an LSTM. */
Test(seqtrain, the_gradient_holds_along_a_direction_through_32_steps)
{
    const double step = 1e-6;
    struct model m = open_language(device_reference());
    double foretold = 0.0, loss[2];

    fill(m.params);
    back(&m);
    for (int k = 0; k < params_count(m.params); k++) {
        const struct param *p = params_at(m.params, k);

        for (int64_t i = 0; i < p->count; i++)
            foretold += tensor_get(&p->grad, i) * cos((double)(3 * i + k));
    }
    for (int side = 0; side < 2; side++) {
        fill(m.params);
        for (int k = 0; k < params_count(m.params); k++) {
            struct param *p = params_at(m.params, k);

            for (int64_t i = 0; i < p->count; i++)
                set(&p->value, i,
                    tensor_get(&p->value, i) +
                        (side ? step : -step) * cos((double)(3 * i + k)));
        }
        params_touch(m.params);
        loss[side] = tensor_get(loss_of(&m), 0);
    }
    const double measured = (loss[1] - loss[0]) / (2.0 * step);
    cr_assert(fabs(foretold) > 1e-3);
    cr_assert(fabs(measured - foretold) < 1e-7 * fabs(foretold) + 1e-8,
              "%.12g, not %.12g", foretold, measured);
    close_model(&m);
}
