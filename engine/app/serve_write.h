#ifndef ENGINE_APP_SERVE_WRITE_H
#define ENGINE_APP_SERVE_WRITE_H

#include "engine/app/serve_work.h"

/* serve_write.h - an answer, token by token: stops, log-probabilities, parts
 * of a stream. Errors: those of session and tokenizer, CANCELLED where nobody
 * waits any more; a stream may have begun then. */
struct status serve_write(struct serve_work_model *m, struct serve_reply *r,
                          const int32_t *ids, int64_t n,
                          const struct serve_work_out *out);

#endif
