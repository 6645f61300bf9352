#include "lessons/labs/labhead.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/ops/arith.h"
#include "engine/ops/mask.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "lessons/labs/labmodel.h"

static struct status name_tokens(struct labhead *h, const struct labmodel *m)
{
    struct buf text;
    struct status st = STATUS_OK;

    buf_init(&text, 4096);
    for (int i = 0; i < h->tokens && !st.code; i++) {
        buf_clear(&text);
        tokenizer_show(m->checkpoint.tokenizer, m->ids[i], &text);
        snprintf(h->token[i], LABHEAD_TEXT, "%s", buf_string(&text));
        st = buf_status(&text);
    }
    buf_release(&text);
    return st;
}

/* Head `head` of a captured [1, tokens, heads, width]. */
static void take(const struct labhead *h, const struct probe_value *from,
                 int head, float *to)
{
    const size_t all = (size_t)from->shape[2] * (size_t)h->width;

    for (int i = 0; i < h->tokens; i++) {
        memcpy(to + (size_t)i * h->width,
               from->data + (size_t)i * all + (size_t)head * h->width,
               (size_t)h->width * sizeof *to);
    }
}

static const struct probe_value *part(const struct labhead *h,
                                      const struct probe *p, const char *what)
{
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.attn.%s", h->layer, what);
    return probe_find(p, name, PROBE_FORWARD);
}

static struct status take_all(struct labhead *h, const struct probe *p,
                              int groups)
{
    const struct probe_value *q = part(h, p, "q"), *k = part(h, p, "k"),
                             *v = part(h, p, "v"), *w = part(h, p, "probs");
    const size_t map = (size_t)h->tokens * (size_t)h->tokens;
    const int group = h->head / (h->heads / groups);

    if (!q || !k || !v || !w)
        return status_fail(STATUS_NOT_FOUND, "block %d shows no attention",
                           h->layer);
    take(h, q, h->head, h->q);
    take(h, k, group, h->k);
    take(h, v, group, h->v);
    memcpy(h->weight, w->data + (size_t)h->head * map, map * sizeof *h->weight);
    return STATUS_OK;
}

static struct status run(struct labhead *h, struct labmodel *m, struct probe *p)
{
    struct decoder *model = m->checkpoint.model;
    char glob[64];

    snprintf(glob, sizeof glob, "blocks.%d.attn.*", h->layer);
    STATUS_TRY(probe_watch(p, glob, PROBE_FORWARD));
    graph_set_gradients(m->graph, false);
    graph_set_probe(m->graph, p);
    struct tensor *ids =
        graph_ints(m->graph, 2, (const int64_t[]){1, h->tokens}, m->ids);
    decoder_forward(model, m->graph, ids, NULL);
    STATUS_TRY(graph_status(m->graph));
    STATUS_TRY(probe_status(p));
    return take_all(h, p, (int)decoder_config(model)->groups);
}

static struct status look(struct labhead *h, struct labmodel *m,
                          const struct labhead_wanted *w)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    const int count = (int)m->count;

    h->layers = (int)c->layers;
    h->heads = (int)c->heads;
    h->width = (int)decoder_head_width(c);
    h->layer = w->layer;
    h->head = w->head;
    h->tokens = count < w->most ? count : w->most;
    if (!c->causal)
        return status_fail(STATUS_BAD_USAGE,
                           "this lab walks through a causal mask, but this "
                           "model sees both ways");
    if (h->layer >= h->layers || h->head >= h->heads) {
        return status_fail(STATUS_BAD_USAGE,
                           "the model has layers 0 to %d and heads 0 to %d",
                           h->layers - 1, h->heads - 1);
    }
    if (h->tokens > LABHEAD_TOKENS) {
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %d tokens; this lab shows %d", count,
                           LABHEAD_TOKENS);
    }
    if (h->width > LABHEAD_WIDTH)
        return status_fail(STATUS_TOO_BIG, "a head of %d is wider than %d",
                           h->width, LABHEAD_WIDTH);
    STATUS_TRY(name_tokens(h, m));
    struct probe *p = probe_new();
    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    const struct status st = run(h, m, p);
    graph_set_probe(m->graph, NULL);
    probe_free(p);
    return st;
}

struct status labhead_read(struct labhead *h, const struct labhead_wanted *w)
{
    struct labmodel m;

    *h = (struct labhead){0};
    STATUS_TRY(labmodel_open(&m, w->model, w->text, w->hook));
    const struct status st = look(h, &m, w);
    labmodel_release(&m);
    return st;
}

struct status labhead_attend(struct labhead_pass *p, struct graph *g,
                             const struct labhead *h, const float *k)
{
    const int64_t rows[] = {h->tokens, h->width};

    graph_reset(g);
    graph_set_gradients(g, false);
    struct tensor *q = graph_floats(g, 2, rows, h->q);
    struct tensor *kt = shape_transpose(g, graph_floats(g, 2, rows, k), 0, 1);
    struct tensor *product = matmul_op(g, q, kt);
    struct tensor *scaled =
        arith_scale(g, product, 1.0 / sqrt((double)h->width));
    struct tensor *weight = softmax_op(g, mask_causal(g, scaled));
    struct tensor *out = matmul_op(g, weight, graph_floats(g, 2, rows, h->v));

    STATUS_TRY(graph_status(g));
    tensor_copy_floats(p->product, product);
    tensor_copy_floats(p->scaled, scaled);
    tensor_copy_floats(p->weight, weight);
    tensor_copy_floats(p->output, out);
    return STATUS_OK;
}
