#ifndef LESSONS_CATALOGUE_H
#define LESSONS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

/*
 * catalogue.h - the list of all lessons of a course, written or planned.
 *
 * The file `catalogue` in the course folder holds one paragraph of `key:
 * value` lines a stage or lesson. A lesson is written once its folder
 * NN-slug/lesson.md exists; until then it is planned. Nothing else says so.
 */
struct catalogue_lesson {
    int line;
    const char *id, *slug, *title; /* "L16", "self-attention" */
    int stage;
    const char *floor; /* theory, framework, model or application */
    const char *tier;  /* basic, intermediate or advanced */
    int minutes;
    const char **needs; /* ids of lessons */
    int need_count;
    const char **rows; /* "C017": what of the curriculum it must show */
    int row_count;
    const char **exercises;
    int exercise_count;
    bool written;
    const char *folder; /* of its files: COURSE/16-self-attention */
};

struct catalogue {
    struct arena arena;
    const char *path;
    const char **stages; /* names; stages[0] is that of stage 1 */
    int stage_count;
    struct catalogue_lesson *lessons; /* in the order of the course */
    int count;
};

enum { CATALOGUE_MAX_LESSONS = 512, CATALOGUE_MAX_STAGES = 32 };

/* Reads DIR/catalogue and looks which lessons are written.
 * Errors: "PATH:LINE: what is wrong", BAD_FILE; NOT_FOUND, NO_MEMORY. */
struct status catalogue_open(struct catalogue *c, const char *folder);
void catalogue_release(struct catalogue *c);

/* Index of a lesson by id ("L16", "l16", "16") or slug, or -1. */
int catalogue_find(const struct catalogue *c, const char *name);

/* Every need names a lesson and no chain of needs comes back to its start.
 * Errors: BAD_FILE, with file and line. */
struct status catalogue_check(const struct catalogue *c);

#endif
