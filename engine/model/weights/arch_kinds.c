/*
 * arch_kinds.c - what is particular to a file's kind: GGUF, config.json, ours.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/weights/arch_read.h"
#include "engine/model/weights/arch_turns.h"

static bool flag(struct arch_reading *r, const char *key)
{
    const struct weights_value *v = weights_value(r->w, arch_read_key(r, key));

    return v && v->kind == WEIGHTS_FLAG && v->whole;
}

static struct status epsilon(struct arch_reading *r, const char *key)
{
    return arch_read_number(r, arch_read_key(r, key), 1e-15, 0.1,
                            &r->a->epsilon);
}

static struct status gguf_scaling(struct arch_reading *r)
{
    const struct weights_tensor *turns = weights_find(r->w, ARCH_TURNS);
    const char *kind;

    if (turns)
        return arch_turns_read(r->a, turns);
    if (weights_text(r->w, arch_read_key(r, "rope.scaling.type"), &kind).code ||
        strcmp(kind, "none") == 0)
        return STATUS_OK;
    if (strcmp(kind, "linear") != 0)
        return arch_read_unsupported(r, arch_read_key(r, "rope.scaling.type"),
                                     kind);
    r->a->scaling = ARCH_LINEAR;
    return arch_read_number(r, arch_read_key(r, "rope.scaling.factor"), 1e-3,
                            1e6, &r->a->factor);
}

struct status arch_read_gguf(struct arch_reading *r)
{
    const char *name;
    char where[WEIGHTS_WHERE];
    int64_t turned;

    STATUS_TRY(weights_text(r->w, "general.architecture", &name));
    STATUS_TRY(arch_read_family(r, "general.architecture", name));
    arch_read_family_settings(r->a);
    STATUS_TRY(arch_read_table(r));
    STATUS_TRY(epsilon(r, r->a->rms ? "attention.layer_norm_rms_epsilon"
                                    : "attention.layer_norm_epsilon"));
    r->a->tied = !r->a->pooled && !weights_find(r->w, "output.weight");
    if (!r->a->learned) {
        const int64_t width =
            r->a->head_width ? r->a->head_width : r->a->width / r->a->heads;

        if (!weights_whole(r->w, arch_read_key(r, "rope.dimension_count"), 1,
                           1 << 12, &turned)
                 .code &&
            turned != width) {
            return status_fail(
                STATUS_UNSUPPORTED,
                "%s: only %lld of %lld numbers of a head turn",
                weights_where(r->w, arch_read_key(r, "rope.dimension_count"),
                              where),
                (long long)turned, (long long)width);
        }
        return gguf_scaling(r);
    }
    return STATUS_OK;
}

/* A setting of the scaling, which newer files keep under another name. */
static struct status scaling_number(struct arch_reading *r, const char *field,
                                    double low, double high, double *out)
{
    static const char *const group[] = {"rope_scaling", "rope_parameters"};
    char key[64];

    for (int i = 0; i < 2; i++) {
        snprintf(key, sizeof key, "%s.%s", group[i], field);
        if (i == 1 || weights_value(r->w, arch_read_key(r, key)))
            break;
    }
    return arch_read_number(r, arch_read_key(r, key), low, high, out);
}

static struct status huggingface_scaling(struct arch_reading *r)
{
    static const char *const keys[] = {"rope_scaling.rope_type",
                                       "rope_scaling.type",
                                       "rope_parameters.rope_type"};
    const char *kind = "default";
    struct arch *a = r->a;
    double original = 0;

    int i = 0;
    while (i < 2 && weights_text(r->w, arch_read_key(r, keys[i]), &kind).code)
        i++;
    if (i == 2)
        (void)weights_text(r->w, arch_read_key(r, keys[i]), &kind);
    if (strcmp(kind, "default") == 0)
        return STATUS_OK;
    const bool llama3 = strcmp(kind, "llama3") == 0;
    if (!llama3 && strcmp(kind, "linear") != 0)
        return arch_read_unsupported(r, arch_read_key(r, keys[i]), kind);
    a->scaling = llama3 ? ARCH_LLAMA3 : ARCH_LINEAR;
    STATUS_TRY(scaling_number(r, "factor", 1e-3, 1e6, &a->factor));
    if (!llama3)
        return STATUS_OK;
    STATUS_TRY(scaling_number(r, "low_freq_factor", 1e-3, 1e6, &a->low));
    STATUS_TRY(scaling_number(r, "high_freq_factor", 1e-3, 1e6, &a->high));
    STATUS_TRY(scaling_number(r, "original_max_position_embeddings", 1, 1 << 24,
                              &original));
    a->original = (int64_t)original;
    return STATUS_OK;
}

/* An activation is "gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu". */
static struct status read_activation(struct arch_reading *r, const char *key)
{
    const char *name;

    if (weights_text(r->w, arch_read_key(r, key), &name).code)
        return STATUS_OK; /* the family's own */
    if (strcmp(name, "silu") == 0 && r->a->gated)
        r->a->activation = ARCH_SILU;
    else if (strcmp(name, "gelu") == 0 && !r->a->gated)
        r->a->activation = ARCH_GELU;
    else if ((strcmp(name, "gelu_new") == 0 ||
              strcmp(name, "gelu_pytorch_tanh") == 0) &&
             !r->a->gated)
        r->a->activation = ARCH_GELU_TANH;
    else if (strcmp(name, "relu") == 0 && !r->a->gated)
        r->a->activation = ARCH_RELU;
    else
        return arch_read_unsupported(r, arch_read_key(r, key), name);
    return STATUS_OK;
}

/* Settings that change what is computed, and the one value of each that we
 * compute, which is also what a file means that does not say. */
static const struct fixed {
    enum arch_read_column column;
    const char *key, *value;
} fixed[] = {
    {ARCH_READ_LLAMA, "attention_bias", "false"},
    {ARCH_READ_LLAMA, "mlp_bias", "false"},
    {ARCH_READ_LLAMA, "partial_rotary_factor", "1"},
    {ARCH_READ_LLAMA, "rope_parameters.partial_rotary_factor", "1"},
    {ARCH_READ_GPT2, "scale_attn_weights", "true"},
    {ARCH_READ_GPT2, "scale_attn_by_inverse_layer_idx", "false"},
    {ARCH_READ_GPT2, "add_cross_attention", "false"},
    {ARCH_READ_GPT2, "tie_word_embeddings", "true"},
    {ARCH_READ_BERT, "is_decoder", "false"},
    {ARCH_READ_BERT, "position_embedding_type", "absolute"},
};

static bool is_value(const struct weights_value *v, const char *text)
{
    if (v->kind == WEIGHTS_FLAG)
        return strcmp(v->whole ? "true" : "false", text) == 0;
    if (v->kind == WEIGHTS_TEXT)
        return strcmp(v->text, text) == 0;
    return v->kind != WEIGHTS_LIST && fabs(v->real - 1.0) < 1e-9 &&
           strcmp(text, "1") == 0;
}

static struct status check_fixed(struct arch_reading *r)
{
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        const struct weights_value *v;

        if (fixed[i].column != r->column)
            continue;
        v = weights_value(r->w, arch_read_key(r, fixed[i].key));
        if (v && !is_value(v, fixed[i].value)) {
            return status_fail(STATUS_UNSUPPORTED,
                               "\"%s\": only %s models where it is %s are "
                               "computed here",
                               arch_read_key(r, fixed[i].key),
                               arch_name(r->a->family), fixed[i].value);
        }
    }
    return STATUS_OK;
}

static struct status read_llama(struct arch_reading *r)
{
    struct arch *a = r->a;

    STATUS_TRY(epsilon(r, "rms_norm_eps"));
    STATUS_TRY(read_activation(r, "hidden_act"));
    if (weights_value(r->w, arch_read_key(r, "rope_parameters.rope_theta"))) {
        STATUS_TRY(
            arch_read_number(r, arch_read_key(r, "rope_parameters.rope_theta"),
                             1, 1e12, &a->rope_base));
    }
    /* Qwen names a window and leaves it off. */
    if ((a->family == ARCH_QWEN2 || a->family == ARCH_QWEN3) &&
        !flag(r, "use_sliding_window"))
        a->window = 0;
    a->tied =
        flag(r, "tie_word_embeddings") || !weights_find(r->w, "lm_head.weight");
    return huggingface_scaling(r);
}

struct status arch_read_huggingface(struct arch_reading *r)
{
    const char *name;

    STATUS_TRY(weights_text(r->w, "config.model_type", &name));
    STATUS_TRY(arch_read_family(r, "config.model_type", name));
    arch_read_family_settings(r->a);
    r->column = r->a->family == ARCH_GPT2   ? ARCH_READ_GPT2
                : r->a->family == ARCH_BERT ? ARCH_READ_BERT
                                            : ARCH_READ_LLAMA;
    STATUS_TRY(arch_read_table(r));
    STATUS_TRY(check_fixed(r));
    if (r->column == ARCH_READ_LLAMA)
        return read_llama(r);
    r->a->tied = r->column == ARCH_READ_GPT2;
    STATUS_TRY(epsilon(r, r->column == ARCH_READ_GPT2 ? "layer_norm_epsilon"
                                                      : "layer_norm_eps"));
    return read_activation(
        r, r->column == ARCH_READ_GPT2 ? "activation_function" : "hidden_act");
}

static bool says(struct arch_reading *r, const char *key, const char *value)
{
    const char *text;

    return !weights_text(r->w, arch_read_key(r, key), &text).code &&
           strcmp(text, value) == 0;
}

struct status arch_read_house(struct arch_reading *r)
{
    struct arch *a = r->a;

    a->family = ARCH_HOUSE;
    arch_read_family_settings(a);
    STATUS_TRY(arch_read_table(r));
    STATUS_TRY(epsilon(r, "epsilon"));
    for (const char *const *p = (const char *const[]){"none", "sinusoid", NULL};
         *p; p++)
        if (says(r, "positions", *p))
            return arch_read_unsupported(r, arch_read_key(r, "positions"), *p);
    a->learned = says(r, "positions", "learned");
    a->rms = says(r, "norm", "rms");
    a->gated = says(r, "mlp", "swiglu");
    a->activation = a->gated                      ? ARCH_SILU
                    : says(r, "mlp", "gelu")      ? ARCH_GELU
                    : says(r, "mlp", "gelu-tanh") ? ARCH_GELU_TANH
                                                  : ARCH_RELU;
    a->bias = says(r, "bias", "on");
    a->tied = !weights_find(r->w, "head.weight");
    return STATUS_OK;
}
