#include "exercises/gradebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/reportjson.h"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a class");
}

static int by_name(const void *a, const void *b)
{
    const struct gradebook_exercise *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static int find_exercise(const struct gradebook *b, const char *name)
{
    for (int i = 0; i < b->exercises; i++)
        if (strcmp(b->exercise[i].name, name) == 0)
            return i;
    return -1;
}

/* Names are borrowed from the list of all exercises. */
static struct status find_exercises(struct gradebook *b)
{
    const struct exercise_names *known = b->in->known;

    b->exercise = calloc((size_t)known->count + 1, sizeof *b->exercise);
    if (!b->exercise)
        return no_memory();
    for (int e = 0; e < known->count; e++) {
        bool any = false;

        for (int s = 0; s < b->in->students && !any; s++)
            for (int w = 0; w < b->in->student[s].works && !any; w++)
                any = strcmp(b->in->student[s].work[w].exercise,
                             known->name[e]) == 0;
        if (any)
            b->exercise[b->exercises++].name = known->name[e];
    }
    if (!b->exercises)
        return status_fail(STATUS_NOT_FOUND,
                           "nothing that can be graded was handed in: "
                           "DIR/STUDENT/EXERCISE.c or DIR/STUDENT.zip is "
                           "looked for");
    qsort(b->exercise, (size_t)b->exercises, sizeof *b->exercise, by_name);
    return STATUS_OK;
}

struct status gradebook_init(struct gradebook *b, const struct intake *in)
{
    *b = (struct gradebook){.in = in};
    struct status st = find_exercises(b);
    if (!st.code) {
        b->mark = calloc((size_t)in->students * (size_t)b->exercises,
                         sizeof *b->mark);
        if (!b->mark)
            st = no_memory();
    }
    for (int s = 0; s < in->students && !st.code; s++) {
        for (int e = 0; e < b->exercises; e++)
            gradebook_mark(b, s, e)->state = GRADEBOOK_MISSING;
        for (int w = 0; w < in->student[s].works; w++) {
            const struct intake_work *work = &in->student[s].work[w];
            struct gradebook_mark *m =
                gradebook_mark(b, s, find_exercise(b, work->exercise));

            m->work = work;
            m->state = GRADEBOOK_WAITING;
        }
    }
    if (st.code)
        gradebook_release(b);
    return st;
}

void gradebook_release(struct gradebook *b)
{
    const int marks = b->mark ? b->in->students * b->exercises : 0;

    for (int i = 0; i < marks; i++)
        free(b->mark[i].record);
    free(b->mark);
    free(b->exercise);
    *b = (struct gradebook){0};
}

struct gradebook_mark *gradebook_mark(const struct gradebook *b, int student,
                                      int exercise)
{
    return &b->mark[(size_t)student * (size_t)b->exercises + (size_t)exercise];
}

int64_t gradebook_late(const struct gradebook *b,
                       const struct gradebook_mark *m)
{
    return m->work ? courseconf_late(&b->conf, m->work->at) : 0;
}

static void sum_up(struct gradebook_mark *m, const struct report *r)
{
    m->state = GRADEBOOK_GRADED;
    m->passed = r->passed;
    m->verdict = r->verdict;
    m->seconds = r->seconds;
    m->score = 0;
    m->failed = 0;
    for (int k = 0; k < r->cases; k++) {
        if (r->list[k].verdict == REPORT_PASS)
            m->score++;
        else
            m->failed |= 1u << k;
    }
}

struct status gradebook_put(struct gradebook_mark *m, const struct report *r)
{
    json_t *o = reportjson_make(r);
    char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;

    json_decref(o);
    if (!text)
        return no_memory();
    free(m->record);
    m->record = text;
    sum_up(m, r);
    return STATUS_OK;
}

struct status gradebook_report(const struct gradebook_mark *m,
                               struct report *out)
{
    json_error_t where;
    json_t *o = m->record
                    ? json_loads(m->record, JSON_REJECT_DUPLICATES, &where)
                    : NULL;

    if (!o)
        return status_fail(STATUS_BAD_FILE, "a kept report is no JSON");
    const struct status st = reportjson_read(out, o);
    json_decref(o);
    return st;
}

struct status gradebook_take(struct gradebook_mark *m, char *record)
{
    struct report *r = malloc(sizeof *r);

    free(m->record);
    m->record = record;
    const struct status st = r ? gradebook_report(m, r) : no_memory();
    if (!st.code)
        sum_up(m, r);
    free(r);
    return st;
}

struct status gradebook_hands(struct gradebook *b, struct gradelog *log)
{
    for (int s = 0; s < b->in->students; s++)
        for (int e = 0; e < b->exercises; e++)
            STATUS_TRY(gradelog_hand(log, b->in->student[s].file,
                                     b->exercise[e].name,
                                     &gradebook_mark(b, s, e)->hand));
    return STATUS_OK;
}

struct gradebook_sum gradebook_sum(const struct gradebook *b, int student,
                                   int exercise)
{
    struct gradebook_sum sum = {0};

    for (int s = 0; s < b->in->students; s++) {
        for (int e = 0; e < b->exercises; e++) {
            const struct gradebook_mark *m = gradebook_mark(b, s, e);

            if ((student >= 0 && s != student) ||
                (exercise >= 0 && e != exercise))
                continue;
            sum.faults +=
                m->state == GRADEBOOK_FAULT || m->state == GRADEBOOK_WAITING;
            sum.missing += m->state == GRADEBOOK_MISSING;
            if (m->state != GRADEBOOK_GRADED && m->state != GRADEBOOK_MISSING)
                continue;
            sum.score += m->score;
            sum.most += b->exercise[e].checks;
            sum.passed += m->passed;
        }
    }
    return sum;
}

int gradebook_failing(const struct gradebook *b, int exercise, int k)
{
    int n = 0;

    for (int s = 0; s < b->in->students; s++) {
        const struct gradebook_mark *m = gradebook_mark(b, s, exercise);

        n += m->state == GRADEBOOK_GRADED && (m->failed >> k & 1) != 0;
    }
    return n;
}

void gradebook_file_name(const struct gradebook *b, int student, char *room,
                         size_t bytes)
{
    enum { LONGEST = 120 };
    const struct intake_student *s = &b->in->student[student];
    char plain[LONGEST + 1], digits[HASH_TEXT];
    size_t n = 0;
    bool same = strlen(s->file) <= LONGEST;

    for (const char *at = s->shown; *at && n < LONGEST; at++) {
        const unsigned char c = (unsigned char)*at;
        const bool odd = c == '/' || c == '\\' || (c < ' ') ||
                         (n == 0 && (c == '.' || c == '-'));

        plain[n++] = odd ? '_' : (char)c;
        same = same && !odd;
    }
    plain[n] = '\0';
    same = same && strcmp(s->shown, s->file) == 0;
    hash_bytes(digits, s->file, strlen(s->file));
    if (same)
        snprintf(room, bytes, "%s", plain);
    else /* another's name may look like it */
        snprintf(room, bytes, "%s-%.12s", plain, digits);
}
