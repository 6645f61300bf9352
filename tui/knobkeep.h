#ifndef TUI_KNOBKEEP_H
#define TUI_KNOBKEEP_H

#include "tui/labpanel.h"

/*
 * knobkeep.h - how the knobs of a lesson's lab stood: kept as they are turned,
 * so that whoever comes back finds them so, even after a power cut. One place
 * is kept, the last.
 */
struct lesson;

/* The panel belongs to block `block` of this step. */
void knobkeep_place(struct labpanel *p, const struct lesson *lesson, int step,
                    int block);
/* Keeps what was turned since the last call, if anything was. */
void knobkeep_panel(struct shell *s, struct labpanel *p);
/* Turns the knobs to where they stood at this place. */
void knobkeep_restore(struct shell *s, struct labpanel *p);

#endif
