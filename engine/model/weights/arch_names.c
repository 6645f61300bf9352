#include "engine/model/weights/arch_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ONCE  ARCH_NAMES_ONCE
#define BLOCK ARCH_NAMES_BLOCK

static const struct arch_names table[] = {
    {"tokens", "token_embd", "token_embd", "model.embed_tokens", "wte",
     "embeddings.word_embeddings", ONCE, 0, 'V', 'W'},
    {"positions", "position_embd", "position_embd", NULL, "wpe",
     "embeddings.position_embeddings", ONCE, 0, 'P', 'W'},
    {"types", NULL, "token_types", NULL, NULL,
     "embeddings.token_type_embeddings", ONCE, 0, 'T', 'W'},
    {"embed_norm", NULL, "token_embd_norm", NULL, NULL, "embeddings.LayerNorm",
     ONCE, 0, 0, 'W'},
    {"blocks.%d.norm1", "blk.%d.attn_norm", "blk.%d.attn_output_norm",
     "model.layers.%d.input_layernorm", "h.%d.ln_1",
     "encoder.layer.%d.attention.output.LayerNorm", BLOCK, 0, 0, 'W'},
    {"blocks.%d.attn.q", "blk.%d.attn_q", "blk.%d.attn_q",
     "model.layers.%d.self_attn.q_proj", "h.%d.attn.c_attn",
     "encoder.layer.%d.attention.self.query", BLOCK, 'q', 'Q', 'W'},
    {"blocks.%d.attn.k", "blk.%d.attn_k", "blk.%d.attn_k",
     "model.layers.%d.self_attn.k_proj", "h.%d.attn.c_attn",
     "encoder.layer.%d.attention.self.key", BLOCK, 'k', 'K', 'W'},
    {"blocks.%d.attn.v", "blk.%d.attn_v", "blk.%d.attn_v",
     "model.layers.%d.self_attn.v_proj", "h.%d.attn.c_attn",
     "encoder.layer.%d.attention.self.value", BLOCK, 'v', 'K', 'W'},
    {"blocks.%d.attn.q_norm", "blk.%d.attn_q_norm", NULL,
     "model.layers.%d.self_attn.q_norm", NULL, NULL, BLOCK, 0, 0, 'D'},
    {"blocks.%d.attn.k_norm", "blk.%d.attn_k_norm", NULL,
     "model.layers.%d.self_attn.k_norm", NULL, NULL, BLOCK, 0, 0, 'D'},
    {"blocks.%d.attn.out", "blk.%d.attn_output", "blk.%d.attn_output",
     "model.layers.%d.self_attn.o_proj", "h.%d.attn.c_proj",
     "encoder.layer.%d.attention.output.dense", BLOCK, 0, 'W', 'Q'},
    {"blocks.%d.norm2", "blk.%d.ffn_norm", "blk.%d.layer_output_norm",
     "model.layers.%d.post_attention_layernorm", "h.%d.ln_2",
     "encoder.layer.%d.output.LayerNorm", BLOCK, 0, 0, 'W'},
    {"blocks.%d.mlp.up", "blk.%d.ffn_up", "blk.%d.ffn_up",
     "model.layers.%d.mlp.up_proj", "h.%d.mlp.c_fc",
     "encoder.layer.%d.intermediate.dense", BLOCK, 0, 'H', 'W'},
    {"blocks.%d.mlp.gate", "blk.%d.ffn_gate", NULL,
     "model.layers.%d.mlp.gate_proj", NULL, NULL, BLOCK, 0, 'H', 'W'},
    {"blocks.%d.mlp.down", "blk.%d.ffn_down", "blk.%d.ffn_down",
     "model.layers.%d.mlp.down_proj", "h.%d.mlp.c_proj",
     "encoder.layer.%d.output.dense", BLOCK, 0, 'W', 'H'},
    {"norm", "output_norm", NULL, "model.norm", "ln_f", NULL, ONCE, 0, 0, 'W'},
    {"head", "output", NULL, "lm_head", "lm_head", NULL, ONCE, 0, 'V', 'W'},
};

enum { PARTS = sizeof table / sizeof *table };

const struct arch_names *arch_names_at(int i)
{
    return i < PARTS ? &table[i] : NULL;
}

int64_t arch_names_extent(const struct arch *a, char letter)
{
    switch (letter) {
    case 'V':
        return a->vocab;
    case 'W':
        return a->width;
    case 'Q':
        return a->heads * a->head_width;
    case 'K':
        return a->groups * a->head_width;
    case 'H':
        return a->hidden;
    case 'D':
        return a->head_width;
    case 'P':
        return a->context;
    default:
        return a->types;
    }
}

static bool is(const struct arch_names *n, const char *ours)
{
    return strcmp(n->ours, ours) == 0;
}

bool arch_names_used(const struct arch *a, const struct arch_names *n)
{
    if (is(n, "positions"))
        return a->learned;
    if (is(n, "types"))
        return a->types > 0;
    if (is(n, "embed_norm"))
        return a->pooled;
    if (is(n, "norm"))
        return !a->pooled;
    if (is(n, "head"))
        return !a->pooled && !a->tied;
    if (strstr(n->ours, "_norm"))
        return a->head_norms;
    return !strstr(n->ours, "gate") || a->gated;
}

bool arch_names_biased(const struct arch *a, const struct arch_names *n)
{
    if (n->kind == ONCE && n->rows)
        return false; /* embeddings, the head */
    if (n->thirds)
        return a->bias || a->qkv_bias;
    return a->bias;
}

bool arch_names_fused(const struct arch *a, enum arch_form form,
                      const struct arch_names *n)
{
    return n->thirds && a->family == ARCH_GPT2 && form != ARCH_FORM_HOUSE;
}

bool arch_names_transposed(const struct arch *a, enum arch_form form,
                           const struct arch_names *n)
{
    return n->kind == BLOCK && n->rows && a->family == ARCH_GPT2 &&
           form == ARCH_FORM_HUGGINGFACE;
}

int64_t arch_names_paired(const struct arch *a, enum arch_form form,
                          const struct arch_names *n)
{
    const bool turned = n->thirds == 'q' || n->thirds == 'k';

    return turned && a->family == ARCH_LLAMA && form == ARCH_FORM_GGUF
               ? a->head_width
               : 0;
}

const struct arch_names *arch_names_find(const char *ours, int *block,
                                         bool *bias)
{
    const char *suffix = strrchr(ours, '.');
    char filled[ARCH_NAME];
    char *end = NULL;
    long number = 0;

    if (!suffix)
        return NULL;
    *bias = strcmp(suffix, ".bias") == 0;
    if (strncmp(ours, "blocks.", 7) == 0) {
        number = strtol(ours + 7, &end, 10);
        if (number < 0 || number > INT16_MAX)
            return NULL;
    }
    *block = (int)number;
    for (int i = 0; i < PARTS; i++) {
        arch_names_fill(filled, table[i].ours, *block, suffix);
        if (strcmp(filled, ours) == 0)
            return &table[i];
    }
    return NULL;
}

void arch_names_shape(const struct arch *a, const struct arch_names *n,
                      bool bias, struct arch_shape *out)
{
    const int64_t cols = arch_names_extent(a, n->cols);

    if (n->rows && !bias)
        *out = (struct arch_shape){2, {arch_names_extent(a, n->rows), cols}};
    else
        *out = (struct arch_shape){
            1, {n->rows ? arch_names_extent(a, n->rows) : cols}};
}

const char *arch_names_pattern(const struct arch *a, enum arch_form form,
                               const struct arch_names *n)
{
    if (form == ARCH_FORM_HOUSE)
        return n->ours;
    if (form == ARCH_FORM_GGUF && arch_names_fused(a, form, n))
        return "blk.%d.attn_qkv";
    if (form == ARCH_FORM_GGUF)
        return a->family == ARCH_BERT ? n->gguf_bert : n->gguf;
    switch (a->family) {
    case ARCH_GPT2:
        return n->gpt2;
    case ARCH_BERT:
        return n->bert;
    default:
        return n->llama;
    }
}

void arch_names_fill(char out[ARCH_NAME], const char *pattern, int block,
                     const char *suffix)
{
    const char *mark = strstr(pattern, "%d");

    if (mark) {
        snprintf(out, ARCH_NAME, "%.*s%d%s%s", (int)(mark - pattern), pattern,
                 block, mark + 2, suffix);
    } else {
        snprintf(out, ARCH_NAME, "%s%s", pattern, suffix);
    }
}
