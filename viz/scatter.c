#include "viz/scatter.h"

#include <math.h>
#include <stdio.h>

#include "viz/marks.h"
#include "viz/placing.h"
#include "viz/plane.h"
#include "viz/scatterspace.h"

/* Beyond this many points a sign each would be a carpet: they become dots. */
enum { SIGNS_PER_MILLE = 400, DEPTH_STEPS = 16 };

static int group_of(const struct scatter *s, int i)
{
    return s->group && s->group[i] > 0 ? s->group[i] : 0;
}

static const char *name_of(const struct scatter *s, int i, char room[24])
{
    if (s->name && s->name[i])
        return s->name[i];
    snprintf(room, 24, "point %d", i);
    return room;
}

static double distance_of(const struct scatter *s, const double a[3], int i)
{
    double b[3];

    if (!scatterspace_point(s, i, b))
        return (double)NAN;
    return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

int scatter_nearest(const struct scatter *s, int i, int out[SCATTER_NEAREST],
                    float distance[SCATTER_NEAREST])
{
    double from[3], best[SCATTER_NEAREST];
    int n = 0;

    if (i < 0 || i >= scatterspace_count(s) || !scatterspace_point(s, i, from))
        return 0;
    for (int k = 0; k < scatterspace_count(s); k++) {
        const double d = k == i ? (double)NAN : distance_of(s, from, k);
        int place = n;

        if (isnan(d))
            continue;
        while (place > 0 && best[place - 1] > d)
            place--;
        for (int j = n < SCATTER_NEAREST ? n : SCATTER_NEAREST - 1; j > place;
             j--) {
            best[j] = best[j - 1];
            out[j] = out[j - 1];
        }
        if (place < SCATTER_NEAREST) {
            best[place] = d;
            out[place] = k;
            n += n < SCATTER_NEAREST;
        }
    }
    for (int j = 0; j < n; j++)
        distance[j] = (float)best[j];
    return n;
}

/* The plane of the picture: for two dimensions that of the data with equal
 * room on all sides; for three a square around the ball, so that nothing
 * changes its size while it turns. */
static struct plane make_plane(const struct scatter *s, const struct canvas *cv,
                               struct canvas_rect at)
{
    double x[2] = {1, 0}, y[2] = {1, 0}, p[3], middle[3];

    if (s->dims == 3) {
        const double r = 1.05 * scatterspace_ball(s, middle);

        scatterspace_project(s, middle, p);
        struct plane flat = plane_square(
            cv, (struct canvas_rect){at.row, at.col - 2, at.rows, at.cols + 2},
            axis_make(p[0] - r, p[0] + r, false),
            axis_make(p[1] - r, p[1] + r, false));

        flat = (struct plane){.x = flat.x, .y = flat.y, .body = at};
        flat.axis_row = flat.label_row = -1;
        return flat;
    }
    for (int i = 0; i < scatterspace_count(s); i++) {
        if (!scatterspace_point(s, i, p))
            continue;
        plane_widen(x, p[0]);
        plane_widen(y, p[1]);
    }
    return plane_make(cv, at, plane_around(x), plane_around(y), true);
}

/* Three short lines from the middle say which way the axes go. */
static void draw_compass(const struct scatter *s, const struct plane *p,
                         struct raster *r)
{
    static const char *const name[] = {"x", "y", "z"};
    double middle[3];
    const double arm = scatterspace_ball(s, middle);

    for (int d = 0; d < 3; d++) {
        double end[3] = {middle[0], middle[1], middle[2]}, a[3], b[3];
        int dot[2];

        end[d] += arm;
        scatterspace_project(s, middle, a);
        scatterspace_project(s, end, b);
        plane_line(p, r, a, b, INK_FRAME);
        if (plane_dot(p, r, b[0], b[1], dot)) {
            canvas_text(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                        name[d], INK_DIM);
        }
    }
}

static bool place(const struct scatter *s, const struct plane *p,
                  const struct raster *r, int i, int dot[2])
{
    double point[3], seen[3];

    if (!scatterspace_point(s, i, point))
        return false;
    scatterspace_project(s, point, seen);
    return plane_dot(p, r, seen[0], seen[1], dot);
}

/* How near the eye the middle of the data is, and how far it reaches. */
struct ball {
    double near, radius;
};

static struct ball ball_of(const struct scatter *s)
{
    double middle[3], seen[3];
    const double radius = scatterspace_ball(s, middle);

    scatterspace_project(s, middle, seen);
    return (struct ball){seen[2], radius};
}

/* 0 far .. DEPTH_STEPS - 1 near. */
static int depth_of(const struct scatter *s, struct ball ball, int i)
{
    double point[3], seen[3];

    if (s->dims == 2 || !scatterspace_point(s, i, point))
        return 0;
    scatterspace_project(s, point, seen);
    const double share = (seen[2] - ball.near) / ball.radius / 2.0 + 0.5;

    return (int)fmin(fmax(share * DEPTH_STEPS, 0.0), DEPTH_STEPS - 1.0);
}

static void draw_point(const struct scatter *s, struct raster *r, bool signs,
                       int i, const int dot[2], bool far)
{
    const unsigned ink = far ? INK_DIM : marks_ink(group_of(s, i));

    if (signs || r->per_row == 1) {
        canvas_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                   marks_rune(&r->cv, group_of(s, i)), ink);
    } else {
        raster_dot(r, dot[0], dot[1], ink);
    }
}

static void draw_points(const struct scatter *s, const struct plane *p,
                        struct raster *r)
{
    const int count = scatterspace_count(s),
              steps = s->dims == 3 ? DEPTH_STEPS : 1;
    const bool signs =
        count <= (long long)r->cv.rows * r->cv.cols * SIGNS_PER_MILLE / 1000;
    const struct ball ball = ball_of(s);
    int dot[2];

    for (int depth = 0; depth < steps; depth++) {
        for (int i = 0; i < count; i++) {
            if (depth_of(s, ball, i) == depth && place(s, p, r, i, dot)) {
                draw_point(s, r, signs, i, dot, steps > 1 && depth < steps / 3);
            }
        }
    }
}

static bool is_chosen(const struct scatter *s)
{
    return s->cursor && s->chosen >= 0 && s->chosen < scatterspace_count(s);
}

/* The chosen one first: it must find room. */
static void draw_names(const struct scatter *s, const struct plane *p,
                       struct raster *r)
{
    int left = PLACING_MOST, dot[2];
    char room[24];

    if (is_chosen(s) && place(s, p, r, s->chosen, dot)) {
        const int row = dot[1] / r->per_row, col = dot[0] / r->per_col;

        canvas_put(&r->cv, row, col, marks_rune(&r->cv, group_of(s, s->chosen)),
                   INK_FOCUS | INK_REVERSE | INK_BOLD);
        placing_put(&r->cv, row, col, name_of(s, s->chosen, room),
                    INK_TEXT | INK_BOLD);
    }
    for (int i = 0; s->name && i < scatterspace_count(s) && left > 0; i++) {
        if (!s->name[i] || (is_chosen(s) && i == s->chosen) ||
            !place(s, p, r, i, dot))
            continue;
        left -= placing_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                            s->name[i], INK_TEXT);
    }
}

static int bad_points(const struct scatter *s)
{
    double p[3];
    int bad = 0;

    for (int i = 0; i < scatterspace_count(s); i++)
        bad += !scatterspace_point(s, i, p);
    return bad;
}

static void draw_legend(const struct scatter *s, struct canvas *cv)
{
    int col = 0;

    if (s->title)
        col += canvas_text(cv, 0, 0, s->title, INK_TITLE) + 2;
    for (int g = 0; g < s->groups && s->group_name; g++) {
        canvas_put(cv, 0, col, marks_rune(cv, g), marks_ink(g));
        col += 2 + canvas_text(cv, 0, col + 2, s->group_name[g], INK_TEXT) + 2;
    }
    if (scatterspace_count(s) == 0)
        canvas_text(cv, 0, col, "no points", INK_DIM);
    if (bad_points(s))
        canvas_printf(cv, 0, col, INK_BAD, "%d not finite", bad_points(s));
}

static void nearest_words(const struct scatter *s, struct words *w, int i)
{
    int near[SCATTER_NEAREST];
    float distance[SCATTER_NEAREST];
    char room[24], number[16];
    const int n = scatter_nearest(s, i, near, distance);

    words_add(w, "%s", name_of(s, i, room));
    for (int k = 0; k < n; k++) {
        words_number(number, sizeof number, distance[k]);
        words_add(w, "%s%s %s", k ? ", " : ": nearest ",
                  name_of(s, near[k], room), number);
    }
}

void scatter_draw(const struct scatter *s, struct canvas *cv,
                  struct canvas_rect at)
{
    struct canvas cells = canvas_sub(cv, at);
    const int head = cells.rows >= 3, foot = is_chosen(s) && cells.rows >= 6;
    const struct canvas_rect rest = {head, 0, cells.rows - head - foot,
                                     cells.cols};

    if (cells.rows == 0 || cells.cols == 0)
        return;
    const struct plane p = make_plane(s, &cells, rest);
    struct raster r = raster_over(&cells, p.body);

    r.slopes = true;
    if (head)
        draw_legend(s, &cells);
    if (s->dims == 3)
        draw_compass(s, &p, &r);
    else
        plane_axes(&p, &cells, NULL);
    draw_points(s, &p, &r);
    draw_names(s, &p, &r);
    if (foot) {
        char text[256];
        struct words w = words_to(text, sizeof text);

        nearest_words(s, &w, s->chosen);
        canvas_fit(&cells,
                   (struct canvas_rect){cells.rows - 1, 0, 1, cells.cols}, text,
                   INK_TEXT);
    }
}

static void every_point(const struct scatter *s, struct words *w)
{
    char room[24], number[16];

    for (int i = 0; i < scatterspace_count(s); i++) {
        words_add(w, "%s:", name_of(s, i, room));
        for (int d = 0; d < s->dims; d++) {
            words_number(number, sizeof number,
                         s->at[(size_t)i * (size_t)s->dims + (size_t)d]);
            words_add(w, "%s %s", d ? "," : "", number);
        }
        if (s->group && s->group_name && group_of(s, i) < s->groups)
            words_add(w, " (%s)", s->group_name[group_of(s, i)]);
        words_add(w, "\n");
    }
}

size_t scatter_words(const struct scatter *s, enum words_depth depth, char *out,
                     size_t size)
{
    struct words w = words_to(out, size);

    if (s->title)
        words_add(&w, "%s. ", s->title);
    words_add(&w, "%d points in %d dimensions", scatterspace_count(s),
              s->dims == 3 ? 3 : 2);
    if (bad_points(s))
        words_add(&w, ", %d not finite", bad_points(s));
    words_add(&w, ".\n");
    if (is_chosen(s)) {
        nearest_words(s, &w, s->chosen);
        words_add(&w, ".\n");
    }
    if (depth == WORDS_FULL)
        every_point(s, &w);
    return w.wanted;
}
