#include "lessons/reader.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/condition.h"
#include "lessons/reader_parts.h"

struct status reader_no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to read the lesson");
}

static bool asks(const struct lesson_block *b)
{
    return b->kind == LESSON_PREDICT || b->kind == LESSON_QUESTION ||
           b->kind == LESSON_TASK;
}

/* The name under which a block's answer is kept; "" for one that has none. */
static void name_of(const struct reader *r, int step, int block,
                    char out[PROGRESS_ID])
{
    const struct lesson_step *s = &r->lesson->steps[step];
    const struct lesson_block *b = &s->blocks[block];

    out[0] = '\0';
    if (asks(b)) {
        snprintf(out, PROGRESS_ID, "%s", b->id);
    } else if (b->kind == LESSON_EXERCISE) {
        snprintf(out, PROGRESS_ID, "exercise.%.40s", b->text);
    } else if (b->kind == LESSON_LAB && b->goal) {
        snprintf(out, PROGRESS_ID, "goal.%.16s.%.40s", r->lesson->id, s->slug);
    }
}

bool reader_set_answer(struct reader_reply *reply, const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        return false;
    free(reply->answer);
    reply->answer = copy;
    reply->given = true;
    return true;
}

void reader_take(struct reader_reply *reply, struct verdict v)
{
    reply->judged = true;
    reply->score = v.score;
    reply->remark = v.remark;
    reply->truth = v.truth;
    reply->number = v.number;
}

/* Brings back what was answered. What a run decided needs the run again,
 * but for a guess that was right. */
static struct status recall(struct reader *r, int step, int block)
{
    const struct lesson_block *b = &r->lesson->steps[step].blocks[block];
    struct reader_reply *reply = &r->replies[step][block];
    struct progress_answer old;
    char name[PROGRESS_ID];

    reply->truth = -1;
    reply->score = -1.0;
    name_of(r, step, block, name);
    if (!name[0] || !r->progress)
        return STATUS_OK;
    STATUS_TRY(progress_get_answer(r->progress, name, &old));
    if (!old.given)
        return STATUS_OK;
    if (b->code_count > 0)
        reply->draw = (int)(old.seed % (uint64_t)b->code_count);
    const struct lesson_block now = reader_drawn(r, step, block);
    /* The lesson may have been rewritten since. A value whose run was not seen
     * is asked for again. */
    if (asks(b) && verdict_check(&now, old.text).code)
        return STATUS_OK;
    if (b->kind == LESSON_TASK && old.score < 0.0)
        return STATUS_OK;
    if (!reader_set_answer(reply, old.text))
        return reader_no_memory();
    if (b->kind == LESSON_QUESTION)
        reader_take(reply, verdict_of_answer(&now, old.text));
    if (b->kind == LESSON_PREDICT && b->type == LESSON_CHOICE &&
        old.score > 0.999)
        reader_take(reply, verdict_of_right_guess(&now, old.text));
    if (reader_retries(b))
        reader_recall_tries(r, step, block, &old);
    reply->judged = reply->judged || old.score >= 0.0;
    reply->score = old.score;
    if (b->kind == LESSON_LAB)
        r->goal_met[step] = true;
    return STATUS_OK;
}

static struct status recall_all(struct reader *r)
{
    for (int s = 0; s < r->lesson->step_count; s++) {
        const struct lesson_step *step = &r->lesson->steps[s];

        r->replies[s] =
            calloc((size_t)step->block_count + 1, sizeof(**r->replies));
        if (!r->replies[s])
            return reader_no_memory();
        for (int b = 0; b < step->block_count; b++)
            STATUS_TRY(recall(r, s, b));
        if (r->progress) {
            STATUS_TRY(progress_seen(r->progress, r->lesson->id, step->slug,
                                     &r->visited[s]));
        }
    }
    return STATUS_OK;
}

static struct status open_place(struct reader *r)
{
    char slug[PROGRESS_ID] = "";
    int step = -1;

    if (r->progress)
        STATUS_TRY(progress_resume(r->progress, r->lesson->id, slug));
    if (slug[0])
        step = lesson_find(r->lesson, slug);
    return reader_go(r, step < 0 ? 0 : step);
}

struct status reader_open(struct reader *r, const struct lesson *lesson,
                          struct progress *p)
{
    const size_t n = (size_t)lesson->step_count + 1;
    struct status st = STATUS_OK;

    *r = (struct reader){.lesson = lesson, .progress = p};
    r->replies = calloc(n, sizeof(void *));
    r->goal_met = calloc(n, sizeof(*r->goal_met));
    r->visited = calloc(n, sizeof(*r->visited));
    if (!r->replies || !r->goal_met || !r->visited)
        st = reader_no_memory();
    if (!st.code)
        st = recall_all(r);
    if (!st.code)
        st = open_place(r);
    if (st.code)
        reader_close(r);
    return st;
}

void reader_close(struct reader *r)
{
    for (int s = 0; r->replies && s < r->lesson->step_count; s++) {
        const int blocks = r->lesson->steps[s].block_count;

        for (int b = 0; r->replies[s] && b < blocks; b++)
            free(r->replies[s][b].answer);
        free(r->replies[s]);
    }
    free(r->replies);
    free(r->goal_met);
    free(r->visited);
    *r = (struct reader){0};
}

/* Writes down that the lesson is done, once it is. */
static struct status settle(struct reader *r)
{
    if (!r->progress || !reader_done(r))
        return STATUS_OK;
    return progress_set_state(r->progress, r->lesson->id, PROGRESS_DONE);
}

struct status reader_go(struct reader *r, int step)
{
    if (step < 0 || step >= r->lesson->step_count) {
        return status_fail(STATUS_BAD_USAGE, "%s has steps 1 to %d, not %d",
                           r->lesson->id, r->lesson->step_count, step + 1);
    }
    if (r->progress) {
        STATUS_TRY(progress_visit(r->progress, r->lesson->id,
                                  r->lesson->steps[step].slug));
    }
    r->step = step;
    r->visited[step] = true;
    return settle(r);
}

static int walk(const struct reader *r, bool sides, int by)
{
    int at = r->step + by;

    while (at >= 0 && at < r->lesson->step_count && !sides &&
           r->lesson->steps[at].side)
        at += by;
    return at >= 0 && at < r->lesson->step_count ? at : -1;
}

int reader_next(const struct reader *r, bool sides)
{
    return walk(r, sides, 1);
}

int reader_previous(const struct reader *r, bool sides)
{
    return walk(r, sides, -1);
}

const struct lesson_step *reader_step(const struct reader *r)
{
    return &r->lesson->steps[r->step];
}

const struct reader_reply *reader_reply(const struct reader *r, int block)
{
    assert(block >= 0 && block < reader_step(r)->block_count);
    return &r->replies[r->step][block];
}

/* Does the block want something typed? A run that gets somewhere is done in
 * the lab. */
static bool waits(const struct lesson_block *b,
                  const struct reader_reply *reply)
{
    if (!asks(b) || b->type == LESSON_REACH)
        return false;
    return !reply->given ||
           (reader_retries(b) && reply->judged && !reader_settled(reply));
}

int reader_waiting(const struct reader *r)
{
    const struct lesson_step *s = reader_step(r);

    for (int b = 0; b < s->block_count; b++) {
        if (waits(&s->blocks[b], &r->replies[r->step][b]))
            return b;
    }
    return -1;
}

int reader_may_run(const struct reader *r, int block)
{
    const struct lesson_step *s = reader_step(r);

    for (int b = 0; b < block && b < s->block_count; b++) {
        if (s->blocks[b].kind == LESSON_PREDICT &&
            !r->replies[r->step][b].given)
            return b;
    }
    return -1;
}

static const struct lesson_block *block_at(const struct reader *r, int block)
{
    const struct lesson_step *s = reader_step(r);

    return block >= 0 && block < s->block_count ? &s->blocks[block] : NULL;
}

struct status reader_submit(struct reader *r, int block, const char *answer)
{
    const struct lesson_block *b = block_at(r, block);
    struct verdict v = {.score = -1.0};

    if (!b || !asks(b))
        return status_fail(STATUS_BAD_USAGE, "nothing is asked there");
    const struct lesson_block now = reader_block(r, block);

    STATUS_TRY(verdict_check(&now, answer));
    if (reader_retries(b)) {
        STATUS_TRY(b->kind == LESSON_TASK ? reader_try_value(r, block, answer)
                                          : reader_try_fault(r, block, answer));
        return settle(r);
    }

    struct reader_reply *reply = &r->replies[r->step][block];
    if (b->kind == LESSON_PREDICT && reply->judged) {
        return status_fail(STATUS_BAD_USAGE,
                           "this guess was made, and its run is known");
    }
    if (b->kind == LESSON_QUESTION)
        v = verdict_of_answer(b, answer);
    if (r->progress) {
        STATUS_TRY(progress_add_answer(r->progress, r->lesson->id, b->id,
                                       answer, v.score, 0));
    }
    if (!reader_set_answer(reply, answer))
        return reader_no_memory();
    if (b->kind == LESSON_QUESTION)
        reader_take(reply, v);
    return settle(r);
}

static struct status judge(struct reader *r, int block, const json_t *run,
                           uint64_t seed)
{
    const struct lesson_block *b = block_at(r, block);
    struct reader_reply *reply = &r->replies[r->step][block];
    const double score = reply->score;
    const bool before = reply->judged;
    struct verdict v;

    STATUS_TRY(verdict_of_guess(b, reply->answer, run, &v));
    if (r->progress && !before)
        STATUS_TRY(progress_judge(r->progress, b->id, v.score, seed));
    reader_take(reply, v);
    if (before)
        reply->score = score;
    return STATUS_OK;
}

static struct status check_goal(struct reader *r, int block, const json_t *run,
                                uint64_t seed)
{
    const struct lesson_block *b = block_at(r, block);
    char name[PROGRESS_ID];
    bool holds;

    if (!b->goal || r->goal_met[r->step])
        return STATUS_OK;
    STATUS_TRY(condition_holds(b->goal, run, &holds));
    if (!holds)
        return STATUS_OK;
    name_of(r, r->step, block, name);
    if (r->progress) {
        STATUS_TRY(progress_add_answer(r->progress, r->lesson->id, name, "met",
                                       -1.0, seed));
    }
    r->goal_met[r->step] = true;
    return STATUS_OK;
}

struct status reader_result(struct reader *r, int block, const json_t *run,
                            uint64_t seed)
{
    const struct lesson_block *lab = block_at(r, block);
    int first = block;

    if (!lab || lab->kind != LESSON_LAB)
        return status_fail(STATUS_BAD_USAGE, "no lab stands there");
    /* The guesses of a lab are those above it, up to the lab before. */
    while (first > 0 && block_at(r, first - 1)->kind != LESSON_LAB)
        first--;
    for (int b = first; b < block; b++) {
        if (block_at(r, b)->kind == LESSON_PREDICT &&
            r->replies[r->step][b].given)
            STATUS_TRY(judge(r, b, run, seed));
        if (block_at(r, b)->kind == LESSON_TASK)
            STATUS_TRY(reader_try_run(r, b, block, run, seed));
    }
    STATUS_TRY(check_goal(r, block, run, seed));
    return settle(r);
}

struct status reader_pass(struct reader *r, int block, double score)
{
    const struct lesson_block *b = block_at(r, block);
    char name[PROGRESS_ID];

    if (!b || b->kind != LESSON_EXERCISE)
        return status_fail(STATUS_BAD_USAGE, "no exercise stands there");
    name_of(r, r->step, block, name);
    if (r->progress) {
        STATUS_TRY(progress_add_answer(r->progress, r->lesson->id, name, "done",
                                       score, 0));
    }
    if (!reader_set_answer(&r->replies[r->step][block], "done"))
        return reader_no_memory();
    reader_take(&r->replies[r->step][block],
                (struct verdict){.score = score, .truth = -1});
    return settle(r);
}

bool reader_complete(const struct reader *r, int step)
{
    const struct lesson_step *s = &r->lesson->steps[step];

    for (int b = 0; b < s->block_count; b++) {
        const struct reader_reply *reply = &r->replies[step][b];
        const struct lesson_block *block = &s->blocks[b];

        if (reader_retries(block)
                ? !reader_settled(reply)
                : (asks(block) || block->kind == LESSON_EXERCISE) &&
                      !reply->judged)
            return false;
        if (block->kind == LESSON_LAB && block->goal && !r->goal_met[step])
            return false;
    }
    return r->visited[step];
}

bool reader_done(const struct reader *r)
{
    for (int s = 0; s < r->lesson->step_count; s++) {
        if (!r->lesson->steps[s].side && !reader_complete(r, s))
            return false;
    }
    return true;
}
