#include <math.h>

#include "samples.h"
#include "viz/arrows.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/gridwarp.h"
#include "viz/scatter.h"

static const char *const kinds[] = {"animals", "numbers", "verbs"};
enum { CLOUD = 36 };

static void cloud(float *at, int dims, int *group)
{
    for (int i = 0; i < CLOUD; i++) {
        group[i] = i % 3;
        for (int d = 0; d < dims; d++) {
            at[i * dims + d] =
                0.35f * samples_bell(i * 3 + d) + (group[i] == d ? 2.2f : 0.0f);
        }
    }
}

static struct scatter scatter_of(float t)
{
    static float at[2 * CLOUD];
    static int group[CLOUD];
    static const char *name[CLOUD] = {"cat", "one",  "run",  "dog", "two",
                                      "eat", "fish", "nine", "go",  "mouse"};

    cloud(at, 2, group);
    at[0] += t;
    return (struct scatter){.at = at,
                            .count = CLOUD,
                            .dims = 2,
                            .name = name,
                            .group = group,
                            .group_name = kinds,
                            .groups = 3,
                            .title = "embeddings",
                            .cursor = true,
                            .chosen = 0};
}

static void scatter_frame(struct canvas *cv, float t)
{
    const struct scatter s = scatter_of(t);

    scatter_draw(&s, cv, canvas_whole(cv));
}

static size_t scatter_say(enum words_depth depth, char *out, size_t size)
{
    const struct scatter s = scatter_of(0);

    return scatter_words(&s, depth, out, size);
}

static struct scatter scatter3_of(float t)
{
    static float at[3 * CLOUD];
    static int group[CLOUD];
    struct scatter s = scatter_of(0);

    cloud(at, 3, group);
    s.at = at;
    s.dims = 3;
    s.cursor = false;
    s.title = "embeddings in 3-D";
    s.turn = 0.5f + 6.28f * t;
    s.tilt = 0.4f;
    return s;
}

static void scatter3_frame(struct canvas *cv, float t)
{
    const struct scatter s = scatter3_of(t);

    scatter_draw(&s, cv, canvas_whole(cv));
}

static size_t scatter3_say(enum words_depth depth, char *out, size_t size)
{
    const struct scatter s = scatter3_of(0);

    return scatter_words(&s, depth, out, size);
}

/* A ravine, and gradient descent that swings down its sides. */
enum { SIDE = 41, WALK = 16 };
static struct contour contour_of(float t)
{
    static float v[SIDE * SIDE], at[2 * WALK];
    static struct contour_path path;

    for (int i = 0; i < SIDE * SIDE; i++) {
        const float x = (float)(i % SIDE) / 10 - 2;
        const float y = (float)(i / SIDE) / 10 - 2;

        v[i] = 0.5f * x * x + 2.5f * y * y;
    }
    v[SIDE * SIDE - 1] = v[SIDE * SIDE - 2] = NAN;
    at[0] = -1.8f;
    at[1] = 1.5f - t;
    for (int i = 1; i < WALK; i++) {
        at[2 * i] = at[2 * i - 2] * (1 - 0.34f);
        at[2 * i + 1] = at[2 * i - 1] * (1 - 0.34f * 5);
    }
    path = (struct contour_path){"descent", at, WALK};
    return (struct contour){.field = {v, SIDE, SIDE, -2, 2, -2, 2},
                            .path = &path,
                            .paths = 1,
                            .arrows = true,
                            .title = "a ravine"};
}

static void contour_frame(struct canvas *cv, float t)
{
    const struct contour c = contour_of(t);

    contour_draw(&c, cv, canvas_whole(cv));
}

static size_t contour_say(enum words_depth depth, char *out, size_t size)
{
    const struct contour c = contour_of(0);

    return contour_words(&c, depth, out, size);
}

static struct arrows arrows_of(float t)
{
    static struct arrows_one one[3] = {
        {"a", 3, 1, 0, 0}, {"b", -1, 2, 0, 0}, {"a + b", 2, 3, 0, 0}};

    one[0].x = 3 - 2 * t;
    one[2].x = 2 - 2 * t;
    return (struct arrows){.one = one, .count = 3};
}

static void arrows_frame(struct canvas *cv, float t)
{
    const struct arrows a = arrows_of(t);

    arrows_draw(&a, cv, canvas_whole(cv));
}

static size_t arrows_say(enum words_depth depth, char *out, size_t size)
{
    const struct arrows a = arrows_of(0);

    return arrows_words(&a, depth, out, size);
}

enum { LINES = 7 };
static struct gridwarp gridwarp_of(float t)
{
    static float from[2 * LINES * LINES], to[2 * LINES * LINES];

    for (int i = 0; i < LINES * LINES; i++) {
        const float x = (float)(i % LINES - 3), y = (float)(i / LINES - 3);

        from[2 * i] = x;
        from[2 * i + 1] = y;
        to[2 * i] = 1.2f * x + 0.8f * y;
        to[2 * i + 1] = 0.9f * y - 0.2f * x;
    }
    return (struct gridwarp){.from = from,
                             .to = to,
                             .rows = LINES,
                             .cols = LINES,
                             .part = 1 - t,
                             .title = "a shear"};
}

static void gridwarp_frame(struct canvas *cv, float t)
{
    const struct gridwarp g = gridwarp_of(t);

    gridwarp_draw(&g, cv, canvas_whole(cv));
}

static size_t gridwarp_say(enum words_depth depth, char *out, size_t size)
{
    const struct gridwarp g = gridwarp_of(0);

    return gridwarp_words(&g, depth, out, size);
}

enum { DOTS = 40 };
static struct decision decision_of(float t)
{
    static float v[SIDE * SIDE], point[2 * DOTS];
    static int group[DOTS];

    for (int i = 0; i < SIDE * SIDE; i++) {
        const float x = (float)(i % SIDE) / 20 - 1;
        const float y = (float)(i / SIDE) / 20 - 1;

        v[i] = 0.45f - x * x - 1.2f * y * y + 0.3f * x + 0.3f * t;
    }
    for (int i = 0; i < DOTS; i++) {
        const float x = samples_noise(7 * i), y = samples_noise(7 * i + 3);

        point[2 * i] = x;
        point[2 * i + 1] = y;
        group[i] =
            0.45f - x * x - 1.2f * y * y + 0.3f * x > 0.12f * samples_bell(i);
    }
    return (struct decision){.score = {v, SIDE, SIDE, -1, 1, -1, 1},
                             .point = point,
                             .group = group,
                             .points = DOTS,
                             .name = {"outside", "inside"},
                             .x_name = "x1"};
}

static void decision_frame(struct canvas *cv, float t)
{
    const struct decision d = decision_of(t);

    decision_draw(&d, cv, canvas_whole(cv));
}

static size_t decision_say(enum words_depth depth, char *out, size_t size)
{
    const struct decision d = decision_of(0);

    return decision_words(&d, depth, out, size);
}

const struct samples_one samples_plane[] = {
    {"scatter", scatter_frame, scatter_say, 18, 64},
    {"scatter3", scatter3_frame, scatter3_say, 20, 64},
    {"contour", contour_frame, contour_say, 20, 64},
    {"arrows", arrows_frame, arrows_say, 16, 50},
    {"gridwarp", gridwarp_frame, gridwarp_say, 20, 60},
    {"decision", decision_frame, decision_say, 18, 60},
    {NULL, NULL, NULL, 0, 0},
};
