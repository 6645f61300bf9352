#ifndef LESSONS_DATA_TONGUES_H
#define LESSONS_DATA_TONGUES_H

#include <stdint.h>

/*
 * tongues.h - pairs of sentences to translate: English of the harbour, and
 * Tidal, the tongue of an island that was never there.
 *
 * Tidal puts the place before the object and the verb last, adjectives behind
 * their noun, "the" into the ending of the noun, "a" nowhere, and the tense
 * into the ending of the verb. So words change places, two become one, and
 * some have no counterpart: what an alignment has to show.
 */
enum tongues_side { TONGUES_ENGLISH, TONGUES_TIDAL };

/* The first ids of either side. */
enum { TONGUES_BEGIN, TONGUES_END, TONGUES_WORDS };

enum { TONGUES_MOST = 16, TONGUES_TEXT = 24 };

struct tongues_pair {
    int words[2];                /* of each side, 3 .. TONGUES_MOST */
    int32_t id[2][TONGUES_MOST]; /* without begin and end */
    /* For each word of Tidal, the English word that it is mostly made of. */
    int from[TONGUES_MOST];
};

int32_t tongues_vocab(enum tongues_side side);
/* "<begin>", "<end>", or the word: out has TONGUES_TEXT bytes. */
void tongues_word(char *out, enum tongues_side side, int32_t id);

/* Pair `i` of a seed. `clauses`, 1 or 2, joins two sentences by "and" or
 * "but"; `place` says whether one may have a place. */
void tongues_draw(struct tongues_pair *p, uint64_t seed, uint64_t i,
                  int clauses, int place);

#endif
