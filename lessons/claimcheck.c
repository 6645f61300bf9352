#include "lessons/claimcheck.h"

#include "lessons/condition.h"
#include "lessons/labs/labrun.h"
#include "lessons/taskcheck.h"

/* Where the faults of one run are to be reported. */
struct place {
    struct coursecheck *c;
    const struct lesson *lesson;
    const struct lesson_step *step;
    int block;
    int seed;
};

static void check_claims(const struct place *at, const json_t *run)
{
    const struct lesson_block *lab = &at->step->blocks[at->block];

    for (int i = 0; i < lab->claim_count; i++) {
        bool holds = false;
        const struct status st =
            condition_holds(lab->claims[i].text, run, &holds);

        at->c->claims++;
        if (st.code) {
            coursecheck_fault(at->c, at->lesson->path, lab->claims[i].line,
                              "seed %d: %s", at->seed, st.text);
        } else if (!holds) {
            coursecheck_fault(at->c, at->lesson->path, lab->claims[i].line,
                              "seed %d: the claim does not hold: %s", at->seed,
                              lab->claims[i].text);
        }
    }
}

/* A guess whose data is not there could never be judged. */
static void check_guesses(const struct place *at, const json_t *run)
{
    for (int b = at->block - 1;
         b >= 0 && at->step->blocks[b].kind != LESSON_LAB; b--) {
        const struct lesson_block *guess = &at->step->blocks[b];

        if (guess->kind != LESSON_PREDICT)
            continue;
        for (int i = 0; i < guess->item_count; i++) {
            bool holds;
            const struct status st =
                condition_holds(guess->items[i].condition, run, &holds);

            if (st.code) {
                coursecheck_fault(at->c, at->lesson->path, guess->items[i].line,
                                  "seed %d: %s", at->seed, st.text);
            }
        }
        if (guess->truth) {
            double number;
            const struct status st =
                condition_number(guess->truth, run, &number);

            if (st.code) {
                coursecheck_fault(at->c, at->lesson->path, guess->line,
                                  "seed %d: %s", at->seed, st.text);
            }
        }
    }
}

/* A goal may be open, but it has to be one that can be judged. */
static void check_goal(const struct place *at, const json_t *run)
{
    const struct lesson_block *lab = &at->step->blocks[at->block];
    bool holds;

    if (!lab->goal)
        return;
    const struct status st = condition_holds(lab->goal, run, &holds);
    if (st.code)
        coursecheck_fault(at->c, at->lesson->path, lab->line, "seed %d: %s",
                          at->seed, st.text);
}

static struct status look(const struct place *at, const struct labrun *r)
{
    void *snapshot;
    json_t *json;

    STATUS_TRY(labrun_snapshot(r, &snapshot));
    json = labrun_json(&r->plan, snapshot, NULL);
    labrun_forget(r, snapshot);
    if (!json)
        return status_fail(STATUS_NO_MEMORY, "no memory for the data of a run");
    check_claims(at, json);
    check_goal(at, json);
    check_guesses(at, json);
    taskcheck_unsolved(at->c, at->lesson, at->step, at->block, at->seed, json);
    json_decref(json);
    return STATUS_OK;
}

static struct status run_once(const struct place *at)
{
    const struct lesson_block *lab = &at->step->blocks[at->block];
    struct labplan plan;
    struct labrun r;
    struct status st;

    STATUS_TRY(labplan_parse(&plan, lab->text));
    plan.seed = (uint64_t)at->seed;
    STATUS_TRY(labrun_open(&r, &plan, at->c->options->hook));
    at->c->runs++;
    st = labrun_finish(&r, -1);
    if (!st.code)
        st = look(at, &r);
    labrun_close(&r);
    return st;
}

/* Nothing to find out: no claim, no goal, and no guess or task above it. */
static bool has_question(const struct lesson_step *s, int block)
{
    bool found =
        s->blocks[block].claim_count > 0 || s->blocks[block].goal != NULL;

    for (int b = block - 1; b >= 0 && s->blocks[b].kind != LESSON_LAB; b--)
        found = found || s->blocks[b].kind == LESSON_PREDICT ||
                s->blocks[b].kind == LESSON_TASK;
    return found;
}

struct status claimcheck_lab(struct coursecheck *c, const struct lesson *l,
                             const struct lesson_step *s, int block)
{
    struct place at = {.c = c, .lesson = l, .step = s, .block = block};

    if (!has_question(s, block))
        return STATUS_OK;
    for (at.seed = 1; at.seed <= c->options->seeds; at.seed++) {
        const struct status st = run_once(&at);

        if (st.code == STATUS_CANCELLED || st.code == STATUS_NO_MEMORY)
            return st;
        if (st.code) {
            coursecheck_fault(c, l->path, s->blocks[block].line, "seed %d: %s",
                              at.seed, st.text);
            return STATUS_OK; /* the other seeds would say the same */
        }
    }
    return taskcheck_proofs(c, l, s, block);
}
