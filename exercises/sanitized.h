#ifndef EXERCISES_SANITIZED_H
#define EXERCISES_SANITIZED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * sanitized.h - turns a sanitizer's report into one sentence for a learner:
 * "attention.c:12: writes 4 bytes past the end of an array of 48 bytes".
 *
 * `log` is what the program wrote; it may have written anything itself.
 * Answers false where there is no report; `*memory` is false for undefined
 * behaviour that is not about memory.
 */
bool sanitized_say(const char *log, const char *source, bool *memory, char *say,
                   size_t room);

#endif
