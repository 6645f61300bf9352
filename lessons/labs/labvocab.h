#ifndef LESSONS_LABS_LABVOCAB_H
#define LESSONS_LABS_LABVOCAB_H

#include "engine/base/status.h"

/*
 * labvocab.h - the words of a text, to tell how much of a sample is language.
 * A word is a run of ASCII letters; capitals count as small ones.
 */
struct labvocab; /* opaque */

struct labvocab_share {
    int words, known;
};

/* `text` is copied. Owner: caller. Errors: NO_MEMORY. */
struct status labvocab_new(struct labvocab **out, const char *text);
void labvocab_free(struct labvocab *v);

/* Counts the words of `sample`, the last one only where something follows it:
 * it may be cut off. */
struct labvocab_share labvocab_count(const struct labvocab *v,
                                     const char *sample);

#endif
