#ifndef TESTS_SUPPORT_LABCHECK_H
#define TESTS_SUPPORT_LABCHECK_H

#include <jansson.h>

/*
 * labcheck.h - runs a lab to its end as a lesson would, for tests.
 *
 * Any failure of the lab fails the test that called.
 */

/* The JSON of a run string; draws at four sizes on the way. Owner: caller. */
json_t *labcheck_run(const char *run);

/* Fails the test unless `condition` holds in the JSON of a run. */
void labcheck_holds(const json_t *json, const char *condition);

/* Runs it with seeds 1 to `seeds` and checks the condition each time. */
void labcheck_claim(const char *run, const char *condition, int seeds);

/* The finished picture as lines of plain text. Owner: caller, free(). */
char *labcheck_picture(const char *run, int rows, int cols);

/* Fails the test unless the run is refused with a text that holds `part`. */
void labcheck_refused(const char *run, const char *part);

#endif
