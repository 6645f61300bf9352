#ifndef LESSONS_LABS_SURFACE_H
#define LESSONS_LABS_SURFACE_H

#include "engine/core/graph.h"

/*
 * surface.h - heights over the plane to go down on, built from ops, so that
 * the tape gives their gradients.
 *
 *   bowl     (x^2 + y^2) / 2            as steep in every direction
 *   ravine   (x^2 + 20 y^2) / 2         twenty times as bent across as along
 *   wells    (x^2 - 1)^2 + 0.3 x + y^2  two valleys, the left one deeper
 *   saddle   (x^2 - y^2) / 2            down along y, up along x
 */
enum surface_kind {
    SURFACE_BOWL,
    SURFACE_RAVINE,
    SURFACE_WELLS,
    SURFACE_SADDLE
};

/* {"bowl", "ravine", "wells", "saddle", NULL} */
extern const char *const surface_names[];
enum { SURFACE_SIDE = 33 };
#define SURFACE_REACH 2.0 /* the piece of the plane that is drawn: -2..2 */

/* The height over each point. Shapes: at is [n, 2]; the result [n]. */
struct tensor *surface_op(struct graph *g, enum surface_kind kind,
                          struct tensor *at);

/* Heights of the drawn piece, [SURFACE_SIDE, SURFACE_SIDE], as viz/field.h has
 * them. Turns gradients on again. */
struct status surface_field(struct graph *g, enum surface_kind kind,
                            float *out);

#endif
