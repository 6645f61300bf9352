#ifndef LESSONS_CONDITION_H
#define LESSONS_CONDITION_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/base/status.h"

/*
 * condition.h - questions that a lesson asks about the data of a run.
 *
 *   condition:  comparison { "and" comparison } | "otherwise"
 *   comparison: sum ( < > <= >= = != ~ ) sum     ~ is equal within 0.001
 *   sum:        [-] value { (+ -) value }
 *   value:      number | path | ( sum ) | function ( sum )
 *   function:   max min sum argmax (of an array), abs (of a number)
 *   path:       data.weights[1], data.tied.self_rows
 *
 * Paths start at the object given as `root`, so that "data" is its member. A
 * true counts as 1, a false as 0. Elements of nested arrays are taken one by
 * one by max, min and sum; argmax is the index in a flat array.
 * Errors: BAD_USAGE (not a condition, with the place), NOT_FOUND (the data has
 * no such path), BAD_SHAPE (not a number there).
 */
enum { CONDITION_MAX_BYTES = 1024, CONDITION_MAX_DEPTH = 16 };

/* Is `text` a condition at all? Looks at no data. */
struct status condition_check(const char *text);
/* Is it a sum or a path? */
struct status condition_check_number(const char *text);

struct status condition_holds(const char *text, const json_t *root,
                              bool *holds);

/* The number that a sum or a path stands for. */
struct status condition_number(const char *text, const json_t *root,
                               double *out);

/* Is `text` the word that takes the rest? */
bool condition_otherwise(const char *text);

#endif
