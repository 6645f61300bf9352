#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/model/checkpoint.h"
#include "engine/model/published.h"
#include "engine/model/safetensors.h"
#include "engine/model/session.h"
#include "engine/model/weights/convert.h"

/* Fixtures: tests/oracle/published_fixtures.py. Logits there are up to 8; f32
 * sums differ by 1e-5, a wrong layout, angle or bias by more than 1e-1. The
 * texts have more than four rows, so products are in floating point. */
#define WITHIN 1e-4
#define TWINS  TEST_ROOT "/tests/model/fixtures/published/"

struct expected {
    struct safetensors file;
    const struct safetensors_tensor *ids, *at, *values;
    double *value;
};

static void expect(struct expected *e, const char *twin)
{
    char path[512];

    snprintf(path, sizeof path, TWINS "%s/expect.safetensors", twin);
    const struct status st = safetensors_open(&e->file, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    e->ids = safetensors_find(&e->file, "ids");
    e->at = safetensors_find(&e->file, "at");
    e->values = safetensors_find(&e->file, "values");
    e->value = malloc((size_t)e->values->count * sizeof *e->value);
    safetensors_doubles(e->values, e->value);
}

static int32_t whole(const struct safetensors_tensor *t, int64_t i)
{
    int32_t x;

    memcpy(&x, (const char *)t->data + (size_t)i * sizeof x, sizeof x);
    return x;
}

static struct tensor *run(struct checkpoint *c, struct graph *g,
                          const struct expected *e)
{
    const int64_t shape[] = {1, e->ids->count};
    int32_t *ids = malloc((size_t)e->ids->count * sizeof *ids);

    for (int64_t i = 0; i < e->ids->count; i++)
        ids[i] = whole(e->ids, i);
    graph_set_gradients(g, false);
    struct tensor *y =
        decoder_forward(c->model, g, graph_ints(g, 2, shape, ids), NULL);
    free(ids);
    cr_assert_not_null(y, "%s", graph_status(g).text);
    return y;
}

/* The file at `path` computes what is expected of `twin`. */
static void same_on(const char *path, const char *twin, const struct device *d)
{
    struct expected e;
    struct checkpoint c;
    struct graph *g = graph_new(d, (size_t)1 << 30);

    expect(&e, twin);
    const struct status st = checkpoint_load(&c, path, d);
    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
    const struct tensor *y = run(&c, g, &e);
    const int64_t cols = tensor_cols(y);
    cr_assert_eq(cols, e.values->shape[1]);
    for (int64_t r = 0; r < e.at->count; r++)
        for (int64_t i = 0; i < cols; i++) {
            const double got = tensor_get(y, whole(e.at, r) * cols + i);
            const double want = e.value[r * cols + i];

            cr_assert_lt(fabs(got - want), WITHIN,
                         "%s on %s: position %d, %lld: %g instead of %g", path,
                         d->name, whole(e.at, r), (long long)i, got, want);
        }
    checkpoint_release(&c);
    graph_free(g);
    free(e.value);
    safetensors_close(&e.file);
}

static void same(const char *file, const char *twin)
{
    char path[512];

    snprintf(path, sizeof path, TWINS "%s", file);
    same_on(path, twin, device_find("cpu"));
    same_on(path, twin, device_reference());
}

Test(published, gpt2_with_its_matrices_on_their_side)
{
    same("gpt2", "gpt2");
}

Test(published, llama_with_groups_and_a_head_of_its_own)
{
    same("llama", "llama");
}

Test(published, llama_whose_head_is_its_embedding)
{
    same("llama-tied", "llama-tied");
}

Test(published, llama_whose_angles_are_stretched)
{
    same("llama3", "llama3");
}

Test(published, mistral_sees_no_further_than_its_window)
{
    same("mistral", "mistral");
}

Test(published, qwen2_with_biases_of_queries_keys_and_values)
{
    same("qwen2", "qwen2");
}

Test(published, qwen3_with_norms_in_its_heads)
{
    same("qwen3", "qwen3");
}

Test(published, bert_sees_both_ways)
{
    same("bert", "bert");
}

Test(published, the_weights_of_a_folder_stand_for_all_of_it)
{
    same_on(TWINS "llama/model.safetensors", "llama", device_find("cpu"));
    cr_assert(published_is(TWINS "gpt2/model.safetensors"));
    cr_assert(!published_is(TWINS "gpt2/expect.safetensors"),
              "another file in it does not");
    cr_assert(
        !published_is(TEST_ROOT "/lessons/models/house/model.safetensors"),
        "ours has no config.json");
}

Test(published, gguf_files_have_the_rows_of_queries_in_pairs)
{
    same("llama.gguf", "llama");
    same("llama-tied.gguf", "llama-tied");
}

/* A folder of its own for what a test writes. */
static char temp[] = "/tmp/lathe-test-XXXXXX";

static const char *at(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", temp, name);
    return path;
}

static void make_temp(void)
{
    cr_assert_not_null(mkdtemp(temp));
}

static void remove_temp(void)
{
    static const char *const files[] = {"config.json", "model.safetensors",
                                        "tokenizer.json", "model.gguf"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(at(files[i]));
    rmdir(temp);
}

static void through_gguf(const char *twin)
{
    char path[512];
    struct weights *w;

    snprintf(path, sizeof path, TWINS "%s", twin);
    struct status st = weights_open(&w, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = convert_file(w, at("model.gguf"), &(struct convert_options){0});
    cr_assert_eq(st.code, 0, "%s", st.text);
    weights_free(w);
    /* A folder with model.gguf; what is converted has no tokenizer yet. */
    struct expected e;
    struct checkpoint c = {.begin = -1};
    const struct device *d = device_reference();
    struct graph *g = graph_new(d, (size_t)1 << 30);

    expect(&e, twin);
    st = published_load(&c, temp, d);
    cr_assert(!st.code || strstr(st.text, "tokenizer"), "%s", st.text);
    cr_assert_not_null(c.model, "%s: %s", twin, st.text);
    const struct tensor *y = run(&c, g, &e);
    const int64_t cols = tensor_cols(y);
    for (int64_t i = 0; i < e.values->count; i++) {
        const double got =
            tensor_get(y, whole(e.at, i / cols) * cols + i % cols);

        cr_assert_lt(fabs(got - e.value[i]), WITHIN, "%s: %g instead of %g",
                     twin, got, e.value[i]);
    }
    checkpoint_release(&c);
    graph_free(g);
    free(e.value);
    safetensors_close(&e.file);
}

Test(published, what_was_converted_to_gguf_computes_the_same, .init = make_temp,
     .fini = remove_temp)
{
    static const char *const twins[] = {"gpt2",   "llama",   "llama-tied",
                                        "llama3", "mistral", "qwen2",
                                        "qwen3",  "bert"};

    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        through_gguf(twins[i]);
}

/* One token at a time over kept keys, which are f16: 2^-11 of numbers of about
 * 1, through two blocks. The window is 40, the positions go to 119. */
Test(published, mistral_sees_no_further_one_token_at_a_time_either)
{
    const double within = 2e-2;
    struct checkpoint c;
    struct session *s;
    struct expected e;
    const float *x;
    int64_t row = 0;

    expect(&e, "mistral");
    cr_assert_eq(checkpoint_load(&c, TWINS "mistral", device_find("cpu")).code,
                 0);
    cr_assert_eq(decoder_config(c.model)->window, 40);
    cr_assert_eq(session_new(&s, c.model, 0).code, 0);
    for (int64_t i = 0; i < e.ids->count; i++) {
        const int32_t id = whole(e.ids, i);
        const int64_t cols = e.values->shape[1];

        cr_assert_eq(session_read(s, &id, 1).code, 0);
        session_logits(s, &x);
        if (row == e.at->count || whole(e.at, row) != i)
            continue;
        for (int64_t k = 0; k < cols; k++)
            cr_expect_lt(fabs((double)x[k] - e.value[row * cols + k]), within,
                         "position %lld: %g", (long long)i,
                         fabs((double)x[k] - e.value[row * cols + k]));
        row++;
    }
    cr_expect_eq(row, e.at->count);
    session_free(s);
    checkpoint_release(&c);
    free(e.value);
    safetensors_close(&e.file);
}

static void copy(const char *twin, const char *file, const char *old,
                 const char *new)
{
    char path[512];
    struct buf out;
    struct filemap m;

    snprintf(path, sizeof path, TWINS "%s/%s", twin, file);
    cr_assert_eq(filemap_open(&m, path, 1 << 20).code, 0, "%s", path);
    char *text = strndup((const char *)m.data, m.bytes);
    buf_init(&out, 1 << 20);
    if (old) {
        const char *found = strstr(text, old);

        cr_assert_not_null(found, "%s has no %s", path, old);
        buf_add(&out, text, (size_t)(found - text));
        buf_text(&out, new);
        buf_text(&out, found + strlen(old));
    } else {
        buf_add(&out, m.data, m.bytes);
    }
    cr_assert_eq(savefile_replace(at(file), out.data, out.bytes).code, 0);
    free(text);
    buf_release(&out);
    filemap_close(&m);
}

static const struct misfit {
    const char *twin, *old, *new, *says;
} misfits[] = {
    {"llama", "_heads\": 4", "_heads\": 3", "3 heads do not share 2 groups"},
    {"llama", "_layers\": 2", "_layers\": 3", "model.layers.2."},
    {"llama", "_layers\": 2", "_layers\": 0", "num_hidden_layers"},
    {"llama", "_layers\": 2", "_layers\": 1e300", "num_hidden_layers"},
    {"llama", "_layers\": 2", "_layers\": -2", "num_hidden_layers"},
    {"llama", "_layers\": 2", "_layers\": \"2\"", "num_hidden_layers"},
    {"llama", "vocab_size\": 64", "vocab_size\": 65", "vocab_size"},
    {"llama", "head_dim\": 8", "head_dim\": 7", "is odd"},
    {"llama", "head_dim\": 8", "head_dim\": 16", "its settings ask"},
    {"llama", "intermediate_size\": 48", "intermediate_size\": 47",
     "its settings ask"},
    {"llama", "hidden_act\": \"silu", "hidden_act\": \"gelu",
     "hidden_act\" is \"gelu\""},
    {"llama", "attention_bias\": false", "attention_bias\": true",
     "attention_bias"},
    {"llama", "rope_type\": \"default", "rope_type\": \"yarn", "\"yarn\""},
    {"llama", "rope_theta\"", "partial_rotary_factor\": 0.5, \"rope_theta\"",
     "partial_rotary_factor"},
    {"llama", "model_type\": \"llama", "model_type\": \"mamba", "\"mamba\""},
    {"llama3", "\"low_freq_factor\": 1.0", "\"low_freq_factor\": 9.0",
     "rope_high must be above rope_low"},
    {"llama3", "\"factor\": 8.0", "\"factor\": 0", "factor"},
    {"gpt2", "n_positions\": 128", "n_positions\": 256", "wpe.weight"},
    {"gpt2", "inverse_layer_idx\": false", "inverse_layer_idx\": true",
     "scale_attn_by_inverse_layer_idx"},
    {"gpt2", "scale_attn_weights\": true", "scale_attn_weights\": false",
     "scale_attn_weights"},
    {"gpt2", "n_head\": 4", "n_head\": 5", "does not split"},
    {"qwen3", "head_dim\": 16", "head_dim\": 8", "its settings ask"},
    {"bert", "is_decoder\": false", "is_decoder\": true", "is_decoder"},
    {"bert", "_norm_eps\": 1e-12", "_norm_eps\": 7", "layer_norm_eps"},
};

Test(published, settings_that_do_not_fit_are_refused_with_a_sentence,
     .init = make_temp, .fini = remove_temp)
{
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        const struct misfit *m = &misfits[i];
        struct checkpoint c;

        copy(m->twin, "model.safetensors", NULL, NULL);
        copy(m->twin, "tokenizer.json", NULL, NULL);
        copy(m->twin, "config.json", m->old, m->new);
        const struct status st = checkpoint_load(&c, temp, device_find("cpu"));
        cr_assert_neq(st.code, 0, "%s with %s was taken", m->twin, m->new);
        cr_assert_not_null(strstr(st.text, m->says), "%s with %s: %s", m->twin,
                           m->new, st.text);
    }
}

Test(published, a_tokenizer_that_knows_more_than_the_model_is_refused,
     .init = make_temp, .fini = remove_temp)
{
    struct checkpoint c;

    copy("llama", "model.safetensors", NULL, NULL);
    copy("llama", "config.json", NULL, NULL);
    copy("llama", "tokenizer.json", "\"</s>\"", "\"</s>\"");
    copy("llama", "tokenizer.json", "{\"id\":1,\"content\":\"</s>\"",
         "{\"id\":64,\"content\":\"<more>\"");
    const struct status st = checkpoint_load(&c, temp, device_find("cpu"));
    cr_assert_neq(st.code, 0);
    cr_assert_not_null(strstr(st.text, "token"), "%s", st.text);
}
