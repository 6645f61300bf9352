/* traincurve.c - the numbers and texts of a training run, and their picture. */
#include "lessons/labs/traincurve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viz/chart.h"

#define ARENA_BYTES ((size_t)64 << 20)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the run");
}

struct status traincurve_room(struct traincurve *c, int64_t steps)
{
    const size_t bytes = (size_t)(steps + 1) * sizeof(float);
    float **column[] = {&c->step, &c->loss, &c->valid, &c->rate, &c->ours};

    arena_init(&c->arena, ARENA_BYTES);
    for (int i = 0; i < 5; i++)
        if (!(*column[i] = arena_add(&c->arena, bytes)))
            return no_memory();
    return STATUS_OK;
}

void traincurve_free(struct traincurve *c)
{
    if (c)
        arena_release(&c->arena);
    free(c);
}

static struct status copy_columns(struct traincurve *to,
                                  const struct traincurve *from)
{
    const size_t bytes = (size_t)from->steps * sizeof(float);

    STATUS_TRY(traincurve_room(to, from->steps));
    memcpy(to->step, from->step, bytes);
    memcpy(to->loss, from->loss, bytes);
    memcpy(to->valid, from->valid, bytes);
    memcpy(to->rate, from->rate, bytes);
    memcpy(to->ours, from->ours, bytes);
    for (int i = 0; i < from->samples; i++) {
        to->sample[i].step = from->sample[i].step;
        to->sample[i].text = arena_text(&to->arena, from->sample[i].text);
        if (!to->sample[i].text)
            return no_memory();
    }
    return STATUS_OK;
}

struct status traincurve_copy(const struct traincurve *from,
                              struct traincurve **out)
{
    struct traincurve *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c)
        return no_memory();
    const struct status st = copy_columns(c, from);
    if (st.code) {
        traincurve_free(c);
        return st;
    }
    c->steps = from->steps;
    c->planned = from->planned;
    c->parameters = from->parameters;
    c->kept = from->kept;
    c->samples = from->samples;
    c->tokens_per_s = from->tokens_per_s;
    c->symbols = from->symbols;
    c->compared = from->compared;
    c->theirs_s = from->theirs_s;
    c->ours_s = from->ours_s;
    *out = c;
    return STATUS_OK;
}

/* Index of the last measured validation loss, or -1. */
static int64_t last_valid(const struct traincurve *c)
{
    int64_t i = c->steps - 1;

    while (i >= 0 && isnan(c->valid[i]))
        i--;
    return i;
}

/* Validation points alone: a line through them, not gaps between them. */
static int valid_points(const struct traincurve *c, float *x, float *y,
                        int most)
{
    int n = 0;

    for (int64_t i = 0; i < c->steps && n < most; i++) {
        if (!isnan(c->valid[i])) {
            x[n] = c->step[i];
            y[n++] = c->valid[i];
        }
    }
    return n;
}

/* How many samples before the newest the learner looks at. */
static int samples_back(const struct traincurve *c, const struct lab_view *view)
{
    const int most = c->samples > 0 ? c->samples - 1 : 0;

    return !view || view->page < 0 ? 0 : view->page > most ? most : view->page;
}

static const struct traincurve_sample *chosen(const struct traincurve *c,
                                              const struct lab_view *view)
{
    return c->samples ? &c->sample[c->samples - 1 - samples_back(c, view)]
                      : NULL;
}

void traincurve_turn_sample(const struct traincurve *c, struct lab_view *view,
                            int back)
{
    view->page = samples_back(c, view) + back;
    view->page = samples_back(c, view);
}

static void draw_sample(const struct traincurve *c, const struct lab_view *view,
                        struct canvas *cv, struct canvas_rect at)
{
    const struct traincurve_sample *s = chosen(c, view);
    char line[CANVAS_MAX_SIDE];
    int row = at.row + 1;

    if (!s || at.rows < 2)
        return;
    canvas_printf(cv, at.row, at.col, INK_TITLE,
                  "written after step %lld, sample %d of %d%s",
                  (long long)s->step, c->samples - samples_back(c, view),
                  c->samples, s > c->sample ? " (left: earlier)" : "");
    for (const char *p = s->text; *p && row < at.row + at.rows;) {
        size_t n = strcspn(p, "\n");
        const size_t most = (size_t)(at.cols > 1 ? at.cols : 1);

        if (n > most) { /* in the middle of a line, never of a symbol */
            n = most;
            while (n > 1 && ((unsigned char)p[n] & 0xc0) == 0x80)
                n--;
        }
        snprintf(line, sizeof line, "%.*s", (int)n, p);
        if (n)
            canvas_text(cv, row++, at.col, line, INK_TEXT);
        p += n;
        p += *p == '\n';
    }
}

/* What was measured takes the place of the size where both do not fit. */
static void draw_head(const struct traincurve *c, bool timing,
                      struct canvas *cv)
{
    int col = canvas_printf(cv, 0, 0, INK_TITLE, "step %lld of %lld",
                            (long long)c->steps, (long long)c->planned);

    if (!timing || cv->cols >= 64)
        col += canvas_printf(cv, 0, col, INK_TITLE, ", %lld parameters",
                             (long long)c->parameters);
    if (timing)
        canvas_printf(cv, 0, col, INK_DIM, ", %.0f tokens/s", c->tokens_per_s);
}

enum { POINTS = 1024 };

void traincurve_draw(const void *snapshot_, const struct lab_view *view,
                     struct canvas *cv)
{
    const struct traincurve *c = snapshot_;
    struct canvas_rect at = canvas_whole(cv);
    float x[POINTS], y[POINTS];
    const int n = valid_points(c, x, y, POINTS);
    const struct chart_series ours = {"ours", c->step, c->ours, (int)c->steps};
    const struct chart_series valid = {"valid", x, y, n};
    const struct chart_series series[] = {
        {c->compared ? "yours" : "train", c->step, c->loss, (int)c->steps},
        c->compared ? ours : valid,
        valid};
    const struct chart chart = {.series = series,
                                .count = 1 + c->compared + (n > 0),
                                .title = "loss",
                                .x_name = "step",
                                .x_low = 0.0f,
                                .x_high = (float)c->planned};

    draw_head(c, view->timing, cv);
    at.row = 1;
    at.rows = (cv->rows - 1) * 2 / 3;
    chart_draw(&chart, cv, at);
    at.row += at.rows;
    at.rows = cv->rows - at.row;
    draw_sample(c, view, cv, at);
}

/* How far the two curves are apart at most. */
static double apart(const struct traincurve *c)
{
    double most = 0.0;

    for (int64_t i = 0; i < c->steps; i++) {
        const double d = fabs((double)c->loss[i] - (double)c->ours[i]);

        most = isnan(d) || d > most ? d : most;
        if (isnan(d))
            break;
    }
    return most;
}

static void compare_words(const struct traincurve *c,
                          const struct lab_view *view, struct buf *out)
{
    const double most = apart(c);

    buf_printf(out, "With our own kernels in the same places it is %.3f; ",
               (double)c->ours[c->steps - 1]);
    if (most > 0.0 || isnan(most))
        buf_printf(out, "the two curves are never more than %.2g apart.", most);
    else
        buf_text(out, "the two curves agree to the last digit.");
    if (view->timing && c->ours_s > 0.0)
        buf_printf(out, " Yours took %.1f times as long.",
                   c->theirs_s / c->ours_s);
    buf_char(out, '\n');
}

void traincurve_words(const void *snapshot_, const struct lab_view *view,
                      struct buf *out)
{
    const struct traincurve *c = snapshot_;
    const int64_t valid = last_valid(c);

    if (!c->steps) {
        buf_printf(out,
                   "Nothing has been learned yet. Guessing among %d "
                   "symbols costs %.3f.\n",
                   c->symbols, log((double)c->symbols));
        return;
    }
    buf_printf(out,
               "After %lld steps the loss is %.3f; it began at %.3f, and "
               "guessing among %d symbols costs %.3f. ",
               (long long)c->steps, (double)c->loss[c->steps - 1],
               (double)c->loss[0], c->symbols, log((double)c->symbols));
    if (valid >= 0)
        buf_printf(out, "On unseen text it is %.3f, or %.2f bits a symbol.\n",
                   (double)c->valid[valid], (double)c->valid[valid] / log(2.0));
    if (c->compared)
        compare_words(c, view, out);
    if (c->samples)
        buf_printf(out, "After step %lld it writes: %s\n",
                   (long long)chosen(c, view)->step, chosen(c, view)->text);
}

static json_t *numbers(const float *x, int64_t n)
{
    json_t *list = json_array();

    for (int64_t i = 0; i < n; i++)
        json_array_append_new(list, isnan(x[i]) ? json_null()
                                                : json_real((double)x[i]));
    return list;
}

json_t *traincurve_data(const void *snapshot_, const struct lab_view *view)
{
    const struct traincurve *c = snapshot_;
    json_t *samples = json_array(), *steps = json_array();
    const int64_t valid = last_valid(c);

    for (int64_t i = 0; i < c->steps; i++)
        json_array_append_new(steps, json_integer((json_int_t)c->step[i]));
    for (int i = 0; i < c->samples; i++) {
        json_array_append_new(samples, json_pack("{sI ss}", "step",
                                                 (json_int_t)c->sample[i].step,
                                                 "text", c->sample[i].text));
    }
    json_t *out = json_pack(
        "{so so so so so si sI sf}", "steps", steps, "loss",
        numbers(c->loss, c->steps), "val_loss", numbers(c->valid, c->steps),
        "lr", numbers(c->rate, c->steps), "samples", samples, "symbols",
        c->symbols, "parameters", (json_int_t)c->parameters, "guessing",
        log((double)c->symbols));
    if (out && c->steps) {
        json_object_set_new(out, "first_loss", json_real((double)c->loss[0]));
        json_object_set_new(out, "last_loss",
                            json_real((double)c->loss[c->steps - 1]));
    }
    if (out && c->compared) {
        json_object_set_new(out, "ours", numbers(c->ours, c->steps));
        json_object_set_new(out, "apart", json_real(apart(c)));
    }
    if (out && valid >= 0)
        json_object_set_new(out, "last_val_loss",
                            json_real((double)c->valid[valid]));
    if (out && view && view->timing)
        json_object_set_new(out, "measured",
                            json_pack("{sf}", "tokens_per_s", c->tokens_per_s));
    return out;
}
