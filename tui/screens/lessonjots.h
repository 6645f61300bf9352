#ifndef TUI_SCREENS_LESSONJOTS_H
#define TUI_SCREENS_LESSONJOTS_H

#include "tui/screens/lessonrun.h"

/*
 * lessonjots.h - the learner's note and bookmark of the open step.
 */

/* Asks for the note in the line of the lesson; puts what was typed away. */
void lessonjots_ask(struct shell *s, struct lessonrun *l);
void lessonjots_keep(struct shell *s, struct lessonrun *l, const char *text);
/* The note as it was before the last change of it; false where none was
 * changed, or a knob was turned since. */
bool lessonjots_undo(struct shell *s, struct lessonrun *l);
/* Marks the step, or takes the mark away. */
void lessonjots_mark(struct shell *s, struct lessonrun *l);

/* Appends what there is to the text of the step. */
void lessonjots_show(struct shell *s, const struct lessonrun *l,
                     struct page *page);

#endif
