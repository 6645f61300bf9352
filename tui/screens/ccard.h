#ifndef TUI_SCREENS_CCARD_H
#define TUI_SCREENS_CCARD_H

#include "tui/shell.h"

/*
 * ccard.h - C on one card, for programmers who are new to it: what a line of
 * an exercise means, and what goes wrong.
 */
struct ccard_row {
    const char *code, *says;
};

/* Ended by a row without code. */
extern const struct ccard_row ccard_rows[];

/* The action of a key; `state` is not used. */
void ccard_show(struct shell *s, void *state);

#endif
