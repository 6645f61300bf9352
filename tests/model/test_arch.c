/*
 * Every architecture as Hugging Face publishes it, tiny and with numbers that
 * are all different, turned into a GGUF and back.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/convert.h"
#include "engine/model/weights/weights_save.h"

static char folder[] = "/tmp/lathe-arch-XXXXXX";

static const char *at(const char *name)
{
    static char path[4][160];
    static int next;
    char *out = path[next++ % 4];

    snprintf(out, 160, "%s/%s", folder, name);
    return out;
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void drop_folder(void)
{
    static const char *const names[] = {"config.json",
                                        "model.safetensors",
                                        "x.gguf",
                                        "back/config.json",
                                        "back/model.safetensors",
                                        "y.gguf",
                                        "back"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(at(names[i]));
    rmdir(folder);
}

TestSuite(arch, .init = make_folder, .fini = drop_folder);

/* What the family's own programs write; sizes differ in each place, so that a
 * mix-up shows. */
static const struct family {
    const char *config;
    struct arch arch; /* as it is to be read */
} families[] = {
    {"{\"model_type\":\"gpt2\",\"n_embd\":8,\"n_layer\":2,\"n_head\":2,"
     "\"n_positions\":7,\"n_inner\":null,\"layer_norm_epsilon\":1e-05,"
     "\"activation_function\":\"gelu_new\",\"vocab_size\":11,"
     "\"bos_token_id\":10,\"eos_token_id\":10}",
     {ARCH_GPT2, .vocab = 11, .context = 7, .layers = 2, .heads = 2,
      .groups = 2, .width = 8, .hidden = 32, .head_width = 4, .causal = true,
      .learned = true, .bias = true, .tied = true, .activation = ARCH_GELU_TANH,
      .epsilon = 1e-5, .rope_base = 10000}},
    {"{\"model_type\":\"llama\",\"hidden_size\":24,\"num_hidden_layers\":2,"
     "\"num_attention_heads\":6,\"num_key_value_heads\":2,"
     "\"intermediate_size\":20,\"max_position_embeddings\":99,"
     "\"rms_norm_eps\":1e-05,\"rope_theta\":100000.0,\"hidden_act\":\"silu\","
     "\"tie_word_embeddings\":true,\"attention_bias\":false,\"vocab_size\":13}",
     {ARCH_LLAMA, .vocab = 13, .context = 99, .layers = 2, .heads = 6,
      .groups = 2, .width = 24, .hidden = 20, .head_width = 4, .causal = true,
      .rms = true, .gated = true, .tied = true, .activation = ARCH_SILU,
      .epsilon = 1e-5, .rope_base = 1e5}},
    {"{\"model_type\":\"mistral\",\"hidden_size\":16,\"num_hidden_layers\":1,"
     "\"num_attention_heads\":2,\"num_key_value_heads\":1,\"head_dim\":6,"
     "\"intermediate_size\":20,\"max_position_embeddings\":64,"
     "\"rms_norm_eps\":1e-06,\"rope_theta\":10000.0,\"sliding_window\":16,"
     "\"tie_word_embeddings\":false,\"vocab_size\":13}",
     {ARCH_LLAMA, .vocab = 13, .context = 64, .layers = 1, .heads = 2,
      .groups = 1, .width = 16, .hidden = 20, .head_width = 6, .window = 16,
      .causal = true, .rms = true, .gated = true, .activation = ARCH_SILU,
      .epsilon = 1e-6, .rope_base = 1e4}},
    {"{\"model_type\":\"qwen2\",\"hidden_size\":16,\"num_hidden_layers\":2,"
     "\"num_attention_heads\":4,\"num_key_value_heads\":2,"
     "\"intermediate_size\":20,\"max_position_embeddings\":64,"
     "\"rms_norm_eps\":1e-06,\"rope_theta\":1000000.0,\"sliding_window\":16,"
     "\"use_sliding_window\":false,\"tie_word_embeddings\":true,"
     "\"vocab_size\":13}",
     {ARCH_QWEN2, .vocab = 13, .context = 64, .layers = 2, .heads = 4,
      .groups = 2, .width = 16, .hidden = 20, .head_width = 4, .causal = true,
      .rms = true, .gated = true, .qkv_bias = true, .tied = true,
      .activation = ARCH_SILU, .epsilon = 1e-6, .rope_base = 1e6}},
    {"{\"model_type\":\"qwen3\",\"hidden_size\":16,\"num_hidden_layers\":2,"
     "\"num_attention_heads\":4,\"num_key_value_heads\":2,\"head_dim\":6,"
     "\"intermediate_size\":20,\"max_position_embeddings\":64,"
     "\"rms_norm_eps\":1e-06,\"rope_theta\":1000000,"
     "\"tie_word_embeddings\":false,\"vocab_size\":13}",
     {ARCH_QWEN3, .vocab = 13, .context = 64, .layers = 2, .heads = 4,
      .groups = 2, .width = 16, .hidden = 20, .head_width = 6, .causal = true,
      .rms = true, .gated = true, .head_norms = true, .activation = ARCH_SILU,
      .epsilon = 1e-6, .rope_base = 1e6}},
    {"{\"model_type\":\"bert\",\"hidden_size\":16,\"num_hidden_layers\":2,"
     "\"num_attention_heads\":2,\"intermediate_size\":20,"
     "\"max_position_embeddings\":32,\"layer_norm_eps\":1e-12,"
     "\"hidden_act\":\"gelu\",\"type_vocab_size\":2,\"vocab_size\":13,"
     "\"pad_token_id\":0}",
     {ARCH_BERT, .vocab = 13, .context = 32, .layers = 2, .heads = 2,
      .groups = 2, .width = 16, .hidden = 20, .head_width = 8, .types = 2,
      .learned = true, .bias = true, .pooled = true, .activation = ARCH_GELU,
      .epsilon = 1e-12, .rope_base = 10000}},
};

enum { FAMILIES = sizeof families / sizeof *families, MOST = 128 };

struct counted { /* numbers from `from` on */
    float from;
    int64_t cols;
};

static struct status count_up(void *user, int64_t row, int64_t rows, float *out)
{
    const struct counted *c = user;

    for (int64_t i = 0; i < rows * c->cols; i++)
        out[i] = c->from + (float)(row * c->cols + i);
    return STATUS_OK;
}

/* The folder as its own programs write it: every number is another one. */
static void put_model_and(const struct family *f, const char *stray)
{
    static struct arch_target target[MOST];
    static struct weights_source source[MOST];
    static struct counted from[MOST];
    struct arch_walk walk = {0};
    float next = 1.0f;
    int n = 0;

    while (arch_target(&f->arch, ARCH_FORM_HUGGINGFACE, &walk, &target[n])) {
        const struct arch_shape *s = &target[n].shape;
        const int64_t cols = s->shape[s->dims - 1];

        source[n] = (struct weights_source){.name = target[n].name,
                                            .type = WEIGHTS_F32,
                                            .dims = s->dims,
                                            .fill = count_up,
                                            .user = &from[n]};
        memcpy(source[n].shape, s->shape, sizeof s->shape);
        from[n] = (struct counted){next, cols};
        next += (float)((s->dims == 2 ? s->shape[0] : 1) * cols);
        cr_assert_lt(++n, MOST);
    }
    if (stray) {
        source[n] = source[0];
        source[n++].name = stray;
    }
    cr_assert_eq(
        savefile_replace(at("config.json"), f->config, strlen(f->config)).code,
        0);
    const struct status st =
        weights_save_safetensors(at("model.safetensors"), source, n, NULL);
    cr_assert_eq(st.code, 0, "%s", st.text);
}

static void put_model(const struct family *f)
{
    put_model_and(f, NULL);
}

static struct weights *opened(const char *name)
{
    struct weights *w;
    const struct status st = weights_open(&w, at(name));

    cr_assert_eq(st.code, 0, "%s", st.text);
    return w;
}

static void same_settings(const struct arch *a, const struct arch *b)
{
    cr_expect_eq(a->family, b->family);
    cr_expect_eq(a->vocab, b->vocab);
    cr_expect_eq(a->context, b->context);
    cr_expect_eq(a->layers, b->layers);
    cr_expect_eq(a->heads, b->heads);
    cr_expect_eq(a->groups, b->groups);
    cr_expect_eq(a->width, b->width);
    cr_expect_eq(a->hidden, b->hidden);
    cr_expect_eq(a->head_width, b->head_width);
    cr_expect_eq(a->window, b->window);
    cr_expect_eq(a->types, b->types);
    cr_expect_eq(a->causal, b->causal);
    cr_expect_eq(a->learned, b->learned);
    cr_expect_eq(a->rms, b->rms);
    cr_expect_eq(a->gated, b->gated);
    cr_expect_eq(a->bias, b->bias);
    cr_expect_eq(a->qkv_bias, b->qkv_bias);
    cr_expect_eq(a->head_norms, b->head_norms);
    cr_expect_eq(a->tied, b->tied);
    cr_expect_eq(a->pooled, b->pooled);
    cr_expect_eq(a->activation, b->activation);
    cr_expect_float_eq(a->epsilon, b->epsilon, 1e-6 * b->epsilon);
    cr_expect_float_eq(a->rope_base, b->rope_base, 1e-6 * b->rope_base);
}

/* Every part of one file, as floats, against the other's. */
static int same_parts(const struct arch *a, const struct weights *x,
                      const struct weights *y)
{
    struct arch_walk walk = {0};
    struct arch_shape shape;
    char name[ARCH_NAME];
    int parts = 0;

    for (; arch_next(a, &walk, name, &shape); parts++) {
        struct arch_part p, q;
        struct status st = arch_part(a, x, name, &p);

        cr_assert_eq(st.code, 0, "%s: %s", name, st.text);
        st = arch_part(a, y, name, &q);
        cr_assert_eq(st.code, 0, "%s: %s", name, st.text);
        const size_t bytes = (size_t)(p.rows * p.cols) * sizeof(float);
        float *u = malloc(bytes), *v = malloc(bytes);
        cr_assert_eq(arch_floats(&p, 0, p.rows, u).code, 0);
        for (int64_t r = 0; r < q.rows; r++)
            cr_assert_eq(arch_floats(&q, r, 1, v + r * q.cols).code, 0);
        cr_expect_eq(memcmp(u, v, bytes), 0, "%s differs", name);
        free(u);
        free(v);
    }
    return parts;
}

static void same_tensors(const struct weights *x, const struct weights *y)
{
    cr_assert_eq(weights_count(x), weights_count(y));
    for (int i = 0; i < weights_count(x); i++) {
        const struct weights_tensor *t = weights_at(x, i),
                                    *u = weights_find(y, t->name);

        cr_assert_not_null(u, "%s", t->name);
        cr_assert_eq(t->bytes, u->bytes);
        cr_expect_eq(memcmp(t->data, u->data, t->bytes), 0, "%s", t->name);
    }
}

Test(arch, settings_are_read_from_a_folder)
{
    for (int i = 0; i < FAMILIES; i++) {
        struct arch a;

        put_model(&families[i]);
        struct weights *w = opened("");
        const struct status st = arch_read(&a, w);
        cr_assert_eq(st.code, 0, "%s", st.text);
        same_settings(&a, &families[i].arch);
        cr_expect_eq(arch_check(&a, w).code, 0, "%s", arch_check(&a, w).text);
        weights_free(w);
    }
}

Test(arch, a_gguf_of_it_has_the_same_settings_and_parts)
{
    const struct convert_options o = {0};

    for (int i = 0; i < FAMILIES; i++) {
        struct arch a;

        put_model(&families[i]);
        struct weights *w = opened("");
        struct status st = convert_file(w, at("x.gguf"), &o);
        cr_assert_eq(st.code, 0, "%s", st.text);
        struct weights *x = opened("x.gguf");
        st = arch_read(&a, x);
        cr_assert_eq(st.code, 0, "%s", st.text);
        same_settings(&a, &families[i].arch);
        cr_assert_geq(same_parts(&a, w, x), 12);
        weights_free(w);
        weights_free(x);
    }
}

Test(arch, there_and_back_every_tensor_has_its_bytes_again)
{
    const struct convert_options o = {0};

    for (int i = 0; i < FAMILIES; i++) {
        struct arch a;

        put_model(&families[i]);
        struct weights *w = opened("");
        cr_assert_eq(convert_file(w, at("x.gguf"), &o).code, 0);
        struct weights *x = opened("x.gguf");
        const struct status st = convert_file(x, at("back"), &o);
        cr_assert_eq(st.code, 0, "%s", st.text);
        struct weights *y = opened("back");
        same_tensors(w, y);
        cr_assert_eq(arch_read(&a, y).code, 0);
        same_settings(&a, &families[i].arch);
        weights_free(w);
        weights_free(x);
        weights_free(y);
    }
}

/* One head of width 4 keeps its pairs (0, 2) and (1, 3) beside each other. */
Test(arch, gguf_llama_stores_rotary_pairs_as_neighbours)
{
    const struct convert_options o = {0};
    float ours[24], theirs[24];
    struct arch a;
    struct arch_part p;

    put_model(&families[1]);
    struct weights *w = opened("");
    cr_assert_eq(convert_file(w, at("x.gguf"), &o).code, 0);
    struct weights *x = opened("x.gguf");
    cr_assert_eq(arch_read(&a, x).code, 0);
    cr_assert_eq(arch_part(&a, x, "blocks.1.attn.k.weight", &p).code, 0);
    const struct weights_tensor *hf =
        weights_find(w, "model.layers.1.self_attn.k_proj.weight");
    static const int64_t file_row[8] = {0, 2, 1, 3, 4, 6, 5, 7};
    for (int r = 0; r < 8; r++) {
        cr_assert_eq(weights_floats(hf, r * 24, 24, ours).code, 0);
        cr_assert_eq(
            weights_floats(p.tensor, file_row[r] * 24, 24, theirs).code, 0);
        cr_expect_eq(memcmp(ours, theirs, sizeof ours), 0, "row %d", r);
        cr_expect_eq(arch_row(&p, r), file_row[r]);
    }
    weights_free(w);
    weights_free(x);
}

Test(arch, qwen_keeps_half_split_pairs_in_a_gguf)
{
    const struct convert_options o = {0};

    put_model(&families[3]);
    struct weights *w = opened("");
    cr_assert_eq(convert_file(w, at("x.gguf"), &o).code, 0);
    struct weights *x = opened("x.gguf");
    const struct weights_tensor *t = weights_find(x, "blk.0.attn_q.weight"),
                                *u = weights_find(
                                    w,
                                    "model.layers.0.self_attn.q_proj.weight");
    cr_assert_eq(memcmp(t->data, u->data, t->bytes), 0);
    weights_free(w);
    weights_free(x);
}

/* c_attn is [in, 3 out]: our row r of K is its column width + r. */
Test(arch, gpt2_matrices_stand_on_their_side)
{
    float file[24], row[8];
    struct arch a;
    struct arch_part p;

    put_model(&families[0]);
    struct weights *w = opened("");
    cr_assert_eq(arch_read(&a, w).code, 0);
    cr_assert_eq(arch_part(&a, w, "blocks.0.attn.k.weight", &p).code, 0);
    const struct weights_tensor *t = weights_find(w, "h.0.attn.c_attn.weight");
    cr_assert_eq(t->shape[0], 8);
    cr_assert_eq(t->shape[1], 24);
    for (int r = 0; r < 8; r++) {
        cr_assert_eq(arch_floats(&p, r, 1, row).code, 0);
        for (int c = 0; c < 8; c++) {
            cr_assert_eq(weights_floats(t, c * 24, 24, file).code, 0);
            cr_expect_eq(row[c], file[8 + r], "row %d, column %d", r, c);
        }
    }
    weights_free(w);
}

Test(arch, a_tensor_that_has_no_place_is_told)
{
    const char *first;
    int count;

    put_model_and(&families[5], "pooler.dense.weight");
    struct weights *w = opened("");
    cr_assert_eq(convert_left_out(w, at("x.gguf"), &count, &first).code, 0);
    cr_expect_eq(count, 1);
    cr_expect_str_eq(first, "pooler.dense.weight");
    cr_assert_eq(convert_left_out(w, "x.npz", &count, &first).code, 0);
    cr_expect_eq(count, 0);
    weights_free(w);
    put_model(&families[0]);
    w = opened("");
    cr_assert_eq(convert_left_out(w, at("x.gguf"), &count, &first).code, 0);
    cr_expect_eq(count, 0, "%s", first);
    weights_free(w);
}

Test(arch, names_with_a_prefix_are_found)
{
    const float one[1] = {5.0f};
    struct weights_source s = {.name = "transformer.wte.weight",
                               .type = WEIGHTS_F32,
                               .dims = 2,
                               .shape = {1, 1},
                               .data = one};
    struct arch a = {.family = ARCH_GPT2, .vocab = 1, .width = 1};
    struct arch_part p;

    cr_assert_eq(
        weights_save_safetensors(at("model.safetensors"), &s, 1, NULL).code, 0);
    struct weights *w = opened("model.safetensors");
    cr_assert_eq(arch_part(&a, w, "tokens.weight", &p).code, 0);
    a.vocab = 2;
    const struct status st = arch_part(&a, w, "tokens.weight", &p);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "its settings ask for [2, 1]"), "%s", st.text);
    cr_assert_eq(arch_part(&a, w, "blocks.0.attn.q.weight", &p).code,
                 STATUS_NOT_FOUND);
    cr_assert_eq(arch_part(&a, w, "nonsense", &p).code, STATUS_NOT_FOUND);
    cr_assert_eq(arch_part(&a, w, "blocks.-1.attn.q.weight", &p).code,
                 STATUS_NOT_FOUND);
    weights_free(w);
}

Test(arch, settings_that_do_not_fit_are_refused_with_their_key)
{
    static const struct {
        const char *from, *to, *why;
    } cases[] = {
        {"\"num_attention_heads\":6", "\"num_attention_heads\":0",
         "config.num_attention_heads"},
        {"\"num_attention_heads\":6", "\"num_attention_heads\":5",
         "does not split"},
        {"\"num_key_value_heads\":2", "\"num_key_value_heads\":4",
         "do not share"},
        {"\"num_hidden_layers\":2", "\"num_hidden_layers\":513",
         "config.num_hidden_layers"},
        {"\"num_hidden_layers\":2", "\"num_hidden_layers\":-1",
         "config.num_hidden_layers"},
        {"\"num_hidden_layers\":2", "\"num_hidden_layers\":1.5",
         "no whole number"},
        {"\"num_hidden_layers\":2", "\"num_hidden_layers\":\"2\"", "is text"},
        {"\"hidden_size\":24", "\"hiddensize\":24", "config.hidden_size"},
        {"\"rms_norm_eps\":1e-05", "\"rms_norm_eps\":-1", "rms_norm_eps"},
        {"\"vocab_size\":13", "\"vocab_size\":12", "there are 13 rows"},
        {"\"hidden_act\":\"silu\"", "\"hidden_act\":\"tanh\"", "tanh"},
        {"\"attention_bias\":false", "\"attention_bias\":true",
         "attention_bias"},
        {"\"model_type\":\"llama\"", "\"model_type\":\"mamba\\n\"",
         "\"mamba?\", which is not known"},
        {"\"vocab_size\":13",
         "\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4}", "yarn"},
    };

    put_model(&families[1]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *whole = families[1].config;
        const char *place = strstr(whole, cases[i].from);
        char text[1024];
        struct arch a;

        snprintf(text, sizeof text, "%.*s%s%s", (int)(place - whole), whole,
                 cases[i].to, place + strlen(cases[i].from));
        cr_assert_eq(
            savefile_replace(at("config.json"), text, strlen(text)).code, 0);
        struct weights *w = opened("");
        const struct status st = arch_read(&a, w);
        cr_expect(st.code == STATUS_BAD_FILE || st.code == STATUS_NOT_FOUND ||
                      st.code == STATUS_UNSUPPORTED,
                  "%s", cases[i].to);
        cr_expect(strstr(st.text, cases[i].why), "%s: %s", cases[i].to,
                  st.text);
        weights_free(w);
    }
}

Test(arch, more_layers_than_there_are_is_seen)
{
    static const char more[] = "\"num_hidden_layers\":3";
    char text[1024];
    struct arch a;

    put_model(&families[1]);
    snprintf(text, sizeof text, "%s", families[1].config);
    memcpy(strstr(text, "\"num_hidden_layers\":2"), more, sizeof more - 1);
    cr_assert_eq(savefile_replace(at("config.json"), text, strlen(text)).code,
                 0);
    struct weights *w = opened("");
    cr_assert_eq(arch_read(&a, w).code, 0);
    const struct status st = arch_check(&a, w);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert(strstr(st.text, "model.layers.2."), "%s", st.text);
    weights_free(w);
}
