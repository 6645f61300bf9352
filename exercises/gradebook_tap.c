/* gradebook_tap.c - Test Anything Protocol 13: a line a check. */
#include <stdlib.h>
#include <string.h>

#include "exercises/gradebook.h"

/* A '#' would begin a directive. */
static void words(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
    }
}

/* A diagnostic: every line of it begins with '#'. */
static void remark(struct buf *out, const char *text)
{
    buf_text(out, "# ");
    for (; *text; text++) {
        buf_char(out, *text);
        if (*text == '\n' && text[1])
            buf_text(out, "# ");
    }
    buf_char(out, '\n');
}

static void line(struct buf *out, bool good, int number, const char *student,
                 const char *exercise)
{
    buf_printf(out, "%s %d - ", good ? "ok" : "not ok", number);
    words(out, student);
    buf_char(out, ' ');
    words(out, exercise);
}

static void checks(struct buf *out, const struct gradebook *b, int s, int e,
                   const struct report *r, int *number)
{
    for (int k = 0; k < r->cases; k++) {
        const struct report_case *c = &r->list[k];

        line(out, c->verdict == REPORT_PASS, ++*number, b->in->student[s].shown,
             b->exercise[e].name);
        buf_char(out, ' ');
        words(out, c->id);
        buf_text(out, ": ");
        words(out, c->title);
        buf_char(out, '\n');
        if (c->say[0])
            remark(out, c->say);
    }
    line(out, r->passed, ++*number, b->in->student[s].shown,
         b->exercise[e].name);
    buf_text(out, " as a whole\n");
    if (r->say[0])
        remark(out, r->say);
}

static void file(struct buf *out, const struct gradebook *b, int s, int e,
                 struct report *r, int *number)
{
    const struct gradebook_mark *m = gradebook_mark(b, s, e);

    if (m->state == GRADEBOOK_GRADED && !gradebook_report(m, r).code) {
        checks(out, b, s, e, r, number);
        return;
    }
    line(out, m->state == GRADEBOOK_MISSING, ++*number, b->in->student[s].shown,
         b->exercise[e].name);
    buf_text(out, m->state == GRADEBOOK_MISSING ? " # SKIP not handed in\n"
                                                : " our fault\n");
    if (m->state == GRADEBOOK_FAULT)
        remark(out, m->say);
}

struct status gradebook_tap(struct buf *out, const struct gradebook *b)
{
    struct report *r = malloc(sizeof *r);
    int number = 0;

    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    buf_text(out, "TAP version 13\n");
    for (int s = 0; s < b->in->students; s++)
        for (int e = 0; e < b->exercises; e++)
            file(out, b, s, e, r, &number);
    buf_printf(out, "1..%d\n", number);
    free(r);
    return buf_status(out);
}
