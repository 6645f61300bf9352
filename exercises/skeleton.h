#ifndef EXERCISES_SKELETON_H
#define EXERCISES_SKELETON_H

#include "engine/base/status.h"

/*
 * skeleton.h - a new exercise: the files of kit/skeleton under its own name,
 * in a folder `folder`/NAME that must not be there yet. They hold by the rules
 * of verify.h up to a solution that says "write your solution".
 *
 * Errors: BAD_USAGE (a name that is not lower case, digits and dashes; a folder
 * that is there), NOT_FOUND (a damaged installation), IO.
 */
struct status skeleton_make(const char *folder, const char *name);

#endif
