#ifndef VIZ_GLYPH_H
#define VIZ_GLYPH_H

#include <stddef.h>
#include <stdint.h>

/*
 * glyph.h - from bytes to what may stand in a cell.
 *
 * Text from outside is never trusted: every byte sequence gives some glyph,
 * and none of them can steer a terminal.
 */
enum { GLYPH_BAD = 0xfffd };

/* Reads one code point from `bytes` >= 1 bytes; answers how many it took. A
 * byte that starts none gives GLYPH_BAD and takes 1. */
size_t glyph_next(const char *utf8, size_t bytes, uint32_t *rune);

/* What to show for a code point: line ends and tabs become a blank, other
 * control characters GLYPH_BAD, and what only steers the layout (soft
 * hyphens, variation selectors, direction marks, joiners) becomes 0. */
uint32_t glyph_fold(uint32_t rune);

/* Columns of a folded code point: 0 for a combining mark. */
int glyph_cols(uint32_t rune);

#endif
