#include "lessons/labs/copytask.h"

#include <stdio.h>
#include <string.h>

#include "engine/ops/cross_entropy.h"
#include "engine/train/optimizer.h"
#include "lessons/labs/headlabels.h"

enum { T = COPYTASK_TOKENS, V = COPYTASK_VOCAB };

void copytask_deal(struct copytask *t, int period, uint64_t seed,
                   uint64_t stream)
{
    struct rng rng = rng_make(seed, stream);

    for (int b = 0; b < COPYTASK_BATCH; b++) {
        const int p =
            period
                ? period
                : COPYTASK_SHORT +
                      (int)rng_below(&rng, COPYTASK_LONG - COPYTASK_SHORT + 1);
        int32_t text[T + 1];

        for (int i = 0; i <= T; i++)
            text[i] = i < p ? (int32_t)rng_below(&rng, V) : text[i - p];
        t->period[b] = p;
        for (int i = 0; i < T; i++) {
            t->ids[b * T + i] = text[i];
            t->target[b * T + i] = i >= p ? text[i + 1] : -1;
        }
    }
}

struct status copytask_model(struct decoder **out, int layers, int width,
                             uint64_t seed)
{
    struct decoder_config c = decoder_gpt2();

    c.vocab = V;
    c.context = T;
    c.layers = layers;
    c.heads = c.groups = COPYTASK_HEADS;
    c.width = width;
    c.hidden = 4; /* next to none: what is learned must be in the heads */
    c.tied = false;
    c.init = 0.1;
    STATUS_TRY(decoder_set(&c, "positions", "rope"));
    return decoder_new(out, &c, device_find("auto"), seed);
}

static struct tensor *rows(struct graph *g, const int32_t *x)
{
    static const int64_t shape[] = {COPYTASK_BATCH, T};

    return graph_ints(g, 2, shape, x);
}

struct status copytask_train(struct decoder *m, struct graph *g,
                             const struct copytask *t, double rate, int step,
                             double *loss)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct params *ps = decoder_params(m);

    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(ps);
    struct tensor *l =
        decoder_loss(m, g, rows(g, t->ids), rows(g, t->target), NULL);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, l));
    params_settle_grads(ps);
    STATUS_TRY(
        optimizer_step(ps, &adam, rate, optimizer_clip(ps, 1.0), step + 1));
    params_touch(ps);
    *loss = tensor_get(l, 0);
    return STATUS_OK;
}

/* --- the exam ---------------------------------------------------------------
 */

static double right_of(const struct tensor *logits, const struct copytask *t)
{
    int good = 0, all = 0;

    for (int i = 0; i < COPYTASK_BATCH * T; i++) {
        int best = 0;

        if (t->target[i] < 0)
            continue;
        for (int v = 1; v < V; v++)
            if (tensor_get(logits, (int64_t)i * V + v) >
                tensor_get(logits, (int64_t)i * V + best))
                best = v;
        good += best == t->target[i];
        all++;
    }
    return (double)good / all;
}

/* Habits of every head, the mean of all texts; weights [batch, heads, t, t]. */
static void habits(struct copytask_exam *e, const float *w, int layer,
                   const struct copytask *t)
{
    for (int b = 0; b < COPYTASK_BATCH; b++) {
        for (int h = 0; h < COPYTASK_HEADS; h++) {
            const int at = layer * COPYTASK_HEADS + h;
            struct headlabels l;

            headlabels_read(&l, w + (b * COPYTASK_HEADS + h) * T * T,
                            t->ids + b * T, T);
            e->induction[at] += l.score[HEADLABELS_INDUCTION] / COPYTASK_BATCH;
            e->previous[at] += l.score[HEADLABELS_PREVIOUS] / COPYTASK_BATCH;
        }
    }
}

/* Head *user % heads leaves zeros, of rows [batch, t, heads * width]. */
static void clear_head(void *user, const char *name, struct tensor *t)
{
    const int64_t cols = tensor_cols(t), width = cols / COPYTASK_HEADS;
    const int head = *(const int *)user % COPYTASK_HEADS;
    float *x = tensor_at(t, 0);

    (void)name;
    for (int64_t i = 0; i < tensor_count(t) / cols; i++)
        memset(x + i * cols + head * width, 0, (size_t)width * sizeof *x);
}

static struct status look(struct copytask_exam *e, struct decoder *m,
                          struct graph *g, const struct copytask *t,
                          struct probe *p, float *maps)
{
    const struct decoder_mode mode = {0};
    const size_t each = (size_t)COPYTASK_HEADS * T * T;
    char name[40];

    STATUS_TRY(probe_watch(p, "blocks.*.attn.probs", PROBE_FORWARD));
    struct tensor *logits = decoder_forward(m, g, rows(g, t->ids), &mode);
    const struct tensor *loss =
        logits ? cross_entropy_op(g, logits, rows(g, t->target), -1) : NULL;
    STATUS_TRY(graph_status(g));
    STATUS_TRY(probe_status(p));
    e->loss = tensor_get(loss, 0);
    for (int l = 0; l < decoder_config(m)->layers; l++) {
        snprintf(name, sizeof name, "blocks.%d.attn.probs", l);
        const struct probe_value *v = probe_find(p, name, PROBE_FORWARD);
        if (!v)
            return status_fail(STATUS_NOT_FOUND, "no weights were seen");
        habits(e, v->data, l, t);
        if (maps)
            memcpy(maps + (size_t)l * each, v->data, each * sizeof *maps);
    }
    e->right = right_of(logits, t);
    return STATUS_OK;
}

struct status copytask_examine(struct copytask_exam *e, struct decoder *m,
                               struct graph *g, const struct copytask *t,
                               int off, float *maps)
{
    struct probe *p = probe_new();
    struct status st = STATUS_OK;
    char name[40];

    *e = (struct copytask_exam){0};
    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    graph_reset(g);
    graph_set_gradients(g, false);
    graph_set_probe(g, p);
    if (off >= 0) {
        snprintf(name, sizeof name, "blocks.%d.attn.mix", off / COPYTASK_HEADS);
        st = probe_edit(p, name, PROBE_FORWARD, clear_head, &off);
    }
    if (!st.code)
        st = look(e, m, g, t, p, maps);
    graph_set_probe(g, NULL);
    probe_free(p);
    return st;
}
