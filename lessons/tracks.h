#ifndef LESSONS_TRACKS_H
#define LESSONS_TRACKS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "lessons/course.h"

/*
 * tracks.h - ways through the course: which lessons, in which order, in which
 * weeks or evenings. The file `tracks` of the course folder says how; a course
 * without one has none.
 */
enum { TRACKS_MOST = 64, TRACKS_PARTS = 128, TRACKS_LESSONS = 256 };

struct tracks_part {
    const char *name, *gate; /* gate: what ends it; "" where nothing is said */
    int first, count;        /* of the track's lessons */
};

struct tracks_track {
    const char *word, *name, *says; /* "evenings", "Two evenings a week" */
    struct tracks_part *part;
    int parts;
    int *lesson; /* indexes into the catalogue, in order */
    int lessons;
};

struct tracks {
    struct arena arena;
    char *text;
    struct tracks_track track[TRACKS_MOST];
    int count;
};

/* Errors: BAD_FILE with file and line: a lesson that the catalogue lacks, a
 * track without a part, two of one name. */
struct status tracks_open(struct tracks *t, const struct catalogue *c,
                          const char *folder);
void tracks_close(struct tracks *t);

/* Index of a track by its word, -1 where there is none. */
int tracks_find(const struct tracks *t, const char *word);

/* How far it is: lessons, of them written, of them done. */
struct tracks_tally {
    int all, written, done;
};
struct tracks_tally tracks_count(const struct tracks_track *t,
                                 const struct course *c);

#endif
