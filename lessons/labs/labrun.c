#include "lessons/labs/labrun.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "lessons/labs/labvalue.h"

#define MAX_WORDS_BYTES ((size_t)1 << 20)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a lab");
}

static void release_values(struct lab_run *run)
{
    for (int i = 0; run->value && i < labplan_count(run->lab); i++)
        free(run->value[i].text);
    free(run->value);
    run->value = NULL;
}

/* Sets knob `i` of a run to `text`, whose place in the plan is checked. */
static struct status set_value(struct lab_run *run, int i, const char *text)
{
    struct lab_value value;

    STATUS_TRY(labvalue_read(run->lab, i, text, &value));
    value.text = strdup(text);
    if (!value.text)
        return no_memory();
    free(run->value[i].text);
    run->value[i] = value;
    return STATUS_OK;
}

/* The learner's functions for this run. */
static struct status borrow(struct lab_run *run, const struct labplan *plan)
{
    struct lab_lent *lent = NULL;

    if (!plan->lab->lends) {
        return status_fail(STATUS_UNSUPPORTED,
                           "%s does not run with your functions; train-gpt "
                           "does",
                           plan->lab->name);
    }
    if (!plan->lender) {
        return status_fail(STATUS_UNSUPPORTED,
                           "%s: with=%.60s needs the workbench or lathe lab",
                           plan->lab->name, plan->with);
    }
    STATUS_TRY(plan->lender->open(plan->with, &lent));
    run->lent = run->borrowed = lent;
    return STATUS_OK;
}

static struct status asked(const struct lab_run *run,
                           const struct labplan *plan)
{
    return run->borrowed ? plan->lender->ask(run->borrowed) : STATUS_OK;
}

static void give_back(struct lab_run *run, const struct labplan *plan)
{
    if (run->borrowed)
        plan->lender->close(run->borrowed);
    run->lent = run->borrowed = NULL;
}

static struct status start(struct lab_run *run, const struct labplan *plan,
                           struct hook hook)
{
    const int n = labplan_count(plan->lab);
    struct status st = STATUS_OK;

    *run = (struct lab_run){.lab = plan->lab, .seed = plan->seed, .hook = hook};
    if (plan->with)
        STATUS_TRY(borrow(run, plan));
    run->value = calloc((size_t)n + 1, sizeof(*run->value));
    if (!run->value)
        st = no_memory();
    for (int i = 0; i < n && !st.code; i++)
        st = set_value(run, i, plan->text[i]);
    if (!st.code)
        st = run->lab->open(run);
    if (!st.code && (st = asked(run, plan)).code)
        run->lab->close(run);
    if (st.code) {
        give_back(run, plan);
        release_values(run);
    }
    return st;
}

static void stop(struct lab_run *run, const struct labplan *plan)
{
    run->lab->close(run);
    give_back(run, plan);
    release_values(run);
}

struct status labrun_open(struct labrun *r, struct labplan *plan,
                          struct hook hook)
{
    *r = (struct labrun){.plan = *plan};
    *plan = (struct labplan){0};

    const struct status st = start(&r->run, &r->plan, hook);
    if (st.code) {
        labplan_release(&r->plan);
        return st;
    }
    r->open = true;
    r->more = r->run.lab->step != NULL;
    return STATUS_OK;
}

void labrun_close(struct labrun *r)
{
    if (r->open)
        stop(&r->run, &r->plan);
    labplan_release(&r->plan);
    *r = (struct labrun){0};
}

/* Turns a live knob; where the lab refuses, the old value stands again. */
static struct status turn(struct lab_run *run, int knob, const char *text)
{
    struct lab_value old = run->value[knob];
    struct status st;

    run->value[knob].text = NULL;
    st = set_value(run, knob, text);
    if (!st.code && run->lab->turn)
        st = run->lab->turn(run, knob);
    if (st.code) {
        if (run->value[knob].text != old.text)
            free(run->value[knob].text);
        run->value[knob] = old;
    } else {
        free(old.text);
    }
    return st;
}

/* A turn may have led back to where steps are still to be done. */
static void take_again(struct labrun *r)
{
    r->more = r->more || r->run.again;
    r->run.again = false;
}

/* Turns what stands in the plan for this step or an earlier one. */
static struct status turn_due(struct labrun *r)
{
    struct labplan *p = &r->plan;

    while (r->next_change < p->change_count &&
           p->changes[r->next_change].step <= r->run.steps) {
        const struct labplan_change *c = &p->changes[r->next_change++];

        STATUS_TRY(turn(&r->run, c->knob, c->text));
        take_again(r);
    }
    return STATUS_OK;
}

struct status labrun_step(struct labrun *r)
{
    if (!r->open)
        return STATUS_OK;
    STATUS_TRY(turn_due(r));
    if (!r->more)
        return STATUS_OK;
    const struct status st = r->run.lab->step(&r->run, &r->more);
    /* What a learner's function did is the cause of what came of it. */
    STATUS_TRY(asked(&r->run, &r->plan));
    STATUS_TRY(st);
    r->run.steps++;
    return STATUS_OK;
}

struct status labrun_finish(struct labrun *r, int64_t limit)
{
    do {
        while (r->more && (limit < 0 || r->run.steps < limit))
            STATUS_TRY(labrun_step(r));
        STATUS_TRY(turn_due(r)); /* those made behind the last step */
    } while (r->more && (limit < 0 || r->run.steps < limit));
    return STATUS_OK;
}

/* Writes a turn down. Turning the same knob twice between two steps is one. */
static struct status record(struct labrun *r, int knob, const char *text)
{
    struct labplan *p = &r->plan;

    for (int i = r->next_change - 1; i >= 0; i--) {
        if (p->changes[i].step == r->run.steps && p->changes[i].knob == knob) {
            char *copy = strdup(text);

            if (!copy)
                return no_memory();
            free(p->changes[i].text);
            p->changes[i].text = copy;
            return STATUS_OK;
        }
    }
    /* Those that are planned for this very step come after it. */
    STATUS_TRY(labplan_add(p, r->next_change, r->run.steps, knob, text));
    r->next_change++;
    return STATUS_OK;
}

/* A lab that makes no steps is the same as if it had begun with the value. */
static struct status replace(struct labplan *p, int knob, const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        return no_memory();
    free(p->text[knob]);
    p->text[knob] = copy;
    p->given[knob] = true;
    return STATUS_OK;
}

/* The same plan with another value, from step 0. The new run is opened where
 * the old one stood: a lab may point at its lab_run. */
static struct status restart(struct labrun *r, int knob, const char *text)
{
    struct lab_run old = r->run;
    char *before = r->plan.text[knob];
    char *copy = strdup(text);

    if (!copy)
        return no_memory();
    r->plan.text[knob] = copy;

    const struct status st = start(&r->run, &r->plan, old.hook);
    if (st.code) {
        r->run = old;
        r->plan.text[knob] = before;
        free(copy);
        return st;
    }
    free(before);
    stop(&old, &r->plan);
    labplan_still(&r->plan);
    r->plan.given[knob] = true;
    r->next_change = 0;
    r->more = r->run.lab->step != NULL;
    return STATUS_OK;
}

struct status labrun_turn(struct labrun *r, int knob, const char *text)
{
    assert(r->open && knob >= 0 && knob < labplan_count(r->run.lab));
    STATUS_TRY(labvalue_read(r->run.lab, knob, text, NULL));
    if (!r->run.lab->knobs[knob].live)
        return restart(r, knob, text);
    STATUS_TRY(turn(&r->run, knob, text));
    take_again(r);
    return r->run.lab->step ? record(r, knob, text)
                            : replace(&r->plan, knob, text);
}

void labrun_cost(const struct labrun *r, struct buf *out)
{
    if (r->open && r->run.borrowed)
        r->plan.lender->words(r->run.borrowed, out);
}

const struct device *labrun_device(const struct lab_run *r)
{
    return r->lent ? r->lent->device : device_find("auto");
}

struct status labrun_snapshot(const struct labrun *r, void **snapshot)
{
    *snapshot = NULL;
    assert(r->open);
    STATUS_TRY(r->run.lab->snapshot(&r->run, snapshot));
    /* Some labs compute what is shown, and nothing before. */
    const struct status st = asked(&r->run, &r->plan);
    if (st.code) {
        r->run.lab->forget(*snapshot);
        *snapshot = NULL;
    }
    return st;
}

void labrun_forget(const struct labrun *r, void *snapshot)
{
    if (snapshot)
        r->run.lab->forget(snapshot);
}

struct lab_view labrun_view(const struct canvas_look *look)
{
    return (struct lab_view){.look = look, .row = -1, .col = -1};
}

static json_t *words_json(const struct lab *lab, const void *snapshot,
                          const struct lab_view *view)
{
    struct buf words;

    buf_init(&words, MAX_WORDS_BYTES);
    lab->words(snapshot, view, &words);
    json_t *out = json_string(buf_string(&words));
    buf_release(&words);
    return out;
}

json_t *labrun_json(const struct labplan *p, const void *snapshot,
                    const struct lab_view *view)
{
    const struct canvas_look plain = {.glyphs = CANVAS_GLYPHS_ASCII,
                                      .graph = CANVAS_GRAPH_ASCII};
    const struct lab_view none = labrun_view(&plain);
    const struct lab_view *v = view ? view : &none;
    char *run = labplan_string(p);
    json_t *out =
        run ? json_pack("{s:s, s:o, s:I, s:s, s:o, s:o}", "lab", p->lab->name,
                        "knobs", labplan_knobs(p), "seed", (json_int_t)p->seed,
                        "run", run, "words", words_json(p->lab, snapshot, v),
                        "data", p->lab->data(snapshot, v))
            : NULL;

    free(run);
    return out;
}
