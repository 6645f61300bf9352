/* gradebook_csv.c - one row a file. A spreadsheet runs a cell that begins with
 * one of = + - @ or white space; behind a quote it is text. */
#include <stdlib.h>
#include <string.h>

#include "exercises/gradebook.h"

static void cell(struct buf *out, const char *text)
{
    buf_text(out, ",\"");
    if (*text && strchr("=+-@\t\r\n |%", *text))
        buf_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text == '\n' || *text == '\r' ? ' ' : *text);
    }
    buf_char(out, '"');
}

/* The first check that fails, and its words. */
static void findings(struct buf *out, const struct gradebook_mark *m,
                     struct report *r)
{
    int first = -1;

    if (m->state != GRADEBOOK_GRADED || gradebook_report(m, r).code) {
        cell(out,
             m->state == GRADEBOOK_MISSING ? "not handed in" : "our fault");
        cell(out, "");
        cell(out, m->say);
        cell(out, "");
        return;
    }
    for (int k = 0; k < r->cases && first < 0; k++)
        if (r->list[k].verdict != REPORT_PASS)
            first = k;
    cell(out, report_verdict_name(r->verdict));
    cell(out, first < 0 ? "" : r->list[first].id);
    cell(out, r->say[0] ? r->say : first < 0 ? "" : r->list[first].say);
    cell(out, r->known);
}

static void row(struct buf *out, const struct gradebook *b, int s, int e,
                struct report *r)
{
    const struct gradebook_mark *m = gradebook_mark(b, s, e);
    struct buf name;

    buf_init(&name, 4096);
    cell(&name, b->in->student[s].shown);
    buf_text(out, buf_string(&name) + 1);
    buf_release(&name);
    cell(out, b->exercise[e].name);
    if (m->state == GRADEBOOK_FAULT)
        buf_text(out, ",");
    else
        buf_printf(out, ",%d", m->score);
    buf_printf(out, ",%d", b->exercise[e].checks);
    findings(out, m, r);
    if (m->hand.pointed)
        buf_printf(out, ",%g", m->hand.points);
    else
        buf_text(out, ",");
    cell(out, m->hand.remark);
    cell(out, m->work ? m->work->hash : "");
    buf_printf(out, ",%lld\r\n", (long long)gradebook_late(b, m));
}

struct status gradebook_csv(struct buf *out, const struct gradebook *b)
{
    struct report *r = malloc(sizeof *r);

    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    buf_text(out,
             "student,exercise,score,max,verdict,first_failed,hint,"
             "known_mistake,points_by_hand,remark,sha256,late_seconds\r\n");
    for (int s = 0; s < b->in->students; s++)
        for (int e = 0; e < b->exercises; e++)
            row(out, b, s, e, r);
    free(r);
    return buf_status(out);
}
