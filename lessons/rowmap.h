#ifndef LESSONS_ROWMAP_H
#define LESSONS_ROWMAP_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

/*
 * rowmap.h - where a lesson shows what the curriculum asks of it. The file
 * `rows` beside lesson.md has a line for every row of the catalogue:
 *
 *   C142: scores, mixture       steps, by their slugs
 *   C128: lab recall-race       a lab that the lesson runs
 *   C155: exercise attention    an exercise of the lesson
 *   C352: waits L43             while that lesson is not written
 */
enum rowmap_kind { ROWMAP_STEP, ROWMAP_LAB, ROWMAP_EXERCISE, ROWMAP_WAITS };

struct rowmap_place {
    int line;
    const char *row; /* "C142" */
    enum rowmap_kind kind;
    const char *name;
};

struct rowmap {
    struct arena arena;
    struct rowmap_place *places; /* one per row and place */
    int count;
};

enum { ROWMAP_MAX_PLACES = 512 };

/* Errors: "PATH:LINE: ...", BAD_FILE; NOT_FOUND, NO_MEMORY. */
struct status rowmap_open(struct rowmap *m, const char *path);
void rowmap_release(struct rowmap *m);

#endif
