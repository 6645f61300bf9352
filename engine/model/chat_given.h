#ifndef ENGINE_MODEL_CHAT_GIVEN_H
#define ENGINE_MODEL_CHAT_GIVEN_H

#include <stdbool.h>

#include "engine/base/buf.h"

/*
 * chat_given.h - what a chat template says to the model where nobody gives it a
 * system's words: "You are ...". The template is read as a text and never run:
 * only words that stand in it whole, between the frame of the system's turn,
 * count.
 */

/* Appends them to `out`; false where there are none. `around`: what stands
 * before and behind a system's words, as in struct chat_frame. */
bool chat_given_read(const char *template, const char *const around[2],
                     struct buf *out);

#endif
