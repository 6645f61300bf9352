#include <criterion/criterion.h>
#include <string.h>

#include "engine/model/training.h"

static char text[6000];

/* What a run left behind. */
struct outcome {
    double loss[8];
    float value[200000];
    int64_t values;
    size_t most_bytes;
    int64_t requests; /* to the system, after the second step */
};

static void run(struct outcome *o, const char *recompute, const char *preset,
                int64_t context)
{
    struct recipe r;
    struct training *t;
    struct trainer_report report;
    bool more;

    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "the keys in the box are wet. "[i % 29];
    cr_assert_eq(recipe_preset(&r, preset).code, 0);
    const char *const set[] = {"width=32", "hidden=64",   "layers=4",
                               "batch=4",  "dropout=0.1", "accumulate=2",
                               "steps=8",  recompute};
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        cr_assert_eq(recipe_set(&r, set[i]).code, 0, "%s", set[i]);
    r.model.context = r.train.context = context;
    const struct status st =
        training_open(&t, &r, text, sizeof text - 1, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    struct graph *g = trainer_graph(training_trainer(t));
    for (int i = 0; i < 8; i++) {
        cr_assert_eq(training_step(t, &report, &more).code, 0);
        o->loss[i] = report.loss;
        if (i == 1)
            o->requests = graph_memory(g).system_requests;
    }
    o->requests = graph_memory(g).system_requests - o->requests;
    o->most_bytes = graph_memory(g).most_bytes;
    struct params *ps = decoder_params(training_model(t));
    o->values = params_total(ps);
    cr_assert(o->values <= 200000);
    memcpy(o->value, params_values(ps), (size_t)o->values * sizeof *o->value);
    training_close(t);
}

static struct outcome kept, again;

static void compare(const char *preset)
{
    run(&kept, "recompute=off", preset, 48);
    run(&again, "recompute=on", preset, 48);
    for (int i = 0; i < 8; i++)
        cr_expect(kept.loss[i] <= again.loss[i] &&
                      kept.loss[i] >= again.loss[i],
                  "step %d: %.9g and %.9g", i, kept.loss[i], again.loss[i]);
    cr_assert_eq(kept.values, again.values);
    cr_expect(memcmp(kept.value, again.value,
                     (size_t)kept.values * sizeof *kept.value) == 0);
}

Test(recompute, losses_and_weights_are_those_of_a_kept_tape_bit_for_bit)
{
    compare("char-tiny");
}

Test(recompute, also_with_rotary_positions_groups_and_an_untied_head)
{
    compare("llama-tiny");
}

Test(recompute, four_blocks_take_little_more_memory_than_one)
{
    run(&kept, "recompute=off", "char-tiny", 256);
    run(&again, "recompute=on", "char-tiny", 256);
    cr_expect(again.most_bytes * 2 < kept.most_bytes, "%zu and %zu bytes",
              again.most_bytes, kept.most_bytes);
    cr_expect_eq(again.requests, 0, "%lld requests after the second step",
                 (long long)again.requests);
}
