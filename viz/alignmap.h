#ifndef VIZ_ALIGNMAP_H
#define VIZ_ALIGNMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * alignmap.h - two texts side by side and lines between what belongs
 * together: which source words a translated word looked at.
 *
 * Drawn are the strongest link of every target and all links of the chosen
 * one, whose shares stand beside the sources.
 */
struct alignmap {
    const char *const *source; /* [sources] */
    int sources;
    const char *const *target; /* [targets] */
    int targets;
    const float *weight; /* [targets, sources], 0..1 */
    const char *title, *source_name, *target_name; /* or NULL */
    bool cursor;
    int chosen; /* a target */
};

void alignmap_draw(const struct alignmap *a, struct canvas *cv,
                   struct canvas_rect at);

/* The source with the greatest weight, or -1. */
int alignmap_best(const struct alignmap *a, int target);

/* Answers the bytes wanted, as snprintf() does. */
size_t alignmap_words(const struct alignmap *a, enum words_depth depth,
                      char *out, size_t size);

#endif
