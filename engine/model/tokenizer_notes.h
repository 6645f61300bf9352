#ifndef ENGINE_MODEL_TOKENIZER_NOTES_H
#define ENGINE_MODEL_TOKENIZER_NOTES_H

#include "engine/model/tokenizer.h"
#include "engine/model/weights/weights_notes.h"

/*
 * tokenizer_notes.h - a tokenizer as the keys that a GGUF file has for it:
 * pieces, their types, merges or scores, what stands around a text.
 *
 * `size` is the model's vocabulary: ids that the tokenizer lacks get names that
 * no text becomes. Such a file has no key for white space that an added token
 * takes, nor for a space that only goes before texts without one: it goes
 * before all. Errors: UNSUPPORTED for stages that such a file cannot say;
 * NO_MEMORY.
 */
struct status tokenizer_notes(struct weights_notes *n,
                              const struct tokenizer *t, int64_t size);

/* What tokenizer.ggml.pre calls the way that `t` cuts text, or NULL. */
const char *tokenizer_arrays_pre(const struct tokenizer *t);

#endif
