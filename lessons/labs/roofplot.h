#ifndef LESSONS_LABS_ROOFPLOT_H
#define LESSONS_LABS_ROOFPLOT_H

#include "engine/core/profile.h"
#include "lessons/labs/lab.h"

/*
 * roofplot.h - what the roofline lab found, and its picture: for roofline.c.
 *
 * Without times (view->timing off) it shows what each op costs, from shapes
 * alone, so that it is the same every time; with times, the roofs, too.
 */
enum { ROOFPLOT_SPOTS = 24, ROOFPLOT_NAME = 24 };

/* One op and direction, of one step. */
struct roofplot_spot {
    char name[ROOFPLOT_NAME];
    double calls, flops, bytes, seconds;
    double share; /* of the time that the roofs allow */
    bool memory;  /* limited by it */
};

struct roofplot {
    char preset[32];
    enum graph_mode mode;
    int planned, steps, spots;
    struct roofplot_spot spot[ROOFPLOT_SPOTS]; /* most arithmetic first */
    double seconds;                            /* of one step */
    struct roof roof;
};

/* From a profile; `f` keeps its preset, mode, plan and roof. */
void roofplot_fill(struct roofplot *f, const struct profile *p);

void roofplot_draw(const void *snapshot, const struct lab_view *view,
                   struct canvas *cv);
void roofplot_words(const void *snapshot, const struct lab_view *view,
                    struct buf *out);
json_t *roofplot_data(const void *snapshot, const struct lab_view *view);

#endif
