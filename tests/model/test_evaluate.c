#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/model/embed.h"
#include "engine/model/evaluate.h"
#include "engine/model/generate.h"

#define TWINS TEST_ROOT "/tests/model/fixtures/published/"

/* Sums of f64 in another order. */
#define WITHIN 1e-9

static const char text[] =
    "the keeper of the light writes down what he sees: boats, birds, rain. "
    "the tide goes out and the boats lie on the sand until it comes back. "
    "a keeper of the boats, a light on the sand, and the birds come back.";

static struct checkpoint c;
static struct graph *graph;

static void open_twin(const char *path)
{
    const struct device *d = device_reference();
    const struct status st = checkpoint_load(&c, path, d);

    cr_assert_eq(st.code, 0, "%s", st.text);
    graph = graph_new(d, (size_t)1 << 30);
}

static void close_twin(void)
{
    checkpoint_release(&c);
    graph_free(graph);
}

static struct evaluate_result result(int64_t context, int64_t stride)
{
    struct evaluate_result r;
    const struct evaluate_options o = {.context = context, .stride = stride};
    const struct status st =
        evaluate_text(&r, &c, graph, text, strlen(text), &o);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return r;
}

/* The loss as the definition has it: every token from the tokens of the first
 * window that counts it, one after the other. */
static double slowly(int64_t context, int64_t stride, int64_t *tokens)
{
    int32_t ids[sizeof text];
    float logits[64];
    size_t n;
    double nats = 0.0;

    tokenizer_encode(c.tokenizer, text, strlen(text), ids, sizeof text, &n);
    *tokens = (int64_t)n - 1;
    for (int64_t i = 1; i < (int64_t)n; i++) {
        int64_t start = 0;

        while (i > start + context)
            start += stride;
        generate_logits(c.model, graph, ids + start, i - start, logits);
        nats -= generate_logprob(logits, 64, ids[i]);
    }
    return nats / (double)*tokens;
}

Test(evaluate, every_token_counts_once_from_the_window_that_reaches_it)
{
    static const int64_t ways[][2] = {{8, 8}, {8, 4},   {8, 1},    {7, 3},
                                      {1, 1}, {64, 32}, {128, 128}};

    open_twin(TWINS "llama");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        int64_t tokens;
        const double want = slowly(ways[i][0], ways[i][1], &tokens);
        const struct evaluate_result r = result(ways[i][0], ways[i][1]);

        cr_assert_eq(r.tokens, tokens, "%lld of %lld", (long long)r.tokens,
                     (long long)tokens);
        /* logits come back as floats from generate_logits() */
        cr_assert_lt(fabs(r.loss - want), 1e-6, "%lld, %lld: %.9g not %.9g",
                     (long long)ways[i][0], (long long)ways[i][1], r.loss,
                     want);
    }
    close_twin();
}

Test(evaluate, bits_and_perplexity_follow_from_the_loss)
{
    open_twin(TWINS "llama");
    const struct evaluate_result r = result(0, 0);

    cr_assert_lt(fabs(r.perplexity - exp(r.loss)), WITHIN * r.perplexity);
    cr_assert_lt(fabs(r.bits_per_byte -
                      r.loss * (double)r.tokens / log(2.0) / (double)r.bytes),
                 WITHIN);
    cr_assert_eq(r.context, 128);
    cr_assert_eq(r.stride, 64);
    /* the first token is foretold by nothing */
    cr_assert_lt(r.bytes, (int64_t)strlen(text));
    close_twin();
}

struct heard {
    int64_t done, tokens;
    int calls;
    double loss;
};

static void hear(void *user, const struct evaluate_result *r, int64_t done)
{
    struct heard *h = user;

    cr_expect_gt(done, h->done);
    cr_expect_gt(r->tokens, h->tokens);
    cr_expect_leq(done, r->windows);
    h->done = done;
    h->tokens = r->tokens;
    h->loss = r->loss;
    h->calls++;
}

Test(evaluate, it_tells_how_far_it_is_and_last_of_all)
{
    struct heard h = {0};
    const struct evaluate_options o = {
        .context = 8, .stride = 4, .told = hear, .user = &h};
    struct evaluate_result r;

    open_twin(TWINS "llama");
    cr_assert_eq(evaluate_text(&r, &c, graph, text, strlen(text), &o).code, 0);
    cr_expect_geq(h.calls, 1);
    cr_expect_eq(h.done, r.windows);
    cr_expect_eq(h.tokens, r.tokens);
    cr_expect_float_eq(h.loss, r.loss, 1e-12);
    close_twin();
}

Test(evaluate, what_cannot_be_foretold_is_refused)
{
    struct evaluate_result r;
    struct evaluate_options o = {.context = 129};

    open_twin(TWINS "llama");
    cr_assert_eq(evaluate_text(&r, &c, graph, text, 40, &o).code,
                 STATUS_BAD_USAGE);
    o = (struct evaluate_options){.context = 8, .stride = 9};
    cr_assert_eq(evaluate_text(&r, &c, graph, text, 40, &o).code,
                 STATUS_BAD_USAGE);
    o = (struct evaluate_options){0};
    cr_assert_eq(evaluate_text(&r, &c, graph, "t", 1, &o).code,
                 STATUS_BAD_USAGE);
    cr_assert_eq(evaluate_text(&r, &c, graph, NULL, 0, &o).code,
                 STATUS_BAD_USAGE);
    close_twin();
    open_twin(TWINS "bert");
    cr_assert_eq(evaluate_text(&r, &c, graph, text, 40, &o).code,
                 STATUS_BAD_USAGE);
    close_twin();
}

static double cosine(const char *a, const char *b)
{
    float x[32], y[32];
    double sum = 0.0;

    cr_assert_eq(embed_width(&c), 32);
    cr_assert_eq(embed_text(x, &c, graph, a, strlen(a), NULL).code, 0);
    cr_assert_eq(embed_text(y, &c, graph, b, strlen(b), NULL).code, 0);
    for (int i = 0; i < 32; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

Test(embed, vectors_have_length_one)
{
    open_twin(TWINS "bert");
    cr_assert_lt(fabs(cosine("the tide", "the tide") - 1.0), 1e-6);
    cr_assert_lt(fabs(cosine("", "") - 1.0), 1e-6);
    cr_assert_lt(cosine("the tide", "birds, rain."), 1.0 - 1e-4);
    /* its tokenizer knows no case */
    cr_assert_lt(fabs(cosine("The TIDE", "the tide") - 1.0), 1e-6);
    close_twin();
}

Test(embed, a_long_text_is_cut_and_the_end_is_kept)
{
    char longer[4096] = "";
    float x[32];
    struct embed_note note;

    for (int i = 0; i < 400; i++)
        strncat(longer, "tide ", sizeof longer - strlen(longer) - 1);
    open_twin(TWINS "bert");
    cr_assert_eq(embed_text(x, &c, graph, longer, strlen(longer), &note).code,
                 0);
    cr_assert(note.cut);
    cr_assert_eq(note.tokens, 128);
    cr_assert_eq(embed_text(x, &c, graph, "tide", 4, &note).code, 0);
    cr_assert_not(note.cut);
    close_twin();
}

Test(embed, a_model_that_foretells_is_refused)
{
    float x[32];

    open_twin(TWINS "llama");
    cr_assert_eq(embed_text(x, &c, graph, "tide", 4, NULL).code,
                 STATUS_BAD_USAGE);
    close_twin();
}
