#ifndef LESSONS_DATA_SEQTASKS_H
#define LESSONS_DATA_SEQTASKS_H

#include <stddef.h>
#include <stdint.h>

/*
 * seqtasks.h - small tasks that read a row of characters and write another:
 * what translators of every kind are first tried on.
 *
 *     copy     dacb        dacb
 *     reverse  dacb        bcad
 *     sort     dacb        abcd
 *     recall   dacb?       d             the first, over the others
 *     dates    3 may 1931  1931-05-03
 *     sums     47+38       85
 *
 * One vocabulary serves them all, on both sides.
 */
enum seqtasks_kind {
    SEQTASKS_COPY,
    SEQTASKS_REVERSE,
    SEQTASKS_SORT,
    SEQTASKS_RECALL,
    SEQTASKS_DATES,
    SEQTASKS_SUMS,
    SEQTASKS_KINDS
};

/* Ids: begin and end, then the characters. */
enum { SEQTASKS_BEGIN, SEQTASKS_END, SEQTASKS_CHARACTERS };

/* The longest row, and the longest `length` that may be asked for. */
enum { SEQTASKS_MOST = 40, SEQTASKS_LENGTH = 32, SEQTASKS_DIGITS = 8 };

struct seqtasks_pair {
    int length[2]; /* read and to be written, without begin and end */
    int32_t id[2][SEQTASKS_MOST];
};

const char *seqtasks_name(enum seqtasks_kind kind);
/* SEQTASKS_KINDS where there is none of that name. */
enum seqtasks_kind seqtasks_find(const char *name);

int32_t seqtasks_vocab(void);
/* '<' and '>' for begin and end. */
char seqtasks_character(int32_t id);
/* -1 for a character that no task has. */
int32_t seqtasks_id(char c);

/* Pair `i` of a seed. `length`: letters, of sums digits in each number (at
 * most SEQTASKS_DIGITS count); 1 .. SEQTASKS_LENGTH. Dates have their own. */
void seqtasks_draw(struct seqtasks_pair *p, enum seqtasks_kind kind, int length,
                   uint64_t seed, uint64_t i);

#endif
