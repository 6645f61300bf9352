#ifndef ENGINE_MODEL_TOKENIZER_WRITE_H
#define ENGINE_MODEL_TOKENIZER_WRITE_H

#include "engine/model/tokenizer.h"

/* tokenizer_write.h - any published tokenizer, wherever it was read from, and
 * our own pairs of bytes, as a Hugging Face tokenizer.json that encodes the
 * same.
 * Errors: UNSUPPORTED for a stage that such a file cannot say; NO_MEMORY;
 * those of savefile_replace(). */
struct status tokenizer_write(const struct tokenizer *t, const char *path);

#endif
