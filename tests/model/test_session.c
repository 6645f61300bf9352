/* A text read bit by bit against the same text read at once. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/core/probe.h"
#include "engine/model/generate.h"
#include "engine/model/session.h"

enum { VOCAB = 40, CONTEXT = 32, LONG = 90 };

static struct decoder *model(bool llama)
{
    struct decoder_config c = llama ? decoder_llama() : decoder_gpt2();
    struct decoder *m;

    c.vocab = VOCAB;
    c.context = CONTEXT;
    c.layers = 2;
    c.heads = 4;
    c.groups = llama ? 2 : 4;
    c.width = 32;
    c.hidden = 48;
    c.init = 0.4; /* sharp enough for a mistake to show */
    c.head_norms = llama;
    const struct status st = decoder_new(&m, &c, device_find("cpu"), 7);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return m;
}

static const int32_t *text(void)
{
    static int32_t ids[LONG];

    for (int i = 0; i < LONG; i++)
        ids[i] = (i * i + 3 * i) % VOCAB;
    return ids;
}

static struct session *session(struct decoder *m)
{
    struct session *s;

    cr_assert_eq(session_new(&s, m, 0).code, 0);
    return s;
}

static const float *logits(struct session *s)
{
    const float *x;
    const struct status st = session_logits(s, &x);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return x;
}

/* Keys and values are rounded to f16: 2^-11 of numbers of about 1. */
static void same_as_at_once(struct decoder *m, struct session *s, int64_t from,
                            int64_t n)
{
    struct graph *g = graph_new(device_find("cpu"), (size_t)64 << 20);
    float want[VOCAB], worst = 0.0f, size = 0.0f;
    const float *got = logits(s);

    cr_assert_eq(generate_logits(m, g, text() + from, n, want).code, 0);
    for (int i = 0; i < VOCAB; i++) {
        worst = fmaxf(worst, fabsf(want[i] - got[i]));
        size = fmaxf(size, fabsf(want[i]));
    }
    cr_expect_gt(size, 0.5f, "logits that say something");
    cr_expect_lt(worst, 4e-3f * size, "off by %g of %g", (double)worst,
                 (double)size);
    graph_free(g);
}

static void each_way(bool llama)
{
    struct decoder *m = model(llama);
    struct session *s = session(m);

    session_read(s, text(), 9);
    same_as_at_once(m, s, 0, 9);
    for (int i = 9; i < 14; i++)
        session_read(s, text() + i, 1);
    same_as_at_once(m, s, 0, 14);
    session_read(s, text() + 14, 10);
    same_as_at_once(m, s, 0, 24);
    session_cut(s, 11);
    same_as_at_once(m, s, 0, 11);
    session_note(s, text()[11]);
    session_read(s, text() + 12, 1);
    same_as_at_once(m, s, 0, 13);
    cr_expect_eq(session_count(s), 13);
    session_free(s);
    decoder_free(m);
}

Test(session, a_gpt_reads_on_where_it_was)
{
    each_way(false);
}

Test(session, a_llama_with_grouped_keys_and_norms_reads_on_where_it_was)
{
    each_way(true);
}

Test(session, a_full_context_loses_its_beginning)
{
    struct decoder *m = model(true);
    struct session *s = session(m);

    cr_assert_eq(session_read(s, text(), LONG).code, 0);
    const int64_t seen = session_seen(s);
    cr_expect_leq(seen, CONTEXT);
    cr_expect_geq(seen, CONTEXT * 3 / 4);
    same_as_at_once(m, s, LONG - seen, seen);
    for (int i = 0; i < LONG; i++)
        cr_assert_eq(session_ids(s)[i], text()[i]);
    session_cut(s, 5); /* of the dropped beginning */
    same_as_at_once(m, s, 0, 5);
    session_free(s);
    decoder_free(m);
}

Test(session, a_stop_leaves_what_was_read_before)
{
    struct decoder *m = model(true);
    struct session *s = session(m);

    session_read(s, text(), 6);
    cr_assert_eq(session_read(s, (const int32_t[]){VOCAB}, 1).code,
                 STATUS_BAD_USAGE);
    cr_assert_eq(session_count(s), 6);
    same_as_at_once(m, s, 0, 6);
    session_free(s);
    decoder_free(m);
}

Test(session, no_token_has_no_logits)
{
    struct decoder *m = model(false);
    struct session *s = session(m);
    const float *x;

    cr_assert_eq(session_logits(s, &x).code, STATUS_BAD_USAGE);
    session_free(s);
    decoder_free(m);
}

Test(session, an_encoder_is_refused)
{
    struct decoder_config c = decoder_gpt2();
    struct decoder *m;
    struct session *s;

    c.vocab = VOCAB;
    c.context = CONTEXT;
    c.layers = 1;
    c.heads = c.groups = 2;
    c.width = c.hidden = 8;
    c.causal = false;
    c.headless = true;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 1).code, 0);
    cr_assert_eq(session_new(&s, m, 0).code, STATUS_UNSUPPORTED);
    decoder_free(m);
}

Test(session, a_model_that_sees_what_comes_later_reads_all_again)
{
    struct decoder *like = model(true), *m;
    struct decoder_config c = *decoder_config(like);

    decoder_free(like);
    c.causal = false;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 7).code, 0);
    struct session *s = session(m);
    session_read(s, text(), 5);
    session_read(s, text() + 5, 1);
    same_as_at_once(m, s, 0, 6);
    session_cut(s, 3);
    same_as_at_once(m, s, 0, 3);
    cr_assert_eq(session_read(s, text() + 3, LONG - 3).code, 0);
    same_as_at_once(m, s, LONG - session_seen(s), session_seen(s));
    session_free(s);
    decoder_free(m);
}

Test(session, a_probe_sees_the_weights_of_one_new_token)
{
    struct decoder *m = model(true);
    struct session *s = session(m);
    struct probe *p = probe_new();

    session_read(s, text(), 8);
    cr_assert_eq(probe_watch(p, "blocks.*.attn.probs", PROBE_FORWARD).code, 0);
    graph_set_probe(session_graph(s), p);
    session_read(s, text() + 8, 1);
    graph_set_probe(session_graph(s), NULL);
    const struct probe_value *v =
        probe_find(p, "blocks.1.attn.probs", PROBE_FORWARD);
    cr_assert(v && v->count == 4 * 9);
    for (int h = 0; h < 4; h++) {
        double sum = 0.0;

        for (int i = 0; i < 9; i++)
            sum += (double)v->data[h * 9 + i];
        cr_expect_float_eq(sum, 1.0, 1e-5);
    }
    same_as_at_once(m, s, 0, 9);
    probe_free(p);
    session_free(s);
    decoder_free(m);
}
