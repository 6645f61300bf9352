#ifndef LESSONS_DATA_TOWN_UNKNOWN_H
#define LESSONS_DATA_TOWN_UNKNOWN_H

#include "lessons/data/town.h"

/*
 * town_unknown.h - questions that nobody in the town can answer: what someone
 * dreamt, what a thing will cost. The only right answer says so.
 */
struct town_unknown {
    char question[TOWN_TEXT_BYTES], answer[TOWN_TEXT_BYTES];
};

int town_unknown_count(const struct town *t);
/* Question `i` of 0..count-1; the same for every day. */
struct town_unknown town_unknown_at(const struct town *t, int i);

#endif
