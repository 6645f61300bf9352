#ifndef LESSONS_LABS_LABWORDS_H
#define LESSONS_LABS_LABWORDS_H

#include "engine/model/wordlist.h"

/*
 * labwords.h - a text as numbered words, its end held back: what the labs that
 * count words learn from.
 */
struct labwords {
    struct wordlist *list; /* of the part that is learned from */
    int32_t *ids;          /* [n] */
    int64_t n, held;       /* ids from `held` on are held back */
};

/* `source` as source_read() has it; one word in ten is held back, at the end.
 * Errors: those of source_read(); BAD_USAGE for a text of too few words. */
struct status labwords_open(struct labwords *w, const char *source,
                            const struct wordlist_rule *rule);
/* The same of a text in memory, without anything held back. */
struct status labwords_of(struct labwords *w, const char *text, size_t bytes,
                          const struct wordlist_rule *rule);
void labwords_release(struct labwords *w);

/* Words of a text that a knob holds, at most `room`, the last ones where there
 * are more; how many. */
int labwords_read(const struct labwords *w, const struct wordlist_rule *rule,
                  const char *text, int32_t *ids, int room);

#endif
