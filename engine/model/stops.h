#ifndef ENGINE_MODEL_STOPS_H
#define ENGINE_MODEL_STOPS_H

#include <stdint.h>

#include "engine/base/buf.h"

/*
 * stops.h - texts that end what a model writes, and are left out of it. They
 * may come in pieces: what could be the start of one waits.
 */

/* Cuts `text` where the first of n stops stands, looking from byte `from` on.
 * Answers whether one did. */
bool stops_cut(const char *const *stop, int n, struct buf *text, size_t from);

/* Bytes of `text` that no stop, begun at its end, can take back. */
size_t stops_sure(const char *const *stop, int n, const struct buf *text);

/* How many of n tokens begin before byte `end` of their text, where token i
 * begins at byte start[i]: those that a stop leaves. */
int64_t stops_kept(const size_t *start, int64_t n, size_t end);

#endif
