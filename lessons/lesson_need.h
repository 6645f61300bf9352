#ifndef LESSONS_LESSON_NEED_H
#define LESSONS_LESSON_NEED_H

#include "lessons/lesson_parse.h"

/* lesson_need.h - does a block have everything that its kind needs, and does
 * what it has make sense? */
struct status lesson_need_check(const struct lesson_parse *p,
                                const struct lesson_block *b);

#endif
