#ifndef VIZ_BARS_H
#define VIZ_BARS_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * bars.h - label, bar and number, one below the other: token probabilities,
 * counts. A negative value has no bar, only its number; NaN says so.
 */
struct bars_row {
    const char *label; /* shown with visible spaces where `tokens` is set */
    float value;
};

/* All zero is a valid start; every pointer is borrowed. */
struct bars {
    const struct bars_row *row;
    int count;
    float full;             /* value of a whole bar; 0: the greatest shown */
    float total;            /* above 0: a rest bar makes up this sum */
    const char *rest_label; /* NULL: "(the rest)" */
    int decimals;           /* of the numbers; 0: as they need */
    bool tokens;
    bool cursor; /* mark one row and keep it in sight */
    int at_row;
};

void bars_draw(const struct bars *b, struct canvas *cv, struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t bars_words(const struct bars *b, enum words_depth depth, char *out,
                  size_t size);

#endif
