#ifndef VIZ_SVG_H
#define VIZ_SVG_H

#include "viz/canvas.h"
#include "viz/sink.h"

/*
 * svg.h - a canvas as a picture file that needs no font to be right: half
 * blocks, bars, braille dots and lines are shapes, only letters are text, in
 * runs of a fixed width and any monospace font there is. Blank columns on the
 * right and blank rows below are left out.
 *
 * The same canvas gives the same bytes. Colours are 24 bit, of the canvas's
 * theme; a canvas that is to be drawn for a file has the colours CANVAS_RGB.
 * Source: W3C, Scalable Vector Graphics 2; the words follow its chapter on
 * titles and descriptions.
 */
struct svg_about {
    const char *id;    /* in front of every id; letters, digits, '-' */
    const char *title; /* or NULL */
    const char *words; /* what the picture says, in sentences; or NULL */
};

void svg_write(const struct canvas *cv, const struct svg_about *about,
               struct sink out);

#endif
