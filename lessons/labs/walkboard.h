#ifndef LESSONS_LABS_WALKBOARD_H
#define LESSONS_LABS_WALKBOARD_H

#include <jansson.h>

#include "lessons/labs/lab.h"
#include "lessons/labs/robotprobe.h"

/*
 * walkboard.h - what the lab `walk` has found, and its pictures: the board with
 * the robot, the board that a probe reads, the odds of the next move.
 */
enum { WALKBOARD_STEPS = 2000, WALKBOARD_EVERY = 10 };
enum { WALKBOARD_POINTS = WALKBOARD_STEPS / WALKBOARD_EVERY + 1 };

/* Plain numbers: copy it whole. */
struct walkboard {
    bool walls;
    int planned, steps;
    float loss[WALKBOARD_STEPS];
    int points; /* measured every WALKBOARD_EVERY steps, the first before any */
    float step[WALKBOARD_POINTS], illegal[WALKBOARD_POINTS];
    int fitted; /* places whose probe is there */
    float right[ROBOTWORLD_PLACES];
    int place;
    bool straight;    /* moved along the weights alone */
    bool tried, read; /* `test`; what follows */
    struct robotprobe_test test;
    int cells[ROBOTWORLD_TOKENS], count; /* of the learner's walk */
    char moves[ROBOTWORLD_TOKENS];
    int target; /* -1: nothing is moved */
    double length;
    float belief[ROBOTWORLD_CELLS], odds[ROBOTWORLD_MOVES];   /* as it is */
    float belief2[ROBOTWORLD_CELLS], odds2[ROBOTWORLD_MOVES]; /* moved */
};

/* Where the robot stands, and where the probe says it does. */
int walkboard_cell(const struct walkboard *w);
int walkboard_best(const float *belief);

void walkboard_draw(const struct walkboard *w, const struct lab_view *view,
                    struct canvas *cv);
void walkboard_words(const struct walkboard *w, struct buf *out);
/* Owner: the caller. */
json_t *walkboard_data(const struct walkboard *w);

#endif
