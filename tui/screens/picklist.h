#ifndef TUI_SCREENS_PICKLIST_H
#define TUI_SCREENS_PICKLIST_H

#include "tui/shell.h"

/*
 * picklist.h - things to choose from, each with what it says: found places,
 * terms, notes, tracks. Enter runs the command of the chosen one, as if it had
 * been typed behind `:`.
 */
struct picklist; /* opaque */

/* Owner: the caller, until picklist_push() takes it. NULL: no memory, which
 * picklist_push() then says. `title` and `empty` (said where it has nothing)
 * are copied. */
struct picklist *picklist_new(const char *title, const char *empty);
void picklist_free(struct picklist *p);

/* One more row: its text, a note on the right, what it says, and a command
 * (NULL: nothing opens). All are copied; line ends in `says` stay. */
void picklist_add(struct picklist *p, const char *text, const char *note,
                  const char *says, const char *command);
int picklist_count(const struct picklist *p);
/* The row to begin with. */
void picklist_choose(struct picklist *p, int i);

void picklist_push(struct shell *s, struct picklist *p);

#endif
