#ifndef LESSONS_LABS_ABPAIRS_H
#define LESSONS_LABS_ABPAIRS_H

#include "engine/model/recipe.h"

/*
 * abpairs.h - what two models that are compared may differ in: for each part a
 * pair of values, and what both models need to have for it to show.
 */
extern const char *const abpairs_name[]; /* NULL-terminated */

/* The value of model a (0) or b (1) where none is given. */
const char *abpairs_value(int change, int which);

/* Settings that show the difference, "layers=6,lr=0.01"; may be "". */
const char *abpairs_shows(int change);

/* Sets the part in a recipe. Errors: BAD_USAGE, naming what it may be. */
struct status abpairs_set(struct recipe *r, int change, const char *value);

/* Settings "key=value" with commas between. Errors: those of recipe_set(). */
struct status abpairs_set_all(struct recipe *r, const char *list);

#endif
