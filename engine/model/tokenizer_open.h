#ifndef ENGINE_MODEL_TOKENIZER_OPEN_H
#define ENGINE_MODEL_TOKENIZER_OPEN_H

#include "engine/model/tokenizer.h"
#include "engine/model/weights/weights.h"

/*
 * tokenizer_open.h - the tokenizer of a model, wherever it is kept: a file of
 * tokenizer_file_load(), the folder of a model (tokenizer.json, or vocab.json
 * and merges.txt), a .safetensors file in such a folder, or a GGUF file.
 * Errors: those of tokenizer_file_load() and weights_open(); NOT_FOUND for a
 * folder without any.
 */
struct status tokenizer_open(struct tokenizer **out, const char *path);

/* From the values of a GGUF file that is open already. */
struct status tokenizer_open_weights(struct tokenizer **out,
                                     const struct weights *w);

#endif
