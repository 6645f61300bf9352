#include "exercises/loop.h"

#include <stdio.h>

#include "engine/base/clock.h"
#include "exercises/judge.h"
#include "exercises/workplace.h"

enum { PATH_BYTES = 8192 };

struct status loop_open(struct loop *l, const char *name, const char *database)
{
    *l = (struct loop){.name = ""};
    buf_init(&l->folder, PATH_BYTES);
    snprintf(l->name, sizeof l->name, "%s", name);
    STATUS_TRY(exercise_folder(&l->folder, name));
    STATUS_TRY(courseconf_open(&l->conf, NULL));
    return attempts_open(&l->attempts, database);
}

void loop_close(struct loop *l)
{
    attempts_close(&l->attempts);
    buf_release(&l->folder);
}

uint64_t loop_seed(const struct loop *l, const char *text, size_t bytes)
{
    char learner[256], key[512];

    courseconf_learner(learner, sizeof learner);
    courseconf_seed(l->conf.seed, learner, key, sizeof key);
    return judge_seed(key, l->name, text, bytes);
}

struct status loop_file(struct loop *l, struct buf *text, struct exam_file *out)
{
    STATUS_TRY(workplace_read(text, l->name, NULL));
    *out =
        (struct exam_file){.text = buf_string(text),
                           .bytes = text->bytes,
                           .flags = EXAM_KNOWN,
                           .seed = loop_seed(l, buf_string(text), text->bytes)};
    return STATUS_OK;
}

struct status loop_keep(struct loop *l, const struct report *r,
                        const char *text, struct attempts_state *out)
{
    if (r->verdict == REPORT_FAULT)
        return status_fail(STATUS_IO, "%s", r->say);
    STATUS_TRY(attempts_add(&l->attempts, r, text));
    STATUS_TRY(workplace_case(l->name, r->program, &l->wrote_case));
    return attempts_state(&l->attempts, l->name, out);
}

struct status loop_task(struct loop *l, struct task *out)
{
    struct attempts_state state;

    STATUS_TRY(attempts_state(&l->attempts, l->name, &state));
    return task_open(out, buf_string(&l->folder), (uint64_t)state.tries + 1);
}

struct status loop_keep_task(struct loop *l, const struct task *t, double score,
                             bool *passed)
{
    const int parts = t->fault_count + t->question_count;

    *passed = score >= TASK_PASSES * parts;
    return attempts_add_task(&l->attempts, l->name, score, parts, *passed);
}

struct status loop_state(struct loop *l, struct attempts_state *out, int *hints)
{
    STATUS_TRY(exercise_hints(buf_string(&l->folder), hints));
    if (l->conf.hints >= 0 && *hints > l->conf.hints)
        *hints = l->conf.hints;
    return attempts_state(&l->attempts, l->name, out);
}

struct status loop_hint(struct loop *l, bool again, struct buf *out, int *shown,
                        int *of)
{
    struct attempts_state state;

    STATUS_TRY(loop_state(l, &state, of));
    const int seen = state.hints < *of ? state.hints : *of;
    *shown = again || seen == *of ? seen : seen + 1;
    for (int i = again ? 1 : *shown; i >= 1 && i <= *shown; i++)
        STATUS_TRY(exercise_hint(out, buf_string(&l->folder), i));
    return attempts_set_hints(&l->attempts, l->name, *shown);
}

struct status loop_before(struct loop *l, struct buf *out, bool *passed)
{
    const size_t before = out->bytes;

    STATUS_TRY(attempts_last_pass(&l->attempts, l->name, out));
    *passed = out->bytes > before;
    return *passed ? STATUS_OK
                   : exercise_text(out, buf_string(&l->folder), "starter.c");
}

/* May it be seen before a pass? Where not, says why. */
static bool opens(const struct loop *l, const struct attempts_state *s,
                  int hints, char why[LOOP_WHY])
{
    const int left = hints > s->hints ? hints - s->hints : 0;
    char due[LOOP_WHY - 60];

    switch (l->conf.solution) {
    case COURSECONF_NEVER:
        snprintf(why, LOOP_WHY, "your teacher keeps the solution");
        return false;
    case COURSECONF_DUE:
        courseconf_say_due(&l->conf, clock_unix(), due, sizeof due);
        snprintf(why, LOOP_WHY, "the solution is shown once it is due: %s",
                 due);
        return courseconf_late(&l->conf, clock_unix()) > 0;
    case COURSECONF_HINTS:
    case COURSECONF_PASS:
        break;
    }
    if (s->passed)
        return true;
    if (l->conf.solution == COURSECONF_PASS || hints == 0) {
        snprintf(why, LOOP_WHY, "the solution is shown after a pass");
        return false;
    }
    snprintf(why, LOOP_WHY,
             "the solution is shown after a pass, or after all hints: %d more "
             "to go",
             left);
    return left == 0;
}

struct status loop_solution(struct loop *l, struct buf *out, enum loop_may *may,
                            char why[LOOP_WHY])
{
    struct attempts_state s;
    int hints;

    *may = LOOP_MAY_NOT;
    STATUS_TRY(loop_state(l, &s, &hints));
    if (!opens(l, &s, hints, why))
        return STATUS_OK;
    if (!s.passed)
        STATUS_TRY(attempts_peek(&l->attempts, l->name));
    STATUS_TRY(exercise_text(out, buf_string(&l->folder), "solution.c"));
    *may = s.passed ? LOOP_MAY : LOOP_MAY_NOTED;
    return STATUS_OK;
}
