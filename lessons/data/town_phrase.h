#ifndef LESSONS_DATA_TOWN_PHRASE_H
#define LESSONS_DATA_TOWN_PHRASE_H

#include "engine/base/buf.h"
#include "engine/base/rng.h"
#include "lessons/data/town_words.h"

/*
 * town_phrase.h - sentences from patterns.
 *
 *   [tool]      a word of the class          [tool+]     its plural
 *   [work:d]    a verb in the past           [work:g]    its -ing form
 *   [work:s]    "he mends"
 *   [1=tool]    the same, kept as number 1   [1] [1+]    said again
 *   [1?tool]    kept, singular or plural at random
 *   [1-tool]    kept like that, not said yet [1.]        says it
 *   [2!box]     the same; mostly of the other number than noun 1
 *   [is 1]      is or are, by the number of noun 1; so do was has does it
 *               them its this that one s ("" or "s", for a present verb)
 *   [A]         variable a                   [A.he]      he or she; so do
 *               him his himself
 *   (x|y|)      one of the alternatives
 *   {x}         x, one to five times
 *
 * "a" becomes "an" where the next word asks for it.
 */
#define TOWN_PHRASE_VARS 26
#define TOWN_PHRASE_KEPT 10
#define TOWN_PHRASE_TEXT 128 /* of a variable, with its end */

struct town_phrase_kept {
    char one[TOWN_WORDS_BYTES], many[TOWN_WORDS_BYTES];
    bool plural;
};

struct town_phrase {
    struct rng rng;
    struct buf *out;
    size_t line;  /* where the line in work starts in `out` */
    size_t spare; /* bytes of the line kept free for its end */
    char var[TOWN_PHRASE_VARS][TOWN_PHRASE_TEXT];
    bool she[TOWN_PHRASE_VARS];
    struct town_phrase_kept kept[TOWN_PHRASE_KEPT];
};

void town_phrase_init(struct town_phrase *p, struct buf *out, uint64_t seed,
                      uint64_t stream);

/* Gives variable `name` ('A'..'Z') a text or a number. */
void town_phrase_set(struct town_phrase *p, char name, const char *text);
void town_phrase_number(struct town_phrase *p, char name, int number);

/* Starts a line. */
void town_phrase_begin(struct town_phrase *p);

/* Adds a sentence, after a space where the line has begun. Leaves it out,
 * and returns false, where the line would grow too long. */
bool town_phrase_say(struct town_phrase *p, const char *pattern);

/* Ends the line. */
void town_phrase_end(struct town_phrase *p);

/* "an" stands before this word. */
bool town_phrase_wants_an(const char *word);

/* What a slot such as [is 1] says of one or of many: "is", "are". `word` is
 * its first part; NULL where there is no such slot. */
const char *town_phrase_by_number(const char *word, size_t bytes, bool many);

/* Cuts the ending of a slot's class name ("+", ":d") off `bytes`. */
enum town_words_form town_phrase_form(const char *slot, size_t *bytes);

/* True once in `n` times. */
bool town_phrase_chance(struct town_phrase *p, uint32_t n);

#endif
