#ifndef ENGINE_MODEL_CHECKPOINT_H
#define ENGINE_MODEL_CHECKPOINT_H

#include "engine/model/card.h"
#include "engine/model/decoder.h"
#include "engine/model/tokenizer.h"
#include "engine/model/weights/arch.h"

/*
 * checkpoint.h - a trained model in a folder: model.safetensors (weights, and
 * the configuration as its metadata), tokenizer.json, and card.json, which is
 * written last and holds the hashes of the others.
 */
enum { CHECKPOINT_ENDS = 8 };

struct checkpoint {
    struct decoder *model;
    struct tokenizer *tokenizer;
    struct card *card;       /* NULL where a bare file was opened */
    struct weights *weights; /* of a published model, which stays mapped */
    struct adapter *adapter; /* that was opened, and is in use; or NULL */
    int32_t begin;           /* the token that texts begin with; -1: none */
    int32_t end[CHECKPOINT_ENDS]; /* tokens that end one */
    int ends;
};

enum checkpoint_precision { CHECKPOINT_F32, CHECKPOINT_BF16 };

/* Writes all three; `card` gets the model's lines and the hashes. The folder
 * is made where missing. */
struct status checkpoint_save(const char *folder, struct decoder *m,
                              const struct tokenizer *t, struct card *card,
                              enum checkpoint_precision precision);

/* `name`: a house or catalogue name, a folder (of a model, or of an adapter
 * that names its model: adapter.h), a .gguf file, or a .safetensors
 * file with tokenizer.json beside it; published models as published.h has
 * them. The hashes of our own folder must agree with its card.
 * Errors: NOT_FOUND, BAD_FILE (which part is wrong and how), UNSUPPORTED,
 * NO_MEMORY. */
struct status checkpoint_load(struct checkpoint *c, const char *name,
                              const struct device *d);
/* The same with all weights in memory, where they may be trained. Errors: also
 * BAD_USAGE for the folder of an adapter. */
struct status checkpoint_load_whole(struct checkpoint *c, const char *name,
                                    const struct device *d);
void checkpoint_release(struct checkpoint *c);

/* Does `id` end a text? */
bool checkpoint_ends(const struct checkpoint *c, int32_t id);

#endif
