#include "lessons/taskcheck.h"

#include <string.h>

#include "lessons/labs/labrun.h"
#include "lessons/tasklab.h"
#include "lessons/verdict.h"

void taskcheck_look(struct coursecheck *c, const struct lesson *l,
                    const struct lesson_step *s, int block)
{
    const struct lesson_block *task = &s->blocks[block];
    const struct lesson_block *lab = &s->blocks[lesson_lab_below(s, block)];
    struct labplan plan;
    struct status st = tasklab_plan(&plan, task, lab, "", 0);

    if (st.code)
        return; /* the lab's own fault, which is told there */
    for (const char *list = task->turn; *list;) {
        const size_t bytes = strcspn(list, ", ");
        char knob[TASKLAB_BYTES] = "";

        memcpy(knob, list, bytes < sizeof knob ? bytes : sizeof knob - 1);
        if (lab_knob(plan.lab, knob) < 0) {
            coursecheck_fault(c, l->path, task->line,
                              "turn: %s has no knob \"%.40s\"", plan.lab->name,
                              knob);
        }
        list += bytes + strspn(list + bytes, ", ");
    }
    labplan_release(&plan);
    st = tasklab_plan(&plan, task, lab, task->proof, 0);
    if (st.code) {
        coursecheck_fault(c, l->path, task->line, "proof: %s", st.text);
    } else {
        labplan_release(&plan);
    }
}

/* What this run is worth to the task; tells where that cannot be said. */
static bool solves(struct coursecheck *c, const struct lesson *l,
                   const struct lesson_block *task, int seed, const json_t *run,
                   bool *known)
{
    struct verdict v;
    const struct status st = verdict_of_task(task, run, &v);

    *known = !st.code;
    if (st.code)
        coursecheck_fault(c, l->path, task->line, "seed %d: %s", seed, st.text);
    return !st.code && v.score > 0.0;
}

void taskcheck_unsolved(struct coursecheck *c, const struct lesson *l,
                        const struct lesson_step *s, int lab, int seed,
                        const json_t *run)
{
    bool known;

    for (int b = lab - 1; b >= 0 && s->blocks[b].kind != LESSON_LAB; b--) {
        if (s->blocks[b].kind == LESSON_TASK &&
            solves(c, l, &s->blocks[b], seed, run, &known)) {
            coursecheck_fault(c, l->path, s->blocks[b].line,
                              "seed %d: the lab solves the task as it stands",
                              seed);
        }
    }
}

static struct status prove(struct coursecheck *c, const struct lesson *l,
                           const struct lesson_block *task,
                           const struct lesson_block *lab, int seed)
{
    struct labplan plan;
    struct labrun r;
    void *snapshot = NULL;
    json_t *run;
    bool known;

    STATUS_TRY(tasklab_plan(&plan, task, lab, task->proof, (uint64_t)seed));
    STATUS_TRY(labrun_open(&r, &plan, c->options->hook));
    c->runs++;
    struct status st = labrun_finish(&r, -1);
    if (!st.code)
        st = labrun_snapshot(&r, &snapshot);
    run = snapshot ? labrun_json(&r.plan, snapshot, NULL) : NULL;
    if (!st.code && !run)
        st = status_fail(STATUS_NO_MEMORY, "no memory for the data of a run");
    if (run && !solves(c, l, task, seed, run, &known) && known) {
        coursecheck_fault(c, l->path, task->line,
                          "seed %d: the proof does not solve the task: %.100s",
                          seed, task->proof);
    }
    json_decref(run);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
    return st;
}

struct status taskcheck_proofs(struct coursecheck *c, const struct lesson *l,
                               const struct lesson_step *s, int lab)
{
    for (int b = lab - 1; b >= 0 && s->blocks[b].kind != LESSON_LAB; b--) {
        if (s->blocks[b].kind != LESSON_TASK)
            continue;
        c->tasks++;
        for (int seed = 1; seed <= c->options->seeds; seed++) {
            const struct status st =
                prove(c, l, &s->blocks[b], &s->blocks[lab], seed);

            if (st.code == STATUS_CANCELLED || st.code == STATUS_NO_MEMORY)
                return st;
            if (st.code) {
                coursecheck_fault(c, l->path, s->blocks[b].line, "seed %d: %s",
                                  seed, st.text);
                break;
            }
        }
    }
    return STATUS_OK;
}
