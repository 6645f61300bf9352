/* Beam search against plain enumeration, greedy and its own tree. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/beam.h"
#include "engine/model/generate.h"
#include "engine/model/session.h"
#include "tests/support/starve.h"

enum { VOCAB = 5, TOKENS = 3, WAYS = 16, END = 2, PROMPT = 3 };

/* Sums of three log-probabilities in doubles, from the same floats. */
#define SAME_WITHIN 1e-9

static const int32_t prompt[PROMPT] = {1, 3, 0};
static const int32_t end_ids[] = {END};

static struct decoder *model(int64_t vocab, uint64_t seed)
{
    struct decoder_config c = decoder_llama();
    struct decoder *m;

    c.vocab = vocab;
    c.context = 64;
    c.layers = 2;
    c.heads = c.groups = 4;
    c.width = 32;
    c.hidden = 48;
    c.init = 0.5; /* far from even odds */
    const struct status st = decoder_new(&m, &c, device_find("cpu"), seed);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return m;
}

static struct beam *search(struct decoder *m, const struct beam_settings *s)
{
    struct beam *b;
    bool more = true;
    struct status st = beam_new(&b, m, prompt, PROMPT, s, (struct hook){0});

    cr_assert_eq(st.code, 0, "%s", st.text);
    while (more) {
        st = beam_step(b, &more);
        cr_assert_eq(st.code, 0, "%s", st.text);
    }
    return b;
}

/* The log-probability of a way, read one by one by a session of its own. */
static double logprob_of(struct decoder *m, const int32_t *ids, int n)
{
    struct session *s;
    const float *logits;
    double sum = 0.0;

    cr_assert_eq(session_new(&s, m, PROMPT + TOKENS + 1).code, 0);
    cr_assert_eq(session_read(s, prompt, PROMPT).code, 0);
    for (int i = 0; i < n; i++) {
        cr_assert_eq(session_logits(s, &logits).code, 0);
        sum += generate_logprob(logits, (int)decoder_config(m)->vocab, ids[i]);
        cr_assert_eq(session_read(s, &ids[i], 1).code, 0);
    }
    session_free(s);
    return sum;
}

/* Every text of at most TOKENS tokens that ends, or has them all. */
struct all {
    struct decoder *model;
    double length;
    double score[256];
    int count;
};

static void enumerate(struct all *a, int32_t *ids, int n)
{
    if (n == TOKENS || (n > 0 && ids[n - 1] == END)) {
        a->score[a->count++] = logprob_of(a->model, ids, n) / pow(n, a->length);
        return;
    }
    for (int32_t id = 0; id < VOCAB; id++) {
        ids[n] = id;
        enumerate(a, ids, n + 1);
    }
}

static int falling(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x < y) - (x > y);
}

static void same_as_all(uint64_t seed, double length)
{
    struct all a = {.model = model(VOCAB, seed), .length = length};
    const struct beam_settings s = {
        .width = WAYS, .tokens = TOKENS, .length = length, end_ids, 1};
    int32_t ids[TOKENS];

    enumerate(&a, ids, 0);
    cr_assert_eq(a.count, 1 + 4 + 16 * 5); /* ended at 1, at 2, or three long */
    qsort(a.score, (size_t)a.count, sizeof *a.score, falling);
    struct beam *b = search(a.model, &s);
    for (int i = 0; i < WAYS; i++) {
        const int node = beam_result(b, i);

        cr_assert_geq(node, 0);
        cr_expect_float_eq(beam_score(b, node), a.score[i], SAME_WITHIN,
                           "seed %d, place %d: %.9f, of all %.9f", (int)seed, i,
                           beam_score(b, node), a.score[i]);
    }
    beam_free(b);
    decoder_free(a.model);
}

Test(beam, as_many_beams_as_texts_find_the_likeliest_of_all)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        same_as_all(seed, 0.0);
        same_as_all(seed, 1.0);
        same_as_all(seed, 0.6);
    }
}

Test(beam, one_beam_is_greedy)
{
    struct decoder *m = model(40, 3);
    const struct beam_settings s = {.width = 1, .tokens = 12};
    struct session *plain;
    const float *logits;
    int32_t way[12];

    struct beam *b = search(m, &s);
    beam_way(b, beam_result(b, 0), way);
    cr_assert_eq(session_new(&plain, m, 0).code, 0);
    cr_assert_eq(session_read(plain, prompt, PROMPT).code, 0);
    for (int i = 0; i < 12; i++) {
        int32_t best = 0;

        cr_assert_eq(session_logits(plain, &logits).code, 0);
        for (int32_t id = 1; id < 40; id++)
            if (logits[id] > logits[best])
                best = id;
        cr_assert_eq(way[i], best, "token %d", i);
        cr_assert_eq(session_read(plain, &best, 1).code, 0);
    }
    session_free(plain);
    beam_free(b);
    decoder_free(m);
}

Test(beam, more_beams_are_never_less_likely_here_and_the_tree_adds_up)
{
    struct decoder *m = model(40, 5);
    double before = -INFINITY;

    for (int width = 1; width <= 8; width *= 2) {
        const struct beam_settings s = {.width = width, .tokens = 6};
        struct beam *b = search(m, &s);
        const double best = beam_score(b, beam_result(b, 0));
        int32_t way[6];

        cr_expect_geq(best, before - SAME_WITHIN);
        before = best;
        for (int i = 0; i < beam_count(b); i++) {
            const struct beam_node *n = beam_node(b, i);
            const double above =
                n->parent >= 0 ? beam_node(b, n->parent)->total : 0.0;

            cr_assert_lt(n->parent, i);
            cr_assert_float_eq(n->total, above + n->logprob, SAME_WITHIN);
            cr_assert(n->parent < 0 ||
                      beam_node(b, n->parent)->fate == BEAM_KEPT);
        }
        /* A copied cache says what a text read anew says. */
        for (int i = 0; i < width; i++) {
            const int node = beam_result(b, i);
            double sum = 0.0;
            struct session *s2;
            const float *logits;

            beam_way(b, node, way);
            cr_assert_eq(session_new(&s2, m, 32).code, 0);
            session_read(s2, prompt, PROMPT);
            for (int t = 0; t < 6; t++) {
                session_logits(s2, &logits);
                sum += generate_logprob(logits, 40, way[t]);
                session_read(s2, &way[t], 1);
            }
            cr_expect_float_eq(beam_node(b, node)->total, sum, SAME_WITHIN);
            session_free(s2);
        }
        beam_free(b);
    }
    decoder_free(m);
}

Test(beam, a_walk_reads_every_node_before_its_children)
{
    struct decoder *m = model(40, 6);
    const struct beam_settings s = {.width = 4, .tokens = 5};
    struct beam *b = search(m, &s);
    const int n = beam_count(b);
    int *order = malloc((size_t)n * sizeof *order),
        *place = malloc((size_t)n * sizeof *place);

    cr_assert_eq(beam_walk(b, order).code, 0);
    for (int i = 0; i < n; i++)
        place[i] = -1;
    for (int i = 0; i < n; i++) {
        cr_assert_eq(place[order[i]], -1, "node %d twice", order[i]);
        place[order[i]] = i;
    }
    for (int i = 0; i < n; i++) {
        const struct beam_node *x = beam_node(b, i);
        const int above = i > 0 ? order[i - 1] : -1;

        if (x->parent >= 0)
            cr_assert_lt(place[x->parent], place[i]);
        if (above >= 0 && beam_node(b, order[i])->depth > 1)
            cr_assert_leq(beam_node(b, order[i])->depth,
                          beam_node(b, above)->depth + 1);
    }
    free(order);
    free(place);
    beam_free(b);
    decoder_free(m);
}

Test(beam, a_token_that_ends_a_text_ends_it)
{
    struct decoder *m = model(VOCAB, 2);
    const struct beam_settings s = {
        .width = 3, .tokens = 30, .length = 0.0, end_ids, 1};
    struct beam *b = search(m, &s);
    int ended = 0;

    for (int i = 0; i < beam_count(b); i++) {
        const struct beam_node *n = beam_node(b, i);

        ended += n->fate == BEAM_ENDED;
        if (n->fate == BEAM_ENDED)
            cr_assert_eq(n->id, END);
        if (n->parent >= 0)
            cr_assert_neq(beam_node(b, n->parent)->id, END);
    }
    cr_assert_gt(ended, 0);
    /* Nothing that is still going on could overtake: it stopped early. */
    cr_assert_eq(beam_node(b, beam_result(b, 0))->fate, BEAM_ENDED);
    cr_assert_lt(beam_node(b, beam_count(b) - 1)->depth, 30);
    beam_free(b);
    decoder_free(m);
}

static bool stop(void *user)
{
    (void)user;
    return true;
}

Test(beam, what_cannot_be_searched_is_refused)
{
    struct decoder *m = model(VOCAB, 1);
    struct beam_settings s = {.width = 0, .tokens = 3};
    struct beam *b;

    cr_assert_eq(beam_new(&b, m, prompt, PROMPT, &s, (struct hook){0}).code,
                 STATUS_BAD_USAGE);
    s.width = BEAM_MOST + 1;
    cr_assert_eq(beam_new(&b, m, prompt, PROMPT, &s, (struct hook){0}).code,
                 STATUS_BAD_USAGE);
    s.width = 2;
    s.length = NAN;
    cr_assert_eq(beam_new(&b, m, prompt, PROMPT, &s, (struct hook){0}).code,
                 STATUS_BAD_USAGE);
    s.length = 0.0;
    cr_assert_eq(beam_new(&b, m, prompt, 0, &s, (struct hook){0}).code,
                 STATUS_BAD_USAGE);
    cr_assert_eq(
        beam_new(&b, m, prompt, PROMPT, &s, (struct hook){stop, NULL}).code,
        STATUS_CANCELLED);
    decoder_free(m);
}

Test(beam, an_empty_prompt_is_refused_with_any_settings)
{
    struct decoder *m = model(VOCAB, 1);

    for (int width = 1; width <= BEAM_MOST; width++) {
        const struct beam_settings s = {.width = width, .tokens = 1};
        struct beam *b;
        const struct status st =
            beam_new(&b, m, prompt, 0, &s, (struct hook){0});

        cr_assert_eq(st.code, STATUS_BAD_USAGE);
        cr_assert(strstr(st.text, "no token"), "%s", st.text);
        cr_assert_null(b);
    }
    decoder_free(m);
}

/* One way at every depth, each token certain. */
Test(beam, one_token_in_the_vocabulary_makes_one_certain_way)
{
    static const int32_t zeros[] = {0, 0};
    struct decoder *m = model(1, 4);
    const struct beam_settings s = {.width = BEAM_MOST, .tokens = 5};
    bool more = true;
    struct beam *b;
    int32_t way[5];

    cr_assert_eq(beam_new(&b, m, zeros, 2, &s, (struct hook){0}).code, 0);
    while (more)
        cr_assert_eq(beam_step(b, &more).code, 0);
    cr_assert_eq(beam_count(b), 5);
    cr_assert_eq(beam_result(b, 0), 4);
    cr_assert_eq(beam_result(b, 1), -1);
    cr_expect_float_eq(beam_score(b, 4), 0.0, SAME_WITHIN);
    beam_way(b, 4, way);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(way[i], 0);
    beam_free(b);
    decoder_free(m);
}

/* And that token ends the text. */
Test(beam, where_the_only_token_ends_a_text_there_is_one_of_one_token)
{
    static const int32_t zero[] = {0};
    struct decoder *m = model(1, 4);
    const struct beam_settings s = {
        .width = 3, .tokens = 5, .end = zero, .ends = 1};
    bool more = true;
    struct beam *b;

    cr_assert_eq(beam_new(&b, m, zero, 1, &s, (struct hook){0}).code, 0);
    cr_assert_eq(beam_step(b, &more).code, 0);
    cr_assert_not(more);
    cr_assert_eq(beam_node(b, beam_result(b, 0))->fate, BEAM_ENDED);
    cr_assert_eq(beam_result(b, 1), -1);
    cr_assert_eq(beam_step(b, &more).code, 0, "a step past the end");
    cr_assert_not(more);
    cr_assert_eq(beam_count(b), 1);
    beam_free(b);
    decoder_free(m);
}

/* More beams than tokens: the first step keeps all there are, the second is
 * full. */
Test(beam, more_beams_than_tokens_keep_every_way_there_is)
{
    enum { FEW = 3, DEPTH = 2 };
    struct decoder *m = model(FEW, 7);
    const struct beam_settings s = {.width = 10, .tokens = DEPTH};
    static const int32_t from[] = {1};
    bool more = true;
    struct beam *b;
    double all = 0.0;

    cr_assert_eq(beam_new(&b, m, from, 1, &s, (struct hook){0}).code, 0);
    while (more)
        cr_assert_eq(beam_step(b, &more).code, 0);
    cr_assert_eq(beam_count(b), FEW + FEW * FEW);
    for (int i = 0; i < FEW * FEW; i++)
        all += exp(beam_score(b, beam_result(b, i)));
    cr_expect_float_eq(all, 1.0, 1e-6, "all ways together: %.9f", all);
    cr_assert_eq(beam_result(b, FEW * FEW), -1);
    beam_free(b);
    decoder_free(m);
}

/* A text stops behind 3, 1. */
static bool after_three(void *user, const struct beam *b, int node)
{
    const struct beam_node *n = beam_node(b, node);

    ++*(int *)user;
    return n->id == 1 && n->parent >= 0 && beam_node(b, n->parent)->id == 3;
}

Test(beam, what_stops_a_text_ends_it_as_a_token_does)
{
    struct decoder *m = model(VOCAB, 3);
    int asked = 0, stopped = 0;
    const struct beam_settings s = {.width = WAYS,
                                    .tokens = TOKENS,
                                    .stopped = after_three,
                                    .user = &asked};
    struct beam *b = search(m, &s);
    int32_t way[TOKENS];

    for (int i = 0; i < beam_count(b); i++) {
        const struct beam_node *n = beam_node(b, i);

        stopped += n->fate == BEAM_STOPPED;
        cr_assert(n->parent < 0 || beam_node(b, n->parent)->fate == BEAM_KEPT);
    }
    cr_expect_gt(asked, WAYS);
    cr_expect_gt(stopped, 0);
    for (int i = 0; i < WAYS && beam_result(b, i) >= 0; i++) {
        const int node = beam_result(b, i), depth = beam_node(b, node)->depth;

        beam_way(b, node, way);
        for (int t = 1; t < depth - 1; t++)
            cr_expect(way[t - 1] != 3 || way[t] != 1, "place %d goes on", i);
        cr_expect_float_eq(beam_node(b, node)->total, logprob_of(m, way, depth),
                           SAME_WITHIN);
        cr_expect(depth == TOKENS || beam_node(b, node)->fate == BEAM_STOPPED);
    }
    beam_free(b);
    decoder_free(m);
}

static struct decoder *starving;

static struct status search_and_walk(void)
{
    const struct beam_settings s = {
        .width = 3, .tokens = 4, .length = 0.6, .end = end_ids, .ends = 1};
    bool more = true;
    struct beam *b;
    struct status st =
        beam_new(&b, starving, prompt, PROMPT, &s, (struct hook){0});

    if (st.code) {
        cr_assert_null(b);
        return st;
    }
    while (more && !st.code)
        st = beam_step(b, &more);
    cr_assert(!st.code || !more, "a search that failed is at its end");
    int order[1024];
    if (!st.code) {
        cr_assert_lt(beam_count(b), 1024);
        st = beam_walk(b, order);
    }
    beam_free(b);
    return st;
}

/* 3 sessions with a cache, a graph and logits each, then steps and copies. */
Test(beam, memory_may_end_anywhere)
{
    starving = model(VOCAB, 2);
    starve(search_and_walk, 100);
    decoder_free(starving);
}
