#ifndef LESSONS_DATA_TOWN_GRAMS_H
#define LESSONS_DATA_TOWN_GRAMS_H

#include <stddef.h>

/*
 * town_grams.h - the runs of twelve words of a text: is what a model wrote
 * new, or does it stand in what it read? Words end at spaces; no run goes from
 * one line to the next.
 */
enum { TOWN_GRAMS_WORDS = 12 };

struct town_grams; /* opaque */

/* Owner: the caller, town_grams_free(). NULL: no memory. Two runs are taken
 * for one where 64 bits of hash agree. */
struct town_grams *town_grams_new(const char *text, size_t bytes);
void town_grams_free(struct town_grams *g);

/* Adds to `*runs` how many runs the text has, to `*seen` how many of them are
 * known. */
void town_grams_count(const struct town_grams *g, const char *text,
                      size_t bytes, long *runs, long *seen);

#endif
