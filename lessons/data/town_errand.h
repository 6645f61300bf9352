#ifndef LESSONS_DATA_TOWN_ERRAND_H
#define LESSONS_DATA_TOWN_ERRAND_H

#include "lessons/data/town.h"

/*
 * town_errand.h - errands that cannot be run by heart: the tide, the price and
 * the bills of a day stand in a table, and an agent has to look.
 *
 * Three tools answer one line each:
 *   tide              "high water at 14"
 *   price GOOD        "salt: 30 pence a sack"
 *   ledger NAME       "maud owes 42 shillings to clara", or "maud owes nothing"
 */
struct town_errand {
    char request[TOWN_TEXT_BYTES]; /* "what do 12 sacks of salt cost today?" */
    char call[TOWN_TEXT_BYTES];    /* "price salt" */
    char seen[TOWN_TEXT_BYTES];    /* what the tool says */
    int answer;                    /* 360: pence, shillings or an hour */
};

enum { TOWN_ERRAND_KINDS = 3 };

/* Errand `i` of this day; any i from 0. Kind i % TOWN_ERRAND_KINDS: a tide, a
 * sum, a debt. */
struct town_errand town_errand_at(const struct town *t, int i);

/* Runs a tool. Errors: NOT_FOUND (no such tool, good or person), naming what
 * there is. */
struct status town_errand_call(const struct town *t, const char *call,
                               char out[TOWN_TEXT_BYTES]);

#endif
