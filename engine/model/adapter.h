#ifndef ENGINE_MODEL_ADAPTER_H
#define ENGINE_MODEL_ADAPTER_H

#include "engine/model/decoder.h"

/*
 * adapter.h - few numbers that change what a model does, beside a model whose
 * own numbers stay as they are, whatever types they have.
 *
 * An adapter has a store of parameters of its own: that is what a trainer
 * moves and a file keeps. Several may be made for one model; it uses one of
 * them at a time, or none, and switching costs nothing.
 */
enum adapter_kind {
    ADAPTER_LORA,       /* B A beside a linear layer: nn/lora.h */
    ADAPTER_BIAS,       /* a vector added to what a linear layer says */
    ADAPTER_BOTTLENECK, /* y + up(gelu(down(y))) behind both halves of a block;
                           Houlsby et al. 2019 */
    ADAPTER_PREFIX, /* keys and values before the first; Li and Liang 2021 */
    ADAPTER_SOFT    /* vectors before the first token's; Lester et al. 2021 */
};

/* Which linear layers of the blocks get one; of LORA and BIAS. */
enum adapter_where {
    ADAPTER_QV,        /* queries and values: Hu et al. 2021 */
    ADAPTER_ATTENTION, /* all four of attention */
    ADAPTER_MLP,
    ADAPTER_ALL
};

struct adapter_settings {
    enum adapter_kind kind;
    enum adapter_where where;
    int64_t rank; /* of LORA */
    double alpha; /* of LORA: B A counts alpha / rank times */
    double dropout;
    int64_t size; /* BOTTLENECK: its width; PREFIX, SOFT: positions */
};

/* In the order of the enums, NULL-terminated: "lora", "bias", ..; "qv", .. */
extern const char *const adapter_kind_names[], *const adapter_where_names[];

struct adapter; /* opaque */

/* One that changes nothing yet (a prefix and a soft prompt do, a little).
 * `m` is borrowed and must outlive it. Errors: BAD_USAGE for settings that do
 * not fit it, NO_MEMORY. */
struct status adapter_new(struct adapter **out, struct decoder *m,
                          const struct adapter_settings *s, uint64_t seed);
/* Takes it out of use first. */
void adapter_free(struct adapter *a);

/* `a` is what its model uses from now on; adapter_rest(): no adapter. */
void adapter_use(struct adapter *a);
void adapter_rest(struct decoder *m);
bool adapter_used(const struct adapter *a);

/* Dropout is for training alone. Which numbers fall depends on (seed, step). */
void adapter_train(struct adapter *a, uint64_t seed, uint64_t step);
void adapter_settle(struct adapter *a); /* no dropout: how it starts */

const struct adapter_settings *adapter_settings(const struct adapter *a);
struct decoder *adapter_model(const struct adapter *a);
/* The parameters, "blocks.0.attn.q.lora_a": what a trainer moves. */
struct params *adapter_params(struct adapter *a);
int64_t adapter_size(const struct adapter *a); /* numbers */
/* The pair beside the layer whose weight is called `name`, for pictures;
 * NULL where it has none. */
const struct lora *adapter_pair(const struct adapter *a, const char *name);

/* Adds the change to the model's own numbers (and takes the adapter out of
 * use), or takes it off again. Errors: UNSUPPORTED where the kind is no change
 * of weights, or the weights stand in a mapped file. Nothing is changed then.
 */
struct status adapter_merge(struct adapter *a);
struct status adapter_unmerge(struct adapter *a);

/*
 * A folder as PEFT has them: adapter_config.json and
 * adapter_model.safetensors; LORA, PREFIX and SOFT load there. Names and
 * layouts are those of the model's family at Hugging Face.
 */
bool adapter_is(const char *folder);
/* `base` is what the folder says that it belongs to. Each file is replaced
 * whole or not at all. */
struct status adapter_save(struct adapter *a, const char *folder,
                           const char *base);
/* Errors: NOT_FOUND, BAD_FILE (naming file and field or tensor; also for an
 * adapter of another model), UNSUPPORTED for what PEFT can and this cannot. */
struct status adapter_open(struct adapter **out, struct decoder *m,
                           const char *folder);
/* What a folder says that it belongs to, appended to `out`. */
struct buf;
struct status adapter_base(const char *folder, struct buf *out);

#endif
