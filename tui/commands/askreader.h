#ifndef TUI_COMMANDS_ASKREADER_H
#define TUI_COMMANDS_ASKREADER_H

#include "engine/app/reading.h"
#include "engine/core/hook.h"

/* askreader.h - who answers a question from passages: sentences of theirs, a
 * model that is loaded here, or one behind an address. */
struct askreader {
    const char *model, *url, *name; /* --model, --endpoint, --endpoint-model */
    int tokens, patience_s;
    const struct hook *hook;
    bool prints; /* pieces go to standard output as they come */
};

/* Appends the answer; *used passages were given. Errors: those of the model,
 * the endpoint; TOO_BIG where the question alone fills the model. */
struct status askreader_run(const struct askreader *a, const char *question,
                            const struct docstore_passage *p, int n,
                            struct buf *out, int *used);

/* The sentences that were chosen, each with its [number]. */
void askreader_quote(const struct reading *r, const struct docstore_passage *p,
                     struct buf *out);

#endif
