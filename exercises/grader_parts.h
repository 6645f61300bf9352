#ifndef EXERCISES_GRADER_PARTS_H
#define EXERCISES_GRADER_PARTS_H

#include "engine/base/hash.h"
#include "exercises/grader.h"

/* grader_parts.h - the key of a record, for the files of grader.c. */

enum { GRADER_SEED = 1024 }; /* with the name of a student in it */

/* Of an exercise, its kit and the settings of a run. Errors: NO_MEMORY. */
struct status grader_version(char version[HASH_TEXT], const struct gradebook *b,
                             const char *name, const char *folder,
                             const char *kit);
/* `seed`: the student's own, "" where it is that of the course. */
void grader_key(char key[HASH_TEXT], const char *version, const char *text_hash,
                const char *seed);

#endif
