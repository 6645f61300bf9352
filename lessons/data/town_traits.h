#ifndef LESSONS_DATA_TOWN_TRAITS_H
#define LESSONS_DATA_TOWN_TRAITS_H

#include "lessons/data/town_words.h"

/* Adjectives, adverbs and nouns without a plural, by what they fit. A row
 * without a name ends it. */
extern const struct town_words_class town_traits_classes[];

#endif
