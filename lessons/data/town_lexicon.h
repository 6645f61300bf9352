#ifndef LESSONS_DATA_TOWN_LEXICON_H
#define LESSONS_DATA_TOWN_LEXICON_H

#include <stddef.h>

#include "lessons/data/town_words.h"

/*
 * town_lexicon.h - every form of every word of the town, found by its letters.
 */
struct town_lexicon_entry {
    char text[TOWN_WORDS_BYTES];
    const struct town_words_class *class;
    int row; /* which word of its class */
    enum town_words_form form;
};

struct town_lexicon; /* opaque */

/* Owner: the caller, town_lexicon_free(). NULL: no memory. */
struct town_lexicon *town_lexicon_new(void);
void town_lexicon_free(struct town_lexicon *l);

/* The entries that are written like the first `bytes` of `text`, one behind
 * the other; answers how many. */
size_t town_lexicon_find(const struct town_lexicon *l, const char *text,
                         size_t bytes, const struct town_lexicon_entry **first);

/* Whether words of one class can stand where the other is asked for without
 * breaking the grammar: nouns for nouns, verbs for verbs, adjectives. */
bool town_lexicon_alike(const struct town_words_class *a,
                        const struct town_words_class *b);

#endif
