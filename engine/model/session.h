#ifndef ENGINE_MODEL_SESSION_H
#define ENGINE_MODEL_SESSION_H

#include "engine/core/graph.h"
#include "engine/model/decoder.h"
#include "engine/model/ways.h"

/*
 * session.h - a model that reads a text bit by bit: what it has read is kept,
 * so the next token costs one position, not all of them.
 *
 * A text longer than the model's context loses its beginning: three quarters
 * of the context stay, and are read again. A model that sees what comes later
 * reads all of it again for every token, as every position has changed.
 */
struct session; /* opaque */

/* `m` is borrowed; `room`: positions to keep at most, 0: the model's context.
 * Owner: the caller. Errors: NO_MEMORY, TOO_BIG; UNSUPPORTED for a model that
 * has no head. */
struct status session_new(struct session **out, struct decoder *m,
                          int64_t room);
void session_free(struct session *s);
void session_set_hook(struct session *s, struct hook hook);
/* For probes and profiles; ops of the last call stand on its tape. */
struct graph *session_graph(struct session *s);

/* Reads more tokens. After a failure (CANCELLED by the hook; BAD_USAGE for an
 * id that the model lacks) what was read before still counts. */
struct status session_read(struct session *s, const int32_t *ids, int64_t n);

/* The same for one token whose logits nobody needs: it is read with the next
 * ones. */
struct status session_note(struct session *s, int32_t id);

/* Forgets all but the first `count` tokens: undo, or another ending. Cheap
 * unless the beginning was dropped. */
void session_cut(struct session *s, int64_t count);

/* `to` then has read what `from` has, without a pass; both were made for one
 * model and the same room. After a failure (NO_MEMORY) it is as it was. */
struct status session_copy(struct session *to, const struct session *from);

/* All tokens read, also those that were dropped from the context. */
int64_t session_count(const struct session *s);
const int32_t *session_ids(const struct session *s);
/* Positions that the model sees now. */
int64_t session_seen(const struct session *s);

/* Logits [vocab] after the last token; NULL before the first. Borrowed until
 * the next call. After session_cut() the last kept token is read again. */
struct status session_logits(struct session *s, const float **logits);

/* Bytes of keys and values that are kept. */
size_t session_bytes(const struct session *s);

/* At most `most` ways on from a prompt, of at most `tokens` more each, with a
 * session for each. Owner: the caller, ways_free(). Errors: BAD_USAGE (no
 * prompt, too many ways), those of a session. */
struct status session_ways(struct ways *out, struct decoder *m,
                           const int32_t *prompt, int64_t n, int most,
                           int64_t tokens, struct hook hook);

#endif
