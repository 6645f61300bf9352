/* gradebook_junit.c - a suite a file, a case a check. Two schemas are common
 * and differ; what stands here is allowed by both: attributes and elements that
 * one of them requires, in the order that the stricter one asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exercises/gradebook.h"

/* Whether three bytes are one of the two characters that XML has not. */
static bool no_character(const char *at)
{
    return strncmp(at, "\xef\xbf\xbe", 3) == 0 ||
           strncmp(at, "\xef\xbf\xbf", 3) == 0;
}

static void xml(struct buf *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '<')
            buf_text(out, "&lt;");
        else if (c == '>')
            buf_text(out, "&gt;"); /* also that of ]]> */
        else if (c == '&')
            buf_text(out, "&amp;");
        else if (c == '"')
            buf_text(out, "&quot;");
        else if (no_character(text)) {
            buf_char(out, '?');
            text += 2;
        } else if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
            buf_printf(out, "\\x%02x", c);
        else
            buf_char(out, (char)c);
    }
}

static void attribute(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, " %s=\"", name);
    xml(out, value);
    buf_char(out, '"');
}

static void open_case(struct buf *out, const char *suite, const char *name,
                      double seconds)
{
    buf_text(out, "    <testcase");
    attribute(out, "classname", suite);
    attribute(out, "name", name);
    buf_printf(out, " time=\"%.3f\"", seconds);
}

/* `element` is failure, error or skipped. */
static void bad_case(struct buf *out, const char *element, const char *type,
                     const char *message)
{
    buf_printf(out, ">\n      <%s", element);
    if (strcmp(element, "skipped") != 0) {
        attribute(out, "message", message);
        attribute(out, "type", type);
    }
    buf_printf(out, "/>\n    </testcase>\n");
}

static void one_check(struct buf *out, const char *suite,
                      const struct report_case *c)
{
    char name[120];

    snprintf(name, sizeof name, "%s: %s", c->id, c->title);
    open_case(out, suite, name, 0);
    if (c->verdict == REPORT_PASS)
        buf_text(out, "/>\n");
    else if (c->verdict == REPORT_SKIPPED)
        bad_case(out, "skipped", "", "");
    else
        bad_case(out, "failure", report_verdict_name(c->verdict), c->say);
}

struct counts {
    int tests, failures, errors, skipped;
};

static struct counts count(const struct gradebook_mark *m,
                           const struct report *r)
{
    struct counts n = {.tests = 1};

    n.errors = m->state == GRADEBOOK_FAULT;
    n.skipped = m->state == GRADEBOOK_MISSING;
    if (m->state != GRADEBOOK_GRADED)
        return n;
    n.failures = !r->passed; /* the case about the whole */
    n.tests += r->cases;
    for (int k = 0; k < r->cases; k++) {
        const enum report_verdict v = r->list[k].verdict;

        n.skipped += v == REPORT_SKIPPED;
        n.failures += v != REPORT_PASS && v != REPORT_SKIPPED;
    }
    return n;
}

/* The first case of a suite says how the whole file did. */
static void whole(struct buf *out, const char *suite,
                  const struct gradebook_mark *m, const struct report *r)
{
    open_case(out, suite, "the whole file", m->seconds);
    if (m->state == GRADEBOOK_MISSING)
        bad_case(out, "skipped", "", "");
    else if (m->state != GRADEBOOK_GRADED)
        bad_case(out, "error", "our fault", m->say);
    else if (!r->passed)
        bad_case(out, "failure", report_verdict_name(r->verdict),
                 r->say[0] ? r->say : "not every check passes");
    else
        buf_text(out, "/>\n");
}

static void suite(struct buf *out, const struct gradebook *b, int s, int e,
                  struct report *r)
{
    const struct gradebook_mark *m = gradebook_mark(b, s, e);
    char name[INTAKE_NAME + EXERCISE_NAME + 4];

    memset(r, 0, sizeof *r);
    if (m->state == GRADEBOOK_GRADED)
        (void)gradebook_report(m, r);
    const struct counts n = count(m, r);
    const time_t started = (time_t)b->started;
    struct tm utc;
    char when[32];

    gmtime_r(&started, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(name, sizeof name, "%s.%s", b->in->student[s].shown,
             b->exercise[e].name);
    buf_text(out, "  <testsuite");
    attribute(out, "name", name);
    attribute(out, "package", b->in->student[s].shown);
    buf_printf(out,
               " id=\"%d\" timestamp=\"%s\" hostname=\"localhost\" "
               "tests=\"%d\" failures=\"%d\""
               " errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n",
               s * b->exercises + e, when, n.tests, n.failures, n.errors,
               n.skipped, m->seconds);
    buf_text(out, "    <properties>\n      <property name=\"level\"");
    attribute(out, "value", sandbox_level_name(b->level));
    buf_text(out, "/>\n    </properties>\n");
    whole(out, name, m, r);
    for (int k = 0; k < r->cases; k++)
        one_check(out, name, &r->list[k]);
    buf_text(out, "    <system-out>");
    xml(out, r->printed);
    buf_text(out, "</system-out>\n    <system-err>");
    xml(out, r->log);
    buf_text(out, "</system-err>\n  </testsuite>\n");
}

struct status gradebook_junit(struct buf *out, const struct gradebook *b)
{
    struct report *r = malloc(sizeof *r);

    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (int s = 0; s < b->in->students; s++)
        for (int e = 0; e < b->exercises; e++)
            suite(out, b, s, e, r);
    buf_text(out, "</testsuites>\n");
    free(r);
    return buf_status(out);
}
