#ifndef TUI_COMMANDS_INDEXFIND_H
#define TUI_COMMANDS_INDEXFIND_H

#include "tui/cli.h"
#include "tui/commands/indexfile.h"

/* indexfind.h - passages for a question, by the options that `lathe search` and
 * `lathe ask` share. */

/* The words of the command line as one text. Errors: BAD_USAGE (none). */
struct status indexfind_question(const struct cli_given *g, struct buf *out);

/* Reads --in, --kind, --by, --diverse of `c`; `top` hits at most. Owner of what
 * is in hit: the caller, docstore_drop(). */
struct status indexfind_run(const struct cli_command *c,
                            const struct cli_given *g, struct docstore *s,
                            const char *question, struct docstore_passage *hit,
                            int top, int *n);

#endif
