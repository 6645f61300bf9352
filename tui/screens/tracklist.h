#ifndef TUI_SCREENS_TRACKLIST_H
#define TUI_SCREENS_TRACKLIST_H

#include "tui/shell.h"

/*
 * tracklist.h - ways through the course: all of them, or the one that was
 * chosen, part by part, planned lessons too.
 */
void tracklist_push(struct shell *s);
/* "": the chosen one. */
void tracklist_push_track(struct shell *s, const char *word);

/* From now on the course goes on along this track; "none": in its own order.
 * Errors: NOT_FOUND, IO. */
struct status tracklist_choose(struct shell *s, const char *word);
/* Takes up what was chosen in an earlier session. */
struct status tracklist_restore(struct shell *s);

/* The name of the track that is followed, or NULL. */
const char *tracklist_name(const struct shell *s);

#endif
