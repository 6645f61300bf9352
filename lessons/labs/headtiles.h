#ifndef LESSONS_LABS_HEADTILES_H
#define LESSONS_LABS_HEADTILES_H

#include "viz/canvas.h"

/*
 * headtiles.h - attention maps as tiles of a few cells, a layer a row: small
 * enough to see all heads at once, without names or scale.
 *
 * A tile has a line of text above its map. A cell stands for the largest weight
 * of its rectangle of the map, so that a thin diagonal is not lost.
 */
struct headtiles {
    const float *weight; /* [layers, heads, tokens, tokens], causal */
    int layers, heads, tokens;
    int row, col; /* the chosen tile; -1: none */
    /* What stands above tile (layer, head), and in which ink. */
    void (*say)(const void *user, int layer, int head, char out[24],
                unsigned *style);
    const void *user;
};

/* Rows of tiles that do not fit are left out above or below the chosen one. */
void headtiles_draw(const struct headtiles *t, struct canvas *cv,
                    struct canvas_rect at);

#endif
