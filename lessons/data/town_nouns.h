#ifndef LESSONS_DATA_TOWN_NOUNS_H
#define LESSONS_DATA_TOWN_NOUNS_H

#include "lessons/data/town_words.h"

/* The nouns that can be counted, by meaning. A row without a name ends it. */
extern const struct town_words_class town_nouns_classes[];

#endif
