#ifndef ENGINE_MODEL_TOKENIZER_COMPOSE_H
#define ENGINE_MODEL_TOKENIZER_COMPOSE_H

#include "engine/model/tokenizer_normal.h"

/*
 * tokenizer_compose.h - the four normal forms of Unicode, in stretches that
 * do not touch each other: a starter and what may combine with it.
 *
 * The reference follows Unicode 9: younger characters stay as they are.
 * Source: Unicode Standard Annex 15.
 */
void tokenizer_compose_run(struct tokenizer_normal_work *w,
                           struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in,
                           enum tokenizer_normal_kind form);

#endif
