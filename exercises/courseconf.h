#ifndef EXERCISES_COURSECONF_H
#define EXERCISES_COURSECONF_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * courseconf.h - what a teacher decides about exercises, in course.conf:
 * `key = value` lines, remarks behind `#`.
 *
 *   hints = yes, no, or the most that are shown
 *   solution = hints (after a pass or all hints), pass, due or never
 *   due = 2026-12-01 18:00        local time; a day alone ends at midnight
 *   seed = autumn {student}       of the hidden cases; {student}: their name
 *
 * It stands in the learner's folder (~/lathe/course.conf), else in lathe/ of
 * $XDG_CONFIG_DIRS (/etc/xdg) for all of a machine. Without one: hints, the
 * solution after a pass or all hints, no due time, no seed.
 */
enum courseconf_solution {
    COURSECONF_HINTS,
    COURSECONF_PASS,
    COURSECONF_DUE,
    COURSECONF_NEVER
};

enum { COURSECONF_SEED = 80, COURSECONF_SPAN = 64, COURSECONF_BYTES = 65536 };

struct courseconf {
    int hints; /* the most; below 0: all */
    enum courseconf_solution solution;
    int64_t due; /* seconds since 1970; 0: never */
    char seed[COURSECONF_SEED];
};

/* The one that holds here; that of `path` alone where it is not NULL. Errors:
 * BAD_FILE with "PATH:LINE: ", NOT_FOUND for a `path` that is not there. */
struct status courseconf_open(struct courseconf *c, const char *path);
/* The same from a text; `path` is only its name. */
struct status courseconf_text(struct courseconf *c, const char *path,
                              const char *text, size_t bytes);

/* The seed of one student's hidden cases, made of that of the course. */
void courseconf_seed(const char *seed, const char *student, char *out,
                     size_t bytes);
/* What a learner is called in there: their user's name. */
void courseconf_learner(char *out, size_t bytes);

/* Seconds that `at` is behind the due time; 0: in time. */
int64_t courseconf_late(const struct courseconf *c, int64_t at);

/* "2 days 3 hours", "5 minutes": the two largest units. */
void courseconf_span(int64_t seconds, char out[COURSECONF_SPAN]);
/* "due 2026-12-01 18:00, in 2 days 3 hours", or "..., 3 hours ago: late";
 * "" where there is no due time. */
void courseconf_say_due(const struct courseconf *c, int64_t now, char *out,
                        size_t bytes);

#endif
