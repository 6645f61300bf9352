#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/shell.h"

/*
 * prompt.h - the line behind `:`: commands, and what Tab makes of a start.
 */
void prompt_key(struct shell *s, int key);
void prompt_draw(struct shell *s, struct canvas *cv);

/* Runs one command line, as if it had been typed. */
void prompt_run(struct shell *s, const char *line);

/* Completes `line` (a command, or the first word after it) as far as all that
 * fits agrees; lists what fits in `list`, blanks between. Answers how many
 * fit. */
int prompt_complete(const struct shell *s, struct lineedit *line, char *list,
                    size_t bytes);

#endif
