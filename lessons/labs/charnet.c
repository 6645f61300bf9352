#include "lessons/labs/charnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/generate.h"
#include "engine/train/optimizer.h"

enum { WINDOW = 64, BATCH = 24, SCORED = 256 };

#define GRAPH_BYTES ((size_t)1 << 30)
#define RATE        0.006

struct status charnet_open(struct charnet *c, const struct rnnlm_config *of,
                           struct hook hook, uint64_t seed)
{
    const struct device *d = device_find("auto");

    *c = (struct charnet){0};
    STATUS_TRY(rnnlm_new(&c->model, of, d, seed));
    c->graph = graph_new(d, GRAPH_BYTES);
    if (!c->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    graph_set_hook(c->graph, hook);
    return STATUS_OK;
}

void charnet_release(struct charnet *c)
{
    graph_free(c->graph);
    rnnlm_free(c->model);
    *c = (struct charnet){0};
}

int charnet_reads(void)
{
    return WINDOW * BATCH;
}

static void windows(const int32_t *text, int64_t n, struct rng *rng,
                    int32_t *ids, int32_t *next)
{
    for (int b = 0; b < BATCH; b++) {
        const int32_t *from = text + rng_below(rng, (uint32_t)(n - WINDOW));

        memcpy(ids + b * WINDOW, from, WINDOW * sizeof *ids);
        memcpy(next + b * WINDOW, from + 1, WINDOW * sizeof *next);
    }
}

struct status charnet_train(struct charnet *c, const int32_t *ids, int64_t n,
                            uint64_t seed)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct params *ps = rnnlm_params(c->model);
    struct rng rng = rng_make(seed, (uint64_t)c->steps);
    int32_t in[BATCH * WINDOW], next[BATCH * WINDOW];
    const struct rnnlm_batch b = {BATCH, WINDOW, in, next, NULL};

    if (n <= WINDOW)
        return status_fail(STATUS_BAD_USAGE,
                           "a network learns from more than %d characters",
                           WINDOW);
    windows(ids, n, &rng, in, next);
    graph_reset(c->graph);
    graph_set_gradients(c->graph, true);
    params_zero_grads(ps);
    struct tensor *loss = rnnlm_loss(c->model, c->graph, &b, NULL);
    STATUS_TRY(graph_status(c->graph));
    STATUS_TRY(graph_backward(c->graph, loss));
    params_settle_grads(ps);
    c->loss = (float)tensor_get(loss, 0);
    STATUS_TRY(
        optimizer_step(ps, &adam, RATE, optimizer_clip(ps, 1.0), ++c->steps));
    params_touch(ps);
    return STATUS_OK;
}

/* Surprise at what stands behind each of n characters, [n, vocab] logits. */
static struct status take_bits(const struct tensor *logits, const int32_t *next,
                               int64_t n, float *out)
{
    const int64_t vocab = tensor_count(logits) / n;
    float *rows = malloc((size_t)tensor_count(logits) * sizeof *rows);

    if (!rows)
        return status_fail(STATUS_NO_MEMORY, "no memory for the logits");
    tensor_copy_floats(rows, logits);
    for (int64_t i = 0; i < n; i++)
        out[i] =
            (float)(-generate_logprob(rows + i * vocab, (int)vocab, next[i]) /
                    log(2.0));
    free(rows);
    return STATUS_OK;
}

static struct status read_some(struct charnet *c, const int32_t *ids, int64_t n,
                               struct reclayer_kept *kept, float *out)
{
    const struct rnnlm_batch b = {1, n, ids, NULL, kept};
    struct reclayer_state last = {{NULL}};

    graph_reset(c->graph);
    graph_set_gradients(c->graph, false);
    struct tensor *y = rnnlm_states(c->model, c->graph, &b, &last);
    y = rnnlm_head(c->model, c->graph, y);
    STATUS_TRY(graph_status(c->graph));
    STATUS_TRY(take_bits(y, ids + 1, n, out));
    return reclayer_keep(kept, rnnlm_layers(c->model), &last);
}

struct status charnet_bits(struct charnet *c, const int32_t *ids, int64_t n,
                           float *out)
{
    struct reclayer_kept kept = {0};
    struct status st = STATUS_OK;

    out[0] = 0.0f;
    for (int64_t at = 0; at < n - 1 && !st.code; at += SCORED) {
        const int64_t some = n - 1 - at < SCORED ? n - 1 - at : SCORED;

        st = read_some(c, ids + at, some, &kept, out + at + 1);
    }
    reclayer_kept_release(&kept);
    return st;
}
