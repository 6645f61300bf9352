#include "viz/histogram.h"

#include <math.h>

#include "viz/blocks.h"
#include "viz/plane.h"

enum { USUAL_BINS = 24 };

static int count_of(const struct histogram *h)
{
    const struct histogram_counts *c = h->counted;
    int n = 0;

    if (!c)
        return h->value && h->count > 0 ? h->count : 0;
    for (int b = 0; b < c->bins; b++)
        n += c->in[b];
    return n + c->below + c->above + c->bad;
}

static struct axis axis_of(const struct histogram *h)
{
    double range[2] = {1.0, 0.0};

    if (h->low < h->high)
        return axis_make((double)h->low, (double)h->high, false);
    for (int i = 0; i < count_of(h); i++)
        plane_widen(range, (double)h->value[i]);
    return range[0] > range[1] ? axis_make(0.0, 1.0, false)
                               : axis_make(range[0], range[1], false);
}

struct histogram_counts histogram_count(const struct histogram *h)
{
    if (h->counted)
        return *h->counted;
    const struct axis a = axis_of(h);
    struct histogram_counts c = {.low = a.low, .high = a.high, .most = -1};

    c.bins = h->bins > 0 ? h->bins : USUAL_BINS;
    if (c.bins > HISTOGRAM_MOST_BINS)
        c.bins = HISTOGRAM_MOST_BINS;
    for (int i = 0; i < count_of(h); i++) {
        const double v = (double)h->value[i];
        const double share = axis_share(&a, v);

        if (isnan(share)) {
            c.bad++;
        } else if (share < 0.0) {
            c.below++;
        } else if (share > 1.0) {
            c.above++;
        } else {
            const int bin = (int)(share * c.bins);

            c.in[bin < c.bins ? bin : c.bins - 1]++;
        }
    }
    for (int b = 0; b < c.bins; b++) {
        if (c.in[b] > 0 && (c.most < 0 || c.in[b] > c.in[c.most]))
            c.most = b;
    }
    return c;
}

/* Half of one is the foot of a log axis, so that a single value is seen. */
static struct axis height(const struct histogram *h,
                          const struct histogram_counts *c)
{
    const double most = c->most >= 0 ? (double)c->in[c->most] : 1.0;

    return h->log_y ? axis_make(0.5, most, true) : axis_make(0.0, most, false);
}

/* Every column belongs to one bin, and where there are more bins than columns
 * it shows the fullest of its bins. */
static int column_count(const struct histogram_counts *c, int col, int cols)
{
    int from = col * c->bins / cols, to = (col + 1) * c->bins / cols, best = 0;

    to = to > from ? to : from + 1;
    for (; from < to; from++)
        best = c->in[from] > best ? c->in[from] : best;
    return best;
}

static void draw_bins(const struct histogram_counts *c, const struct plane *p,
                      struct canvas *cv)
{
    for (int col = 0; col < p->body.cols; col++) {
        const struct canvas_rect at = {p->body.row, p->body.col + col,
                                       p->body.rows, 1};
        const int n = column_count(c, col, p->body.cols);

        if (n > 0) {
            blocks_up(cv, at, (float)axis_share(&p->y, (double)n), INK_SERIES1);
        }
    }
}

static void draw_head(const struct histogram *h,
                      const struct histogram_counts *c, struct canvas *cv)
{
    int col = 0;

    if (h->title)
        col += canvas_text(cv, 0, 0, h->title, INK_TITLE) + 2;
    col += canvas_printf(cv, 0, col, INK_DIM, "%d values", count_of(h));
    if (c->below + c->above > 0) {
        col += canvas_printf(cv, 0, col, INK_WARN, ", %d outside",
                             c->below + c->above);
    }
    if (c->bad > 0)
        col += canvas_printf(cv, 0, col, INK_BAD, ", %d not finite", c->bad);
    if (h->log_y)
        canvas_text(cv, 0, col, ", log counts", INK_DIM);
}

void histogram_draw(const struct histogram *h, struct canvas *cv,
                    struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const struct histogram_counts c = histogram_count(h);
    const int head = place.rows >= 3;

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct canvas_rect rest = {head, 0, place.rows - head, place.cols};
    const struct plane p =
        plane_make(&place, rest, axis_make(c.low, c.high, false), height(h, &c),
                   c.most >= 0);
    if (head)
        draw_head(h, &c, &place);
    plane_axes(&p, &place, h->x_name);
    draw_bins(&c, &p, &place);
}

static void bin_words(struct words *w, const struct histogram_counts *c, int b)
{
    const double wide = (c->high - c->low) / c->bins;
    char low[16], high[16];

    words_number(low, sizeof low, (float)(c->low + wide * b));
    words_number(high, sizeof high, (float)(c->low + wide * (b + 1)));
    words_add(w, "%s to %s: %d", low, high, c->in[b]);
}

size_t histogram_words(const struct histogram *h, enum words_depth depth,
                       char *out, size_t size)
{
    struct words w = words_to(out, size);
    const struct histogram_counts c = histogram_count(h);

    if (h->title)
        words_add(&w, "%s. ", h->title);
    if (c.most < 0) {
        words_add(&w, "No finite value among %d.\n", count_of(h));
        return w.wanted;
    }
    words_add(&w, "%d values in %d bins; the fullest is ", count_of(h), c.bins);
    bin_words(&w, &c, c.most);
    if (c.below + c.above > 0)
        words_add(&w, "; %d below, %d above", c.below, c.above);
    if (c.bad > 0)
        words_add(&w, "; %d not finite", c.bad);
    words_add(&w, ".\n");
    for (int b = 0; depth == WORDS_FULL && b < c.bins; b++) {
        bin_words(&w, &c, b);
        words_add(&w, "\n");
    }
    return w.wanted;
}
