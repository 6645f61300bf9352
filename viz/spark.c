#include "viz/spark.h"

#include <math.h>
#include <stdbool.h>

#include "viz/blocks.h"

struct range {
    float low, high;
    int finite;
};

static int count_of(const struct spark *s)
{
    return s->value && s->count > 0 ? s->count : 0;
}

static struct range range_of(const struct spark *s)
{
    struct range r = {0};

    for (int i = 0; i < count_of(s); i++) {
        const float v = s->value[i];

        if (!isfinite(v))
            continue;
        r.low = r.finite ? fminf(r.low, v) : v;
        r.high = r.finite ? fmaxf(r.high, v) : v;
        r.finite++;
    }
    return r;
}

/* Bad values win a column, then the greatest. */
static float column_value(const struct spark *s, int col, int cols)
{
    const long long n = count_of(s);
    const int from = (int)(col * n / cols), to = (int)((col + 1) * n / cols);
    float best = s->value[from];

    for (int i = from; i < to && isfinite(best); i++) {
        if (!isfinite(s->value[i]) || s->value[i] > best)
            best = s->value[i];
    }
    return best;
}

static void draw_columns(const struct spark *s, struct canvas *cv, int from,
                         int cols)
{
    const struct range found = range_of(s);
    const bool given = s->low < s->high;
    const double low = given ? (double)s->low : (double)found.low;
    const double high = given ? (double)s->high : (double)found.high;

    cols = count_of(s) < cols ? count_of(s) : cols;
    for (int c = 0; c < cols; c++) {
        const double v = (double)column_value(s, c, cols);
        double share = high > low ? (v - low) / (high - low) : 0.5;

        if (!isfinite(v)) {
            canvas_put(cv, 0, from + c, '!', INK_BAD);
            continue;
        }
        share = fmin(fmax(share, 0.0), 1.0);
        blocks_cell(cv, 0, from + c, 1 + (int)lround(share * 7.0), INK_SERIES1);
    }
}

void spark_draw(const struct spark *s, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int count = count_of(s);
    char number[16] = "no values";
    int from = 0;

    if (place.rows == 0 || place.cols == 0)
        return;
    if (s->name && *s->name) {
        const struct canvas_rect head = {0, 0, 1, place.cols / 3};

        from = canvas_fit(&place, head, s->name, INK_TEXT) + 1;
    }
    if (count > 0)
        words_number(number, sizeof number, s->value[count - 1]);
    const int wanted = canvas_cols(&place, number) + 1;
    const bool bad = count > 0 && !isfinite(s->value[count - 1]);
    int cols = place.cols - from - wanted;

    if (cols < 1)
        cols = place.cols - from;
    draw_columns(s, &place, from, cols);
    from += count < cols ? count : cols;
    canvas_text(&place, 0, from + (count > 0), number,
                bad          ? INK_BAD
                : count == 0 ? INK_DIM
                             : INK_TEXT | INK_BOLD);
}

static void every_value(struct words *w, const struct spark *s)
{
    char number[16];

    for (int i = 0; i < count_of(s); i++) {
        words_number(number, sizeof number, s->value[i]);
        words_add(w, "%s%s", i ? ", " : "Values: ", number);
    }
    if (count_of(s) > 0)
        words_add(w, ".\n");
}

size_t spark_words(const struct spark *s, enum words_depth depth, char *out,
                   size_t size)
{
    struct words w = words_to(out, size);
    const struct range r = range_of(s);
    const int count = count_of(s);
    char low[16], high[16], last[16];

    words_add(&w, "%s: ", s->name && *s->name ? s->name : "values");
    if (r.finite == 0) {
        words_add(&w, count ? "no finite value in %d.\n" : "%d values yet.\n",
                  count);
        return w.wanted;
    }
    words_number(low, sizeof low, r.low);
    words_number(high, sizeof high, r.high);
    words_number(last, sizeof last, s->value[count - 1]);
    words_add(&w, "%d values, last %s, from %s to %s", count, last, low, high);
    if (r.finite < count)
        words_add(&w, ", %d not a finite number", count - r.finite);
    words_add(&w, ".\n");
    if (depth == WORDS_FULL)
        every_value(&w, s);
    return w.wanted;
}
