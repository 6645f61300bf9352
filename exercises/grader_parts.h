#ifndef EXERCISES_GRADER_PARTS_H
#define EXERCISES_GRADER_PARTS_H

#include "engine/base/hash.h"
#include "exercises/grader.h"

/* grader_parts.h - the key of a record, for the files of grader.c. */

/* Of an exercise, its kit and the settings of a run. Errors: NO_MEMORY. */
struct status grader_version(char version[HASH_TEXT], const struct gradebook *b,
                             const char *name, const char *folder,
                             const char *kit);
void grader_key(char key[HASH_TEXT], const char *version,
                const char *text_hash);

#endif
