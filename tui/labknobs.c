#include "tui/labknobs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viz/spots.h"

enum { MAX_VALUE_COLS = 40 };

/* Ten notches to a power of ten, the usual rounded series. */
static const double notch[] = {1.0, 1.25, 1.6, 2.0, 2.5, 3.0,
                               4.0, 5.0,  6.0, 8.0, 10.0};
enum { NOTCHES = sizeof notch / sizeof *notch };

/* Wide enough for what "%.3g" rounds away, far below half a notch. */
static const double same_share = 0.005;

static double log_moved(double value, int way)
{
    const double power = pow(10.0, floor(log10(value) + 1e-9));
    const double lead = value / power;

    if (way > 0) {
        for (int i = 0; i < NOTCHES; i++) {
            if (notch[i] > lead * (1.0 + same_share))
                return notch[i] * power;
        }
        return 12.5 * power;
    }
    for (int i = NOTCHES - 1; i >= 0; i--) {
        if (notch[i] < lead * (1.0 - same_share))
            return notch[i] * power;
    }
    return 0.8 * power;
}

static bool number_moved(const struct lab_knob *k, const char *text, int way,
                         char out[LABKNOBS_BYTES])
{
    const double old = strtod(text, NULL);
    double value = old;

    if (k->kind == LAB_WHOLE) {
        value += way;
    } else if (k->log && old > 0.0) {
        value = log_moved(old, way);
    } else {
        value += way * (k->high - k->low) / 20.0;
    }
    value = fmin(fmax(value, k->low), k->high);
    /* A linear notch next to zero is zero, not 1e-17. */
    if (k->kind == LAB_REAL && !k->log &&
        fabs(value) < (k->high - k->low) * 1e-6)
        value = 0.0;
    snprintf(out, LABKNOBS_BYTES, k->kind == LAB_WHOLE ? "%.0f" : "%.3g",
             value);
    return strcmp(out, text) != 0;
}

static bool choice_moved(const struct lab_knob *k, const char *text, int way,
                         char out[LABKNOBS_BYTES])
{
    int n = 0, at = 0;

    while (k->choices[n]) {
        if (strcmp(k->choices[n], text) == 0)
            at = n;
        n++;
    }
    if (n == 0)
        return false;
    snprintf(out, LABKNOBS_BYTES, "%s", k->choices[(at + way + n) % n]);
    return strcmp(out, text) != 0;
}

bool labknobs_moved(const struct lab_knob *k, const char *text, int way,
                    char out[LABKNOBS_BYTES])
{
    switch (k->kind) {
    case LAB_WHOLE:
    case LAB_REAL:
        return number_moved(k, text, way, out);
    case LAB_CHOICE:
        return choice_moved(k, text, way, out);
    case LAB_SWITCH:
        snprintf(out, LABKNOBS_BYTES, "%s",
                 strcmp(text, "on") == 0 ? "off" : "on");
        return true;
    case LAB_TEXT:
        break;
    }
    return false;
}

int labknobs_count(const struct lab *lab)
{
    return labplan_count(lab);
}

/* Columns of knob `i`, name, blank and value. */
static int knob_cols(const struct labpanel *p, const struct canvas *cv, int i)
{
    const int value = canvas_cols(cv, p->plan.text[i]);

    return canvas_cols(cv, p->lab->knobs[i].name) + 1 +
           (value > MAX_VALUE_COLS ? MAX_VALUE_COLS : value);
}

/* Where knob `i` stands, flowing like words; brackets mark the one in focus,
 * so each takes two columns more. */
static struct canvas_rect place(const struct labpanel *p,
                                const struct canvas *cv, int i, int cols)
{
    struct canvas_rect at = {0, 0, 1, 0};

    for (int k = 0;; k++) {
        const int want = knob_cols(p, cv, k) + 2;

        if (at.col > 0 && at.col + want > cols) {
            at.row++;
            at.col = 0;
        }
        at.cols = want > cols ? cols : want;
        if (k == i)
            return at;
        at.col += want + 1;
    }
}

int labknobs_rows(const struct labpanel *p, const struct canvas *cv, int cols)
{
    const int n = labknobs_count(p->lab);

    if (n == 0)
        return 0;
    return place(p, cv, n - 1, cols).row + 1;
}

static void draw_edit(const struct labpanel *p, struct canvas *cv,
                      struct canvas_rect at, int *row, int *col)
{
    const char *name = p->lab->knobs[p->knob].name;
    const int used = canvas_text(cv, at.row, at.col, name, INK_KEY | INK_BOLD);

    canvas_text(cv, at.row, at.col + used, ": ", INK_DIM);
    at.col += used + 2;
    at.cols -= used + 2;
    at.rows = 1;
    *row = at.row;
    *col = lineedit_draw(&p->line, cv, at, INK_TEXT | INK_UNDERLINE);
}

void labknobs_draw(const struct labpanel *p, struct canvas *cv,
                   struct canvas_rect at, int *row, int *col)
{
    const int n = labknobs_count(p->lab);
    const bool focus = p->focus == LABPANEL_KNOBS;
    int first = 0;

    if (n == 0 || at.rows < 1)
        return;
    if (p->editing) {
        draw_edit(p, cv, at, row, col);
        return;
    }
    if (focus && place(p, cv, p->knob, at.cols).row >= at.rows)
        first = place(p, cv, p->knob, at.cols).row - at.rows + 1;
    for (int i = 0; i < n; i++) {
        struct canvas_rect to = place(p, cv, i, at.cols);
        const bool here = focus && i == p->knob;

        if (to.row < first || to.row - first >= at.rows)
            continue;
        to.row += at.row - first;
        to.col += at.col;
        spots_one(cv, SPOTS_KNOB, to, i);
        canvas_text(cv, to.row, to.col, here ? "[" : " ", INK_FOCUS);
        to.col += 1;
        to.cols -= 2;
        to.col +=
            canvas_text(cv, to.row, to.col, p->lab->knobs[i].name, INK_DIM) + 1;
        to.cols -= canvas_cols(cv, p->lab->knobs[i].name) + 1;
        to.col += canvas_fit(cv, to, p->plan.text[i],
                             here ? INK_FOCUS | INK_BOLD | INK_REVERSE
                                  : INK_TEXT | INK_BOLD);
        canvas_text(cv, to.row, to.col, here ? "]" : "", INK_FOCUS);
    }
}
