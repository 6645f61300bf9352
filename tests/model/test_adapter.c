#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/adapter.h"
#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/model/session.h"
#include "engine/model/weights/convert.h"
#include "engine/nn/lora.h"

/* Fixtures: tests/oracle/peft_fixtures.py. As test_published.c has them: f32
 * sums differ by 1e-5, a wrong place by more than 1e-2. */
#define WITHIN 1e-4
#define HERE   TEST_ROOT "/tests/model/fixtures/"

enum { MANY = 16 };

struct twin {
    struct checkpoint c;
    struct safetensors expect;
    struct graph *graph;
};

static void path_to(char out[512], const char *kind, const char *name)
{
    snprintf(out, 512, HERE "%s/%s", kind, name);
}

static struct twin open_twin(const char *twin, const char *fixture,
                             const struct device *d)
{
    struct twin t = {.graph = graph_new(d, (size_t)1 << 30)};
    char path[512], expect[600];

    path_to(path, "published", twin);
    struct status st = checkpoint_load(&t.c, path, d);
    cr_assert_eq(st.code, 0, "%s", st.text);
    path_to(path, "peft", fixture);
    snprintf(expect, sizeof expect, "%s/expect.safetensors", path);
    st = safetensors_open(&t.expect, expect);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static void close_twin(struct twin *t)
{
    graph_free(t->graph);
    safetensors_close(&t->expect);
    checkpoint_release(&t->c);
}

static int ids_of(const struct twin *t, int32_t ids[MANY])
{
    const struct safetensors_tensor *x = safetensors_find(&t->expect, "ids");

    memcpy(ids, x->data, x->bytes);
    return (int)x->count;
}

static struct tensor *forward(struct twin *t)
{
    int32_t ids[MANY];
    const int n = ids_of(t, ids);

    graph_reset(t->graph);
    struct tensor *y = decoder_forward(
        t->c.model, t->graph,
        graph_ints(t->graph, 2, (const int64_t[]){1, n}, ids), NULL);
    cr_assert_not_null(y, "%s", graph_status(t->graph).text);
    return y;
}

static double *floats(const struct twin *t, const char *name, int64_t *count)
{
    const struct safetensors_tensor *x = safetensors_find(&t->expect, name);

    cr_assert_not_null(x, "%s", name);
    double *out = malloc((size_t)x->count * sizeof *out);
    cr_assert_eq(safetensors_doubles(x, out).code, 0);
    *count = x->count;
    return out;
}

static double worst(const struct tensor *y, const double *want, int64_t n)
{
    double most = 0.0;

    cr_assert_eq(tensor_count(y), n);
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, fabs(tensor_get(y, i) - want[i]));
    return most;
}

static struct adapter *opened(struct twin *t, const char *fixture)
{
    struct adapter *a;
    char path[512];

    path_to(path, "peft", fixture);
    const struct status st = adapter_open(&a, t->c.model, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return a;
}

static void remove_folder(const char *folder)
{
    char command[64];

    snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
}

/* PEFT's folder computes here what it computes there, and again after it was
 * written by this program. LATHE_ADAPTERS names a room where those stay, for
 * the oracle. */
static void same_on(const char *twin, const char *fixture,
                    const struct device *d)
{
    struct twin t = open_twin(twin, fixture, d);
    struct adapter *a = opened(&t, fixture), *b;
    const char *room = getenv("LATHE_ADAPTERS");
    char own[] = "/tmp/lathe-adapter-XXXXXX", folder[600], path[700];
    int64_t n;
    double *want = floats(&t, "logits", &n);
    const double before = worst(forward(&t), want, n);

    adapter_use(a);
    const struct tensor *y = forward(&t);
    cr_assert_lt(worst(y, want, n), WITHIN, "%s on %s", fixture, d->name);
    cr_assert_gt(before, 0.1, "the adapter changes something");
    cr_assert_not_null(mkdtemp(own));
    snprintf(folder, sizeof folder, "%s/%s@%s", room ? room : own, fixture,
             twin);
    path_to(path, "published", twin);
    struct status st = adapter_save(a, folder, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    adapter_free(a);
    st = adapter_open(&b, t.c.model, folder);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_gt(worst(forward(&t), want, n), 0.1, "freed is out of use");
    adapter_use(b);
    y = forward(&t);
    cr_assert_lt(worst(y, want, n), WITHIN, "%s again", fixture);
    if (room && d != device_reference()) {
        const struct safetensors_source s = {
            .name = "logits",
            .from = SAFETENSORS_F32,
            .type = SAFETENSORS_F32,
            .dims = 2,
            .shape = {y->shape[1], y->shape[2]},
            .data = tensor_at(y, 0)};
        char hash[HASH_TEXT];

        snprintf(path, sizeof path, "%s/logits.safetensors", folder);
        cr_assert_eq(safetensors_save(path, &s, 1, NULL, 0, hash).code, 0);
    }
    adapter_free(b);
    free(want);
    close_twin(&t);
    remove_folder(own);
}

static void same(const char *twin, const char *fixture)
{
    same_on(twin, fixture, device_find("cpu"));
    same_on(twin, fixture, device_reference());
}

Test(adapter, lora_of_every_layer_is_as_in_peft)
{
    same("llama", "lora");
}

Test(adapter, ranks_and_scales_may_differ_by_module)
{
    same("qwen2", "patterns");
}

Test(adapter, three_layers_that_are_one_module_there)
{
    same("gpt2", "gpt2");
}

Test(adapter, a_prefix_is_as_in_peft)
{
    same("llama", "prefix");
}

Test(adapter, a_soft_prompt_is_as_in_peft)
{
    same("llama", "soft");
    same("gpt2", "soft-gpt2");
}

Test(adapter, a_folder_of_an_adapter_is_opened_as_a_model)
{
    struct twin t = open_twin("llama", "lora", device_find("cpu"));
    struct checkpoint c;
    char path[512];
    int64_t n;
    double *want = floats(&t, "logits", &n);

    cr_assert_eq(chdir(TEST_ROOT), 0); /* what the folder's base counts from */
    path_to(path, "peft", "lora");
    const struct status st = checkpoint_load(&c, path, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    checkpoint_release(&t.c);
    t.c = c;
    cr_assert_lt(worst(forward(&t), want, n), WITHIN);
    free(want);
    close_twin(&t);
}

/* Gradients of all A and B, of the loss that PyTorch has too. */
Test(adapter, gradients_of_lora_are_those_of_pytorch)
{
    struct twin t = open_twin("llama", "lora", device_reference());
    struct adapter *a = opened(&t, "lora");
    int32_t ids[MANY], next[MANY];
    const int64_t shape[] = {1, ids_of(&t, ids)};
    const struct graph *g = t.graph;
    int64_t n;
    double *loss = floats(&t, "loss", &n);

    for (int i = 0; i < shape[1]; i++)
        next[i] = i + 1 < shape[1] ? ids[i + 1] : -1;
    adapter_use(a);
    struct tensor *out =
        decoder_loss(t.c.model, t.graph, graph_ints(t.graph, 2, shape, ids),
                     graph_ints(t.graph, 2, shape, next), NULL);
    cr_assert(out && !graph_failed(g), "%s", graph_status(g).text);
    cr_assert_lt(fabs(tensor_get(out, 0) - loss[0]), 1e-5);
    cr_assert_eq(graph_backward(t.graph, out).code, 0);

    const struct lora *l = adapter_pair(a, "blocks.1.mlp.down.weight");
    const char *const name[] = {
        "grad.base_model.model.model.layers.1.mlp.down_proj.lora_A.weight",
        "grad.base_model.model.model.layers.1.mlp.down_proj.lora_B.weight",
        "grad.base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight",
        "grad.base_model.model.model.layers.0.self_attn.k_proj.lora_B.weight"};
    const struct lora *k = adapter_pair(a, "blocks.0.attn.k.weight");
    const int at[] = {l->a, l->b, k->a, k->b};

    for (int i = 0; i < 4; i++) {
        double *want = floats(&t, name[i], &n), size = 0.0;

        for (int64_t j = 0; j < n; j++)
            size = fmax(size, fabs(want[j]));
        cr_assert_lt(worst(&params_at(adapter_params(a), at[i])->grad, want, n),
                     1e-5 * size, "%s", name[i]);
        free(want);
    }
    free(loss);
    adapter_free(a);
    close_twin(&t);
}

static double loss_of(struct twin *t, struct graph *g, bool recompute)
{
    int32_t ids[MANY], next[MANY];
    const int64_t shape[] = {1, ids_of(t, ids)};
    const struct decoder_mode mode = {.training = true, .recompute = recompute};

    for (int i = 0; i < shape[1]; i++)
        next[i] = i + 1 < shape[1] ? ids[i + 1] : -1;
    graph_reset(g);
    struct tensor *out =
        decoder_loss(t->c.model, g, graph_ints(g, 2, shape, ids),
                     graph_ints(g, 2, shape, next), &mode);
    cr_assert(out && !graph_failed(g), "%s", graph_status(g).text);
    const double loss = tensor_get(out, 0);
    cr_assert_eq(graph_backward(g, out).code, 0, "%s", graph_status(g).text);
    return loss;
}

/* The twin's file with its matrices in blocks of `type`. */
static void load_as(struct checkpoint *c, enum weights_type type)
{
    struct convert_options o = {.changes = true, .type = type, .pure = true};
    char folder[] = "/tmp/lathe-adapter-XXXXXX", path[64];
    struct weights *w;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/m.gguf", folder);
    cr_assert_eq(weights_open(&w, HERE "published/llama.gguf").code, 0);
    struct status st = convert_file(w, path, &o);
    cr_assert_eq(st.code, 0, "%s", st.text);
    weights_free(w);
    st = checkpoint_load(c, path, device_reference());
    cr_assert_eq(st.code, 0, "%s", st.text);
    unlink(path);
    rmdir(folder);
}

/* A step of 1e-5 along all gradients moves the loss by their squared length:
 * every parameter of every kind in two passes. Over a base of 4 or 16 bits the
 * same holds, as it does not move. */
static void gradients_hold(struct twin *t, const struct adapter_settings *s,
                           bool recompute)
{
    struct adapter *a;
    const struct status st = adapter_new(&a, t->c.model, s, 3);
    const double step = 1e-5;
    double length = 0.0, side[2];

    cr_assert_eq(st.code, 0, "%s", st.text);
    struct params *ps = adapter_params(a);
    double *value = params_values(ps), *grad = params_grads(ps);
    const int64_t total = params_total(ps);
    for (int i = 0; i < params_count(ps); i++)
        for (int64_t k = 0; k < params_at(ps, i)->count; k++)
            value[params_at(ps, i)->start + k] += 0.1 * sin((double)(k + i));
    adapter_use(a);
    adapter_train(a, 5, 9);
    params_touch(ps);
    params_zero_grads(ps);
    loss_of(t, t->graph, recompute);
    params_settle_grads(ps);
    double *way = malloc((size_t)total * sizeof *way);
    memcpy(way, grad, (size_t)total * sizeof *way);
    for (int64_t i = 0; i < total; i++)
        length += way[i] * way[i];
    cr_assert_gt(length, 1e-6, "something is learned");
    for (int k = 0; k < 2; k++) {
        for (int64_t i = 0; i < total; i++)
            value[i] += (k ? 2.0 : -1.0) * step * way[i];
        params_touch(ps);
        side[k] = loss_of(t, t->graph, recompute);
    }
    cr_assert_float_eq((side[1] - side[0]) / (2.0 * step) / length, 1.0, 1e-4,
                       "%s", adapter_kind_names[s->kind]);
    free(way);
    adapter_free(a);
}

Test(adapter, gradients_of_every_kind_are_central_differences)
{
    for (int kind = 0; adapter_kind_names[kind]; kind++) {
        const struct adapter_settings s = {.kind = (enum adapter_kind)kind,
                                           .where = ADAPTER_ALL,
                                           .rank = 3,
                                           .alpha = 5.0,
                                           .dropout = 0.2,
                                           .size = 4};

        struct twin t = open_twin("llama", "lora", device_reference());

        gradients_hold(&t, &s, false);
        gradients_hold(&t, &s, true);
        close_twin(&t);
    }
}

/* QLoRA: the base in blocks of 4 bits, decoded on the way there and on the way
 * back. Its head is in blocks too, so every gradient passes through some. */
Test(adapter, gradients_over_four_bits_are_central_differences)
{
    const struct adapter_settings s = {
        .kind = ADAPTER_LORA, .where = ADAPTER_ALL, .rank = 3, .alpha = 5.0};
    const enum weights_type type[] = {WEIGHTS_Q4_0, WEIGHTS_Q4_1};

    for (int i = 0; i < 2; i++) {
        struct twin t = open_twin("llama", "lora", device_reference());
        int packed = 0;

        checkpoint_release(&t.c);
        load_as(&t.c, type[i]);
        for (int k = 0; k < params_count(decoder_params(t.c.model)); k++) {
            const struct param *p = params_at(decoder_params(t.c.model), k);

            packed +=
                p->value.type == TENSOR_BLOCKS &&
                (p->value.quant == QUANT_Q4_0 || p->value.quant == QUANT_Q4_1);
        }
        cr_assert_geq(packed, 10, "%d matrices of 4 bits", packed);
        gradients_hold(&t, &s, false);
        gradients_hold(&t, &s, true);
        close_twin(&t);
    }
}

Test(adapter, weights_that_stand_in_a_file_cannot_be_merged_into)
{
    struct twin t = open_twin("llama", "lora", device_find("cpu"));
    struct adapter *a = opened(&t, "lora");
    const struct status st = adapter_merge(a);

    cr_assert_eq(st.code, STATUS_UNSUPPORTED);
    cr_assert_not_null(strstr(st.text, "stands in a file"), "%s", st.text);
    adapter_free(a);
    close_twin(&t);
}
