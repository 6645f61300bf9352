#include "viz/heatcell.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char ramp[] = " .:-=+*#%@";

static unsigned share_ink(const struct heatmap *h, float share)
{
    return h->is_signed ? ink_signed(share) : ink_ramp(share);
}

unsigned heatcell_ink(const struct heatplan *p, const struct heatmap *h,
                      int row, int col)
{
    if (heatscale_masked(h, row, col))
        return INK_MASK;
    return share_ink(
        h, heatscale_share(h, p->range, heatscale_value(h, row, col)));
}

void heatcell_number(char out[16], float value)
{
    const double v = (double)value, big = fabs(v);

    if (!isfinite(value)) {
        snprintf(out, 16, "%s", isnan(value) ? "nan" : v > 0 ? "inf" : "-inf");
    } else if (big < 0.995) {
        char text[16];

        snprintf(text, sizeof text, "%.2f", big); /* "0.61" */
        snprintf(out, 16, "%s%s", v < 0 ? "-" : "", text + 1);
    } else if (big < 999.5) {
        snprintf(out, 16, big < 9.95 ? "%.1f" : "%.0f", v);
    } else {
        int power = (int)floor(log10(big));
        double lead = round(big / pow(10, power));

        if (lead > 9) {
            lead = 1;
            power++;
        }
        snprintf(out, 16, power < 10 ? "%s%de%d" : "%s>e9", v < 0 ? "-" : "",
                 (int)lead, power);
    }
}

/* Where no colour carries the level: a sign if need be, then the glyph. A gap
 * keeps wide cells apart. */
static void glyph_share(struct canvas *cv, struct canvas_rect at, bool sign,
                        char glyph, unsigned style, float share)
{
    int from = 0;
    const int to = at.cols >= 3 ? at.cols - 1 : at.cols;

    if (sign && to > 1) {
        canvas_put(cv, at.row, at.col,
                   glyph == ' ' ? ' '
                   : share < 0  ? '-'
                                : '+',
                   style);
        from = 1;
    }
    for (int c = from; c < to; c++)
        canvas_put(cv, at.row, at.col + c, (uint32_t)glyph, style);
}

void heatcell_share(struct canvas *cv, struct canvas_rect at,
                    const struct heatmap *h, enum heatmap_glyphs glyphs,
                    float share)
{
    const unsigned ink = share_ink(h, share);
    const float size = fabsf(share);

    if (isnan(share)) {
        struct canvas sub = canvas_sub(cv, at);

        canvas_text(&sub, 0, 0, at.cols >= 3 ? "nan" : "??", INK_BAD);
    } else if (glyphs == HEATMAP_FULL || glyphs == HEATMAP_HALF) {
        canvas_fill(cv, at, 0, ink_on(INK_TEXT, ink));
    } else if (glyphs == HEATMAP_DIGITS) {
        const int digit = (int)fminf(size * 10.0f, 9.0f);

        glyph_share(cv, at, h->is_signed, (char)('0' + digit), ink, share);
    } else {
        const long level = lroundf(size * (float)(sizeof ramp - 2));

        glyph_share(cv, at, h->is_signed, ramp[level], ink, share);
    }
}

static void hatch(struct canvas *cv, struct canvas_rect at)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;

    if (at.cols >= 3 && ascii)
        at.cols--;
    canvas_fill(cv, at, ascii ? '/' : 0x2591, INK_MASK);
}

static void number(struct canvas *cv, struct canvas_rect at, float value,
                   unsigned style)
{
    char text[16];

    heatcell_number(text, value);
    canvas_fill(cv, at, ' ', style);
    canvas_text(cv, at.row, at.col + at.cols - (int)strlen(text), text, style);
}

/* Marks the chosen cell without hiding its level. */
static void mark(struct canvas *cv, struct canvas_rect at, unsigned behind)
{
    if (behind) {
        const unsigned style = ink_on(INK_TEXT, behind) | INK_BOLD;

        canvas_put(cv, at.row, at.col, '[', style);
        canvas_put(cv, at.row, at.col + at.cols - 1, ']', style);
        return;
    }
    canvas_tint(cv, at, INK_TEXT | INK_REVERSE);
}

void heatcell_draw(struct canvas *cv, const struct heatplan *p,
                   const struct heatmap *h, int row, int col)
{
    const struct canvas_rect at = {p->body.row + row - p->first_row,
                                   p->body.col + (col - p->first_col) * p->wide,
                                   1, p->wide};
    const bool chosen = h->cursor && row == h->at_row && col == h->at_col;
    const bool full = p->glyphs == HEATMAP_FULL;
    const float value = heatscale_value(h, row, col);
    const unsigned ink = heatcell_ink(p, h, row, col);
    unsigned behind = 0;

    if (ink == INK_MASK) {
        hatch(cv, at);
    } else if (h->zoom) {
        behind = full && !isnan(value) ? ink : 0;
        number(cv, at, value,
               behind         ? ink_on(INK_TEXT, ink)
               : isnan(value) ? INK_BAD
                              : INK_TEXT);
    } else {
        heatcell_share(cv, at, h, p->glyphs,
                       heatscale_share(h, p->range, value));
        behind = full && !isnan(value) ? ink : 0;
    }
    if (cv->look.colours < 8 && col == p->peak && ink != INK_MASK)
        canvas_tint(cv, at, INK_TEXT | INK_BOLD);
    if (chosen)
        mark(cv, at, h->zoom ? 0 : behind);
}
