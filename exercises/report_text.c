/* report_text.c - the report for a terminal, a pipe and a screen reader: what
 * differs, how it lies, what it is called, in this order. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exercises/report.h"

enum { COLS = 80, FIGURES = 6, MAP = 16 };

/* Words, broken at blanks, with `indent` blanks before each line. */
static void wrap(struct buf *out, int indent, const char *text)
{
    int used = 0;

    while (*text) {
        const size_t word = strcspn(text, " \n");
        const bool line_end = text[word] == '\n';

        if (used && used + 1 + (int)word > COLS - indent) {
            buf_char(out, '\n');
            used = 0;
        }
        if (!used)
            buf_printf(out, "%*s", indent, "");
        else
            buf_char(out, ' ');
        buf_add(out, text, word);
        used += (int)word + (used > 0);
        text += word;
        text += strspn(text, " \n");
        if (line_end && *text) {
            buf_char(out, '\n');
            used = 0;
        }
    }
    buf_char(out, '\n');
}

static void numbers(struct buf *out, const char *label, const double *x, int n)
{
    buf_printf(out, "       %-9s", label);
    for (int c = 0; c < n; c++)
        buf_printf(out, " %9.4g", x[c]);
    buf_char(out, '\n');
}

static bool equal(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-4 * fabs(a) + 1e-5 ||
           (isinf(a) && isinf(b) && (a > 0) == (b > 0));
}

/* Small arrays as numbers, larger ones as a map of what is wrong. */
static void picture(struct buf *out, const struct report_grid *g)
{
    if (g->all_rows <= FIGURES && g->all_cols <= FIGURES) {
        for (int r = 0; r < g->rows; r++) {
            char label[32];

            snprintf(label, sizeof label, "row %d", r);
            if (g->all_rows > 1)
                buf_printf(out, "       %s\n", label);
            numbers(out, "expected", g->expected[r], g->cols);
            numbers(out, "yours", g->got[r], g->cols);
        }
        return;
    }
    buf_printf(out, "       where %s is wrong (x), from row 0, column 0%s:\n",
               g->array,
               g->all_rows > MAP || g->all_cols > MAP ? ", its start" : "");
    for (int r = 0; r < g->rows; r++) {
        buf_text(out, "       ");
        for (int c = 0; c < g->cols; c++)
            buf_text(out, equal(g->expected[r][c], g->got[r][c]) ? " ." : " x");
        buf_char(out, '\n');
    }
}

static void head(struct buf *out, const struct report *r, int tries)
{
    char right[80];
    int good = 0;

    for (int i = 0; i < r->cases; i++)
        good += r->list[i].verdict == REPORT_PASS;
    if (tries == 0) {
        snprintf(right, sizeof right, "%d of %d cases pass", good, r->cases);
    } else if (r->cases) {
        snprintf(right, sizeof right, "try %d   %d of %d cases pass   %.1f s",
                 tries, good, r->cases, r->seconds);
    } else {
        snprintf(right, sizeof right, "try %d   %.1f s", tries, r->seconds);
    }
    const int gap = COLS - (int)strlen(r->exercise) - (int)strlen(right);
    buf_printf(out, "%s%*s%s\n", r->exercise, gap > 2 ? gap : 2, "", right);
}

/* "softmax.c:15" where the words name such a place, else "". */
static void place(const struct report *r, const char *say, char out[120])
{
    char source[80];

    snprintf(source, sizeof source, "%s.c:", r->exercise);
    const char *at = strstr(say, source);
    const int digits = at ? (int)strspn(at + strlen(source), "0123456789") : 0;
    snprintf(out, 120, "%.*s", digits ? (int)strlen(source) + digits : 0,
             at ? at : "");
}

static void one_case(struct buf *out, const struct report *r, int i,
                     bool in_full)
{
    const struct report_case *c = &r->list[i];
    char line[700], where[120];

    if (c->verdict == REPORT_PASS) {
        buf_printf(out, "[ok]   %-8s %s\n", c->id, c->title);
        return;
    }
    if (!in_full) {
        snprintf(line, sizeof line, "[%s] %-8s %s",
                 c->verdict == REPORT_SKIPPED ? "----" : "FAIL", c->id,
                 c->title);
        buf_printf(out, "%s\n", line);
        return;
    }
    buf_printf(out, "[FAIL] %-8s %s\n", c->id, c->title);
    place(r, c->say, where);
    if (where[0]) { /* editors jump to what begins so */
        const bool first = strncmp(c->say, where, strlen(where)) == 0;

        snprintf(line, sizeof line, "%s%s%s", first ? "" : where,
                 first ? "" : ": ", c->say);
        wrap(out, 0, line);
    } else {
        wrap(out, 7, c->say);
    }
    if (c->differs && c->numbers > 1)
        buf_printf(out, "       %d of %d numbers differ%s%s\n", c->wrong,
                   c->numbers, c->shape[0] ? ": " : "", c->shape);
    if (c->differs && r->grid.rows && strcmp(r->grid.id, c->id) == 0 &&
        c->numbers > 1)
        picture(out, &r->grid);
}

static void cases(struct buf *out, const struct report *r)
{
    bool told = false;

    for (int i = 0; i < r->cases; i++) {
        const bool failed = r->list[i].verdict != REPORT_PASS;

        one_case(out, r, i, failed && !told);
        told = told || failed;
    }
}

void report_text(struct buf *out, const struct report *r, int tries)
{
    char line[1000];

    head(out, r, tries);
    if (r->say[0]) {
        snprintf(line, sizeof line, "%s: %s", report_verdict_name(r->verdict),
                 r->say);
        wrap(out, 0, line);
    }
    cases(out, r);
    if (r->verdict == REPORT_COMPILE && r->log[0])
        buf_printf(out, "%s\n", r->log);
    if (r->known[0]) {
        snprintf(line, sizeof line, "This is a known mistake: %s. %s", r->known,
                 r->known_say);
        wrap(out, 0, line);
    }
    if (r->printed[0])
        buf_printf(out, "--- your code printed\n%s%s---\n", r->printed,
                   r->printed[strlen(r->printed) - 1] == '\n' ? "" : "\n");
    if (r->level == SANDBOX_NONE) {
        wrap(out, 0,
             "There is no sandbox on this machine: check only code that you "
             "wrote or trust.");
    }
    if (r->passed)
        buf_text(out, "Passed.\n");
}
