#ifndef LESSONS_DATA_REVIEWS_H
#define LESSONS_DATA_REVIEWS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * reviews.h - what guests of the harbour inn wrote into its book: a meal,
 * praised or blamed, and of each entry which.
 *
 * Swapped entries come in pairs: 2j praises, 2j + 1 blames, and both hold the
 * same words the same number of times ("not burnt but tender", "not tender but
 * burnt").
 */
enum reviews_kind {
    REVIEWS_PLAIN,   /* one adjective or two, which mean what they say */
    REVIEWS_NEGATED, /* "not": each adjective is the other way round */
    REVIEWS_SWAPPED, /* "not X but Y" */
    REVIEWS_KINDS
};

enum { REVIEWS_BYTES = 200 };

struct reviews_entry {
    char text[REVIEWS_BYTES]; /* one line in lower case */
    bool praise;
};

/* Entry `i` of a kind: the same call writes the same. */
void reviews_draw(struct reviews_entry *e, enum reviews_kind kind,
                  uint64_t seed, uint64_t i);

/* "plain", "negated", "swapped" */
const char *reviews_name(enum reviews_kind kind);

#endif
