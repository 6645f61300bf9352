#ifndef ENGINE_MODEL_TOKENIZER_HUB_H
#define ENGINE_MODEL_TOKENIZER_HUB_H

#include <jansson.h>

#include "engine/model/tokenizer.h"

/* tokenizer_hub.h - a Hugging Face tokenizer.json that is parsed already: see
 * tokenizer_read_json(). */
struct status tokenizer_hub_read(struct tokenizer **out, const json_t *root);

#endif
