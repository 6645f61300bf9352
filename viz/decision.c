#include "viz/decision.h"

#include <math.h>

#include "viz/marks.h"
#include "viz/plane.h"

enum { SIDE_NONE = -1 };

static int points_of(const struct decision *d)
{
    return d->point && d->group && d->points > 0 ? d->points : 0;
}

static const char *name_of(const struct decision *d, int group)
{
    return d->name[group] ? d->name[group] : group ? "class 1" : "class 0";
}

static void point_of(const struct decision *d, int i, double out[2])
{
    const float *at = d->point + (size_t)i * 2;

    out[0] = (double)at[0];
    out[1] = (double)at[1];
}

static bool is_wrong(const struct decision *d, int i)
{
    double at[2];

    point_of(d, i, at);
    const double score = field_at(&d->score, at[0], at[1]);

    return !isnan(score) && (score > 0.0) != (d->group[i] > 0);
}

int decision_wrong(const struct decision *d)
{
    int wrong = 0;

    for (int i = 0; i < points_of(d); i++)
        wrong += is_wrong(d, i);
    return wrong;
}

static double full_of(const struct decision *d)
{
    double range[2];
    int low[2], high[2];

    if (d->full > 0.0f)
        return (double)d->full;
    field_range(&d->score, range, low, high);
    if (range[0] > range[1])
        return 1.0;
    const double full = fmax(fabs(range[0]), fabs(range[1]));
    return full > 0.0 ? full : 1.0;
}

/* The score in the middle of part `part` of `parts` of a cell, from above. */
static double score_at(const struct decision *d, const struct plane *p,
                       const int cell[2], int part, int parts)
{
    const double across = (cell[1] + 0.5) / p->body.cols;
    const double down = (cell[0] + (part + 0.5) / parts) / p->body.rows;

    return field_at(&d->score, p->x.low + (p->x.high - p->x.low) * across,
                    p->y.high - (p->y.high - p->y.low) * down);
}

/* Both sides of zero must differ at a glance, so the middle of the scale,
 * where colours are pale, is left out. */
static unsigned score_ink(double score, double full)
{
    const double pale = 0.2, share = fmin(fabs(score) / full, 1.0);

    if (isnan(score))
        return INK_MASK;
    return ink_signed(
        (float)copysign(pale + (1.0 - pale) * share, score > 0.0 ? 1.0 : -1.0));
}

static bool has_shades(const struct canvas *cv)
{
    return cv->look.colours >= 256 && cv->look.theme != CANVAS_THEME_MONO;
}

/* Two shades in a cell, or a sign for the side. */
static void draw_cell(const struct decision *d, const struct plane *p,
                      struct canvas *cv, const int cell[2], double full)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int row = p->body.row + cell[0], col = p->body.col + cell[1];
    const double whole = score_at(d, p, cell, 0, 1);

    if (has_shades(cv)) {
        const unsigned up = score_ink(score_at(d, p, cell, 0, 2), full);
        const unsigned down = score_ink(score_at(d, p, cell, 1, 2), full);

        if (up == INK_MASK || down == INK_MASK)
            canvas_put(cv, row, col, ascii ? '/' : 0x2591, INK_MASK);
        else
            canvas_put(cv, row, col, ascii ? ' ' : 0x2580, ink_on(up, down));
    } else if (isnan(whole)) {
        canvas_put(cv, row, col, ascii ? '/' : 0x2591, INK_MASK);
    } else if ((cell[0] + cell[1]) % 2 == 0) {
        /* Every second cell: a carpet of signs would hide the points. */
        canvas_put(cv, row, col, whole > 0.0 ? '+' : '-',
                   score_ink(whole, full));
    }
}

static int side_of(double score)
{
    return isnan(score) ? SIDE_NONE : score > 0.0;
}

/* The line where the score changes its sign, for those who see no shades. */
static void draw_border(const struct decision *d, const struct plane *p,
                        struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;

    for (int row = 0; row < p->body.rows; row++) {
        for (int col = 0; col < p->body.cols; col++) {
            const int here = side_of(score_at(d, p, (int[]){row, col}, 0, 1));
            const int right =
                side_of(score_at(d, p, (int[]){row, col + 1}, 0, 1));
            const int below =
                side_of(score_at(d, p, (int[]){row + 1, col}, 0, 1));
            const bool side = right != SIDE_NONE && right != here;
            const bool under = below != SIDE_NONE && below != here;

            if (here != SIDE_NONE && (side || under))
                canvas_put(cv, p->body.row + row, p->body.col + col,
                           ascii ? '#' : 0x2592, INK_TEXT);
        }
    }
}

static void draw_points(const struct decision *d, const struct plane *p,
                        struct raster *r)
{
    for (int i = 0; i < points_of(d); i++) {
        const int group = d->group[i] > 0;
        double at[2];
        int dot[2];

        point_of(d, i, at);
        if (!plane_dot(p, r, at[0], at[1], dot))
            continue;
        const int row = dot[1] / r->per_row, col = dot[0] / r->per_col;
        const unsigned behind = canvas_at(&r->cv, row, col).bg;

        canvas_put(&r->cv, row, col,
                   is_wrong(d, i) ? (uint32_t)'!' : marks_rune(&r->cv, group),
                   is_wrong(d, i) ? INK_BAD | INK_REVERSE | INK_BOLD
                                  : ink_on(INK_TEXT, behind) | INK_BOLD);
    }
}

static void draw_legend(const struct decision *d, struct canvas *cv)
{
    const int wrong = decision_wrong(d);
    int col = 0;

    if (d->title)
        col += canvas_text(cv, 0, 0, d->title, INK_TITLE) + 2;
    for (int g = 0; g < 2; g++) {
        const unsigned ink = ink_signed(g ? 0.8f : -0.8f);

        if (has_shades(cv))
            canvas_put(cv, 0, col, marks_rune(cv, g), ink_on(INK_TEXT, ink));
        else
            canvas_printf(cv, 0, col, ink, "%s", g ? "+" : "-");
        col += 2;
        if (!has_shades(cv)) {
            canvas_put(cv, 0, col, marks_rune(cv, g), INK_TEXT | INK_BOLD);
            col += 2;
        }
        col += canvas_text(cv, 0, col, name_of(d, g), INK_TEXT) + 2;
    }
    if (points_of(d) > 0) {
        canvas_printf(cv, 0, col, wrong ? INK_BAD : INK_GOOD,
                      "! %d of %d wrong", wrong, points_of(d));
    }
}

void decision_draw(const struct decision *d, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int head = place.rows >= 3;
    const double full = full_of(d);

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plane p = plane_make(
        &place, (struct canvas_rect){head, 0, place.rows - head, place.cols},
        field_x(&d->score), field_y(&d->score), true);
    struct raster r = raster_over(&place, p.body);

    if (head)
        draw_legend(d, &place);
    plane_axes(&p, &place, d->x_name);
    for (int row = 0; row < p.body.rows; row++) {
        for (int col = 0; col < p.body.cols; col++)
            draw_cell(d, &p, &place, (int[]){row, col}, full);
    }
    if (!has_shades(&place))
        draw_border(d, &p, &place);
    draw_points(d, &p, &r);
}

/* How much of the plane class 1 has, in percent; -1 where nothing is known. */
static double share_of_one(const struct decision *d)
{
    const int n = d->score.value ? d->score.rows * d->score.cols : 0;
    int known = 0, one = 0;

    for (int i = 0; i < n; i++) {
        known += isfinite(d->score.value[i]) != 0;
        one += isfinite(d->score.value[i]) && d->score.value[i] > 0.0f;
    }
    return known ? 100.0 * one / known : -1.0;
}

size_t decision_words(const struct decision *d, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);
    const double share = share_of_one(d);
    char x[16], y[16];

    if (d->title)
        words_add(&w, "%s. ", d->title);
    if (share < 0.0) {
        words_add(&w, "The score is not known anywhere.\n");
        return w.wanted;
    }
    words_add(&w, "%s has %.0f%% of the plane, %s the rest. ", name_of(d, 1),
              share, name_of(d, 0));
    words_add(&w, "%d of %d points lie on the wrong side.\n", decision_wrong(d),
              points_of(d));
    for (int i = 0; depth != WORDS_FINDING && i < points_of(d); i++) {
        if (depth != WORDS_FULL && !is_wrong(d, i))
            continue;
        double at[2];

        point_of(d, i, at);
        words_number(x, sizeof x, (float)at[0]);
        words_number(y, sizeof y, (float)at[1]);
        words_add(&w, "(%s, %s) is %s%s.\n", x, y, name_of(d, d->group[i] > 0),
                  is_wrong(d, i) ? ", on the wrong side" : "");
    }
    return w.wanted;
}
