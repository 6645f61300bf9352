#ifndef ENGINE_NN_NORMLAYER_H
#define ENGINE_NN_NORMLAYER_H

#include "engine/core/graph.h"
#include "engine/core/params.h"

/* normlayer.h - layer norm or RMS norm with its learned gain. */
enum normlayer_kind { NORMLAYER_LAYER, NORMLAYER_RMS };

struct normlayer {
    enum normlayer_kind kind;
    int gain, bias; /* indexes; bias is -1 where there is none */
    double epsilon;
};

/* Declares NAME.weight [width] and, for a layer norm with `bias`, NAME.bias. */
struct normlayer normlayer_declare(struct params *ps, const char *name,
                                   enum normlayer_kind kind, int64_t width,
                                   bool bias, double epsilon);

struct tensor *normlayer_forward(struct graph *g, struct params *ps,
                                 const struct normlayer *n, struct tensor *x);

#endif
