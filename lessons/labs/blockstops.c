#include "lessons/labs/blockstops.h"

#include <assert.h>
#include <stdio.h>

/* `probe`: of what stands in a block, behind "blocks.N.". */
static const struct {
    const char *name, *probe, *says;
} table[BLOCKSTOPS_KINDS] = {
    [BLOCKSTOPS_TOKEN] = {"token", "", "the id picks a row of the token table"},
    [BLOCKSTOPS_PLACE] = {"place", "",
                          "the place picks a row of the position table"},
    [BLOCKSTOPS_SUM] = {"sum", "embedding",
                        "both rows are added: the stream begins"},
    [BLOCKSTOPS_NORM1] = {"norm", "norm1",
                          "each row is brought to mean 0 and size 1"},
    [BLOCKSTOPS_QUERY] = {"queries", "attn.q", "what each position asks for"},
    [BLOCKSTOPS_KEY] = {"keys", "attn.k", "what each can be found by"},
    [BLOCKSTOPS_VALUE] = {"values", "attn.v", "what each hands over"},
    [BLOCKSTOPS_WEIGHTS] = {"weights", "attn.probs",
                            "query times key, scaled, masked, softmax"},
    [BLOCKSTOPS_MIX] = {"mixture", "attn.mix",
                        "each head mixes values by its weights"},
    [BLOCKSTOPS_ATTENTION] = {"projection", "attn.out",
                              "the heads together become one row"},
    [BLOCKSTOPS_MIDDLE] = {"stream", "middle",
                           "what attention gave is added to the stream"},
    [BLOCKSTOPS_NORM2] = {"norm", "norm2",
                          "each row is brought to mean 0 and size 1"},
    [BLOCKSTOPS_HIDDEN] = {"hidden", "mlp.hidden",
                           "four times as wide, and bent"},
    [BLOCKSTOPS_MLP] = {"narrowed", "mlp.out", "back to the stream's width"},
    [BLOCKSTOPS_OUT] = {"stream", "out",
                        "what the MLP gave is added to the stream"},
    [BLOCKSTOPS_NORM] = {"norm", "norm", "each row is normed a last time"},
    [BLOCKSTOPS_LOGITS] = {"logits", "logits",
                           "one score for each token of the vocabulary"},
    [BLOCKSTOPS_PROBABILITIES] = {"chances", "",
                                  "softmax makes probabilities of the scores"},
};

int blockstops_count(int layers)
{
    return BLOCKSTOPS_BEFORE + layers * BLOCKSTOPS_A_BLOCK + BLOCKSTOPS_KINDS -
           BLOCKSTOPS_NORM;
}

struct blockstops blockstops_at(int layers, int i)
{
    const int head = BLOCKSTOPS_BEFORE + layers * BLOCKSTOPS_A_BLOCK;

    assert(i >= 0 && i < blockstops_count(layers));
    if (i < BLOCKSTOPS_BEFORE)
        return (struct blockstops){(enum blockstops_kind)i, -1};
    if (i >= head)
        return (struct blockstops){
            (enum blockstops_kind)(BLOCKSTOPS_NORM + i - head), -1};
    i -= BLOCKSTOPS_BEFORE;
    return (struct blockstops){
        (enum blockstops_kind)(BLOCKSTOPS_NORM1 + i % BLOCKSTOPS_A_BLOCK),
        i / BLOCKSTOPS_A_BLOCK};
}

int blockstops_find(int layers, enum blockstops_kind kind, int block)
{
    if (kind < BLOCKSTOPS_NORM1)
        return (int)kind;
    if (kind >= BLOCKSTOPS_NORM)
        return BLOCKSTOPS_BEFORE + layers * BLOCKSTOPS_A_BLOCK +
               (int)(kind - BLOCKSTOPS_NORM);
    return BLOCKSTOPS_BEFORE + block * BLOCKSTOPS_A_BLOCK +
           (int)(kind - BLOCKSTOPS_NORM1);
}

const char *blockstops_name(enum blockstops_kind kind)
{
    return table[kind].name;
}

const char *blockstops_says(enum blockstops_kind kind)
{
    return table[kind].says;
}

void blockstops_probe(struct blockstops stop, char out[64])
{
    if (stop.block < 0)
        snprintf(out, 64, "%s", table[stop.kind].probe);
    else
        snprintf(out, 64, "blocks.%d.%s", stop.block, table[stop.kind].probe);
}
