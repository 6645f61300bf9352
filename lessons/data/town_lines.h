#ifndef LESSONS_DATA_TOWN_LINES_H
#define LESSONS_DATA_TOWN_LINES_H

#include "lessons/data/town_script.h"

/*
 * town_lines.h - what several voices say. All: false where there is no room.
 */

/* A row of town_life_lines. */
bool town_lines_life(struct town_phrase *p, enum town_script_life kind);

/* What lies where, is in which state, sits on what: the short sentences that
 * lessons use. */
bool town_lines_thing(struct town_phrase *p);

/* Somebody's trade, temper or family. */
bool town_lines_person(struct town_phrase *p, const struct town *t);

#endif
