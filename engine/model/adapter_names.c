#include "engine/model/adapter_names.h"

#include <stdio.h>
#include <string.h>

#include "engine/model/weights/arch_names.h"

/* As much of an architecture as names depend on. */
static struct arch arch_of(const struct decoder_config *c)
{
    struct arch a = {.vocab = c->vocab,
                     .context = c->context,
                     .layers = c->layers,
                     .heads = c->heads,
                     .groups = c->groups,
                     .width = c->width,
                     .hidden = c->hidden,
                     .head_width = decoder_head_width(c),
                     .types = c->types,
                     .gated = c->mlp == MLP_SWIGLU,
                     .head_norms = c->head_norms,
                     .tied = c->tied,
                     .pooled = c->post_norm};

    a.family = c->post_norm                      ? ARCH_BERT
               : c->positions == DECODER_LEARNED ? ARCH_GPT2
               : c->head_norms                   ? ARCH_QWEN3
               : c->qkv_bias                     ? ARCH_QWEN2
                                                 : ARCH_LLAMA;
    return a;
}

struct status adapter_place_of(struct adapter_place *out,
                               const struct decoder_config *c,
                               const char *layer)
{
    const struct arch a = arch_of(c);
    char name[ADAPTER_NAME + 8], filled[ARCH_NAME];
    bool bias;
    int block;

    snprintf(name, sizeof name, "%s.weight", layer);
    const struct arch_names *n = arch_names_find(name, &block, &bias);
    const char *pattern =
        n ? arch_names_pattern(&a, ARCH_FORM_HUGGINGFACE, n) : NULL;
    if (!pattern)
        return status_fail(STATUS_UNSUPPORTED,
                           "%s has no name in a folder of PEFT", layer);
    arch_names_fill(filled, pattern, block, "");
    snprintf(out->module, sizeof out->module, "%s%s",
             a.family == ARCH_GPT2 ? "transformer." : "", filled);
    out->rows = out->all = arch_names_extent(&a, n->rows);
    out->from = 0;
    if (arch_names_fused(&a, ARCH_FORM_HUGGINGFACE, n)) {
        out->all = arch_names_extent(&a, 'Q') + 2 * arch_names_extent(&a, 'K');
        if (n->thirds != 'q')
            out->from = arch_names_extent(&a, 'Q');
        if (n->thirds == 'v')
            out->from += arch_names_extent(&a, 'K');
    }
    out->paired = c->rope_pairs && (n->thirds == 'q' || n->thirds == 'k')
                      ? a.head_width
                      : 0;
    return STATUS_OK;
}

int64_t adapter_row(const struct adapter_place *p, int64_t row)
{
    if (!p->paired)
        return row;
    const int64_t head = row / p->paired, i = row % p->paired,
                  half = p->paired / 2;

    return head * p->paired + 2 * (i % half) + i / half;
}

int64_t adapter_prefix_at(const struct decoder_config *c, int64_t layer,
                          int which)
{
    return (2 * layer + which) * c->groups * decoder_head_width(c);
}
