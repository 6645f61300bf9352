#include "viz/arrows.h"

#include <math.h>

#include "viz/marks.h"
#include "viz/placing.h"
#include "viz/plane.h"

static int count_of(const struct arrows *a)
{
    return a->one && a->count > 0 ? a->count : 0;
}

static bool is_finite(const struct arrows_one *v)
{
    return isfinite(v->x) && isfinite(v->y) && isfinite(v->from_x) &&
           isfinite(v->from_y);
}

static const char *name_of(const struct arrows_one *v)
{
    return v->name ? v->name : "vector";
}

/* The origin is always part of it. */
static struct plane make_plane(const struct arrows *a, const struct canvas *cv,
                               struct canvas_rect at)
{
    double x[2] = {0, 0}, y[2] = {0, 0};
    const double reach = (double)a->reach;

    if (reach > 0.0) {
        const struct axis all = axis_make(-reach, reach, false);

        return plane_square(cv, at, all, all);
    }
    for (int i = 0; i < count_of(a); i++) {
        const struct arrows_one *v = &a->one[i];

        if (!is_finite(v))
            continue;
        plane_widen(x, (double)v->from_x);
        plane_widen(y, (double)v->from_y);
        plane_widen(x, (double)v->from_x + (double)v->x);
        plane_widen(y, (double)v->from_y + (double)v->y);
    }
    return plane_square(cv, at, plane_around(x), plane_around(y));
}

static void draw_one(const struct arrows *a, const struct plane *p,
                     struct raster *r, int i)
{
    const struct arrows_one *v = &a->one[i];
    const double from[2] = {(double)v->from_x, (double)v->from_y};
    const double to[2] = {from[0] + (double)v->x, from[1] + (double)v->y};
    const uint32_t head = marks_arrow(&r->cv, (double)v->x, (double)v->y);
    int dot[2];

    plane_line(p, r, from, to, marks_ink(i));
    if (plane_dot(p, r, to[0], to[1], dot)) {
        canvas_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                   head ? head : marks_rune(&r->cv, 0),
                   marks_ink(i) | INK_BOLD);
    }
}

static void draw_names(const struct arrows *a, const struct plane *p,
                       struct raster *r)
{
    for (int i = 0; i < count_of(a) && i < PLACING_MOST; i++) {
        const struct arrows_one *v = &a->one[i];
        int dot[2];

        if (is_finite(v) && plane_dot(p, r, (double)v->from_x + (double)v->x,
                                      (double)v->from_y + (double)v->y, dot)) {
            placing_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                        name_of(v), marks_ink(i) | INK_BOLD);
        }
    }
}

/* "a (2, 1)   b (-1, 3)" */
static void draw_legend(const struct arrows *a, struct canvas *cv)
{
    int col = 0;

    if (a->title)
        col += canvas_text(cv, 0, 0, a->title, INK_TITLE) + 2;
    if (count_of(a) == 0)
        canvas_text(cv, 0, col, "no vectors", INK_DIM);
    for (int i = 0; i < count_of(a); i++) {
        const struct arrows_one *v = &a->one[i];

        col += canvas_text(cv, 0, col, name_of(v), marks_ink(i) | INK_BOLD);
        col += canvas_printf(cv, 0, col, is_finite(v) ? INK_TEXT : INK_BAD,
                             " (%.4g, %.4g)  ", (double)v->x, (double)v->y);
    }
}

void arrows_draw(const struct arrows *a, struct canvas *cv,
                 struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int head = place.rows >= 3;

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plane p = make_plane(
        a, &place,
        (struct canvas_rect){head, 0, place.rows - head, place.cols});
    struct raster r = raster_over(&place, p.body);

    r.slopes = true;
    if (head)
        draw_legend(a, &place);
    plane_axes(&p, &place, NULL);
    for (int i = 0; i < count_of(a); i++) {
        if (is_finite(&a->one[i]))
            draw_one(a, &p, &r, i);
    }
    draw_names(a, &p, &r);
    plane_cross(&p, &place);
}

static double degrees(double radians)
{
    return radians * 45.0 / atan2(1.0, 1.0);
}

static void one_words(const struct arrows_one *v, struct words *w)
{
    char x[16], y[16], length[16];

    words_number(x, sizeof x, v->x);
    words_number(y, sizeof y, v->y);
    words_number(length, sizeof length, hypotf(v->x, v->y));
    words_add(w, "%s is (%s, %s)", name_of(v), x, y);
    if (is_finite(v)) {
        words_add(w, ", length %s", length);
        if (hypotf(v->x, v->y) > 0.0f) {
            words_add(w, ", %.0f degrees from the x axis",
                      degrees(atan2((double)v->y, (double)v->x)) + 0.0);
        }
    }
    words_add(w, ".\n");
}

static void pair_words(const struct arrows_one *a, const struct arrows_one *b,
                       struct words *w)
{
    const double dot =
        (double)a->x * (double)b->x + (double)a->y * (double)b->y;
    const double size =
        hypot((double)a->x, (double)a->y) * hypot((double)b->x, (double)b->y);
    char number[16];

    words_number(number, sizeof number, (float)dot);
    words_add(w, "%s . %s = %s", name_of(a), name_of(b), number);
    if (size > 0.0 && isfinite(dot)) {
        const double cosine = fmin(fmax(dot / size, -1.0), 1.0);

        words_add(w, ", cosine %.2f, angle %.0f degrees", cosine,
                  degrees(acos(cosine)));
    }
    words_add(w, ".\n");
}

size_t arrows_words(const struct arrows *a, enum words_depth depth, char *out,
                    size_t size)
{
    struct words w = words_to(out, size);
    const int count = count_of(a);

    if (a->title)
        words_add(&w, "%s. ", a->title);
    if (count == 0)
        words_add(&w, "No vectors.\n");
    for (int i = 0; i < (depth == WORDS_FINDING && count > 2 ? 2 : count); i++)
        one_words(&a->one[i], &w);
    if (count >= 2)
        pair_words(&a->one[0], &a->one[1], &w);
    return w.wanted;
}
