#ifndef VIZ_FORMULASIGN_H
#define VIZ_FORMULASIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* formulasign.h - the signs of formulas: commands, raised and lowered. */

/* The sign that a command such as "alpha" stands for, or NULL. */
const char *formulasign_of(const char *name, size_t bytes, bool ascii);

/* The raised or lowered form of a letter, 0 where Unicode has none. */
uint32_t formulasign_raised(uint32_t rune);
uint32_t formulasign_lowered(uint32_t rune);

#endif
