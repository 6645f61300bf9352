#ifndef TUI_SCREENS_MAPCARD_H
#define TUI_SCREENS_MAPCARD_H

#include "lessons/course.h"
#include "viz/canvas.h"

/* mapcard.h - the lines of the course map, and the card of one lesson. */
void mapcard_title(const struct course *c, const char *path, struct canvas *cv);
void mapcard_stage(const struct course *c, int stage, bool folded, bool here,
                   struct canvas *cv, struct canvas_rect at);
/* `plan`: also its minutes and the lessons that it needs. */
void mapcard_lesson(const struct course *c, int lesson, bool here, bool plan,
                    struct canvas *cv, struct canvas_rect at);
void mapcard_details(const struct course *c, int lesson, struct canvas *cv,
                     struct canvas_rect at);

#endif
