#ifndef VIZ_DIFFTEXT_H
#define VIZ_DIFFTEXT_H

#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * difftext.h - what changed between two texts, line by line; runs of equal
 * lines are folded to three beside each change.
 *
 * The fewest lines change, unless the part that differs is very long (its
 * lines multiplied exceed DIFFTEXT_MOST_WORK): then it is replaced as a whole.
 */
enum { DIFFTEXT_MOST_WORK = 4 << 20, DIFFTEXT_CONTEXT = 3 };
struct difftext;

/* Copies both. Owner: the caller, difftext_free(). Errors: NULL when memory
 * ends. */
struct difftext *difftext_new(const char *before, const char *after);
void difftext_free(struct difftext *d);

/* Lines that came and that went. */
int difftext_added(const struct difftext *d);
int difftext_removed(const struct difftext *d);

/* Lines of the picture, folded ones as one. */
int difftext_lines(const struct difftext *d);
void difftext_draw(const struct difftext *d, struct canvas *cv,
                   struct canvas_rect at, int first);

/* Answers the bytes wanted, as snprintf() does. */
size_t difftext_words(const struct difftext *d, enum words_depth depth,
                      char *out, size_t size);

#endif
