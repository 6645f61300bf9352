#ifndef ENGINE_MODEL_DIALOGS_H
#define ENGINE_MODEL_DIALOGS_H

#include "engine/base/buf.h"
#include "engine/model/chat.h"
#include "engine/train/examples.h"

/*
 * dialogs.h - conversations to learn from: a file with one JSON object a line.
 *
 *     {"messages": [{"role": "user", "content": "..."}, ...]}
 *     {"conversations": [{"from": "human", "value": "..."}, ...]}
 *     {"instruction": "...", "input": "...", "output": "..."}
 *     {"prompt": "...", "completion": "..."}
 *     {"question": "...", "answer": "..."}
 *
 * The first of these keys that a line has says how it is read; other keys are
 * not looked at. "system" beside the last three and "input" may be left out.
 * Each conversation begins with the system's words or with a question, and
 * ends with an answer. Empty lines are no conversations.
 */
struct dialogs {
    struct buf turns; /* struct chat_turn, those of all */
    struct buf marks; /* struct dialogs_mark, one each */
    struct buf text;  /* what the turns point at */
};

struct dialogs_mark {
    int64_t end;  /* its turns end here, in all turns */
    int64_t line; /* of the file, from 1 */
};

/* Errors: those of filemap_open(); BAD_FILE and TOO_BIG with file, line and
 * field: one bad line refuses the whole file. `d` is empty then. Owner: the
 * caller; dialogs_release(). */
struct status dialogs_open(struct dialogs *d, const char *path);
void dialogs_release(struct dialogs *d);

int64_t dialogs_count(const struct dialogs *d);
int64_t dialogs_line(const struct dialogs *d, int64_t i);
/* The `*n` turns of number `i`, borrowed. */
const struct chat_turn *dialogs_turns(const struct dialogs *d, int64_t i,
                                      int *n);

/* What did not fit as it was. */
struct dialogs_cut {
    int64_t shortened; /* lost their ends */
    int64_t left_out;  /* had no answer within what is left */
};

/* Adds each as an example of at most `most` ids in the frame of the model `c`;
 * what the assistant says counts, see chat_learned(). Errors: BAD_USAGE where
 * nothing would be learned; those of chat_learned(), with the line. */
struct status dialogs_examples(const struct dialogs *d,
                               const struct checkpoint *c, int64_t most,
                               struct examples *e, struct dialogs_cut *cut);

#endif
