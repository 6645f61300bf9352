#ifndef EXERCISES_LINEDIFF_H
#define EXERCISES_LINEDIFF_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * linediff.h - what turns one text into another, line by line: "-" before what
 * goes, "+" before what comes, and up to two lines around that stay.
 *
 * Appends to `out`; `*same` is set, and nothing written, where they are equal.
 * Errors: TOO_BIG past 4000 lines, NO_MEMORY. Cost: the product of the lines
 * between the first and the last difference.
 */
struct status linediff_texts(struct buf *out, const char *from, const char *to,
                             bool *same);

#endif
