#ifndef EXERCISES_REPORTJSON_H
#define EXERCISES_REPORTJSON_H

#include <jansson.h>

#include "engine/base/status.h"
#include "exercises/report.h"

/*
 * reportjson.h - a report as one JSON object and back: what `lathe check
 * --json` prints and what a class grader keeps. A number that JSON has no word
 * for is "nan", "inf" or "-inf".
 *
 * Kept are the checks, the first difference, the picture and the words; the
 * log only where a file does not compile, because sanitizers write addresses.
 */

/* Owner: the caller, by json_decref(). NULL when memory ends. */
json_t *reportjson_make(const struct report *r);

/* Errors: BAD_FILE, naming the key that is missing or not of its type. */
struct status reportjson_read(struct report *out, const json_t *from);

#endif
