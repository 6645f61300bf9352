#ifndef ENGINE_MODEL_EMBED_H
#define ENGINE_MODEL_EMBED_H

#include "engine/model/checkpoint.h"

/*
 * embed.h - a text as one vector: the mean over its tokens of what an encoder
 * makes of them, scaled to length 1. The product of two is their cosine.
 *
 * The tokens that the tokenizer puts before and behind a text count as well.
 * Source: Reimers and Gurevych 2019, section 3 (the MEAN strategy).
 */

/* Refuses a model that is no encoder (BAD_USAGE), with the reason. */
struct status embed_check(const struct checkpoint *c);

/* Numbers of a vector. */
int64_t embed_width(const struct checkpoint *c);

struct embed_note {
    int64_t tokens; /* that were read */
    bool cut;       /* the text had more than the model reads */
};

/* Writes embed_width() floats. Resets `g`; `note` may be NULL. Special tokens
 * in the text are only text. Errors: those of embed_check(), tokenizer and
 * graph. */
struct status embed_text(float *out, const struct checkpoint *c,
                         struct graph *g, const char *text, size_t bytes,
                         struct embed_note *note);

#endif
