#ifndef LESSONS_LABS_WALKLINES_H
#define LESSONS_LABS_WALKLINES_H

#include "lessons/labs/walknet.h"

/* walklines.h - a pass of a walknet as lines of arithmetic, in the order in
 * which they can be computed with a pencil. */
enum walklines_stage {
    WALKLINES_FORWARD,
    WALKLINES_BACK,
    WALKLINES_STEP,
    WALKLINES_STAGES
};

enum { WALKLINES_MOST = 64, WALKLINES_BYTES = 80 };

struct walklines_line {
    enum walklines_stage stage;
    char text[WALKLINES_BYTES];
    double value; /* behind the last equals sign */
};

struct walklines {
    int count;
    struct walklines_line line[WALKLINES_MOST];
};

/* What is written down. */
struct walklines_wish {
    enum walklines_stage last; /* lines of later stages are left out */
    double rate;
    bool biases;
    double new_error; /* after the step */
};

void walklines_write(struct walklines *l, const struct walknet *n,
                     const struct walknet_pass *p,
                     const struct walklines_wish *wish);

#endif
