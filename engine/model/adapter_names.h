#ifndef ENGINE_MODEL_ADAPTER_NAMES_H
#define ENGINE_MODEL_ADAPTER_NAMES_H

#include "engine/model/adapter_parts.h"
#include "engine/model/weights/arch.h"

/* adapter_names.h - what a layer of ours is called in a folder of PEFT, and
 * how its rows lie there. */
struct adapter_place {
    char module[2 * ARCH_NAME]; /* "model.layers.0.self_attn.q_proj" */
    int64_t from, rows;         /* rows of the module that are the layer's */
    int64_t all;                /* rows of the module */
    int64_t paired;             /* ours: rows of a head in pairs; 0: as there */
};

/* `layer` is "blocks.0.attn.q". Errors: UNSUPPORTED for a layer without a name
 * there. */
struct status adapter_place_of(struct adapter_place *out,
                               const struct decoder_config *c,
                               const char *layer);

/* Which of our rows the module's row `row` is (both counted in the layer). */
int64_t adapter_row(const struct adapter_place *p, int64_t row);

/* Numbers before the first of layer `layer`'s keys (which 0) or values (1) in
 * a position of a prefix. */
int64_t adapter_prefix_at(const struct decoder_config *c, int64_t layer,
                          int which);

#endif
