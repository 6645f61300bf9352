/* values_shape.c - how errors lie, in words: what every reader can use, with
 * colour or without. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exercises/values.h"

void values_picture(const struct values *v, const char *name,
                    const unsigned char *expected, const unsigned char *got,
                    struct report_grid *out)
{
    size_t at = (size_t)TALK_GUARDS * 4;

    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];
        const size_t count = (size_t)a->rows * a->cols;

        if (!(a->role & TALK_OUT))
            continue;
        if (strcmp(a->name, name) == 0) {
            *out = (struct report_grid){.all_rows = (int)a->rows,
                                        .all_cols = (int)a->cols};
            out->rows = a->rows < REPORT_GRID ? (int)a->rows : REPORT_GRID;
            out->cols = a->cols < REPORT_GRID ? (int)a->cols : REPORT_GRID;
            snprintf(out->array, sizeof out->array, "%s", name);
            for (int r = 0; r < out->rows; r++) {
                for (int c = 0; c < out->cols; c++) {
                    const size_t k = at + 4 * ((size_t)r * a->cols + (size_t)c);
                    float e, g;
                    int32_t ei, gi;

                    memcpy(&e, expected + k, 4);
                    memcpy(&g, got + k, 4);
                    memcpy(&ei, expected + k, 4);
                    memcpy(&gi, got + k, 4);
                    const bool real = a->type == TALK_FLOAT;
                    out->expected[r][c] = real ? (double)e : ei;
                    out->got[r][c] = real ? (double)g : gi;
                }
            }
            return;
        }
        at += (count + 2 * TALK_GUARDS) * 4;
    }
}

/* What one value of the picture would be under an explanation. */
typedef double explains(const struct report_grid *g, int r, int c, double by);

static double times(const struct report_grid *g, int r, int c, double by)
{
    return g->expected[r][c] * by;
}

static double plus(const struct report_grid *g, int r, int c, double by)
{
    return g->expected[r][c] + by;
}

static double turned(const struct report_grid *g, int r, int c, double by)
{
    (void)by;
    return c < g->rows && r < g->cols ? g->expected[c][r] : (double)NAN;
}

static double row_off(const struct report_grid *g, int r, int c, double by)
{
    const int from = r + (int)by;

    return from >= 0 && from < g->rows ? g->expected[from][c] : g->got[r][c];
}

static double col_off(const struct report_grid *g, int r, int c, double by)
{
    const int from = c + (int)by;

    return from >= 0 && from < g->cols ? g->expected[r][from] : g->got[r][c];
}

struct tolerance {
    double absolute, relative;
};

static bool near(double a, double b, const struct tolerance *t)
{
    return fabs(a - b) <= t->absolute + t->relative * fabs(b);
}

/* An explanation is measured on one number and need not be as exact. */
static bool fits(double a, double b, const struct tolerance *t)
{
    return fabs(a - b) <= 2.0 * (t->absolute + t->relative * fabs(b));
}

static bool holds(const struct report_grid *g, explains *f, double by,
                  const struct tolerance *t)
{
    for (int r = 0; r < g->rows; r++) {
        for (int c = 0; c < g->cols; c++)
            if (!fits(g->got[r][c], f(g, r, c, by), t))
                return false;
    }
    return true;
}

/* Places of the wrong numbers. A picture shows the first rows and columns of
 * its array: what is said of the last ones needs all of it. */
struct count {
    int wrong, nan, above, first, last, numbers;
    int r, c; /* the wrong one that is largest as expected */
};

/* One row or one column: it has places and neither rows nor a diagonal. */
static bool is_vector(const struct report_grid *g)
{
    return g->all_rows == 1 || g->all_cols == 1;
}

static bool is_last(const struct report_grid *g, int r, int c)
{
    return r == g->all_rows - 1 && (!is_vector(g) || c == g->all_cols - 1);
}

static struct count count(const struct report_grid *g,
                          const struct tolerance *t)
{
    struct count n = {.r = -1};

    for (int r = 0; r < g->rows; r++) {
        for (int c = 0; c < g->cols; c++) {
            n.numbers++;
            if (near(g->got[r][c], g->expected[r][c], t))
                continue;
            n.wrong++;
            n.nan += isnan(g->got[r][c]) != 0;
            n.above += c > r;
            n.first += r == 0 && (!is_vector(g) || c == 0);
            n.last += is_last(g, r, c);
            if (n.r < 0 ||
                fabs(g->expected[r][c]) > fabs(g->expected[n.r][n.c])) {
                n.r = r;
                n.c = c;
            }
        }
    }
    return n;
}

/* Everything is right and stands elsewhere; "": it does not. */
static const char *moved(const struct report_grid *g, const struct tolerance *t)
{
    const bool vector = is_vector(g);

    if (g->rows > 2 && holds(g, row_off, -1, t))
        return vector ? "one place too late" : "one row too low";
    if (g->rows > 2 && holds(g, row_off, 1, t))
        return vector ? "one place too early" : "one row too high";
    if (g->cols > 2 && holds(g, col_off, -1, t))
        return vector ? "one place too late" : "one column too far right";
    if (g->cols > 2 && holds(g, col_off, 1, t))
        return vector ? "one place too early" : "one column too far left";
    return "";
}

static bool one_rule(const struct report_grid *g, const struct count *n,
                     const struct tolerance *t, char say[160])
{
    const double want = g->expected[n->r][n->c], have = g->got[n->r][n->c];

    if (holds(g, times, 0, t))
        snprintf(say, 160, "every number is 0");
    else if (fabs(want) > 0 && holds(g, times, -1, t))
        snprintf(say, 160, "every number has the wrong sign");
    else if (fabs(want) > 0 && isfinite(have / want) &&
             holds(g, times, have / want, t)) {
        snprintf(say, 160, "every number is %.6g times what it should be",
                 have / want);
    } else if (holds(g, plus, have - want, t)) {
        snprintf(say, 160, "every number is off by the same %.4g", have - want);
    } else if (g->all_rows == g->all_cols && g->rows > 1 &&
               holds(g, turned, 0, t)) {
        snprintf(say, 160, "rows and columns have changed places");
    } else if (moved(g, t)[0]) {
        snprintf(say, 160, "everything stands %s", moved(g, t));
    } else {
        return false;
    }
    return true;
}

static void say_only(const struct report_grid *g, const char *which,
                     char say[160])
{
    snprintf(say, 160, "only the %s %s is wrong", which,
             is_vector(g) ? "number" : "row");
}

static void shape(const struct report_grid *g, const struct tolerance *t,
                  char say[160])
{
    const struct count n = count(g, t);

    if (n.wrong < 1 || n.numbers < 2)
        return;
    if (n.nan == n.wrong) {
        snprintf(say, 160,
                 "what is wrong is NaN: 0/0, or infinity less "
                 "infinity");
    } else if (n.wrong > 1 && one_rule(g, &n, t, say)) {
        return;
    } else if (g->all_rows == g->all_cols && n.above == n.wrong) {
        snprintf(say, 160, "only numbers above the diagonal are wrong");
    } else if (n.first == n.wrong) {
        say_only(g, "first", say);
    } else if (n.last == n.wrong) {
        say_only(g, "last", say);
    }
}

void values_shape(const struct report_grid *g, double absolute, double relative,
                  char say[160])
{
    const struct tolerance t = {absolute, relative};
    const bool cut = g->rows < g->all_rows || g->cols < g->all_cols;
    char text[160] = "";

    shape(g, &t, text);
    /* What lies outside the picture may be wrong in another way. */
    snprintf(say, 160, "%s%.130s", cut && text[0] ? "as far as shown, " : "",
             text);
}
