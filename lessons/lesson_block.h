#ifndef LESSONS_LESSON_BLOCK_H
#define LESSONS_LESSON_BLOCK_H

#include "lessons/lesson_parse.h"

/* lesson_block.h - one fenced block: its keys, its list, and what it lacks. */

/* The kind that a fence names, or -1. */
int lesson_block_kind_of(const char *name);

/* Reads the lines `first` to `end` (not included) between the fences of a
 * block, whose kind and line are set. */
struct status lesson_block_read(struct lesson_parse *p, struct lesson_block *b,
                                int first, int end);

#endif
