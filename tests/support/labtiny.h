#ifndef TESTS_SUPPORT_LABTINY_H
#define TESTS_SUPPORT_LABTINY_H

#include <jansson.h>

/*
 * labtiny.h - a small model for labs that look into one: 4 blocks, 4 heads,
 * characters, weights as drawn but large, so that nothing is even.
 */

/* For a suite's init and fini; the folder has its own name in each process. */
void labtiny_make(void);
void labtiny_remove(void);
const char *labtiny_folder(void);

/* The JSON of "LAB model=FOLDER KNOBS". Owner: the caller. */
json_t *labtiny_run(const char *lab, const char *knobs);
/* Fails the test unless that run is refused with a text that holds `part`. */
void labtiny_refused(const char *lab, const char *knobs, const char *part);

/* The number at `path` ("data.best.layer") of a run. */
double labtiny_number(const json_t *json, const char *path);

#endif
