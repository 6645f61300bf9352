#ifndef LESSONS_LABS_LABVALUE_H
#define LESSONS_LABS_LABVALUE_H

#include "engine/base/status.h"
#include "lessons/labs/lab.h"

enum { LABVALUE_MAX_BYTES = 4096 };

/* labvalue.h - may knob `knob` of `lab` be `text`? Fills `out` unless it is
 * NULL; out->text stays NULL, the text is the caller's.
 * Errors: BAD_USAGE, naming the range or the choices. */
struct status labvalue_read(const struct lab *lab, int knob, const char *text,
                            struct lab_value *out);

#endif
