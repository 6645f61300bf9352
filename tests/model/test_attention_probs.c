/* What a probe shows as attention weights is softmax(Q K^T / sqrt(d)), as
 * computed here in plain double loops from the q and k of the same pass. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "engine/model/decoder.h"

enum { BATCH = 2, T = 9, LAYERS = 2 };

/* Sums of at most 16 floats, and one exp: far less than this. */
static const double tolerance = 1e-5;

struct seen {
    const struct probe_value *q, *k, *probs;
};

static struct seen look(const struct probe *p, int layer)
{
    const char *const part[] = {"q", "k", "probs"};
    const struct probe_value *v[3];

    for (int i = 0; i < 3; i++) {
        char name[64];

        snprintf(name, sizeof name, "blocks.%d.attn.%s", layer, part[i]);
        v[i] = probe_find(p, name, PROBE_FORWARD);
        cr_assert_not_null(v[i], "%s was not seen", name);
    }
    return (struct seen){v[0], v[1], v[2]};
}

static double score(const struct seen *s, int64_t b, int64_t head,
                    const int64_t at[2])
{
    const int64_t heads = s->q->shape[2], groups = s->k->shape[2];
    const int64_t d = s->q->shape[3], group = head / (heads / groups);
    double sum = 0.0;

    for (int64_t i = 0; i < d; i++)
        sum += (double)s->q->data[((b * T + at[0]) * heads + head) * d + i] *
               (double)s->k->data[((b * T + at[1]) * groups + group) * d + i];
    return sum / sqrt((double)d);
}

static void check_row(const struct seen *s, int64_t b, int64_t head, int64_t r)
{
    const float *row =
        s->probs->data + ((b * s->q->shape[2] + head) * T + r) * T;
    double mine = 0.0, shown = 0.0;

    for (int64_t c = 0; c <= r; c++)
        mine += exp(score(s, b, head, (const int64_t[]){r, c}));
    for (int64_t c = 0; c < T; c++) {
        shown += (double)row[c];
        if (c > r)
            cr_assert(!(row[c] > 0.0f) && !(row[c] < 0.0f),
                      "row %d looks ahead at %d", (int)r, (int)c);
        else
            cr_assert_float_eq((double)row[c],
                               exp(score(s, b, head, (const int64_t[]){r, c})) /
                                   mine,
                               tolerance, "row %d, column %d", (int)r, (int)c);
    }
    cr_assert_float_eq(shown, 1.0, tolerance);
}

static void check_model(const struct decoder_config *c, const char *device)
{
    const struct decoder_mode mode = {0};
    const struct device *d = device_find(device);
    struct graph *g = graph_new(d, (size_t)1 << 28);
    struct probe *p = probe_new();
    struct decoder *m = NULL;
    int32_t ids[BATCH * T];

    for (int i = 0; i < BATCH * T; i++)
        ids[i] = (i * 7 + i / T) % 11;
    cr_assert_eq(decoder_new(&m, c, d, 5).code, STATUS_FINE);
    probe_watch(p, "blocks.*.attn.*", PROBE_FORWARD);
    graph_set_probe(g, p);
    graph_set_gradients(g, false);
    decoder_forward(m, g, graph_ints(g, 2, (const int64_t[]){BATCH, T}, ids),
                    &mode);
    cr_assert_eq(graph_status(g).code, STATUS_FINE, "%s", graph_status(g).text);
    for (int layer = 0; layer < LAYERS; layer++) {
        const struct seen s = look(p, layer);

        cr_assert_eq(s.probs->count, BATCH * c->heads * T * T);
        for (int64_t b = 0; b < BATCH; b++)
            for (int64_t head = 0; head < c->heads; head++)
                for (int64_t r = 0; r < T; r++)
                    check_row(&s, b, head, r);
    }
    graph_free(g);
    decoder_free(m);
    probe_free(p);
}

static void sizes(struct decoder_config *c, int64_t groups)
{
    c->vocab = 11;
    c->context = 16;
    c->layers = LAYERS;
    c->heads = 4;
    c->groups = groups;
    c->width = 32;
    c->hidden = 48;
    c->init = 0.5; /* weights far from even */
}

Test(attention_probs, equal_plain_loops_in_a_gpt2)
{
    struct decoder_config c = decoder_gpt2();

    sizes(&c, 4);
    check_model(&c, "cpu");
    check_model(&c, "reference");
}

Test(attention_probs, equal_plain_loops_in_a_llama_with_grouped_heads)
{
    struct decoder_config c = decoder_llama();

    sizes(&c, 2);
    check_model(&c, "cpu");
    check_model(&c, "reference");
}
