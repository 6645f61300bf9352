#ifndef LESSONS_DATA_TOWN_DEEDS_H
#define LESSONS_DATA_TOWN_DEEDS_H

#include "lessons/data/town_words.h"

/* The verbs, by what they may be done to. A row without a name ends it. */
extern const struct town_words_class town_deeds_classes[];

#endif
