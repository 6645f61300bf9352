/* reader_task.c - what may be tried more than once: the fault in some code, a
 * value for a knob, a run that gets somewhere. */
#include <stdio.h>
#include <string.h>

#include "lessons/reader_parts.h"
#include "lessons/tasklab.h"

bool reader_retries(const struct lesson_block *b)
{
    return b->kind == LESSON_TASK ||
           (b->kind == LESSON_QUESTION && b->type == LESSON_FAULT);
}

bool reader_settled(const struct reader_reply *reply)
{
    return reply->judged &&
           (reply->score > 0.0 || reply->tries >= READER_TRIES);
}

struct lesson_block reader_drawn(const struct reader *r, int step, int block)
{
    struct lesson_block b = r->lesson->steps[step].blocks[block];
    const int draw = r->replies[step][block].draw;

    if (b.code_count > 0) {
        b.items = b.codes[draw % b.code_count].items;
        b.item_count = b.codes[draw % b.code_count].item_count;
    }
    return b;
}

struct lesson_block reader_block(const struct reader *r, int block)
{
    return reader_drawn(r, r->step, block);
}

bool reader_again(struct reader *r, int block)
{
    const struct lesson_block *b = &reader_step(r)->blocks[block];
    struct reader_reply *reply = &r->replies[r->step][block];

    if ((b->kind != LESSON_QUESTION && b->kind != LESSON_TASK) || !reply->given)
        return false;
    reply->given = reply->judged = false;
    reply->remark = NULL;
    reply->aside[0] = '\0';
    reply->tries = 0;
    reply->truth = -1;
    reply->draw++;
    return true;
}

int reader_give_up(struct reader *r)
{
    const struct lesson_step *s = reader_step(r);

    for (int b = 0; b < s->block_count; b++) {
        struct reader_reply *reply = &r->replies[r->step][b];

        if (reader_retries(&s->blocks[b]) && reply->judged &&
            !reader_settled(reply)) {
            reply->tries = READER_TRIES;
            return b;
        }
    }
    return -1;
}

/* Half as much for each look that it took before. */
static double worth(int tries)
{
    double w = 1.0;

    while (tries-- > 1)
        w /= 2.0;
    return w;
}

struct status reader_try_fault(struct reader *r, int block, const char *answer)
{
    const struct lesson_block b = reader_block(r, block);
    struct reader_reply *reply = &r->replies[r->step][block];
    struct verdict v = verdict_of_answer(&b, answer);

    if (v.score > 0.0)
        v.score = worth(reply->tries + 1);
    if (r->progress) {
        STATUS_TRY(progress_add_answer(r->progress, r->lesson->id, b.id, answer,
                                       v.score, (uint64_t)reply->draw));
    }
    if (!reader_set_answer(reply, answer))
        return reader_no_memory();
    reply->tries++;
    reader_take(reply, v);
    return STATUS_OK;
}

struct status reader_try_value(struct reader *r, int block, const char *answer)
{
    const struct lesson_step *s = reader_step(r);
    const struct lesson_block *b = &s->blocks[block];
    struct reader_reply *reply = &r->replies[r->step][block];
    char settings[TASKLAB_BYTES];

    if (b->type != LESSON_SET) {
        return status_fail(STATUS_BAD_USAGE,
                           "this is done in the lab: turn %.60s and run it",
                           b->turn);
    }
    STATUS_TRY(tasklab_setting(b, &s->blocks[lesson_lab_below(s, block)],
                               answer, settings));
    if (r->progress) {
        STATUS_TRY(progress_add_answer(r->progress, r->lesson->id, b->id,
                                       settings, -1.0, 0));
    }
    if (!reader_set_answer(reply, settings))
        return reader_no_memory();
    reply->judged = false;
    reply->aside[0] = '\0';
    return STATUS_OK;
}

/* Is this the run with the value that was answered, and nothing else turned? */
static bool is_answer(const struct lesson_block *task,
                      const struct lesson_block *lab, const char *answer,
                      const json_t *run)
{
    const char *ran = json_string_value(json_object_get(run, "run"));
    struct labplan want, was;
    bool same;

    if (tasklab_plan(&want, task, lab, answer, 0).code)
        return false;
    if (labplan_parse(&was, ran ? ran : "").code) {
        labplan_release(&want);
        return false;
    }
    same = was.lab == want.lab && was.change_count == want.change_count;
    for (int i = 0; same && i < labplan_count(was.lab); i++)
        same = strcmp(was.text[i], want.text[i]) == 0;
    labplan_release(&was);
    labplan_release(&want);
    return same;
}

static struct status keep(struct reader *r, int block, const char *settings,
                          double score, uint64_t seed)
{
    const struct lesson_block *b = &reader_step(r)->blocks[block];

    if (!r->progress)
        return STATUS_OK;
    if (b->type == LESSON_SET)
        return progress_judge(r->progress, b->id, score, seed);
    return progress_add_answer(r->progress, r->lesson->id, b->id, settings,
                               score, seed);
}

/* Is there something in this run that was not judged before? */
static bool counts(const struct lesson_block *task,
                   const struct lesson_block *lab,
                   const struct reader_reply *reply, const char *settings,
                   const json_t *run, uint64_t seed)
{
    if (task->type == LESSON_SET) {
        return reply->given && !reply->judged &&
               is_answer(task, lab, reply->answer, run);
    }
    return settings[0] && !(reply->given && reply->seed == seed &&
                            strcmp(reply->answer, settings) == 0);
}

struct status reader_try_run(struct reader *r, int block, int lab,
                             const json_t *run, uint64_t seed)
{
    const struct lesson_block *task = &reader_step(r)->blocks[block];
    const struct lesson_block *below = &reader_step(r)->blocks[lab];
    struct reader_reply *reply = &r->replies[r->step][block];
    const json_t *ended = json_object_get(run, "ended");
    char settings[TASKLAB_BYTES], other[TASKLAB_BYTES];
    struct verdict v;

    if (reply->judged && reply->score > 0.0)
        return STATUS_OK;
    STATUS_TRY(tasklab_turned(task, below, run, settings, other));
    reply->aside[0] = '\0';
    if (other[0]) {
        snprintf(reply->aside, sizeof reply->aside,
                 "This run does not count: %.30s was turned too.", other);
        return STATUS_OK;
    }
    if (task->type == LESSON_REACH && !settings[0] && !json_is_false(ended) &&
        tasklab_ends(below)) {
        snprintf(reply->aside, sizeof reply->aside,
                 "Nothing was turned yet: this is the run as it was set.");
    }
    if (!counts(task, below, reply, settings, run, seed))
        return STATUS_OK;
    STATUS_TRY(verdict_of_task(task, run, &v));
    if (v.score <= 0.0 && json_is_false(ended))
        return STATUS_OK; /* it may get there yet */
    const bool free_try =
        task->type == LESSON_REACH && v.score <= 0.0 && !tasklab_ends(below);
    if (!free_try)
        STATUS_TRY(keep(r, block, settings, v.score, seed));
    if (task->type == LESSON_REACH && !reader_set_answer(reply, settings))
        return reader_no_memory();
    reply->tries += !free_try;
    reply->seed = seed;
    reader_take(reply, v);
    return STATUS_OK;
}

void reader_recall_tries(struct reader *r, int step, int block,
                         const struct progress_answer *old)
{
    const struct lesson_block *b = &r->lesson->steps[step].blocks[block];
    struct reader_reply *reply = &r->replies[step][block];

    reply->tries = old->tries < READER_TRIES ? old->tries : READER_TRIES;
    reply->seed = old->seed;
    for (int i = 0; b->kind == LESSON_TASK && i < b->item_count; i++) {
        if (old->score > 0.0 && b->items[i].right && !reply->remark) {
            reply->remark = b->items[i].remark;
            reply->truth = i;
        }
    }
}

/* The settings and the draw of the tasks above a lab, up to the lab before. */
static const struct reader_reply *task_above(const struct reader *r, int lab,
                                             const struct lesson_block **task)
{
    const struct lesson_step *s = reader_step(r);
    const struct reader_reply *found = NULL;

    for (int b = lab - 1; b >= 0 && s->blocks[b].kind != LESSON_LAB; b--) {
        const struct reader_reply *reply = &r->replies[r->step][b];

        if (s->blocks[b].kind != LESSON_TASK)
            continue;
        if (!found || (reply->given && s->blocks[b].type == LESSON_SET)) {
            found = reply;
            *task = &s->blocks[b];
        }
    }
    return found;
}

char *reader_run(const struct reader *r, int block)
{
    const struct lesson_block *lab = &reader_step(r)->blocks[block];
    const struct lesson_block *task = NULL;
    const struct reader_reply *reply = task_above(r, block, &task);
    const bool set = reply && reply->given && task->type == LESSON_SET;
    struct labplan p;
    char *run;

    if (!reply || (!set && !reply->draw) ||
        tasklab_plan(&p, task, lab, set ? reply->answer : "", 0).code)
        return strdup(lab->text);
    if (reply->draw) {
        p.seed += (uint64_t)reply->draw;
        p.seed_given = true;
    }
    run = labplan_string(&p);
    labplan_release(&p);
    return run;
}
