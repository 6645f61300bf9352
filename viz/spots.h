#ifndef VIZ_SPOTS_H
#define VIZ_SPOTS_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * spots.h - where the things stand that a frame shows, for the mouse: the cells
 * of a map, the rows of a list, a panel, a key in the bottom line.
 *
 * A canvas may carry a `struct spots`; what is drawn on it, or on a part of it,
 * is noted there. On any other canvas noting does nothing. Later ones lie on
 * top of earlier ones.
 */
enum spots_kind {
    SPOTS_PANEL, /* number `row` */
    SPOTS_ROW,   /* item `row` of a list */
    SPOTS_CELL,  /* cell (row, col) of a map, or token `col` of row 0 */
    SPOTS_KNOB,  /* number `row` */
    SPOTS_KEY    /* pressing it is pressing key `row` */
};

/* A grid of things: each `wide` columns wide, `high` of them in a row of the
 * canvas; the first is (row, col). wide 0: one as wide as all of it. */
struct spots_spot {
    enum spots_kind kind;
    struct canvas_rect at;
    int row, col, wide, high;
};

enum { SPOTS_MOST = 1024 }; /* those past it are not noted */
struct spots {
    struct spots_spot spot[SPOTS_MOST];
    int count;
    const struct canvas_cell *first; /* of the canvas that is noted */
    int stride;
};

/* Forgets all, and notes what is drawn on `cv` from now on. */
void spots_start(struct spots *s, struct canvas *cv);

/* `spot.at` is in rows and columns of `cv`, and is clipped to it. */
void spots_note(const struct canvas *cv, struct spots_spot spot);
/* One thing as large as `at`. */
void spots_one(const struct canvas *cv, enum spots_kind kind,
               struct canvas_rect at, int row);

/* What lies at (row, col): `row` and `col` of the answer are the thing's own.
 * `kind` asks for the topmost of that kind alone. False where nothing lies. */
bool spots_find(const struct spots *s, int row, int col,
                struct spots_spot *out);
bool spots_find_kind(const struct spots *s, enum spots_kind kind, int row,
                     int col, struct spots_spot *out);

#endif
