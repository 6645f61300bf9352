#ifndef TUI_LABKEEP_H
#define TUI_LABKEEP_H

#include "tui/labpanel.h"

/*
 * labkeep.h - keeps what a lab shows, as files in ~/lathe/pictures: shapes
 * (.svg), text with the words (.txt) and numbers (.csv), named after the lab
 * and its step. What is there already is never replaced.
 */

/* `where` gets the path without its ending. Errors: IO, NOT_FOUND where there
 * is no home, BAD_USAGE while the lab has no picture yet. */
struct status labkeep_save(const struct labpanel *p,
                           const struct canvas_look *look, struct buf *where);

/* The same for a key: says where it was kept, or why it was not. */
void labkeep_key(struct shell *s, struct labpanel *p);

#endif
