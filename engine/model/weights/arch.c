#include "engine/model/weights/arch.h"

#include <string.h>

#include "engine/model/weights/arch_names.h"

const char *arch_name(enum arch_family family)
{
#define TEXT(name, text) text,
    static const char *const names[] = {ARCH_FAMILIES(TEXT)};
#undef TEXT

    return names[family];
}

enum arch_form arch_form(const struct weights *w)
{
    if (weights_find(w, "tokens.weight"))
        return ARCH_FORM_HOUSE;
    return strcmp(weights_format(w), "gguf") == 0 ? ARCH_FORM_GGUF
                                                  : ARCH_FORM_HUGGINGFACE;
}

/* Weight, then bias; then the next part; then the same parts of the next
 * block, which stand together in the table. */
static void step(const struct arch *a, struct arch_walk *walk)
{
    const struct arch_names *n = arch_names_at(walk->at), *next;

    if (!walk->bias && arch_names_biased(a, n)) {
        walk->bias = true;
        return;
    }
    walk->bias = false;
    next = arch_names_at(++walk->at);
    if (n->kind != ARCH_NAMES_BLOCK || (next && next->kind == n->kind) ||
        walk->block + 1 >= a->layers)
        return;
    walk->block++;
    while (walk->at > 0 &&
           arch_names_at(walk->at - 1)->kind == ARCH_NAMES_BLOCK)
        walk->at--;
}

bool arch_next(const struct arch *a, struct arch_walk *walk,
               char name[ARCH_NAME], struct arch_shape *shape)
{
    const struct arch_names *n;

    while ((n = arch_names_at(walk->at)) && !arch_names_used(a, n)) {
        walk->bias = true; /* a part that is not there has no bias */
        step(a, walk);
    }
    if (!n)
        return false;
    arch_names_fill(name, n->ours, walk->block,
                    walk->bias ? ".bias" : ".weight");
    arch_names_shape(a, n, walk->bias, shape);
    step(a, walk);
    return true;
}

/* House models are written as what they are shaped like. */
static struct arch guise(const struct arch *a)
{
    struct arch b = *a;

    if (a->family == ARCH_HOUSE)
        b.family = a->learned ? ARCH_GPT2 : ARCH_LLAMA;
    return b;
}

bool arch_target(const struct arch *a, enum arch_form form,
                 struct arch_walk *walk, struct arch_target *out)
{
    const struct arch as = guise(a);
    struct arch_shape shape;
    int block;
    bool bias;

    *out = (struct arch_target){0};
    if (!arch_next(&as, walk, out->part[0], &shape))
        return false;
    const struct arch_names *n = arch_names_find(out->part[0], &block, &bias);
    const bool fused = arch_names_fused(&as, form, n);

    /* A fused tensor stands in the place of its first part. */
    if (fused && n->thirds != 'q')
        return arch_target(a, form, walk, out);
    out->parts = fused ? ARCH_PARTS : 1;
    out->shape = shape;
    for (int i = 1; i < out->parts; i++) {
        arch_names_fill(out->part[i], n[i].ours, block,
                        bias ? ".bias" : ".weight");
        arch_names_shape(&as, &n[i], bias, &shape);
        out->shape.shape[0] += shape.shape[0];
    }
    arch_names_fill(out->name, arch_names_pattern(&as, form, n), block,
                    bias ? ".bias" : ".weight");
    out->transposed = !bias && arch_names_transposed(&as, form, n);
    out->paired = arch_names_paired(&as, form, n);
    if (out->transposed) {
        const int64_t rows = out->shape.shape[0];

        out->shape.shape[0] = out->shape.shape[1];
        out->shape.shape[1] = rows;
    }
    return true;
}
