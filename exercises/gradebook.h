#ifndef EXERCISES_GRADEBOOK_H
#define EXERCISES_GRADEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "exercises/courseconf.h"
#include "exercises/gradelog.h"
#include "exercises/intake.h"
#include "exercises/report.h"

/*
 * gradebook.h - a class's work and what became of it: one record a file, from
 * which every output is made.
 *
 * A file gets a point for each check that passes. What nobody handed in counts
 * 0 of the points that it would have had. A failure of ours has no points at
 * all: it is told and never scored.
 */
enum gradebook_state {
    GRADEBOOK_WAITING, /* not graded yet */
    GRADEBOOK_GRADED,
    GRADEBOOK_MISSING, /* nobody handed it in */
    GRADEBOOK_FAULT    /* ours; `say` tells */
};

/* One exercise of one student. */
struct gradebook_mark {
    const struct intake_work *work; /* NULL where it is missing */
    enum gradebook_state state;
    char *record; /* reportjson.h as text, once it is graded */
    bool passed;
    enum report_verdict verdict;
    unsigned failed; /* bit k: check k did not pass */
    int score;
    double seconds;
    char say[200];             /* the fault */
    struct gradelog_hand hand; /* a teacher's points and remark */
};

struct gradebook_check {
    char id[24], title[80];
};

/* One exercise: what its own solution was told. */
struct gradebook_exercise {
    const char *name;
    struct gradebook_check check[REPORT_CASES];
    int checks; /* the most points */
};

struct alike; /* alike.h */

struct gradebook {
    const struct intake *in;
    struct gradebook_exercise *exercise; /* all that anyone handed in */
    int exercises;
    struct gradebook_mark *mark; /* [students][exercises] */

    /* What every report says. */
    struct courseconf conf; /* of the teacher: when it was due */
    char seed[80];          /* of the course; "" for none */
    char compiler[160];
    char program[32]; /* version of the grader */
    unsigned layers;
    enum sandbox_level level;
    int attacks, through; /* of the probes, at this level */
    bool plain;           /* no build under sanitizers */
    char confirmed[200];  /* what was typed below level good, or "" */
    int64_t started;      /* seconds since 1970 */
    double seconds;
    const struct alike *similar; /* for the teacher alone; or NULL */
};

/* Owner: `in` outlives it. Errors: NO_MEMORY, NOT_FOUND where nothing that can
 * be graded was handed in: zero checks are no pass. */
struct status gradebook_init(struct gradebook *b, const struct intake *in);
void gradebook_release(struct gradebook *b);

struct gradebook_mark *gradebook_mark(const struct gradebook *b, int student,
                                      int exercise);

/* Puts a finished report into its mark. Errors: NO_MEMORY. */
struct status gradebook_put(struct gradebook_mark *m, const struct report *r);
/* The same from a record that was kept; takes it over. Errors: BAD_FILE. */
struct status gradebook_take(struct gradebook_mark *m, char *record);
/* The whole report of a mark that is graded. */
struct status gradebook_report(const struct gradebook_mark *m,
                               struct report *out);

/* Remarks and points by hand, from the journal. */
struct status gradebook_hands(struct gradebook *b, struct gradelog *log);

struct gradebook_sum {
    int score, most, passed, missing, faults;
};
/* Of one student, or of all for -1; of one exercise, or of all for -1. */
struct gradebook_sum gradebook_sum(const struct gradebook *b, int student,
                                   int exercise);
/* Seconds that it came late; 0: in time, or not at all. */
int64_t gradebook_late(const struct gradebook *b,
                       const struct gradebook_mark *m);
/* How many handed-in files fail check `k` of an exercise. */
int gradebook_failing(const struct gradebook *b, int exercise, int k);

/* --- outputs: whole texts, appended -----------------------------------------
 */

/* The whole record, for the teacher. */
struct status gradebook_json(struct buf *out, const struct gradebook *b);
/* One row a file; a cell that a spreadsheet would run gets a quote. */
struct status gradebook_csv(struct buf *out, const struct gradebook *b);
struct status gradebook_junit(struct buf *out, const struct gradebook *b);
struct status gradebook_tap(struct buf *out, const struct gradebook *b);
/* results.json of one student. */
struct status gradebook_gradescope(struct buf *out, const struct gradebook *b,
                                   int student);
/* What a student may read: their own marks, in words. */
struct status gradebook_text(struct buf *out, const struct gradebook *b,
                             int student);
/* The class on one page: students by exercises, then which checks fail most. */
struct status gradebook_table(struct buf *out, const struct gradebook *b);

/* A name for a student's own file: no slash, nothing odd, one for each. */
void gradebook_file_name(const struct gradebook *b, int student, char *room,
                         size_t bytes);

#endif
