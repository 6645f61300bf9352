#ifndef VIZ_TOAST_H
#define VIZ_TOAST_H

#include "viz/canvas.h"
#include "viz/logview.h"

/*
 * toast.h - the newest messages in small boxes at the lower right, over
 * whatever is there. They go away by themselves, so all of them must stand in
 * a log as well.
 */
enum { TOAST_MOST = 3, TOAST_MOST_COLS = 48, TOAST_MOST_ROWS = 4 };

/* The last TOAST_MOST lines of `l`. Answers the rows that they cover. */
int toast_draw(const struct logview *l, struct canvas *cv,
               struct canvas_rect at);

#endif
