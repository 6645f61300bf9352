#ifndef LESSONS_COURSE_H
#define LESSONS_COURSE_H

#include <jansson.h>

#include "engine/base/status.h"
#include "lessons/catalogue.h"
#include "lessons/lesson.h"
#include "lessons/progress.h"

/*
 * course.h - the course map: the catalogue, the written lessons and how far
 * the learner came, in one list.
 */
struct course_entry {
    const struct catalogue_lesson *row;
    struct lesson *lesson; /* NULL while planned, or where `fault` is set */
    struct status fault;   /* why a written lesson could not be read */
    enum progress_state state;
    int steps_seen;
    bool known; /* its last exercise was passed: see course_know() */
};

struct course {
    struct catalogue catalogue;
    struct course_entry *entries; /* catalogue.count of them */
    int next;       /* index of the lesson to go on with; -1: all done */
    const int *way; /* lessons in the order to go on with; NULL: as they are */
    int way_count;
};

/* `folder` NULL: the course that is shipped. `p` NULL: all lessons are new. */
struct status course_open(struct course *c, const char *folder,
                          struct progress *p);
void course_close(struct course *c);

/* Brings the code that lessons take from exercises; a lesson that lacks some is
 * one that could not be read. Errors: NO_MEMORY. */
struct status course_take_codes(struct course *c, lesson_codes *bring);

/* Reads the states again, and `next` with them. */
struct status course_refresh(struct course *c, struct progress *p);

/* The exercise that stands last in a lesson, or NULL. Who passes it knows the
 * lesson, read or not. */
const char *course_last_exercise(const struct course_entry *e);
/* From the next refresh on, known lessons are not gone on with. `passed` is
 * asked about the last exercise of every lesson. */
struct status course_know(struct course *c,
                          struct status (*passed)(void *user,
                                                  const char *exercise,
                                                  bool *yes),
                          void *user);
/* Done, or known. */
bool course_settled(const struct course_entry *e);

/* From the next refresh on, the way goes along these lessons, borrowed. */
void course_follow(struct course *c, const int *way, int count);

/* By id, number or slug; -1 where there is none. */
int course_find(const struct course *c, const char *name);

/* What `lathe course --json` prints. Owner: caller. NULL: no memory. */
json_t *course_json(const struct course *c);

#endif
