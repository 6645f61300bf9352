#ifndef ENGINE_MODEL_TOKENIZER_STAGES_H
#define ENGINE_MODEL_TOKENIZER_STAGES_H

#include <jansson.h>

#include "engine/model/tokenizer_spell.h"
#include "engine/model/tokenizer_store.h"

/* tokenizer_stages.h - normalizer, pre_tokenizer and decoder of a Hugging Face
 * tokenizer.json, as the stages of ours. */
struct tokenizer_stages {
    enum tokenizer_spell spell;
    struct tokenizer_normal normal;
    struct tokenizer_split split;
    enum tokenizer_store_lead lead;
    enum tokenizer_store_join join;
    bool tidy;
};

/* Errors: UNSUPPORTED for a part that we do not know, with its name;
 * BAD_FILE. */
struct status tokenizer_stages_read(struct tokenizer_stages *s,
                                    const json_t *root);

/* Sets the ids that post_processor puts around a text. */
struct status tokenizer_stages_frame(struct tokenizer *t, const json_t *root);

/* For other readers. Errors: TOO_BIG where a stage has too many steps. */
struct status tokenizer_stages_normal(struct tokenizer_stages *s,
                                      enum tokenizer_normal_kind kind,
                                      const char *from, const char *to);
struct status tokenizer_stages_split(struct tokenizer_stages *s,
                                     enum tokenizer_split_step step);
struct status tokenizer_stages_bert(struct tokenizer_stages *s, bool clean,
                                    bool ideographs, bool accents, bool lower);
/* The last step of files that spell as SentencePiece: U+2581 is a space. */
struct status tokenizer_stages_marks(struct tokenizer_stages *s);
void tokenizer_stages_use(struct tokenizer *t,
                          const struct tokenizer_stages *s);

#endif
