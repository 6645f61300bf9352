#include "lessons/labs/classnet.h"

#include <math.h>
#include <stdio.h>

#include "engine/ops/arith.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/shape.h"
#include "engine/train/optimizer.h"

enum { WIDTH = 32, HEADS = 4, CLASSES = 2 };
#define RATE 0.003

const char *classnet_name(enum classnet_kind kind)
{
    return kind == CLASSNET_GRU ? "gru" : "encoder";
}

static void declare_block(struct classnet *n, int i)
{
    const double even = 1.0 / sqrt((double)WIDTH);
    const struct selfattn_shape shape = {.width = WIDTH,
                                         .heads = HEADS,
                                         .groups = HEADS,
                                         .head_width = WIDTH / HEADS,
                                         .qkv_bias = true,
                                         .bias = true,
                                         .scales = {even, even}};
    char text[40];

    for (int j = 0; j < 2; j++) {
        snprintf(text, sizeof text, "blocks.%d.norm%d", i, j);
        n->block[i].norm[j] = normlayer_declare(
            n->params, text, NORMLAYER_LAYER, WIDTH, true, 1e-5);
    }
    snprintf(text, sizeof text, "blocks.%d.attn", i);
    n->block[i].attn = selfattn_declare(n->params, text, &shape);
    snprintf(text, sizeof text, "blocks.%d.mlp", i);
    n->block[i].mlp = mlp_declare(n->params, text, MLP_RELU,
                                  (const int64_t[]){WIDTH, 2 * WIDTH}, true,
                                  (const double[]){even, even});
}

static void declare(struct classnet *n, int words)
{
    const struct reclayer_shape shape = {
        .kind = RECLAYER_GRU, .layers = 1, .in = WIDTH, .width = WIDTH};

    n->tokens = params_add(n->params, "tokens.weight", 2,
                           (const int64_t[]){words, WIDTH}, PARAMS_NORMAL, 0.5);
    if (n->kind == CLASSNET_GRU) {
        n->reader = reclayer_declare(n->params, "reader", &shape);
    } else {
        n->places = params_add(n->params, "places.weight", 2,
                               (const int64_t[]){CLASSNET_ROOM, WIDTH},
                               PARAMS_NORMAL, 0.5);
        for (int i = 0; i < CLASSNET_BLOCKS; i++)
            declare_block(n, i);
        n->last = normlayer_declare(n->params, "norm", NORMLAYER_LAYER, WIDTH,
                                    true, 1e-5);
    }
    n->head = dense_declare(n->params, "head", WIDTH, CLASSES, true,
                            1.0 / sqrt((double)WIDTH));
}

struct status classnet_make(struct classnet *n, enum classnet_kind kind,
                            int words, uint64_t seed)
{
    *n = (struct classnet){.kind = kind,
                           .params = params_new(device_find("auto"))};
    if (!n->params)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    declare(n, words);
    return params_build(n->params, seed);
}

/* The GRU stops at the last word: its text is moved to the end of the row, so
 * that what stands before is the same in all rows. */
static struct tensor *read_on(const struct classnet *n, struct graph *g,
                              const struct classnet_texts *t)
{
    const int64_t shape[] = {CLASSNET_BATCH, CLASSNET_ROOM};
    int32_t ids[CLASSNET_BATCH * CLASSNET_ROOM] = {0};

    for (int b = 0; b < CLASSNET_BATCH; b++)
        for (int i = 0; i < t->count[b]; i++)
            ids[(b + 1) * CLASSNET_ROOM - t->count[b] + i] = t->id[b][i];
    struct tensor *x =
        embedding_op(g, params_tensor(params_at(n->params, n->tokens)),
                     graph_ints(g, 2, shape, ids));
    struct tensor *y =
        reclayer_forward(g, n->params, &n->reader, x, NULL, NULL);

    return y ? shape_slice(g, y, 1, CLASSNET_ROOM - 1, CLASSNET_ROOM) : NULL;
}

/* Place 0 holds a token of its own, which gathers what the head reads. */
static struct tensor *look_around(const struct classnet *n, struct graph *g,
                                  const struct classnet_texts *t)
{
    const int64_t shape[] = {CLASSNET_BATCH, CLASSNET_ROOM};
    const int64_t batch = CLASSNET_BATCH;
    int32_t ids[CLASSNET_BATCH * CLASSNET_ROOM] = {0};
    int32_t place[CLASSNET_ROOM], length[CLASSNET_BATCH];
    const int64_t room = CLASSNET_ROOM;

    for (int i = 0; i < CLASSNET_ROOM; i++)
        place[i] = i;
    for (int b = 0; b < CLASSNET_BATCH; b++) {
        length[b] = t->count[b] + 1;
        for (int i = 0; i < t->count[b]; i++)
            ids[b * CLASSNET_ROOM + 1 + i] = t->id[b][i];
    }
    struct tensor *lengths = graph_ints(g, 1, &batch, length);
    struct tensor *x = arith_add(
        g,
        embedding_op(g, params_tensor(params_at(n->params, n->tokens)),
                     graph_ints(g, 2, shape, ids)),
        embedding_op(g, params_tensor(params_at(n->params, n->places)),
                     graph_ints(g, 1, &room, place)));

    for (int i = 0; i < CLASSNET_BLOCKS; i++) {
        struct tensor *y =
            normlayer_forward(g, n->params, &n->block[i].norm[0], x);

        x = arith_add(g, x,
                      selfattn_across(g, n->params, &n->block[i].attn, y, y,
                                      lengths, "attn"));
        y = normlayer_forward(g, n->params, &n->block[i].norm[1], x);
        x = arith_add(g, x,
                      mlp_forward(g, n->params, &n->block[i].mlp, y, "mlp"));
    }
    x = normlayer_forward(g, n->params, &n->last, x);
    return x ? shape_slice(g, x, 1, 0, 1) : NULL;
}

struct tensor *classnet_logits(const struct classnet *n, struct graph *g,
                               const struct classnet_texts *t)
{
    struct tensor *y =
        n->kind == CLASSNET_GRU ? read_on(n, g, t) : look_around(n, g, t);

    if (!y)
        return NULL;
    y = shape_reshape(g, y, 2, (const int64_t[]){CLASSNET_BATCH, WIDTH});
    return dense_forward(g, n->params, &n->head, y);
}

struct status classnet_train(struct classnet *n, struct graph *g,
                             const struct classnet_texts *t, int64_t step,
                             float *loss)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    const int64_t batch = CLASSNET_BATCH;

    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(n->params);
    struct tensor *l = cross_entropy_op(
        g, classnet_logits(n, g, t), graph_ints(g, 1, &batch, t->answer), -1);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, l));
    params_settle_grads(n->params);
    *loss = (float)tensor_get(l, 0);
    STATUS_TRY(optimizer_step(n->params, &adam, RATE,
                              optimizer_clip(n->params, 1.0), step));
    params_touch(n->params);
    return STATUS_OK;
}
