/* descent.c - up to six walks down one surface, side by side: other rates,
 * other optimisers; and the largest rate that still comes down, measured. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/params.h"
#include "engine/train/optimizer.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/surface.h"
#include "viz/chart.h"
#include "viz/contour.h"

enum { SURFACE, PATHS, RATE, START, STEPS };
enum { MOST_PATHS = 6, MOST_STEPS = 500, NAME_BYTES = 32, KINDS = 3 };
enum { LEAST_ROWS = 6, MAP_ROWS = 10 }; /* a lower map cannot be read */
#define GONE 1e6 /* farther from the middle than this has diverged */

static const char *const kinds[KINDS] = {"sgd", "momentum", "adamw"};

static const struct lab_knob knobs[] = {
    [SURFACE] = {.name = "surface",
                 .help = "what to go down on",
                 .kind = LAB_CHOICE,
                 .fallback = "ravine",
                 .choices = surface_names},
    [PATHS] = {.name = "paths",
               .help = "up to six of sgd, momentum, adamw; sgd:0.05 has a rate "
                       "of its own",
               .kind = LAB_TEXT,
               .fallback = "sgd,momentum,adamw"},
    [RATE] = {.name = "rate",
              .help = "learning rate of paths without their own",
              .kind = LAB_REAL,
              .fallback = "0.05",
              .low = 1e-4,
              .high = 10,
              .log = true},
    [START] = {.name = "start",
               .help = "where all begin: x and y",
               .kind = LAB_TEXT,
               .fallback = "-1.8,1"},
    [STEPS] = {.name = "steps",
               .help = "steps of each",
               .kind = LAB_WHOLE,
               .fallback = "60",
               .low = 1,
               .high = MOST_STEPS},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"f", "another surface"},
    {"p", "type the paths"},
    {"c", "heights step by step in place of the map, and back"},
    {NULL, NULL},
};

struct path {
    char name[NAME_BYTES];
    int kind, count; /* of points, the start with them */
    double rate, loss[MOST_STEPS + 1];
    float at[2 * (MOST_STEPS + 1)];
    int crossings; /* how often y changed its sign */
    bool diverged;
};

struct found {
    int surface, steps, paths;
    float field[SURFACE_SIDE * SURFACE_SIDE];
    struct path path[MOST_PATHS];
    double steepest; /* the largest bend at the middle, or 0 */
    double limit;    /* the largest rate of sgd that comes down, or 0 */
};

/* One point as the only parameter of a model. */
struct walker {
    struct params *ps;
    struct graph *g; /* borrowed */
    struct param *p;
    enum surface_kind kind;
};

static struct status walker_open(struct walker *w, struct graph *g, int kind)
{
    static const int64_t shape[] = {1, 2};

    w->g = g;
    w->kind = (enum surface_kind)kind;
    w->ps = params_new(graph_device(g));
    if (!w->ps)
        return status_fail(STATUS_NO_MEMORY, "no memory for a walk");
    const int at = params_add(w->ps, "point", 2, shape, PARAMS_ZERO, 0.0);
    const struct status st = params_build(w->ps, 1);
    if (st.code)
        params_free(w->ps);
    else
        w->p = params_at(w->ps, at);
    return st;
}

static void put(struct walker *w, double x, double y)
{
    float *to = params_values(w->ps);

    to[0] = (float)x;
    to[1] = (float)y;
    params_touch(w->ps);
}

/* Height and gradient where the walker stands. */
static struct status look(struct walker *w, double *height)
{
    graph_reset(w->g);
    params_zero_grads(w->ps);
    struct tensor *z = surface_op(w->g, w->kind, params_tensor(w->p));

    STATUS_TRY(graph_status(w->g));
    STATUS_TRY(graph_backward(w->g, z));
    params_settle_grads(w->ps);
    *height = labonce_at(z, 0);
    return STATUS_OK;
}

static struct optimizer_settings settings_of(int kind)
{
    static const enum optimizer_kind real[KINDS] = {
        OPTIMIZER_SGD, OPTIMIZER_MOMENTUM, OPTIMIZER_ADAMW};

    return (struct optimizer_settings){
        .kind = real[kind], .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
}

static void forget_moments(struct walker *w)
{
    for (int which = 0; which < 2; which++) {
        float *m = params_moment(w->ps, which);

        for (int i = 0; m && i < 2; i++)
            m[i] = 0.0f;
    }
}

static struct status walk(struct walker *w, struct path *p,
                          const float start[2], int steps)
{
    const struct optimizer_settings s = settings_of(p->kind);

    put(w, (double)start[0], (double)start[1]);
    forget_moments(w);
    for (int i = 0; i <= steps; i++) {
        const float *at = params_values(w->ps);

        STATUS_TRY(look(w, &p->loss[i]));
        p->at[2 * i] = at[0];
        p->at[2 * i + 1] = at[1];
        p->count = i + 1;
        p->crossings += i > 0 && at[1] * p->at[2 * i - 1] < 0.0f;
        p->diverged = !(fabs((double)at[0]) + fabs((double)at[1]) < GONE);
        if (p->diverged || i == steps)
            return STATUS_OK;
        STATUS_TRY(optimizer_step(w->ps, &s, p->rate, 1.0, i + 1));
    }
    return STATUS_OK;
}

/* The bend along y and along x: how the gradient changes on the way. */
static struct status find_steepest(struct found *f, struct walker *w)
{
    double height, most = 0.0;

    for (int axis = 0; axis < 2; axis++) {
        double slope[2];

        for (int side = 0; side < 2; side++) {
            const double by = side ? 0.5 : -0.5;

            put(w, axis ? 0.0 : by, axis ? by : 0.0);
            STATUS_TRY(look(w, &height));
            slope[side] = (double)((const float *)params_grads(w->ps))[axis];
        }
        most = fmax(most, slope[1] - slope[0]);
    }
    f->steepest = most;
    return STATUS_OK;
}

/* By halving: does a walk from near the middle come nearer or go away? */
static struct status find_limit(struct found *f, struct walker *w)
{
    static const float start[] = {0.01f, 0.01f};
    double low = 0.0, high = 8.0;
    struct path *p = calloc(1, sizeof *p);

    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a walk");
    for (int i = 0; i < 16; i++) {
        p->rate = (low + high) / 2.0;
        const struct status st = walk(w, p, start, 200);
        if (st.code) {
            free(p);
            return st;
        }
        if (p->diverged || p->loss[p->count - 1] > p->loss[0])
            high = p->rate;
        else
            low = p->rate;
    }
    free(p);
    f->limit = low;
    return STATUS_OK;
}

static struct status read_path(struct path *p, const char *text, double rate)
{
    const char *colon = strchr(text, ':');
    const size_t bytes = colon ? (size_t)(colon - text) : strlen(text);
    char *end = NULL;

    p->kind = -1;
    for (int i = 0; i < KINDS; i++) {
        if (strlen(kinds[i]) == bytes && strncmp(kinds[i], text, bytes) == 0)
            p->kind = i;
    }
    p->rate = colon ? strtod(colon + 1, &end) : rate;
    if (p->kind < 0 || !(p->rate > 0.0 && p->rate <= 10.0) ||
        (colon && (end == colon + 1 || *end))) {
        return status_fail(STATUS_BAD_USAGE,
                           "paths: \"%s\" is none; sgd, momentum, adamw, or "
                           "sgd:0.05 with a rate up to 10",
                           text);
    }
    snprintf(p->name, NAME_BYTES, "%s %g", kinds[p->kind], p->rate);
    return STATUS_OK;
}

static struct status read_paths(struct found *f, const char *list, double rate)
{
    char text[NAME_BYTES];

    for (const char *at = list; *at;) {
        const size_t bytes = strcspn(at, ",");

        if (bytes >= sizeof text || f->paths == MOST_PATHS)
            return status_fail(STATUS_BAD_USAGE,
                               "paths takes at most %d of them", MOST_PATHS);
        snprintf(text, sizeof text, "%.*s", (int)bytes, at);
        STATUS_TRY(read_path(&f->path[f->paths++], text, rate));
        at += bytes + (at[bytes] == ',');
    }
    return f->paths ? STATUS_OK
                    : status_fail(STATUS_BAD_USAGE, "paths names none");
}

static struct status walk_all(struct found *f, struct walker *w,
                              const float start[2])
{
    for (int i = 0; i < f->paths; i++)
        STATUS_TRY(walk(w, &f->path[i], start, f->steps));
    if (f->surface != SURFACE_BOWL && f->surface != SURFACE_RAVINE)
        return STATUS_OK;
    STATUS_TRY(find_steepest(f, w));
    return find_limit(f, w);
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    struct walker w;
    float start[2];

    STATUS_TRY(labnumbers_read(r->value[START].text, "start", 2, start));
    f->surface = (int)r->value[SURFACE].number;
    f->steps = (int)r->value[STEPS].number;
    STATUS_TRY(read_paths(f, r->value[PATHS].text, r->value[RATE].number));
    STATUS_TRY(surface_field(g, (enum surface_kind)f->surface, f->field));
    STATUS_TRY(walker_open(&w, g, f->surface));
    const struct status st = walk_all(f, &w, start);
    params_free(w.ps);
    return st;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

/* On a bowl and a ravine the least height is 0; elsewhere only up and down can
 * be told apart. */
static const char *verdict(const struct found *f, const struct path *p)
{
    const double first = p->loss[0], last = p->loss[p->count - 1];

    if (p->diverged || last > first)
        return "runs away";
    if (f->limit <= 0.0)
        return "goes down";
    if (p->crossings > p->count / 2)
        return "swings";
    return last > 0.02 * first ? "crawls" : "comes down";
}

/* The ways on the map, or their heights step by step. */
static void draw_map(const struct found *f, struct canvas *cv,
                     struct canvas_rect at)
{
    struct contour_path path[CONTOUR_MOST_PATHS];
    struct contour c = {.field = {f->field, SURFACE_SIDE, SURFACE_SIDE,
                                  -SURFACE_REACH, SURFACE_REACH, -SURFACE_REACH,
                                  SURFACE_REACH},
                        .path = path};

    for (int i = 0; i < f->paths && i < CONTOUR_MOST_PATHS; i++)
        path[c.paths++] = (struct contour_path){f->path[i].name, f->path[i].at,
                                                f->path[i].count};
    contour_draw(&c, cv, at);
}

/* The last ones of the list: there the rates are largest. */
static void draw_heights(const struct found *f, struct canvas *cv,
                         struct canvas_rect at)
{
    float height[CHART_MAX_SERIES][MOST_STEPS + 1];
    struct chart_series series[CHART_MAX_SERIES];
    struct chart c = {
        .series = series, .x_name = "step", .log_y = f->limit > 0.0};
    const int first =
        f->paths > CHART_MAX_SERIES ? f->paths - CHART_MAX_SERIES : 0;

    for (int i = first; i < f->paths; i++) {
        const struct path *p = &f->path[i];

        for (int k = 0; k < p->count; k++)
            height[c.count][k] = (float)p->loss[k];
        series[c.count] = (struct chart_series){
            .name = p->name, .y = height[c.count], .count = p->count};
        c.count++;
    }
    chart_draw(&c, cv, at);
}

static void draw_list(const struct found *f, struct canvas *cv)
{
    for (int i = 0; i < f->paths; i++) {
        const struct path *p = &f->path[i];
        char end[24];

        snprintf(end, sizeof end, "%s", verdict(f, p));
        if (f->limit <= 0.0 && !p->diverged)
            snprintf(end, sizeof end, "ends at x %.2f",
                     (double)p->at[2 * (p->count - 1)]);
        canvas_printf(cv, i, 0, INK_TEXT, "%-14s %7.2g %s", p->name,
                      p->loss[p->count - 1], end);
    }
    if (f->limit > 0.0) {
        canvas_printf(cv, f->paths, 0, INK_TITLE | INK_BOLD,
                      "sgd comes down up to %.4f", f->limit);
        canvas_printf(cv, f->paths + 1, 0, INK_DIM, "2 / bend %.3g = %.4f",
                      f->steepest, 2.0 / f->steepest);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct canvas_rect at = canvas_whole(cv);

    draw_list(f, cv);
    if (cv->cols >= 64) {
        at.col = 39;
        at.cols -= 39;
    } else {
        at.row = f->paths + 2;
        at.rows -= f->paths + 2;
    }
    if (at.rows < LEAST_ROWS)
        return;
    if ((at.rows < MAP_ROWS) != (view && view->page > 0))
        draw_heights(f, cv, at);
    else
        draw_map(f, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    for (int i = 0; i < f->paths; i++) {
        const struct path *p = &f->path[i];
        const int last = p->count - 1;

        buf_printf(out,
                   "%s %s: from %.4g to %.3g in %d steps, at (%.3g, %.3g).\n",
                   p->name, verdict(f, p), p->loss[0], p->loss[last], last,
                   (double)p->at[2 * last], (double)p->at[2 * last + 1]);
    }
    if (f->limit > 0.0)
        buf_printf(out,
                   "The largest rate at which sgd still comes down is %.4f; 2 "
                   "over the largest bend, %.4g, is %.4f.\n",
                   f->limit, f->steepest, 2.0 / f->steepest);
}

static json_t *path_json(const struct path *p)
{
    const int last = p->count - 1;
    json_t *loss = json_array();

    for (int i = 0; i < p->count; i++)
        json_array_append_new(
            loss, json_real(isfinite(p->loss[i]) ? p->loss[i] : GONE));
    return json_pack("{ss sf si sf sf sf sb so}", "name", p->name, "rate",
                     p->rate, "steps", last, "last",
                     isfinite(p->loss[last]) ? p->loss[last] : GONE, "x",
                     fmax(-GONE, fmin(GONE, (double)p->at[2 * last])), "y",
                     fmax(-GONE, fmin(GONE, (double)p->at[2 * last + 1])),
                     "diverged", p->diverged, "heights", loss);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *paths = json_array();

    (void)view;
    for (int i = 0; i < f->paths; i++)
        json_array_append_new(paths, path_json(&f->path[i]));
    return json_pack("{so sf sf sf}", "paths", paths, "bend", f->steepest,
                     "limit", f->limit, "two_over_bend",
                     f->steepest > 0.0 ? 2.0 / f->steepest : 0.0);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 'c') {
        view->page = !view->page;
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    if (code == 'p')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = PATHS};
    if (code == 'f')
        return labcells_next(knobs, SURFACE, f->surface);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab descent_lab = {
    .name = "descent",
    .question = "Which way down, and how fast before it runs away?",
    .about = "One point goes down a surface by the engine's own optimisers, "
             "up to six times from the same start. On a bowl and a ravine "
             "the largest rate that still comes down is measured.",
    .sources = (const char *const[]){"engine/kernels/k_optim.c",
                                     "lessons/labs/surface.c:surface_op", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
