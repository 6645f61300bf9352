#include "lessons/labs/cellnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/recurrent.h"
#include "engine/ops/shape.h"
#include "engine/train/optimizer.h"

enum { NAMES = 4, FILLERS = 16 };
enum {
    GREW = NAMES,
    UP,
    IN,
    COUNTRY,
    FILLER = COUNTRY + CELLNET_COUNTRIES,
    SPEAKS = FILLER + FILLERS,
    FLUENT,
    TOKENS
};

#define RATE 0.01
/* So far open or shut that nothing else in the sum counts. */
#define FORCE 40.0f

static const char *const word[TOKENS] = {
    "mara",    "jonas",  "anna",  "piet",   "grew",  "up",    "in",
    "france",  "poland", "spain", "norway", "italy", "japan", "and",
    "the",     "boat",   "came",  "late",   "with",  "salt",  "rope",
    "a",       "crane",  "near",  "old",    "quay",  "rain",  "wind",
    "harbour", "speaks", "fluent"};
static const char *const language[CELLNET_COUNTRIES] = {
    "french", "polish", "spanish", "norwegian", "italian", "japanese"};

const char *cellnet_word(int32_t id)
{
    return word[id];
}

const char *cellnet_language(int32_t answer)
{
    return language[answer];
}

void cellnet_draw(struct cellnet_texts *t, int gap, uint64_t seed,
                  uint64_t stream)
{
    struct rng r = rng_make(seed, stream);
    int32_t *id = t->id;

    t->words = CELLNET_HEAD + gap + 2;
    for (int b = 0; b < CELLNET_BATCH; b++, id += t->words) {
        t->answer[b] = (int32_t)rng_below(&r, CELLNET_COUNTRIES);
        id[0] = (int32_t)rng_below(&r, NAMES);
        id[1] = GREW;
        id[2] = UP;
        id[3] = IN;
        id[4] = COUNTRY + t->answer[b];
        for (int i = 0; i < gap; i++)
            id[CELLNET_HEAD + i] = FILLER + (int32_t)rng_below(&r, FILLERS);
        id[CELLNET_HEAD + gap] = SPEAKS;
        id[CELLNET_HEAD + gap + 1] = FLUENT;
    }
}

struct status cellnet_make(struct cellnet *n, const struct device *d,
                           uint64_t seed)
{
    const struct reclayer_shape shape = {.kind = RECLAYER_LSTM,
                                         .layers = 1,
                                         .in = CELLNET_WIDTH,
                                         .width = CELLNET_WIDTH};

    n->params = params_new(d);
    if (!n->params)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    n->tokens = params_add(n->params, "tokens.weight", 2,
                           (const int64_t[]){TOKENS, CELLNET_WIDTH},
                           PARAMS_NORMAL, 0.5);
    n->recurrent = reclayer_declare(n->params, "recurrent", &shape);
    n->head = dense_declare(n->params, "head", CELLNET_WIDTH, CELLNET_COUNTRIES,
                            true, 1.0 / sqrt((double)CELLNET_WIDTH));
    STATUS_TRY(params_build(n->params, seed));
    reclayer_open_gates(n->params, &n->recurrent, 3.0);
    return STATUS_OK;
}

/* Logits behind the last word. */
static struct tensor *run(const struct cellnet *n, struct graph *g,
                          const struct cellnet_texts *t)
{
    const int64_t shape[] = {CELLNET_BATCH, t->words};
    struct tensor *x =
        embedding_op(g, params_tensor(params_at(n->params, n->tokens)),
                     graph_ints(g, 2, shape, t->id));
    struct tensor *y =
        reclayer_forward(g, n->params, &n->recurrent, x, NULL, NULL);

    if (!y)
        return NULL;
    y = shape_reshape(g, shape_slice(g, y, 1, t->words - 1, t->words), 2,
                      (const int64_t[]){CELLNET_BATCH, CELLNET_WIDTH});
    return dense_forward(g, n->params, &n->head, y);
}

struct status cellnet_train(struct cellnet *n, struct graph *g,
                            const struct cellnet_texts *t, int64_t step,
                            float *loss)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    static const int64_t batch = CELLNET_BATCH;

    graph_reset(g);
    params_zero_grads(n->params);
    struct tensor *l = cross_entropy_op(
        g, run(n, g, t), graph_ints(g, 1, &batch, t->answer), -1);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, l));
    params_settle_grads(n->params);
    *loss = (float)tensor_get(l, 0);
    STATUS_TRY(optimizer_step(n->params, &adam, RATE,
                              optimizer_clip(n->params, 1.0), step));
    params_touch(n->params);
    return STATUS_OK;
}

/* The rows that make the forget gates, set to a constant. */
static void hold(struct cellnet *n, float bias)
{
    const int w = CELLNET_WIDTH;
    const int part[] = {n->recurrent.cell[0].input.weight,
                        n->recurrent.cell[0].state};
    float *b = tensor_at(
        params_tensor(params_at(n->params, n->recurrent.cell[0].input.bias)),
        w);

    for (int i = 0; i < 2; i++) {
        float *m = tensor_at(params_tensor(params_at(n->params, part[i])), 0);

        memset(m + w * w, 0, (size_t)(w * w) * sizeof *m);
    }
    for (int i = 0; i < w; i++)
        b[i] = bias;
    params_touch(n->params);
}

static const struct op_record *lstm_of(const struct graph *g)
{
    for (int i = 0; i < graph_records(g); i++)
        if (graph_record(g, i)->op == &recurrent_lstm_row)
            return graph_record(g, i);
    return NULL;
}

/* The op keeps its gates for the way back: [batch, words, 4 width]. */
static void read_gates(const struct graph *g, struct cellnet_seen *out)
{
    const struct op_record *r = lstm_of(g);
    const int w = CELLNET_WIDTH, words = out->words;

    for (int b = 0; r && b < CELLNET_BATCH; b++)
        for (int t = 0; t < words; t++) {
            const int64_t row = b * words + t;

            for (int i = 0; i < 4 * w; i++)
                out->gate[b][t][i / w][i % w] =
                    (float)tensor_get(r->aux[0], row * 4 * w + i);
            for (int i = 0; i < w; i++)
                out->cell[b][t][i] = (float)tensor_get(
                    r->out, ((int64_t)CELLNET_BATCH * words + row) * w + i);
        }
}

static int count_right(const struct tensor *logits,
                       const struct cellnet_texts *t)
{
    int right = 0;

    for (int b = 0; b < CELLNET_BATCH; b++) {
        int best = 0;

        for (int i = 1; i < CELLNET_COUNTRIES; i++)
            if (tensor_get(logits, b * CELLNET_COUNTRIES + i) >
                tensor_get(logits, b * CELLNET_COUNTRIES + best))
                best = i;
        right += best == t->answer[b];
    }
    return right;
}

struct status cellnet_look(struct cellnet *n, struct graph *g,
                           const struct cellnet_texts *t,
                           enum cellnet_force force, struct cellnet_seen *out)
{
    const size_t bytes = (size_t)params_total(n->params) * sizeof(float);
    float *kept = malloc(bytes);

    if (!kept)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    memcpy(kept, params_values(n->params), bytes);
    if (force != CELLNET_LEARNED)
        hold(n, force == CELLNET_OPEN ? FORCE : -FORCE);
    out->words = t->words;
    graph_reset(g);
    const struct tensor *logits = run(n, g, t);
    const struct status st = graph_status(g);
    if (!st.code) {
        out->right = count_right(logits, t);
        read_gates(g, out);
    }
    memcpy(params_values(n->params), kept, bytes);
    params_touch(n->params);
    free(kept);
    return st;
}
