/* gradebook_json.c - the whole record, for the teacher and their programs. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/alike.h"
#include "exercises/gradebook.h"

static const char *state_name(enum gradebook_state s)
{
    return s == GRADEBOOK_GRADED    ? "graded"
           : s == GRADEBOOK_MISSING ? "missing"
                                    : "our fault";
}

/* What the judge said, under the names of the outside. */
static void add_record(json_t *o, const struct gradebook_mark *m)
{
    static const char *const keys[] = {
        "checks", "passed",    "verdict", "say",     "known", "known_say",
        "level",  "sanitized", "seed",    "seconds", "log",   "printed"};
    json_t *record = m->record ? json_loads(m->record, 0, NULL) : NULL;

    for (size_t i = 0; record && i < sizeof keys / sizeof *keys; i++)
        json_object_set(o, keys[i], json_object_get(record, keys[i]));
    if (!record)
        json_object_set_new(o, "checks", json_array());
    json_decref(record);
}

static json_t *mark(const struct gradebook *b, int s, int e)
{
    const struct gradebook_mark *m = gradebook_mark(b, s, e);
    json_t *o = json_pack(
        "{ss so si ss}", "name", b->exercise[e].name, "score",
        m->state == GRADEBOOK_FAULT ? json_null() : json_integer(m->score),
        "max", b->exercise[e].checks, "state", state_name(m->state));

    if (m->work)
        json_object_set_new(o, "sha256", json_string(m->work->hash));
    if (m->work && b->conf.due) {
        json_object_set_new(o, "late_seconds",
                            json_integer(gradebook_late(b, m)));
    }
    if (m->state == GRADEBOOK_FAULT)
        json_object_set_new(o, "fault", json_string(m->say));
    if (m->hand.pointed)
        json_object_set_new(o, "points_by_hand", json_real(m->hand.points));
    if (m->hand.remark[0])
        json_object_set_new(o, "remark", json_string(m->hand.remark));
    add_record(o, m);
    return o;
}

static json_t *notes(char (*note)[INTAKE_NOTE], int n)
{
    json_t *list = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_string(note[i]));
    return list;
}

static json_t *student(const struct gradebook *b, int s)
{
    const struct intake_student *who = &b->in->student[s];
    const struct gradebook_sum sum = gradebook_sum(b, s, -1);
    json_t *list = json_array();

    for (int e = 0; e < b->exercises; e++)
        json_array_append_new(list, mark(b, s, e));
    return json_pack("{ss si si so so}", "name", who->shown, "score", sum.score,
                     "max", sum.most, "exercises", list, "notes",
                     notes(who->note, who->notes));
}

static json_t *statistics(const struct gradebook *b)
{
    json_t *list = json_array();

    for (int e = 0; e < b->exercises; e++) {
        const struct gradebook_exercise *x = &b->exercise[e];
        const struct gradebook_sum sum = gradebook_sum(b, -1, e);
        json_t *checks = json_array();

        for (int k = 0; k < x->checks; k++)
            json_array_append_new(
                checks, json_pack("{ss ss si}", "id", x->check[k].id, "title",
                                  x->check[k].title, "failing",
                                  gradebook_failing(b, e, k)));
        json_array_append_new(list, json_pack("{ss si si so}", "name", x->name,
                                              "passed", sum.passed, "missing",
                                              sum.missing, "checks", checks));
    }
    return list;
}

static json_t *similar(const struct gradebook *b)
{
    json_t *list = json_array();

    for (int i = 0; b->similar && i < b->similar->pairs; i++) {
        const struct alike_pair *p = &b->similar->pair[i];
        json_t *spans = json_array();

        for (int k = 0; k < p->spans; k++)
            json_array_append_new(spans, json_pack("[iiii]", p->span[k].a_first,
                                                   p->span[k].a_last,
                                                   p->span[k].b_first,
                                                   p->span[k].b_last));
        json_array_append_new(list,
                              json_pack("{ss ss ss ss sf so}", "hint",
                                        "similar, please look", "exercise",
                                        b->exercise[p->exercise].name, "a",
                                        b->in->student[p->a].shown, "b",
                                        b->in->student[p->b].shown, "share",
                                        p->share, "lines", spans));
    }
    return list;
}

struct status gradebook_json(struct buf *out, const struct gradebook *b)
{
    json_t *students = json_array();

    for (int s = 0; s < b->in->students; s++)
        json_array_append_new(students, student(b, s));
    json_t *all = json_pack(
        "{si sI sI so ss sf ss ss ss sb ss s{si si} so so so}", "schema", 1,
        "started", (json_int_t)b->started, "due", (json_int_t)b->conf.due,
        "submissions", students, "level", sandbox_level_name(b->level),
        "seconds", b->seconds, "grader", b->program, "compiler", b->compiler,
        "course_seed", b->seed, "plain", b->plain, "confirmed", b->confirmed,
        "probes", "attacks", b->attacks, "through", b->through, "statistics",
        statistics(b), "notes", notes(b->in->note, b->in->notes), "similar",
        similar(b));
    char *text =
        all ? json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;

    json_decref(all);
    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for the JSON");
    buf_text(out, text);
    buf_char(out, '\n');
    free(text);
    return buf_status(out);
}
