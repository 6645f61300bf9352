#ifndef LESSONS_DATA_TOWN_SCENE_H
#define LESSONS_DATA_TOWN_SCENE_H

#include "lessons/data/town.h"

/*
 * town_scene.h - the harbour of one evening as a picture of glyphs, and what
 * is to be seen on it as sentences. Six quays stand one below the other; ships
 * lie at them in the order of their rows. A glyph is a word of the vision
 * lessons, a picture of TOWN_SCENE_ROWS x TOWN_SCENE_COLS of them an image.
 */
enum { TOWN_SCENE_ROWS = 8, TOWN_SCENE_COLS = 24, TOWN_SCENE_CAPTIONS = 10 };

enum town_scene_glyph {
    TOWN_SCENE_AIR = ' ',
    TOWN_SCENE_RAIN = '/',
    TOWN_SCENE_MIST = ':',
    TOWN_SCENE_CLOUD = '%',
    TOWN_SCENE_SUN = '*',
    TOWN_SCENE_WATER = '.', /* calm, below force 6 */
    TOWN_SCENE_WAVE = '~',
    TOWN_SCENE_QUAY = '=',
    TOWN_SCENE_SHIP = 'A', /* A is ship 0, B ship 1, ... */
    TOWN_SCENE_DOCK = '#'  /* row 7: ships in dock stand behind it */
};

struct town_scene {
    char glyph[TOWN_SCENE_ROWS][TOWN_SCENE_COLS + 1]; /* row 0 is the sky */
    int captions;
    char caption[TOWN_SCENE_CAPTIONS][TOWN_TEXT_BYTES];
};

/* The evening of this day. Captions: the sky, the water, how many ships lie at
 * each quay and in dock. */
struct town_scene town_scene_of(const struct town *t);

#endif
