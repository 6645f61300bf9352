/* convert_notes.c - the settings of an architecture, as other programs want
 * to read them: keys of a GGUF, config.json. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/convert_plan.h"

/* A house model is written as what it is shaped like. */
static enum arch_family family(const struct arch *a)
{
    if (a->family != ARCH_HOUSE)
        return a->family;
    return a->learned ? ARCH_GPT2 : ARCH_LLAMA;
}

static void whole(struct weights_notes *n, const char *arch, const char *key,
                  int64_t value)
{
    char text[96];

    snprintf(text, sizeof text, "%s.%s", arch, key);
    weights_notes_whole(n, text, (uint32_t)value);
}

static void real(struct weights_notes *n, const char *arch, const char *key,
                 double value)
{
    char text[96];

    snprintf(text, sizeof text, "%s.%s", arch, key);
    weights_notes_real(n, text, (float)value);
}

static void settings(struct weights_notes *n, const struct arch *a)
{
    const char *name = arch_name(family(a));

    weights_notes_text(n, "general.architecture", name);
    whole(n, name, "vocab_size", a->vocab);
    whole(n, name, "context_length", a->context);
    whole(n, name, "embedding_length", a->width);
    whole(n, name, "block_count", a->layers);
    whole(n, name, "feed_forward_length", a->hidden);
    whole(n, name, "attention.head_count", a->heads);
    whole(n, name, "attention.head_count_kv", a->groups);
    real(n, name,
         a->rms ? "attention.layer_norm_rms_epsilon"
                : "attention.layer_norm_epsilon",
         a->epsilon);
    if (a->head_width * a->heads != a->width) {
        whole(n, name, "attention.key_length", a->head_width);
        whole(n, name, "attention.value_length", a->head_width);
    }
    if (a->window)
        whole(n, name, "attention.sliding_window", a->window);
    if (a->types)
        weights_notes_whole(n, "tokenizer.ggml.token_type_count",
                            (uint32_t)a->types);
    if (!a->causal) {
        char text[96];

        snprintf(text, sizeof text, "%s.attention.causal", name);
        weights_notes_flag(n, text, false);
    }
    if (a->learned)
        return;
    real(n, name, "rope.freq_base", a->rope_base);
    whole(n, name, "rope.dimension_count", a->head_width);
    if (a->scaling == ARCH_LINEAR) {
        char text[96];

        snprintf(text, sizeof text, "%s.rope.scaling.type", name);
        weights_notes_text(n, text, "linear");
        real(n, name, "rope.scaling.factor", a->factor);
    }
}

static void token(struct weights_notes *n, const char *key, int64_t id)
{
    if (id >= 0)
        weights_notes_whole(n, key, (uint32_t)id);
}

void convert_notes(struct weights_notes *n, const struct convert_plan *p,
                   const struct weights_notes *words)
{
    const struct arch *a = &p->arch;

    settings(n, a);
    weights_notes_whole(n, "general.quantization_version", 2);
    if (!words) { /* programs that want a vocabulary are told */
        weights_notes_text(n, "tokenizer.ggml.model", "no_vocab");
        return;
    }
    weights_notes_join(n, words);
    if (a->family != ARCH_BERT) { /* what stands around a text is in `words` */
        token(n, "tokenizer.ggml.bos_token_id", a->bos);
        token(n, "tokenizer.ggml.eos_token_id", a->ends ? a->end[0] : -1);
    }
    token(n, "tokenizer.ggml.padding_token_id", a->pad);
}

static void put(json_t *o, const char *key, int64_t value)
{
    json_object_set_new(o, key, json_integer((json_int_t)value));
}

static void gpt2_config(json_t *o, const struct arch *a)
{
    put(o, "n_embd", a->width);
    put(o, "n_layer", a->layers);
    put(o, "n_head", a->heads);
    put(o, "n_positions", a->context);
    put(o, "n_inner", a->hidden);
    json_object_set_new(o, "layer_norm_epsilon", json_real(a->epsilon));
    json_object_set_new(o, "activation_function",
                        json_string(a->activation == ARCH_GELU   ? "gelu"
                                    : a->activation == ARCH_RELU ? "relu"
                                                                 : "gelu_new"));
}

static void shared_config(json_t *o, const struct arch *a)
{
    put(o, "hidden_size", a->width);
    put(o, "intermediate_size", a->hidden);
    put(o, "num_hidden_layers", a->layers);
    put(o, "num_attention_heads", a->heads);
    put(o, "max_position_embeddings", a->context);
}

static void llama_config(json_t *o, const struct arch *a)
{
    shared_config(o, a);
    put(o, "num_key_value_heads", a->groups);
    put(o, "head_dim", a->head_width);
    json_object_set_new(o, "rms_norm_eps", json_real(a->epsilon));
    json_object_set_new(o, "rope_theta", json_real(a->rope_base));
    json_object_set_new(o, "hidden_act", json_string("silu"));
    if (a->window)
        put(o, "sliding_window", a->window);
    if (a->scaling == ARCH_LINEAR) {
        json_object_set_new(
            o, "rope_scaling",
            json_pack("{ss sf}", "rope_type", "linear", "factor", a->factor));
    }
    if (a->scaling == ARCH_LLAMA3) {
        json_object_set_new(o, "rope_scaling",
                            json_pack("{ss sf sf sf sI}", "rope_type", "llama3",
                                      "factor", a->factor, "low_freq_factor",
                                      a->low, "high_freq_factor", a->high,
                                      "original_max_position_embeddings",
                                      (json_int_t)a->original));
    }
}

static void bert_config(json_t *o, const struct arch *a)
{
    shared_config(o, a);
    put(o, "type_vocab_size", a->types);
    json_object_set_new(o, "layer_norm_eps", json_real(a->epsilon));
    json_object_set_new(
        o, "hidden_act",
        json_string(a->activation == ARCH_GELU ? "gelu" : "gelu_new"));
}

static const char *class_of(enum arch_family f)
{
    static const char *const names[] = {[ARCH_GPT2] = "GPT2LMHeadModel",
                                        [ARCH_LLAMA] = "LlamaForCausalLM",
                                        [ARCH_QWEN2] = "Qwen2ForCausalLM",
                                        [ARCH_QWEN3] = "Qwen3ForCausalLM",
                                        [ARCH_BERT] = "BertModel"};

    return names[f];
}

struct status convert_config(const char *path, const struct convert_plan *p)
{
    const struct arch *a = &p->arch;
    const enum arch_family f = family(a);
    const char *type = f == ARCH_LLAMA && a->window ? "mistral" : arch_name(f);
    json_t *o = json_pack(
        "{ss s[s] sI sb}", "model_type", type, "architectures",
        f == ARCH_LLAMA && a->window ? "MistralForCausalLM" : class_of(f),
        "vocab_size", (json_int_t)a->vocab, "tie_word_embeddings", a->tied);

    if (f == ARCH_GPT2)
        gpt2_config(o, a);
    else if (f == ARCH_BERT)
        bert_config(o, a);
    else
        llama_config(o, a);
    if (a->bos >= 0)
        put(o, "bos_token_id", a->bos);
    if (a->ends)
        put(o, "eos_token_id", a->end[0]);
    char *text = o ? json_dumps(o, JSON_INDENT(2)) : NULL;
    json_decref(o);
    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", path);
    const struct status st = savefile_replace(path, text, strlen(text));
    free(text);
    return st;
}
