#ifndef ENGINE_APP_READING_H
#define ENGINE_APP_READING_H

#include <stdbool.h>

#include "engine/app/docstore.h"

/*
 * reading.h - answers out of passages that were found: which sentences say it,
 * whether they say enough, and what a model is given to answer from.
 *
 * Words are those of the store (stems). A word weighs its idf over the whole
 * store; one that the store does not know weighs as much as the rarest.
 */
enum { READING_PASSAGES = 20, READING_PARTS = 3 };

/* A sentence: bytes of the text of passage `passage`. */
struct reading_part {
    int passage;
    size_t from, to;
    double score; /* weight of the question's words in it, 0 .. 1 of all */
};

struct reading {
    double
        cover; /* weight of the question's words in the best passage, 0 .. 1 */
    double known; /* weight of those that the store knows at all, 0 .. 1 */
    int parts;
    struct reading_part part[READING_PARTS]; /* best first */
};

/* Where `cover` is less than this, the passages are said not to answer. Chosen
 * on the set `tune` of lessons/course/questions. */
#define READING_LEAST 0.55

/* Sentences of the first n <= READING_PASSAGES passages that have most of the
 * question. Errors: those of db.h, NO_MEMORY. */
struct status reading_find(struct docstore *s, const char *question,
                           const struct docstore_passage *p, int n,
                           struct reading *out);

/* How much of `answer` the passages say: the weight of its words that stand in
 * one of them, 0 .. 1; 1 for an answer without words. What a model adds of its
 * own lowers it; that the words are put together rightly is not checked. */
struct status reading_faithful(struct docstore *s, const char *answer,
                               const struct docstore_passage *p, int n,
                               double *share);

/* The text that a model answers from: a rule, the passages as [1] .. [n] in
 * marks that a passage cannot close, and the question. At most `most` bytes of
 * passages, the best first, each cut where the rest no longer fits; *used says
 * how many. */
struct status reading_prompt(const char *question,
                             const struct docstore_passage *p, int n,
                             size_t most, struct buf *out, int *used);

/* What a model is told to say where the passages do not tell. */
extern const char *const reading_no_answer;
bool reading_declines(const char *answer);

/* The numbers of passages that an answer names as [3]: sets cited[2]. */
void reading_cited(const char *answer, bool *cited, int n);

#endif
