#ifndef TUI_SCREENS_PREFSCREEN_H
#define TUI_SCREENS_PREFSCREEN_H

#include "tui/shell.h"

/*
 * prefscreen.h - the settings, each acting and kept as soon as it is moved,
 * above a card of the glyphs and colours that this terminal must show.
 */
void prefscreen_push(struct shell *s);

#endif
