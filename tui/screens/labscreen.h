#ifndef TUI_SCREENS_LABSCREEN_H
#define TUI_SCREENS_LABSCREEN_H

#include "tui/shell.h"

/* labscreen.h - one lab on the whole screen. `run` is its name, with knobs or
 * without: "attention-map layer=1". Errors: as labplan_parse(). */
struct status labscreen_push(struct shell *s, const char *run);

/* The same for a panel that another screen shows already. */
void labscreen_zoom(struct shell *s, struct labpanel *p);

#endif
