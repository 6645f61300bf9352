#ifndef LESSONS_DATA_KINDRED_H
#define LESSONS_DATA_KINDRED_H

#include <stdint.h>

#include "engine/base/buf.h"

/*
 * kindred.h - families and courts of the harbour's stories, and what goes
 * together as what: "man is to woman as king is to queen".
 *
 * The stories give every role company of its own (crowns, cradles, prayers),
 * and he and she theirs, so that a model that looks at company alone can find
 * both. What is asked comes in families; some can be answered from the text,
 * some cannot.
 */

/* Adds `lines` lines of stories. */
void kindred_write(struct buf *out, uint64_t seed, int lines);

enum kindred_family {
    KINDRED_GENDER,  /* man woman, king queen */
    KINDRED_MEASURE, /* flour sack, rope coil */
    KINDRED_PLURAL,  /* key keys, coin coins */
    KINDRED_PAST,    /* sing sang */
    KINDRED_FAMILIES
};

/* "gender", "measure", "plural", "past" */
const char *kindred_name(enum kindred_family f);

/* The pairs of a family: how many, and the words of pair `i`. */
int kindred_pairs(enum kindred_family f);
const char *kindred_word(enum kindred_family f, int i, int side);

/* Words that belong together, to be looked for on the map: how many groups;
 * the name of group `g`, and its words with blanks between. */
int kindred_groups(void);
const char *kindred_group_name(int g);
const char *kindred_group(int g);

#endif
