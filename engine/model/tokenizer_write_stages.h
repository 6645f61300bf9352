#ifndef ENGINE_MODEL_TOKENIZER_WRITE_STAGES_H
#define ENGINE_MODEL_TOKENIZER_WRITE_STAGES_H

#include <jansson.h>

#include "engine/model/tokenizer_store.h"

/* tokenizer_write_stages.h - sets normalizer, pre_tokenizer, decoder and
 * post_processor of `root`. Errors: UNSUPPORTED; NO_MEMORY. */
struct status tokenizer_write_stages(const struct tokenizer *t, json_t *root);

#endif
