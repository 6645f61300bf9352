#ifndef ENGINE_MODEL_WORDLIST_H
#define ENGINE_MODEL_WORDLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * wordlist.h - the words of a text, numbered by how often they stand there:
 * what models that count words read in place of text.
 *
 * A word is a run of letters, digits, apostrophes and bytes above 127; A to Z
 * are read as a to z. With `marks`, every other visible character is a word of
 * its own, and so is a line's end ("\n"). Id WORDLIST_UNKNOWN stands for all
 * words that are not on the list.
 */
enum { WORDLIST_UNKNOWN = 0, WORDLIST_WORD_BYTES = 64 };

struct wordlist_rule {
    bool marks;
    int64_t least; /* words that stand there less often are unknown; 0: none */
};

struct wordlist; /* opaque */

/* A text without words has a list of one, the unknown. Ties go by letters.
 * Errors: TOO_BIG, NO_MEMORY. Owner: the caller, wordlist_free(). */
struct status wordlist_new(struct wordlist **out, const char *text,
                           size_t bytes, const struct wordlist_rule *rule);
void wordlist_free(struct wordlist *l);

int32_t wordlist_size(const struct wordlist *l);
/* "<unknown>" for the unknown. Borrowed. */
const char *wordlist_word(const struct wordlist *l, int32_t id);
/* How often it stood in the text; of the unknown, all that are left out. */
int64_t wordlist_count(const struct wordlist *l, int32_t id);
/* WORDLIST_UNKNOWN where it is not on the list. */
int32_t wordlist_find(const struct wordlist *l, const char *word, size_t bytes);

/* The ids of a text, *n of them. Owner: the caller, free(). */
struct status wordlist_encode(const struct wordlist *l, const char *text,
                              size_t bytes, int32_t **ids, int64_t *n);

/* The next word of text[*at .. bytes) under `rule`, lowered, cut to fit in
 * `word`; *at is behind it. false: there is none. */
bool wordlist_next(const struct wordlist_rule *rule, const char *text,
                   size_t bytes, size_t *at, char word[WORDLIST_WORD_BYTES],
                   size_t *length);

#endif
