#ifndef ENGINE_MODEL_ADAPTER_PARTS_H
#define ENGINE_MODEL_ADAPTER_PARTS_H

#include "engine/model/adapter.h"
#include "engine/nn/lora.h"

/* adapter_parts.h - what adapter.c and the readers of its files share. */

/* What stands beside one parameter of the model. */
struct adapter_site {
    bool there;
    struct lora lora;
    struct dense down, up; /* BOTTLENECK */
    int vector;            /* BIAS; PREFIX: what keys or values begin with */
};

struct adapter {
    struct adapter_settings settings;
    struct decoder *model;
    struct params *params;
    struct adapter_site *site; /* one for each parameter of the model */
    int soft;                  /* index of the vectors, or -1 */
    bool merged, training;
    uint64_t seed, step;
};

/* One without sites; then the sites are declared, then it is built. */
struct status adapter_begin(struct adapter **out, struct decoder *m,
                            const struct adapter_settings *s);
void adapter_put_lora(struct adapter *a, int weight, int64_t rank,
                      double alpha);
/* Those of the kind, where the settings want them, all alike. */
void adapter_put_all(struct adapter *a);

/* "blocks.0.attn.q" of "blocks.0.attn.q.weight"; false for what is no linear
 * layer of a block. */
enum { ADAPTER_NAME = 96 };
bool adapter_layer(const struct param *p, char name[ADAPTER_NAME]);

#endif
