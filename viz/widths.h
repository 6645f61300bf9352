#ifndef VIZ_WIDTHS_H
#define VIZ_WIDTHS_H

#include <stdint.h>

/*
 * widths.h - how many columns a terminal gives a code point: 0, 1 or 2.
 *
 * A table of ranges and not wcwidth(), so that a picture is laid out alike in
 * every locale and on every machine. It agrees with glibc's wcwidth() where
 * that one knows the code point (Unicode 14).
 */
int widths_of(uint32_t rune);

#endif
