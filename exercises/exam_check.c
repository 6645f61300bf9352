/* exam_check.c - from a learner's file to a report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "exercises/exam_parts.h"
#include "exercises/objectfile.h"

static struct status look_inside(struct exam *e, enum building_kind kind,
                                 const char *object, bool *extra, char say[512])
{
    struct objectfile *o = malloc(sizeof *o);
    char text[400] = "";
    void *data;
    size_t bytes;

    if (!o)
        return status_fail(STATUS_NO_MEMORY, "no memory for an object file");
    struct status st =
        scratch_get(e->work, object, OBJECTFILE_BYTES, &data, &bytes);
    if (!st.code) {
        st = objectfile_read(o, data, bytes);
        /* Sanitizers bring constructors of their own. */
        o->runs_alone = o->runs_alone && kind == BUILDING_PLAIN;
        if (!st.code)
            objectfile_judge(o, e->about.exports, extra, text);
        free(data);
    }
    free(o);
    snprintf(say, 512, "%s", text);
    return st;
}

struct status exam_build(struct exam *e, enum building_kind kind,
                         unsigned flags, const char *program,
                         enum report_verdict *verdict, char say[512])
{
    struct building *b = &e->building;
    bool good, stopped, extra = true;

    say[0] = '\0';
    *verdict = REPORT_PASS;
    b->strict = flags & EXAM_STRICT;
    struct status st =
        building_compile(b, kind, e->work, e->source, "one.o", &good, &stopped);
    b->strict = false;
    STATUS_TRY(st);
    if (!good) {
        *verdict = REPORT_COMPILE;
        snprintf(say, 512,
                 stopped ? "the compiler was stopped: your file "
                           "needs too much time or memory"
                         : "your file does not compile");
        return STATUS_OK;
    }
    if (!(flags & EXAM_ANY_NAMES)) {
        STATUS_TRY(look_inside(e, kind, "one.o", &extra, say));
        if (say[0]) {
            *verdict = strstr(say, "does not define") ? REPORT_COMPILE
                                                      : REPORT_FORBIDDEN;
            return STATUS_OK;
        }
    }
    if (extra && b->tool.objcopy[0]) {
        STATUS_TRY(building_hide(b, e->work, "one.o", e->about.exports, &good));
        if (!good)
            return status_fail(STATUS_IO, "objcopy: %.300s", b->log);
    }
    STATUS_TRY(building_link(b, kind, e->work, "one.o", e->kit_room,
                             kind == BUILDING_PLAIN ? "all-p.o" : "all-s.o",
                             program, &good));
    if (!good && kind == BUILDING_SANITIZED && strstr(b->log, "asan")) {
        e->sanitizes = false; /* their run time is not installed */
    } else if (!good) {
        *verdict = REPORT_COMPILE;
        snprintf(say, 512, "your file does not link with the checks");
    }
    return STATUS_OK;
}

/* Puts the numbers of both runs beside those of the solution. */
static void compare(struct exam *e, const struct exam_run *plain,
                    struct report *out)
{
    struct values_rule rule;

    exam_rule(e, &rule);
    for (int k = 0; k < out->cases; k++) {
        struct report_case *c = &out->list[k];
        const struct exam_paper *p = &e->paper[k];
        const unsigned char *const expected[2] = {p->expected[0],
                                                  p->expected[1]};
        const unsigned char *const got[2] = {plain->sheet.got[k][0],
                                             plain->sheet.got[k][1]};

        c->verdict = plain->verdict[k];
        snprintf(c->say, sizeof c->say, "%s", plain->say[k]);
        if (!got[0] || !got[1])
            continue;
        values_compare(&p->values, &rule, expected, got, c);
        if (c->verdict == REPORT_PASS && values_leak(&p->values, got[1])) {
            c->verdict = REPORT_MEMORY;
            snprintf(c->say, sizeof c->say,
                     "%llu bytes are allocated in every call and never freed",
                     (unsigned long long)values_leak(&p->values, got[1]));
        }
    }
}

/* check.c may have better words; the picture tells how the errors lie. */
static struct status describe(struct exam *e, const struct exam_run *plain,
                              struct report *out)
{
    for (int k = 0; k < out->cases; k++) {
        struct report_case *c = &out->list[k];
        struct report_grid grid = {.rows = 0};
        char words[TALK_TEXT], sizes[120];

        if (!c->differs)
            continue;
        values_picture(&e->paper[k].values, c->array, e->paper[k].expected[0],
                       plain->sheet.got[k][0], &grid);
        values_shape(&grid, e->about.absolute, e->about.relative, c->shape);
        if (!c->hidden && !out->grid.rows) {
            out->grid = grid;
            snprintf(out->grid.id, sizeof out->grid.id, "%s", c->id);
        }
        if (c->verdict == REPORT_WRONG || c->verdict == REPORT_UNINITIALISED) {
            STATUS_TRY(exam_look(e, k, plain->sheet.got[k][0], words));
            if (words[0])
                report_clean(c->say, sizeof c->say, words, strlen(words));
        }
        values_sizes(&e->paper[k].values, sizes);
        const size_t used = strlen(c->say);
        if (c->hidden && sizes[0] && used < sizeof c->say - 130)
            snprintf(c->say + used, sizeof c->say - used, " (%s)", sizes);
    }
    return STATUS_OK;
}

/* What the sanitizers saw explains a crash, and fails what else would pass. */
static void merge(const struct exam_run *s, struct report *out)
{
    for (int k = 0; k < out->cases; k++) {
        struct report_case *c = &out->list[k];
        const enum report_verdict v = s->verdict[k];

        if (v == REPORT_PASS || v == REPORT_SKIPPED)
            continue;
        if (c->verdict == REPORT_PASS || v == REPORT_MEMORY ||
            v == REPORT_UNDEFINED) {
            c->verdict = v;
            snprintf(c->say, sizeof c->say, "%s", s->say[k]);
        }
    }
    if (s->log[0] && !out->log[0])
        snprintf(out->log, sizeof out->log, "%s", s->log);
}

static void conclude(struct report *out, bool took_leave)
{
    out->passed = took_leave && out->cases > 0;
    for (int k = 0; k < out->cases; k++) {
        if (out->list[k].verdict == REPORT_PASS)
            continue;
        out->passed = false;
        if (out->verdict == REPORT_PASS || out->verdict == REPORT_SKIPPED)
            out->verdict = out->list[k].verdict;
    }
    if (!out->passed && out->verdict == REPORT_PASS) {
        out->verdict = REPORT_CRASH;
        snprintf(out->say, sizeof out->say,
                 "the program did not end as agreed after the last case");
    }
}

static void begin(const struct exam *e, uint64_t seed, struct report *out)
{
    memset(out, 0, sizeof *out);
    snprintf(out->exercise, sizeof out->exercise, "%s", e->name);
    out->seed = seed;
    out->level = sandbox_level_of(e->layers, e->have.landlock);
}

static void name_cases(const struct exam *e, struct report *out)
{
    out->cases = (int)e->about.cases;
    for (int k = 0; k < out->cases; k++) {
        struct report_case *c = &out->list[k];

        snprintf(c->id, sizeof c->id, "%s", e->list[k].id);
        snprintf(c->title, sizeof c->title, "%s", e->list[k].title);
        c->hidden = e->list[k].hidden;
    }
}

/* A build that fails is a verdict about the whole file. */
static struct status build(struct exam *e, enum building_kind kind,
                           unsigned flags, const char *program,
                           struct report *out)
{
    STATUS_TRY(exam_build(e, kind, flags, program, &out->verdict, out->say));
    if (kind == BUILDING_PLAIN || out->verdict)
        report_clean(out->log, sizeof out->log, e->building.log,
                     strlen(e->building.log));
    return STATUS_OK;
}

static struct status examine(struct exam *e, const struct exam_file *file,
                             struct exam_run run[2], struct report *out)
{
    STATUS_TRY(exam_write(e, file->seed));
    STATUS_TRY(scratch_put(e->work, e->source, file->text, file->bytes));
    STATUS_TRY(build(e, BUILDING_PLAIN, file->flags, "plain", out));
    if (out->verdict)
        return STATUS_OK;
    name_cases(e, out);
    STATUS_TRY(exam_run(e, e->work, "plain", BUILDING_PLAIN, &run[0]));
    snprintf(out->printed, sizeof out->printed, "%s", run[0].printed);
    compare(e, &run[0], out);
    STATUS_TRY(describe(e, &run[0], out));
    bool leave = run[0].took_leave;
    if (!(file->flags & EXAM_PLAIN) && e->sanitizes) {
        STATUS_TRY(build(e, BUILDING_SANITIZED, file->flags, "sanitized", out));
        if (out->verdict)
            return STATUS_OK;
    }
    if (!(file->flags & EXAM_PLAIN) && e->sanitizes) {
        STATUS_TRY(
            exam_run(e, e->work, "sanitized", BUILDING_SANITIZED, &run[1]));
        merge(&run[1], out);
        leave = leave && run[1].took_leave;
        out->sanitized = true;
    }
    conclude(out, leave);
    if (!out->passed)
        exam_case(e, out);
    if (!out->passed && file->flags & EXAM_KNOWN) {
        const struct exam_mutant *m;

        STATUS_TRY(exam_known(e, &run[0].sheet, &m));
        snprintf(out->known, sizeof out->known, "%s", m ? m->mistake : "");
        snprintf(out->known_say, sizeof out->known_say, "%s", m ? m->say : "");
    }
    return STATUS_OK;
}

static void fault(struct report *out, struct status st)
{
    out->passed = false;
    out->verdict = REPORT_FAULT;
    report_clean(out->say, sizeof out->say, st.text, strlen(st.text));
}

void exam_check(struct exam *e, const struct exam_file *file,
                struct report *out)
{
    const double start = clock_seconds();
    struct exam_run *run = calloc(2, sizeof *run);

    begin(e, file->seed, out);
    const struct status st =
        run ? examine(e, file, run, out)
            : status_fail(STATUS_NO_MEMORY, "no memory for a run");
    if (st.code)
        fault(out, st);
    for (int i = 0; run && i < 2; i++)
        exam_forget(&run[i].sheet);
    free(run);
    out->seconds = clock_seconds() - start;
}
