#ifndef VIZ_ANSI_H
#define VIZ_ANSI_H

#include "viz/canvas.h"
#include "viz/sink.h"

/*
 * ansi.h - a canvas as lines of text with SGR colours, for `less -R`.
 *
 * Nothing but SGR is sent, no cursor motion. Each line starts and ends without
 * attributes; blanks that cannot be seen at its end are left out, as are blank
 * rows at the bottom. Colours are those of the canvas's look.
 */
void ansi_write(const struct canvas *cv, struct sink out);

/* One row of it, without the line end. */
void ansi_row(const struct canvas *cv, int row, struct sink out);

#endif
