#ifndef LESSONS_LESSON_FRONT_H
#define LESSONS_LESSON_FRONT_H

#include "lessons/lesson_parse.h"

/* lesson_front.h - the `key: value` lines between the two "---" at the top;
 * leaves p->at behind them. */
struct status lesson_front_read(struct lesson_parse *p);

#endif
