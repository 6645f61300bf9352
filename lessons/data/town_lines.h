#ifndef LESSONS_DATA_TOWN_LINES_H
#define LESSONS_DATA_TOWN_LINES_H

#include "lessons/data/town.h"
#include "lessons/data/town_phrase.h"

/*
 * town_lines.h - sentences that several voices share.
 */

/* Sets `letter` to a person's first name, with the right pronouns. */
void town_lines_person(struct town_phrase *p, char letter, const struct town *t,
                       int who);
/* The same with the whole name. */
void town_lines_whole(struct town_phrase *p, char letter, const struct town *t,
                      int who);

/* Sets the variables of an event: A who, B other, S ship, T its build,
 * G good, U measure, N amount, P price, R price of all, L place, Q quay;
 * of A also J trade, I temper, E a word for one of the family, O the name. */
void town_lines_event(struct town_phrase *p, const struct town *t,
                      const struct town_event *e);

/* Sets D date, W weekday, F force, V wind, K sky, C degrees, H tide. */
void town_lines_day(struct town_phrase *p, const struct town *t);

/* A small scene of daily life. */
bool town_lines_scene(struct town_phrase *p);

/* A sentence whose verb agrees with a far subject. */
bool town_lines_agree(struct town_phrase *p);

/* An animal and where it sat: the short sentences that lessons use. */
bool town_lines_mat(struct town_phrase *p);

/* He, she, it and they, with somebody to point at. */
bool town_lines_pronoun(struct town_phrase *p);

/* A cause and its effect, or the other way round. */
bool town_lines_cause(struct town_phrase *p);

/* A homonym in a sentence that tells which of its senses is meant. */
bool town_lines_homonym(struct town_phrase *p);

#endif
