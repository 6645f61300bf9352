#ifndef VIZ_LISTVIEW_H
#define VIZ_LISTVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * listview.h - rows to choose from: a sign, a text, a note on the right, and
 * where one is: "3/14". Only rows that hold `filter` are shown.
 */
struct listview_item {
    const char *text, *note; /* note: or NULL */
    const char *sign;        /* one or two columns, such as "✓"; or NULL */
};

/* All zero is a valid start; every pointer is borrowed. */
struct listview {
    const struct listview_item *item;
    int count;
    int chosen; /* an item; where the filter hides it, the next one */
    const char *title, *filter, *empty; /* or NULL; empty: "nothing here" */
};

void listview_draw(const struct listview *l, struct canvas *cv,
                   struct canvas_rect at);

/* Whether the filter lets an item through. */
bool listview_shows(const struct listview *l, int i);

/* The item `by` rows from the chosen one among those shown, stopping at the
 * ends; -1 where none is shown. */
int listview_step(const struct listview *l, int by);

/* Answers the bytes wanted, as snprintf() does. */
size_t listview_words(const struct listview *l, enum words_depth depth,
                      char *out, size_t size);

#endif
