#ifndef LESSONS_DATA_TOWN_DAY_H
#define LESSONS_DATA_TOWN_DAY_H

#include "lessons/data/town.h"

/*
 * town_day.h - the rules of one day, in the order in which they act.
 */
void town_day_weather(struct town *t);
void town_day_ships(struct town *t);
void town_day_trade(struct town *t);
void town_day_people(struct town *t);

#endif
