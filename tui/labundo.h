#ifndef TUI_LABUNDO_H
#define TUI_LABUNDO_H

#include <stdbool.h>

/*
 * labundo.h - what the knobs of a panel stood at before each turn, the newest
 * last; the oldest give way. Zeroed memory has none.
 */
enum { LABUNDO_MOST = 32 };

struct labundo_turn {
    int knob;
    bool given; /* it had been set before */
    char *text;
};
struct labundo {
    struct labundo_turn turn[LABUNDO_MOST];
    int count;
};

/* Copies `text`; where memory ends there is one turn less to take back. */
void labundo_add(struct labundo *u, int knob, const char *text, bool given);
/* The newest; false where there is none. Owner of its text: the caller. */
bool labundo_take(struct labundo *u, struct labundo_turn *out);
void labundo_clear(struct labundo *u);

#endif
