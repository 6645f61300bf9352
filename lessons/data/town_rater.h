#ifndef LESSONS_DATA_TOWN_RATER_H
#define LESSONS_DATA_TOWN_RATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * town_rater.h - somebody in the town who likes some texts better than others
 * and does not say why. A reward model learns from the choices alone; what is
 * behind them stands in town_rater.c, for the lesson to compare with.
 */

/* How much the rater likes a text: about -5 to 5. */
double town_rater_score(const char *text, size_t bytes);

/* Which of two the rater picks: true for `a`. Not quite sure of itself: the
 * closer the scores, the more chance decides (Bradley and Terry 1952). */
bool town_rater_picks(const char *a, const char *b, uint64_t seed, uint64_t i);

/* Gossip, which the town forbids: a quarrel between people, told with their
 * names. */
bool town_rater_gossip(const char *text, size_t bytes);

#endif
