/* After its first step a training asks the system for no memory: counted at
 * malloc() itself, so that the libraries below us are seen as well. */
#include <criterion/criterion.h>
#include <omp.h>

#include "engine/base/rng.h"
#include "engine/core/halves.h"
#include "engine/model/training.h"
#include "tests/support/asked.h"

static void listen(void)
{
    omp_set_num_threads(1);
    asked_listen();
}

TestSuite(steady, .init = listen);

static void write_text(char *text, size_t bytes)
{
    struct rng rng = rng_make(3, 0);

    for (size_t i = 0; i < bytes; i++)
        text[i] = "etaoin shrdlu.\n"[rng_below(&rng, 15)];
}

static struct training *start(const char *preset, const char *const set[4])
{
    static char text[20000];
    struct recipe r;
    struct training *t;

    write_text(text, sizeof text);
    cr_assert_eq(recipe_preset(&r, preset).code, 0);
    cr_assert_eq(recipe_set(&r, "batch=2").code, 0);
    cr_assert_eq(recipe_set(&r, "context=32").code, 0);
    for (int i = 0; i < 4 && set[i]; i++)
        cr_assert_eq(recipe_set(&r, set[i]).code, 0, "%s", set[i]);
    const struct status st =
        training_open(&t, &r, text, sizeof text, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static long requests(struct training *t)
{
    return (long)graph_memory(trainer_graph(training_trainer(t)))
        .system_requests;
}

static void step(struct training *t)
{
    struct trainer_report r;
    bool more;
    const struct status st = training_step(t, &r, &more);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static long now(void)
{
    return asked_count();
}

/* A first step, then three that must ask for nothing. */
static void check(const char *preset, const char *const set[4])
{
    struct training *t = start(preset, set);
    const long before = now();

    step(t);
    const long after = now(), pool = requests(t);
    for (int i = 0; i < 3; i++)
        step(t);
    const long more = now() - after, more_pool = requests(t) - pool;
    cr_assert_gt(after, before, "the counter must count");
    cr_assert_gt(pool, 0);
    cr_assert_eq(more, 0, "%s: %ld requests", preset, more);
    cr_assert_eq(more_pool, 0);
    training_close(t);
}

#define SET(...) ((const char *const[4]){__VA_ARGS__})

Test(steady, a_gpt_takes_no_memory_after_its_first_step)
{
    check("char-tiny", SET(NULL));
}

Test(steady, a_llama_takes_no_memory_after_its_first_step)
{
    check("llama-tiny", SET(NULL));
}

Test(steady, dropout_bias_and_accumulation_take_none_either)
{
    check("char-tiny", SET("dropout=0.1", "bias=on", "accumulate=2"));
}

/* What one run of a product asks for inside oneDNN, at most: it takes one more
 * for some shapes. That none of it is ours is tested in test_halves. */
static long each_run(void)
{
    static uint16_t x[64 * 64];
    static float y[64 * 64];
    const struct halves_product p = {.rows = 64,
                                     .cols = 64,
                                     .inner = 64,
                                     .a = x,
                                     .b = x,
                                     .c = y,
                                     .a_row = 64,
                                     .b_row = 64,
                                     .c_row = 64};
    struct halves *h;
    long before = 0;

    cr_assert_eq(halves_new(&h).code, 0);
    for (int i = 0; i < 2; i++) {
        before = now();
        cr_assert_eq(halves_multiply(h, &p, &(struct hook){0}).code, 0);
    }
    const long each = now() - before;
    cr_assert_eq(halves_runs(h), 2);
    halves_free(h);
    return each + 1;
}

Test(steady, in_bf16_nothing_is_taken_but_inside_the_runs_of_onednn)
{
    if (halves_lacks())
        cr_skip_test("%s", halves_lacks());
    const long each = each_run();
    struct training *t = start("llama-tiny", SET("mode=bf16"));
    struct halves *h = graph_halves(trainer_graph(training_trainer(t)));

    step(t);
    const long pool = requests(t);
    for (int i = 0; i < 3; i++) {
        const long before = now(), runs = (long)halves_runs(h);

        step(t);
        const long ran = (long)halves_runs(h) - runs;
        cr_assert_gt(ran, 0);
        cr_assert_leq(now() - before, each * ran);
    }
    cr_assert_eq(requests(t) - pool, 0);
    training_close(t);
}

Test(steady, f16_and_blocks_computed_again_take_none_either)
{
    check("llama-tiny", SET("mode=f16"));
    check("llama-tiny", SET("recompute=on"));
}

Test(steady, no_optimizer_takes_any)
{
    check("char-tiny", SET("optimizer=sgd"));
    check("char-tiny", SET("optimizer=momentum"));
    check("char-tiny", SET("optimizer=adam"));
}

Test(steady, more_threads_take_none_once_they_run)
{
    omp_set_num_threads(3);
    check("llama-tiny", SET("layers=2"));
}

Test(steady, validation_between_steps_takes_none_the_second_time)
{
    struct training *t = start("llama-tiny", SET("valid=0.005", "layers=2"));
    double loss;
    long after = 0;

    for (int i = 0; i < 3; i++) {
        if (i == 1)
            after = now();
        step(t);
        cr_assert_eq(training_validate(t, &loss).code, 0);
    }
    const long more = now() - after;
    cr_assert_eq(more, 0, "%ld requests", more);
    training_close(t);
}

Test(steady, the_unfused_twin_takes_none)
{
    struct training *t = start("char-tiny", SET(NULL));
    struct graph *g = trainer_graph(training_trainer(t));

    cr_assert_eq(graph_swap(g, "softmax", "softmax_forward", NULL).code, 0);
    step(t);
    const long after = now();
    step(t);
    const long more = now() - after;
    cr_assert_eq(more, 0, "%ld requests", more);
    training_close(t);
}
