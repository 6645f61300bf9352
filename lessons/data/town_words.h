#ifndef LESSONS_DATA_TOWN_WORDS_H
#define LESSONS_DATA_TOWN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * town_words.h - the town's lexicon: words by meaning, and their forms.
 *
 * A class is one string of words with spaces between. A word may bring its
 * irregular forms after slashes: nouns "knife/knives", verbs "go/went/going".
 * An underscore stands for a space inside a word.
 */
struct town_words_class {
    const char *name;
    const char *words;
};

enum town_words_form {
    TOWN_WORDS_BASE,
    TOWN_WORDS_PLURAL,
    TOWN_WORDS_PAST,
    TOWN_WORDS_ING,
    TOWN_WORDS_THIRD /* "he mends" */
};

#define TOWN_WORDS_BYTES 48

/* The words of a class, or NULL where there is none of that name. `name` need
 * not end in '\0'. */
const char *town_words_find(const char *name, size_t bytes);

/* The class itself. */
const struct town_words_class *town_words_class_of(const char *name,
                                                   size_t bytes);

/* How many words the list has. */
int town_words_count(const char *words);

/* Writes word `i` of the list in this form. */
void town_words_form(char out[TOWN_WORDS_BYTES], const char *words, int i,
                     enum town_words_form form);

/* 1 for a singular noun of the lexicon, 2 for a plural one, 3 for a noun that
 * is both ("sheep"), 0 for any other word. */
int town_words_number(const char *word, size_t bytes);

#endif
