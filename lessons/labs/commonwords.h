#ifndef LESSONS_LABS_COMMONWORDS_H
#define LESSONS_LABS_COMMONWORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/* commonwords.h - the commonest words of a text, cut at blanks: the vocabulary
 * of a tokenizer of words. */
struct commonwords {
    char *text;        /* a copy, cut into words */
    const char **word; /* [count], in the order of strcmp() */
    int count;
};

/* At most `most` words, the commonest; of equally common ones the first by
 * strcmp(). Errors: NO_MEMORY. Owner: commonwords_release(), in any case. */
struct status commonwords_learn(struct commonwords *l, const char *text,
                                int most);
void commonwords_release(struct commonwords *l);
bool commonwords_has(const struct commonwords *l, const char *word,
                     size_t bytes);

#endif
