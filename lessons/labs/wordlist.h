#ifndef LESSONS_LABS_WORDLIST_H
#define LESSONS_LABS_WORDLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/* wordlist.h - the commonest words of a text, cut at blanks: the vocabulary of
 * a tokenizer of words. */
struct wordlist {
    char *text;        /* a copy, cut into words */
    const char **word; /* [count], in the order of strcmp() */
    int count;
};

/* At most `most` words, the commonest; of equally common ones the first by
 * strcmp(). Errors: NO_MEMORY. Owner: wordlist_release(), in any case. */
struct status wordlist_learn(struct wordlist *l, const char *text, int most);
void wordlist_release(struct wordlist *l);
bool wordlist_has(const struct wordlist *l, const char *word, size_t bytes);

#endif
