#ifndef VIZ_SPELLING_H
#define VIZ_SPELLING_H

#include <stdint.h>

/*
 * spelling.h - glyphs for terminals that know only ASCII. What a lesson on
 * language models really uses is listed: accents, quotes, arrows, mathematics.
 */

/* The spelling in ASCII, "?" where there is none. */
const char *spelling_of(uint32_t rune);

#endif
