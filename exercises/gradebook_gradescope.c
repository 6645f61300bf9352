/* gradebook_gradescope.c - results.json of one student, by the fields that
 * Gradescope documents. */
#include <jansson.h>
#include <stdlib.h>

#include "exercises/gradebook.h"

static json_t *test(const char *exercise, const char *id, const char *title,
                    bool good, const char *say)
{
    return json_pack("{so sf sf ss ss ss ss}", "name",
                     json_sprintf("%s %s: %s", exercise, id, title), "score",
                     good ? 1.0 : 0.0, "max_score", 1.0, "status",
                     good ? "passed" : "failed", "output", say, "output_format",
                     "text", "visibility", "visible");
}

static void checks(json_t *list, const struct gradebook *b, int s, int e,
                   struct report *r)
{
    const struct gradebook_exercise *x = &b->exercise[e];
    const struct gradebook_mark *m = gradebook_mark(b, s, e);
    const bool graded =
        m->state == GRADEBOOK_GRADED && !gradebook_report(m, r).code;

    for (int k = 0; k < x->checks; k++) {
        const bool known = graded && k < r->cases;

        json_array_append_new(list,
                              test(x->name, x->check[k].id, x->check[k].title,
                                   known && r->list[k].verdict == REPORT_PASS,
                                   known ? r->list[k].say : "not handed in"));
    }
}

/* A fault of ours has no score: Gradescope then shows that grading failed. */
struct status gradebook_gradescope(struct buf *out, const struct gradebook *b,
                                   int student)
{
    const struct gradebook_sum sum = gradebook_sum(b, student, -1);
    struct report *r = malloc(sizeof *r);
    json_t *tests = json_array();

    if (!r || !tests) {
        free(r);
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    }
    if (sum.faults) {
        free(r);
        json_decref(tests);
        return status_fail(STATUS_IO, "%.100s was not graded: our fault",
                           b->in->student[student].shown);
    }
    for (int e = 0; e < b->exercises; e++)
        checks(tests, b, student, e, r);
    json_t *all = json_pack(
        "{sf so ss ss so}", "score", (double)sum.score, "output",
        json_sprintf("%s%s%d of %d points", b->confirmed,
                     b->confirmed[0] ? "\n" : "", sum.score, sum.most),
        "visibility", "visible", "stdout_visibility", "hidden", "tests", tests);
    char *text = all ? json_dumps(all, JSON_INDENT(1)) : NULL;
    free(r);
    json_decref(all);
    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for the JSON");
    buf_text(out, text);
    buf_char(out, '\n');
    free(text);
    return buf_status(out);
}
