/* exdesk_page.c - the parts of an exercise that are prose. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/standin.h"
#include "lessons/markdown.h"
#include "tui/screens/exdesk_parts.h"

enum { FIGURES = 6 };

static void say(struct page *p, const char *text, unsigned style)
{
    page_text(p, text, strlen(text), style);
}

static void paragraph(struct page *p, const char *text, unsigned style)
{
    page_paragraph(p);
    say(p, text, style);
}

/* A line number behind `word`, or 0. */
static int number_behind(const char *text, const char *word)
{
    for (const char *at = text; (at = strstr(at, word));) {
        at += strlen(word);
        if (*at >= '1' && *at <= '9')
            return (int)strtol(at, NULL, 10);
    }
    return 0;
}

/* The compiler's own words about the same text are the better ones. */
const struct syntax *exdesk_syntax(const struct exdesk *d)
{
    const bool told = d->verdict && d->report->verdict == REPORT_COMPILE &&
                      d->text.bytes == d->judged.bytes &&
                      memcmp(buf_string(&d->text), buf_string(&d->judged),
                             d->text.bytes) == 0;

    return d->syntax.line && !told ? &d->syntax : NULL;
}

int exdesk_line(const struct exdesk *d)
{
    char own[EXERCISE_NAME + 8];
    int line = 0;

    if (exdesk_syntax(d))
        return d->syntax.line;
    if (!d->verdict || d->report->passed)
        return 0;
    snprintf(own, sizeof own, "%s.c:", d->loop.name);
    for (int i = 0; i < d->report->cases && !line; i++)
        line = number_behind(d->report->list[i].say, "line ");
    if (!line)
        line = number_behind(d->report->say, "line ");
    return line ? line : number_behind(d->report->log, own);
}

/* --- the checks -----------------------------------------------------------
 */

static void figures(struct page *p, const char *label, const double *x, int n)
{
    char line[128];
    int used = snprintf(line, sizeof line, "%-9s", label);

    for (int c = 0; c < n && used < (int)sizeof line - 12; c++)
        used +=
            snprintf(line + used, sizeof line - (size_t)used, " %8.4g", x[c]);
    snprintf(line + used, sizeof line - (size_t)used, "\n");
    say(p, line, INK_CODE);
}

/* Small arrays as numbers; a larger one is for the map of errors. */
static void add_numbers(struct page *p, const struct report_grid *g)
{
    if (g->all_rows > FIGURES || g->all_cols > FIGURES) {
        paragraph(p, "Panel 4 is a map of the error.", INK_KEY);
        return;
    }
    page_code(p);
    for (int r = 0; r < g->rows; r++) {
        char row[32];

        snprintf(row, sizeof row, "row %d\n", r);
        if (g->all_rows > 1)
            say(p, row, INK_DIM);
        figures(p, "expected", g->expected[r], g->cols);
        figures(p, "yours", g->got[r], g->cols);
    }
}

static void add_case_in_full(struct page *p, const struct report *r, int i)
{
    const struct report_case *c = &r->list[i];
    char line[300];

    paragraph(p, c->say, INK_TEXT);
    if (!c->differs)
        return;
    if (c->numbers > 1) {
        snprintf(line, sizeof line, "%d of %d numbers differ%s%s", c->wrong,
                 c->numbers, c->shape[0] ? ": " : ".", c->shape);
        paragraph(p, line, INK_DIM);
    }
    if (r->grid.rows && strcmp(r->grid.id, c->id) == 0)
        add_numbers(p, &r->grid);
}

static const char *sign(const struct report_case *c)
{
    return c->verdict == REPORT_PASS      ? "[ok]"
           : c->verdict == REPORT_SKIPPED ? "[--]"
                                          : "[FAIL]";
}

static void add_case(struct page *p, const struct report_case *c)
{
    const bool good = c->verdict == REPORT_PASS;
    char line[140];

    say(p, sign(c), (good ? INK_GOOD : INK_BAD) | INK_BOLD);
    snprintf(line, sizeof line, "%*s%-8s %s\n", good ? 3 : 1, "", c->id,
             c->title);
    say(p, line, good ? INK_DIM : INK_TEXT);
}

/* The names of all cases behind `first` that pass, or do not. */
static void add_names(struct page *p, const struct report *r, int first,
                      bool good)
{
    int found = 0;

    for (int i = first; i < r->cases; i++) {
        const struct report_case *c = &r->list[i];

        if ((c->verdict == REPORT_PASS) != good)
            continue;
        if (!found++) {
            page_paragraph(p);
            say(p, good ? "[ok]" : "[FAIL]",
                (good ? INK_GOOD : INK_BAD) | INK_BOLD);
            say(p, good ? " " : " also ", INK_DIM);
        } else {
            say(p, ", ", INK_DIM);
        }
        say(p, c->id, good ? INK_DIM : INK_TEXT);
    }
}

/* The first that fails in full; those behind it by name: they wait for it. */
static void add_cases(struct page *p, const struct report *r)
{
    int i = 0;

    page_code(p);
    while (i < r->cases && r->list[i].verdict == REPORT_PASS)
        add_case(p, &r->list[i++]);
    if (i == r->cases)
        return;
    add_case(p, &r->list[i]);
    add_case_in_full(p, r, i);
    add_names(p, r, i + 1, false);
    add_names(p, r, i + 1, true);
}

/* Parts of the engine can run there. */
static void add_engine(struct page *p, const char *name)
{
    const enum standin_part part = standin_of(name, strlen(name));
    const char *run = part == STANDIN_PARTS ? "" : standin_run(part);
    static const char lab[] = "lathe lab ";
    char line[240];

    if (strncmp(run, lab, strlen(lab)) == 0)
        snprintf(line, sizeof line,
                 "The engine can run on it: \":lab %s with=%s\" runs with your "
                 "function.",
                 run + strlen(lab), name);
    else
        snprintf(line, sizeof line,
                 "The engine can run on it: \"%s --with %s\" in a terminal.",
                 run, name);
    if (*run)
        paragraph(p, line, INK_KEY);
}

static void add_report(struct page *p, const struct report *r)
{
    char line[700];

    if (r->passed) {
        paragraph(p, "Passed. Space goes back.", INK_GOOD | INK_BOLD);
        add_engine(p, r->exercise);
    }
    if (r->say[0]) {
        snprintf(line, sizeof line, "%s: %s", report_verdict_name(r->verdict),
                 r->say);
        paragraph(p, line, INK_BAD | INK_BOLD);
    }
    if (r->verdict == REPORT_COMPILE && r->log[0]) {
        page_code(p);
        say(p, r->log, INK_CODE);
    }
    if (r->cases)
        add_cases(p, r);
    if (r->known[0]) {
        snprintf(line, sizeof line, "This is a known mistake: %s. ", r->known);
        paragraph(p, line, INK_WARN);
        say(p, r->known_say, INK_TEXT);
    }
    if (r->printed[0])
        paragraph(p, "Your code printed something: panel 5.", INK_KEY);
    if (r->level == SANDBOX_NONE)
        paragraph(p,
                  "There is no sandbox on this machine: check only code that "
                  "you wrote or trust.",
                  INK_WARN);
}

static void add_checks(const struct exdesk *d, struct page *p)
{
    if (d->fault.code) {
        paragraph(p, d->fault.text, INK_BAD);
        if (d->fault.code == STATUS_NOT_FOUND)
            paragraph(p, "m opens the exercise as a task.", INK_KEY);
    } else if (!d->verdict && d->busy) {
        paragraph(p, "Your file is being checked. Ctrl+C stops it.", INK_DIM);
    } else if (!d->verdict) {
        paragraph(p,
                  "Not checked yet. e opens your editor; every save is "
                  "checked. r checks now.",
                  INK_DIM);
    } else {
        add_report(p, d->report);
    }
}

/* --- the others -----------------------------------------------------------
 */

static void add_printed(const struct exdesk *d, struct page *p)
{
    const struct report *r = d->ran ? d->tried : d->report;
    const bool any = d->ran || d->verdict;

    if (!any || (!r->printed[0] && (!d->ran || r->passed))) {
        paragraph(p,
                  "Nothing was printed. t runs your try.c, y edits it: there "
                  "you may print what you like.",
                  INK_DIM);
        return;
    }
    const bool of_case = d->ran && strcmp(d->program, "case.c") == 0;

    paragraph(p,
              of_case  ? "case.c, which `c` runs, printed"
              : d->ran ? "try.c printed"
                       : "Your code printed in the checks",
              INK_TITLE | INK_BOLD);
    if (r->printed[0]) {
        page_code(p);
        say(p, r->printed, INK_CODE);
    }
    /* A case that differs ends so by itself. */
    if (d->ran && !r->passed && !(of_case && strstr(r->say, "exit status 1"))) {
        paragraph(p, r->say, INK_BAD);
        page_code(p);
        say(p, r->log, INK_CODE);
    }
}

static void add_hints(const struct exdesk *d, struct page *p)
{
    char line[120];

    for (int i = 1; i <= d->state.hints && i <= d->hints; i++) {
        struct buf text;

        buf_init(&text, EXERCISE_BYTES);
        if (!exercise_hint(&text, buf_string(&d->loop.folder), i).code)
            (void)markdown_page(p, buf_string(&text), text.bytes);
        buf_release(&text);
    }
    /* A teacher may have given fewer since. */
    const int shown = d->state.hints < d->hints ? d->state.hints : d->hints;
    if (d->hints == 0) {
        paragraph(p, "Your teacher gives no hints here.", INK_DIM);
        return;
    }
    snprintf(line, sizeof line, "%d of %d hints shown. %s", shown, d->hints,
             shown < d->hints
                 ? "i shows the next; it is counted, never held against you."
             : d->loop.conf.solution == COURSECONF_HINTS
                 ? "S shows the solution."
                 : "");
    paragraph(p, line, INK_DIM);
}

struct page *exdesk_page(const struct exdesk *d, enum exdesk_panel panel)
{
    struct page *p = page_new();

    if (!p)
        return NULL;
    switch (panel) {
    case EXDESK_TASK:
        (void)markdown_page(p, buf_string(&d->prompt), d->prompt.bytes);
        break;
    case EXDESK_CHECKS:
        add_checks(d, p);
        break;
    case EXDESK_PRINTED:
        add_printed(d, p);
        break;
    case EXDESK_HINTS:
        add_hints(d, p);
        break;
    default:
        page_free(p);
        return NULL;
    }
    return p;
}
