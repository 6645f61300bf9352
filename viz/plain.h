#ifndef VIZ_PLAIN_H
#define VIZ_PLAIN_H

#include "viz/canvas.h"
#include "viz/sink.h"

/*
 * plain.h - a canvas as lines of text, without a single escape.
 *
 * Blanks at the end of a line and blank rows at the bottom are left out; each
 * line ends in '\n'.
 */
void plain_write(const struct canvas *cv, struct sink out);

#endif
