#ifndef TUI_TURNS_H
#define TUI_TURNS_H

#include <stdbool.h>

/*
 * turns.h - knob turns that wait for the next step boundary, in order. A
 * later turn of the same knob takes the place of the one that still waits.
 * Zeroed memory is an empty queue.
 */
enum { TURNS_MOST = 32 };

struct turns {
    struct {
        int knob;
        char *text;
    } item[TURNS_MOST];
    int count;
};

/* Copies `text`. Answers false when memory or room ends. */
bool turns_add(struct turns *t, int knob, const char *text);
/* The oldest; false where none waits. Owner of *text: the caller, free(). */
bool turns_take(struct turns *t, int *knob, char **text);
void turns_clear(struct turns *t);

#endif
