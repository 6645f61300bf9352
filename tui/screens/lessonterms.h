#ifndef TUI_SCREENS_LESSONTERMS_H
#define TUI_SCREENS_LESSONTERMS_H

#include "tui/screens/lessonrun.h"

/*
 * lessonterms.h - a cursor that goes from word to word of the glossary in the
 * text of a lesson, and the card of the word that it is on.
 */

/* The text is laid out anew, maybe at another width: the cursor stays on its
 * word. */
void lessonterms_laid(struct shell *s, struct lessonrun *l);

/* To the next word (way 1) or the one before (-1); says where there is none. */
void lessonterms_move(struct shell *s, struct lessonrun *l, int way);
/* Enter shows the card, and once more the step that shows the word; Esc takes
 * the card away, then the cursor. False where there is no cursor. */
bool lessonterms_enter(struct shell *s, struct lessonrun *l);
bool lessonterms_escape(struct lessonrun *l);

/* Over the text, which was drawn at `at`. */
void lessonterms_draw(struct shell *s, const struct lessonrun *l,
                      struct canvas *cv, struct canvas_rect at);

#endif
