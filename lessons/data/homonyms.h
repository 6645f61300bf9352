#ifndef LESSONS_DATA_HOMONYMS_H
#define LESSONS_DATA_HOMONYMS_H

#include <stddef.h>
#include <stdint.h>

/*
 * homonyms.h - one word, two meanings: sentences of the town with a word such
 * as "bank" in them, and which meaning it has there.
 *
 * The clue stands before the word or behind it, as asked; what surrounds it is
 * drawn from the town's words. Senses come in turn: even sentences have sense
 * 0, odd ones sense 1.
 */
enum homonyms_clue { HOMONYMS_BEFORE, HOMONYMS_AFTER };
enum { HOMONYMS_BYTES = 200, HOMONYMS_SENSES = 2 };

struct homonyms_sentence {
    char text[HOMONYMS_BYTES]; /* one line; the word stands in it once */
    size_t start;              /* where the word begins */
    int sense;
};

/* The words: how many, and word `w`; what its sense means ("money"). */
int homonyms_words(void);
const char *homonyms_word(int w);
const char *homonyms_meaning(int w, int sense);

/* Sentence `i` for word `w`: the same call writes the same. */
void homonyms_draw(struct homonyms_sentence *s, int w, enum homonyms_clue clue,
                   uint64_t seed, uint64_t i);

#endif
