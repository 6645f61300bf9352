#ifndef VIZ_STRIP_H
#define VIZ_STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * strip.h - a text cut into tokens, in reading order, with or without ids.
 *
 * Spaces are made visible, line ends and other control characters are spelt,
 * and bytes that are no whole character are shown as their value: <e2>.
 */
struct strip {
    const char *const *text; /* [count] */
    const int *id;           /* [count]: shown below; or NULL */
    const char *const *note; /* [count]: shown below in place of ids; or NULL */
    const float *heat;       /* [count], 0..1: colours a token, so the number
                                belongs into its note; NaN: none; or NULL */
    int count;
    int first_line; /* lines of tokens to skip from the top */
    bool picks;     /* tokens can be chosen with the mouse: viz/spots.h */
    bool cursor;
    int at_token;
};

/* Lines of tokens at this width; each takes two rows where ids are shown. */
int strip_lines(const struct strip *s, const struct canvas *cv, int cols);

/* The line that token `i` stands in. */
int strip_line_of(const struct strip *s, const struct canvas *cv, int cols,
                  int i);

void strip_draw(const struct strip *s, struct canvas *cv,
                struct canvas_rect at);

/* One token as it is shown, into `out`. Answers the bytes wanted. */
size_t strip_show(const struct canvas_look *look, const char *text, char *out,
                  size_t size);

/* Answers the bytes wanted, as snprintf() does. */
size_t strip_words(const struct strip *s, enum words_depth depth, char *out,
                   size_t size);

#endif
