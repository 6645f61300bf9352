#include "lessons/labs/roofplot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_PLOT_ROWS = 8, LEFT = 8 };

static int by_flops(const void *a, const void *b)
{
    const struct roofplot_spot *x = a, *y = b;

    if (x->flops > y->flops || x->flops < y->flops)
        return x->flops < y->flops ? 1 : -1;
    return strcmp(x->name, y->name);
}

void roofplot_fill(struct roofplot *f, const struct profile *p)
{
    const double steps = p->steps ? (double)p->steps : 1.0;

    f->steps = (int)p->steps;
    f->seconds = p->seconds / steps;
    f->spots = 0;
    for (int i = 0; i < p->rows && f->spots < ROOFPLOT_SPOTS; i++) {
        const struct profile_row *r = &p->row[i];
        struct roofplot_spot *s = &f->spot[f->spots];

        if (!(r->flops > 0.0) && !(r->bytes > 0.0))
            continue;
        *s = (struct roofplot_spot){.calls = (double)r->calls / steps,
                                    .flops = r->flops / steps,
                                    .bytes = r->bytes / steps,
                                    .seconds = r->seconds / steps};
        snprintf(s->name, sizeof s->name, "%.16s%s", r->name,
                 r->back ? ", back" : "");
        s->share = profile_share(r, &f->roof, f->mode, &s->memory);
        f->spots++;
    }
    qsort(f->spot, (size_t)f->spots, sizeof *f->spot, by_flops);
}

static double intensity(const struct roofplot_spot *s)
{
    return s->bytes > 0.0 ? s->flops / s->bytes : 0.0;
}

static double rate(const struct roofplot_spot *s)
{
    return s->seconds > 0.0 ? s->flops / s->seconds : 0.0;
}

/* The log-log plane: operations a byte to the right, a second upward. */
struct frame {
    struct canvas *cv;
    int top, rows, left, cols;
    double x_low, x_high, y_low, y_high; /* logarithms to base 10 */
};

static int col_of(const struct frame *f, double x)
{
    const double at = (log10(x) - f->x_low) / (f->x_high - f->x_low);

    return f->left + (int)lround(fmin(fmax(at, 0.0), 1.0) * (f->cols - 1));
}

static int row_of(const struct frame *f, double y)
{
    const double at = (log10(y) - f->y_low) / (f->y_high - f->y_low);

    return f->top + f->rows - 1 -
           (int)lround(fmin(fmax(at, 0.0), 1.0) * (f->rows - 1));
}

static struct frame frame_of(const struct roofplot *p, struct canvas *cv,
                             int top, int rows)
{
    struct frame f = {.cv = cv,
                      .top = top,
                      .rows = rows,
                      .left = LEFT,
                      .cols = cv->cols - LEFT,
                      .x_low = -1.0,
                      .x_high = 3.0};
    const double peak =
        log10(fmax(fmax(p->roof.f32_flops, p->roof.bf16_flops), 1e9));

    f.y_high = ceil(peak * 2.0) / 2.0;
    f.y_low = f.y_high - 3.5;
    return f;
}

static double peak_of(const struct roofplot *p)
{
    return p->mode == GRAPH_BF16 && p->roof.bf16_flops > 0.0
               ? p->roof.bf16_flops
               : p->roof.f32_flops;
}

static void draw_roof(const struct frame *f, const struct roofplot *p)
{
    const double peak = peak_of(p);

    for (int c = 0; c < f->cols; c++) {
        const double x =
            pow(10.0, f->x_low + (f->x_high - f->x_low) * c / (f->cols - 1));
        const double slope = x * p->roof.stream_bytes;

        canvas_put(f->cv, row_of(f, fmin(slope, peak)), f->left + c,
                   slope < peak ? '/' : '-', INK_DIM);
    }
}

static void draw_plane(const struct roofplot *p, struct canvas *cv, int top,
                       int rows)
{
    const struct frame f = frame_of(p, cv, top, rows);

    if (f.cols < 16 || !p->spots)
        return;
    for (int e = (int)ceil(f.y_low); e <= (int)floor(f.y_high); e++)
        canvas_printf(cv, row_of(&f, pow(10.0, e)), 0, INK_DIM, "%4.4g G",
                      pow(10.0, e - 9.0));
    draw_roof(&f, p);
    for (int i = p->spots - 1; i >= 0; i--) { /* the largest on top */
        const struct roofplot_spot *s = &p->spot[i];

        if (s->flops > 0.0 && s->seconds > 0.0)
            canvas_put(cv, row_of(&f, rate(s)), col_of(&f, intensity(s)),
                       (uint32_t)('a' + i), INK_TEXT | INK_BOLD);
    }
    for (int e = -1; e <= 3; e++) {
        canvas_printf(cv, top + rows,
                      col_of(&f, pow(10.0, e)) - (e < 3 ? 0 : 3), INK_DIM, "%g",
                      pow(10.0, e));
    }
    canvas_text(cv, top + rows, 0, "op/byte", INK_DIM);
}

static void draw_row(const struct roofplot *p, int i, bool timing,
                     struct canvas *cv, int row)
{
    const struct roofplot_spot *s = &p->spot[i];

    canvas_printf(cv, row, 0, INK_TEXT, "%c %-22s %4.0f %10.2f %9.2f %8.2f",
                  'a' + i, s->name, s->calls, 1e-6 * s->flops, 1e-6 * s->bytes,
                  intensity(s));
    if (timing) {
        canvas_printf(cv, row, 60, INK_TEXT, "%9.3f %8.1f %5.0f%% %s",
                      1e3 * s->seconds, 1e-9 * rate(s), 100.0 * s->share,
                      !s->memory         ? "products"
                      : s->share > 1.001 ? "cache"
                                         : "memory");
    }
}

void roofplot_draw(const void *snapshot, const struct lab_view *view,
                   struct canvas *cv)
{
    const struct roofplot *p = snapshot;
    int row = 1, plot = 0;

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "one step of %s in %s",
                  p->preset, p->mode == GRAPH_BF16 ? "bf16" : "f32");
    if (view->timing) {
        canvas_printf(
            cv, 0, 36, INK_DIM, "roofs: %.0f GFLOP/s, %.0f GB/s; %d threads",
            1e-9 * peak_of(p), 1e-9 * p->roof.stream_bytes, p->roof.threads);
        plot = cv->rows - 4 - p->spots;
        if (plot < LEAST_PLOT_ROWS)
            plot = cv->rows > 2 * LEAST_PLOT_ROWS ? LEAST_PLOT_ROWS : 0;
        if (plot)
            draw_plane(p, cv, 1, plot);
        row += plot ? plot + 1 : 0;
    }
    canvas_printf(cv, row, 0, INK_DIM, "  %-22s %4s %10s %9s %8s", "op", "runs",
                  "Mop", "MB", "op/byte");
    if (view->timing)
        canvas_printf(cv, row, 60, INK_DIM, "%9s %8s %6s %s", "ms", "GFLOP/s",
                      "roof", "limit");
    for (int i = 0; i < p->spots; i++)
        draw_row(p, i, view->timing, cv, row + 1 + i);
}

/* The step's time that the roofs allow, as a share of what it takes. */
static double step_share(const struct roofplot *p)
{
    double allowed = 0.0;

    for (int i = 0; i < p->spots; i++)
        allowed += p->spot[i].share * p->spot[i].seconds;
    return p->seconds > 0.0 ? allowed / p->seconds : 0.0;
}

static const struct roofplot_spot *slowest(const struct roofplot *p)
{
    const struct roofplot_spot *most = &p->spot[0];

    for (int i = 1; i < p->spots; i++)
        if (p->spot[i].seconds > most->seconds)
            most = &p->spot[i];
    return most;
}

void roofplot_words(const void *snapshot, const struct lab_view *view,
                    struct buf *out)
{
    const struct roofplot *p = snapshot;
    double flops = 0.0, linear = 0.0;

    for (int i = 0; i < p->spots; i++) {
        flops += p->spot[i].flops;
        if (strncmp(p->spot[i].name, "linear", 6) == 0)
            linear += p->spot[i].flops;
    }
    if (!p->spots) {
        buf_text(out, "No step has been timed yet.\n");
        return;
    }
    buf_printf(out,
               "A step of %s makes %.1f million operations, %.1f %% of them in "
               "linear layers.\n",
               p->preset, 1e-6 * flops, 100.0 * linear / flops);
    for (int i = 0; i < p->spots; i++)
        buf_printf(out, "%s: %.2f operations a byte.\n", p->spot[i].name,
                   intensity(&p->spot[i]));
    if (!view->timing)
        return;
    const struct roofplot_spot *s = slowest(p);
    buf_printf(out,
               "It takes %.3f ms; the roofs of this machine, %.0f billion "
               "operations and %.0f billion bytes a second, allow %.0f %% of "
               "that. Most of the time goes to %s: %.3f ms, limited by the "
               "%s.\n",
               1e3 * p->seconds, 1e-9 * peak_of(p), 1e-9 * p->roof.stream_bytes,
               100.0 * step_share(p), s->name, 1e3 * s->seconds,
               s->memory ? "memory" : "products");
}

static json_t *measured(const struct roofplot *p)
{
    json_t *rows = json_array();

    for (int i = 0; i < p->spots; i++) {
        const struct roofplot_spot *s = &p->spot[i];

        json_array_append_new(
            rows,
            json_pack("{ss sf sf sf ss}", "op", s->name, "ms", 1e3 * s->seconds,
                      "gflops", 1e-9 * rate(s), "roof_share", s->share, "limit",
                      s->memory ? "memory" : "products"));
    }
    return json_pack("{sf sf sf si so}", "step_ms", 1e3 * p->seconds, "gflops",
                     1e-9 * peak_of(p), "gbps", 1e-9 * p->roof.stream_bytes,
                     "threads", p->roof.threads, "rows", rows);
}

json_t *roofplot_data(const void *snapshot, const struct lab_view *view)
{
    const struct roofplot *p = snapshot;
    json_t *rows = json_array();

    for (int i = 0; i < p->spots; i++) {
        const struct roofplot_spot *s = &p->spot[i];

        json_array_append_new(rows, json_pack("{ss sf sf sf sf}", "op", s->name,
                                              "calls", s->calls, "flops",
                                              s->flops, "bytes", s->bytes,
                                              "intensity", intensity(s)));
    }
    json_t *out = json_pack("{ss ss si so}", "preset", p->preset, "mode",
                            p->mode == GRAPH_BF16 ? "bf16" : "strict", "steps",
                            p->steps, "rows", rows);
    if (out && view && view->timing)
        json_object_set_new(out, "measured", measured(p));
    return out;
}
