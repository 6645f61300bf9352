/* Labs and training runs with functions of a learner: those of the solution
 * leave every number as it was, those that fail say so and end the run. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/scratch.h"
#include "lessons/labs/labrun.h"
#include "tests/tui/minehome.h"
#include "tui/mine.h"

/* Sums of f32 in another order, over a few steps of training. */
#define TOLERANCE 2e-3

static const struct lab_use {
    const char *part, *lab;
    const char *knobs[6];
} uses[] = {
    {"bpe-merge", "bpe-train", {"text=banana bandana cabana", "merges=6"}},
    {"ngram",
     "ngram-next",
     {"smoothing=add", "data=town:20000", "order=2", "write=10"}},
    {"idf", "tfidf-search", {"data=town:20000"}},
    {"sinusoid", "position-waves", {"rows=12", "width=8"}},
    {"rnn-step", "recall-race", {"models=rnn", "steps=3", "distances=5"}},
    {"gru-step", "recall-race", {"models=gru", "steps=3", "distances=5"}},
    {"lstm-step", "memory-cell", {"steps=3", "gap=4"}},
    {"strides", "recall-race", {"models=rnn", "steps=3", "distances=5"}},
    {"additive-attention", "bottleneck", {"steps=3", "length=4", "width=8"}},
    {"relu", "mlp-playground", {"activation=relu", "steps=5", "layers=4"}},
};

enum { USES = sizeof uses / sizeof *uses };

/* What a decoder trains with, two steps each. */
#define CURVE "data=town:20000", "steps=2", "every=100"
static const struct lab_use trains[] = {
    {"softmax", "train-gpt", {CURVE}},
    {"attention", "train-gpt", {CURVE}},
    {"layer-norm", "train-gpt", {CURVE}},
    {"gelu", "train-gpt", {CURVE}},
    {"matmul", "train-gpt", {CURVE}},
    {"cross-entropy", "train-gpt", {CURVE}},
    {"adamw", "train-gpt", {CURVE}},
    {"heads", "train-gpt", {CURVE}},
    {"silu", "train-gpt", {CURVE, "preset=llama-tiny"}},
    {"rope", "train-gpt", {CURVE, "preset=llama-tiny"}},
};

enum { TRAINS = sizeof trains / sizeof *trains };

/* Between the losses of two such curves; seen: 4e-6 at most. */
#define CURVES_APART 1e-4

static struct status run(const struct lab_use *u, bool theirs, json_t **out,
                         char cost[200])
{
    const char *knobs[8] = {NULL};
    struct labplan plan;
    struct labrun r;
    struct buf words;
    char with[64];
    void *shot;
    int n = 0;

    *out = NULL;
    for (; u->knobs[n]; n++)
        knobs[n] = u->knobs[n];
    snprintf(with, sizeof with, "with=%s", u->part);
    knobs[n] = theirs ? with : NULL;
    minehome_fine(labplan_of(&plan, lab_find(u->lab), knobs));
    plan.lender = &mine_lender;
    struct status st = labrun_open(&r, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return st;
    st = labrun_finish(&r, -1);
    if (!st.code)
        st = labrun_snapshot(&r, &shot);
    if (!st.code) {
        json_t *all = labrun_json(&r.plan, shot, NULL);
        *out = json_incref(json_object_get(all, "data"));
        json_decref(all);
        labrun_forget(&r, shot);
        buf_init(&words, 1000);
        labrun_cost(&r, &words);
        snprintf(cost, 200, "%s", buf_string(&words));
        buf_release(&words);
    }
    labrun_close(&r);
    return st;
}

/* Where two results part, or NULL. */
static const json_t *apart(const json_t *a, const json_t *b)
{
    const json_t *found = NULL, *x;
    const char *key;
    size_t i;

    if (json_is_number(a) && json_is_number(b)) {
        const double m = json_number_value(a), n = json_number_value(b);

        return fabs(m - n) <= TOLERANCE * (1.0 + fabs(m)) ? NULL : a;
    }
    if (json_is_object(a) && json_object_size(a) == json_object_size(b)) {
        json_object_foreach((json_t *)(uintptr_t)a, key, x) found =
            found ? found : apart(x, json_object_get(b, key));
        return found;
    }
    if (json_is_array(a) && json_array_size(a) == json_array_size(b)) {
        json_array_foreach(a, i, x) found =
            found ? found : apart(x, json_array_get(b, i));
        return found;
    }
    return json_equal(a, b) ? NULL : a;
}

static void same(const struct lab_use *u)
{
    json_t *ours, *theirs;
    char none[200], cost[200], want[80];

    minehome_passed_by_solution(u->part, "");
    minehome_fine(run(u, false, &ours, none));
    minehome_fine(run(u, true, &theirs, cost));
    const json_t *at = apart(ours, theirs);
    char *text = at ? json_dumps(at, JSON_ENCODE_ANY) : NULL;
    cr_assert(at == NULL, "%s in %s: %.300s", u->part, u->lab, text);
    snprintf(want, sizeof want, "your %s: ", u->part);
    cr_assert_str_empty(none);
    cr_assert(strstr(cost, want) != NULL, "%s", cost);
    cr_assert(strstr(cost, "calls, ") != NULL, "%s", cost);
    json_decref(ours);
    json_decref(theirs);
}

Test(minelabs, what_is_right_gives_the_numbers_of_the_engine)
{
    minehome_open();
    for (int i = 0; i < USES; i++)
        same(&uses[i]);
    minehome_close();
}

/* The solution with `first` at the beginning of every function. */
static struct status failing(const struct lab_use *u, const char *first)
{
    json_t *out;
    char cost[200];

    minehome_passed_by_solution(u->part, first);
    const struct status st = run(u, true, &out, cost);
    json_decref(out);
    return st;
}

Test(minelabs, a_crash_of_any_part_is_a_sentence)
{
    char want[80];

    minehome_open();
    for (int i = 0; i < USES + TRAINS; i++) {
        const struct lab_use *u = i < USES ? &uses[i] : &trains[i - USES];
        const struct status st = failing(u, "*(volatile int *)0 = 1;");

        snprintf(want, sizeof want, "your %s broke off: it reads or writes",
                 u->part);
        cr_assert(strstr(st.text, want) != NULL, "%s: \"%s\"", u->part,
                  st.text);
    }
    minehome_close();
}

Test(minelabs, every_part_of_a_decoder_trains_to_the_curve_of_the_engine)
{
    char cost[200], want[80];
    json_t *out;

    minehome_open();
    for (int i = 0; i < TRAINS; i++) {
        const struct lab_use *u = &trains[i];

        minehome_passed_by_solution(u->part, "");
        minehome_fine(run(u, true, &out, cost));
        const double apart = json_number_value(json_object_get(out, "apart"));
        cr_assert_eq(json_array_size(json_object_get(out, "ours")), 2);
        cr_assert_leq(apart, CURVES_APART, "%s: %g", u->part, apart);
        snprintf(want, sizeof want, "your %s: ", u->part);
        cr_assert(strstr(cost, want) && strstr(cost, "calls, "), "%s", cost);
        json_decref(out);
    }
    minehome_close();
}
