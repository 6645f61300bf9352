#ifndef TUI_LABVIEW_H
#define TUI_LABVIEW_H

#include "tui/labpanel.h"
#include "viz/canvas.h"

/*
 * labview.h - draws a panel: question and state, the picture or its words,
 * the knobs. Sets the shell's cursor while a knob is edited.
 */
void labview_draw(struct shell *s, struct labpanel *p, struct canvas *cv,
                  struct canvas_rect at);

/* "step 120, running": the state of a run in a few words. */
enum { LABVIEW_STATE_BYTES = 80 };
void labview_state(const struct labpanel *p, char out[LABVIEW_STATE_BYTES]);

#endif
