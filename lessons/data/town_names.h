#ifndef LESSONS_DATA_TOWN_NAMES_H
#define LESSONS_DATA_TOWN_NAMES_H

#include "lessons/data/town_script.h"

/*
 * town_names.h - the values that a variable of a row may have, true or not:
 * captains for captains, ports for ports.
 */

/* Value `i` (0, 1, ...) of variable `letter`. False after the last; `*bytes`
 * is its length where `text` begins with it, else 0. */
bool town_names_may_be(const struct town *t, const struct town_script_line *row,
                       char letter, const char *text, int i, size_t *bytes);

/* The day of the simulation that a text such as "3 march 1921" begins with,
 * and its length. False where it is no date. Days before the first are below
 * 0. */
bool town_names_date(const char *text, int *day, size_t *bytes);

#endif
