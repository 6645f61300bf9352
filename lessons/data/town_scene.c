#include "lessons/data/town_scene.h"

#include <stdio.h>
#include <string.h>

#include "lessons/data/town_people.h"

enum { QUAY_COLS = 4, ROUGH_FORCE = 6 };

static char sky_glyph(int sky)
{
    static const char glyphs[] = {TOWN_SCENE_SUN,   TOWN_SCENE_SUN,
                                  TOWN_SCENE_CLOUD, TOWN_SCENE_CLOUD,
                                  TOWN_SCENE_MIST,  TOWN_SCENE_RAIN};

    return glyphs[sky];
}

static void paint(struct town_scene *s, const struct town *t)
{
    const char water =
        t->weather.force >= ROUGH_FORCE ? TOWN_SCENE_WAVE : TOWN_SCENE_WATER;

    for (int r = 0; r < TOWN_SCENE_ROWS; r++) {
        memset(s->glyph[r], r ? water : TOWN_SCENE_AIR, TOWN_SCENE_COLS);
        s->glyph[r][TOWN_SCENE_COLS] = '\0';
        if (r > 0)
            memset(s->glyph[r],
                   r < TOWN_SCENE_ROWS - 1 ? TOWN_SCENE_QUAY : TOWN_SCENE_DOCK,
                   QUAY_COLS);
    }
    for (int c = 0; c < TOWN_SCENE_COLS; c += 3)
        s->glyph[0][c] = sky_glyph(t->weather.sky);
}

/* Moors every ship that is at home; counts[6] is the dock. */
static void moor(struct town_scene *s, const struct town *t,
                 int count[TOWN_PEOPLE_QUAY + 1])
{
    for (int i = 0; i < TOWN_SHIPS; i++) {
        const struct town_ship *ship = &t->ship[i];
        if (ship->where == TOWN_AT_SEA)
            continue;
        const int q =
            ship->where == TOWN_IN_DOCK ? TOWN_PEOPLE_QUAY : ship->quay;
        const int col = QUAY_COLS + 1 + count[q]++;
        if (col < TOWN_SCENE_COLS)
            s->glyph[q + 1][col] = (char)(TOWN_SCENE_SHIP + i);
    }
}

static void caption(struct town_scene *s, const char *text)
{
    snprintf(s->caption[s->captions++], TOWN_TEXT_BYTES, "%s", text);
}

static void caption_ships(struct town_scene *s, int n, const char *where)
{
    static const char *const words[] = {
        "no",   "one",    "two",    "three",    "four",
        "five", "six",    "seven",  "eight",    "nine",
        "ten",  "eleven", "twelve", "thirteen", "fourteen"};
    char text[TOWN_TEXT_BYTES];

    snprintf(text, sizeof text, "%s ship%s %s %s.", words[n], n == 1 ? "" : "s",
             n == 1 ? "lies" : "lie", where);
    caption(s, text);
}

struct town_scene town_scene_of(const struct town *t)
{
    struct town_scene s = {.captions = 0};
    int count[TOWN_PEOPLE_QUAY + 1] = {0};
    char text[TOWN_TEXT_BYTES];

    paint(&s, t);
    moor(&s, t, count);
    snprintf(text, sizeof text, "the sky is %s.",
             town_people_sky(t->weather.sky));
    caption(&s, text);
    caption(&s, t->weather.force >= ROUGH_FORCE ? "the water is rough."
                                                : "the water is calm.");
    for (int q = 0; q < TOWN_PEOPLE_QUAY; q++) {
        snprintf(text, sizeof text, "at the %s", town_people_quay(q));
        caption_ships(&s, count[q], text);
    }
    caption_ships(&s, count[TOWN_PEOPLE_QUAY], "in dock");
    return s;
}
