#ifndef ENGINE_MODEL_PUBLISHED_H
#define ENGINE_MODEL_PUBLISHED_H

#include "engine/model/checkpoint.h"

/*
 * published.h - models that others trained: a GGUF file, a Hugging Face
 * folder or the .safetensors in it, or a folder with model.gguf.
 *
 * Matrices stay in the mapped file, in the blocks that they have there; what is
 * small, or lies another way round than ours, is copied.
 */

/* Is `path` such a model, by its name and what is beside it? */
bool published_is(const char *path);

/* Errors: those of weights_open(), arch_read(), arch_check() and of the
 * tokenizer; UNSUPPORTED for what this engine cannot compute. `c` is empty
 * before, and holds what was opened even after a failure. */
struct status published_load(struct checkpoint *c, const char *path,
                             const struct device *d);

/* The same, with a copy of every number in memory, decoded where the file has
 * blocks: what full fine-tuning starts from. All of it may be trained. */
struct status published_load_whole(struct checkpoint *c, const char *path,
                                   const struct device *d);

/* Our configuration of an architecture. */
struct status published_config(struct decoder_config *c, const struct arch *a);

#endif
