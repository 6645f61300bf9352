#ifndef LESSONS_LABS_SWITCHMAP_H
#define LESSONS_LABS_SWITCHMAP_H

#include "lessons/labs/labtrace.h"

/*
 * switchmap.h - parts of a model switched off, one at a time, and what that
 * costs on a text. Off means that the part adds nothing: a head leaves zeros in
 * its place, a half of a block adds zero, a block hands on what it read.
 */
enum { SWITCHMAP_LAYERS = 128, SWITCHMAP_HEADS = 64 };
enum { SWITCHMAP_COLS = SWITCHMAP_HEADS + 3 };

enum switchmap_part {
    SWITCHMAP_ATTENTION,
    SWITCHMAP_MLP,
    SWITCHMAP_BLOCK,
    SWITCHMAP_HEAD
};

struct switchmap_where {
    enum switchmap_part part;
    int layer, head;
    int heads; /* of the model */
};

/* Plain numbers: copy it whole. */
struct switchmap {
    int layers, heads, tokens;
    int cols;    /* attention, mlp, block; with heads these behind them */
    int done;    /* layers that are measured */
    double loss; /* of the whole model, nats a token */
    float damage[SWITCHMAP_LAYERS * SWITCHMAP_COLS]; /* [layers, cols]: the
                                                        loss that is added */
};

/* Reads loss and sizes from a trace of the text that `m` has read. Errors:
 * TOO_BIG; BAD_USAGE for a text of one token. */
struct status switchmap_start(struct switchmap *s, struct labmodel *m,
                              const struct labtrace *t, bool heads);

/* Measures the next layer: all its columns in one batch. */
struct status switchmap_layer(struct switchmap *s, struct labmodel *m,
                              const struct labtrace *t);

/* Column of a part, or -1 where the map lacks it. */
int switchmap_col(const struct switchmap *s, enum switchmap_part part,
                  int head);
/* "attention", "mlp", "block", "head 3". */
void switchmap_name(int col, char out[24]);

/* A change that switches one part off, for labwrite_text(): `glob` has room
 * for its name, `w` is what the change points at. */
struct labtrace_change switchmap_change(struct switchmap_where *w,
                                        char glob[64]);

#endif
