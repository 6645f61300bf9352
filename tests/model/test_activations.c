/* What a probe sees inside published models, against transformers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/model/checkpoint.h"
#include "engine/model/weights/weights.h"
#include "engine/model/weights/weights_save.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/"

/* Fixtures: tests/oracle/probe_fixtures.py. f32 through two layers; measured
 * 4e-6, a wrong place or norm is off by more than 1e-2. */
#define WITHIN 1e-4f

enum { MOST = 1 << 14 };

static void check(const char *name)
{
    const struct device *d = device_find("cpu");
    struct graph *g = graph_new(d, (size_t)1 << 30);
    struct probe *p = probe_new();
    struct checkpoint c;
    struct weights *w;
    char path[512];

    snprintf(path, sizeof path, FIXTURES "published/%s", name);
    struct status st = checkpoint_load(&c, path, d);
    cr_assert_eq(st.code, 0, "%s", st.text);
    snprintf(path, sizeof path, FIXTURES "probe_%s.npz", name);
    st = weights_open(&w, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    const struct weights_tensor *ids = weights_find(w, "ids");
    const int64_t shape[] = {1, ids->count};
    float *want = malloc(MOST * sizeof *want);
    int32_t id[64];

    cr_assert(ids->count > 2 && ids->count < 64);
    memcpy(id, ids->data, ids->bytes);
    cr_assert_eq(probe_watch(p, "*", PROBE_FORWARD).code, 0);
    graph_set_probe(g, p);
    decoder_forward(c.model, g, graph_ints(g, 2, shape, id), NULL);
    cr_assert_eq(graph_status(g).code, 0);
    for (int i = 0; i < weights_count(w); i++) {
        const struct weights_tensor *t = weights_at(w, i);

        if (t == ids)
            continue;
        const struct probe_value *v = probe_find(p, t->name, PROBE_FORWARD);
        cr_assert_not_null(v, "%s shows no %s", name, t->name);
        cr_assert_eq(v->count, t->count, "%s", t->name);
        cr_assert(t->count <= MOST &&
                  weights_floats(t, 0, t->count, want).code == 0);
        for (int64_t k = 0; k < t->count; k++)
            cr_assert_lt(fabsf(v->data[k] - want[k]), WITHIN, "%s %s[%lld]",
                         name, t->name, (long long)k);
    }
    free(want);
    weights_free(w);
    checkpoint_release(&c);
    probe_free(p);
    graph_free(g);
}

Test(activations, streams_and_attention_are_those_of_transformers)
{
    check("gpt2");
    check("llama");
    check("bert");
}

Test(activations, one_array_alone_is_written_and_read_back)
{
    const float numbers[] = {1.5f, -2.0f, 0.25f, 3.0f, 4.0f, -5.0f};
    const struct weights_source source = {.name = "any",
                                          .type = WEIGHTS_F32,
                                          .dims = 2,
                                          .shape = {2, 3},
                                          .data = numbers};
    char path[] = "/tmp/lathe-npy-XXXXXX";
    struct weights *w;
    float back[6];

    close(mkstemp(path));
    struct status st = weights_save_npy(path, &source);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = weights_open(&w, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(weights_format(w), "npy");
    const struct weights_tensor *t = weights_at(w, 0);
    cr_assert(t->dims == 2 && t->shape[0] == 2 && t->shape[1] == 3);
    cr_assert_eq(weights_floats(t, 0, 6, back).code, 0);
    for (int i = 0; i < 6; i++)
        cr_assert(back[i] == numbers[i]);
    weights_free(w);
    unlink(path);
}

Test(activations, an_array_that_numpy_lacks_is_refused)
{
    const struct weights_source source = {.name = "q",
                                          .type = WEIGHTS_Q8_0,
                                          .dims = 1,
                                          .shape = {32},
                                          .data = ""};
    const struct status st = weights_save_npy("/nowhere/q.npy", &source);

    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_not_null(strstr(st.text, "NumPy has no"));
}
