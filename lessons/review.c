#include "lessons/review.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labplan.h"

static const char *const tables[] = {
    "CREATE TABLE review(id TEXT PRIMARY KEY, stage INTEGER NOT NULL,"
    " seen INTEGER NOT NULL, due INTEGER NOT NULL, times INTEGER NOT NULL);"};

/* The note that holds the day on which a review was offered last. */
#define OFFERED "review.offered"

/* What an answer takes, roughly; a run of many steps takes the longest. */
enum { QUESTION_SECONDS = 20, GUESS_SECONDS = 40, STEPS_SECONDS = 80 };

/* How close a guessed number must be; a rough idea is what was wanted. */
#define CLOSE_ENOUGH 0.8
#define ALL_RIGHT    0.999

/* One answered block, before the choice is made. */
struct candidate {
    struct review_card card;
    bool missed; /* its last answer in the lesson was not right */
};

static struct status ready(struct progress *p)
{
    return db_upgrade(&p->db, "review", tables,
                      (int)(sizeof tables / sizeof *tables));
}

static bool right(const struct lesson_block *b, double score)
{
    return score >= (b->kind == LESSON_PREDICT && b->type == LESSON_NUMBER
                         ? CLOSE_ENOUGH
                         : ALL_RIGHT);
}

/* The lab under a guess, or NULL. */
static const struct lesson_block *lab_under(const struct lesson_step *s,
                                            const struct lesson_block *b)
{
    for (b++; b < s->blocks + s->block_count; b++) {
        if (b->kind == LESSON_LAB)
            return b;
    }
    return NULL;
}

/* Only what a program can judge comes back. */
static bool comes_back(const struct lesson_step *s,
                       const struct lesson_block *b)
{
    if (b->kind == LESSON_PREDICT)
        return lab_under(s, b) != NULL;
    return b->kind == LESSON_QUESTION &&
           (b->type == LESSON_CHOICE || b->type == LESSON_NUMBER ||
            b->type == LESSON_ORDER || b->type == LESSON_TRUE_FALSE ||
            b->type == LESSON_FAULT);
}

/* Finds the block of that id. */
static bool find(const struct course *c, const char *id,
                 struct review_card *card)
{
    for (int i = 0; i < c->catalogue.count; i++) {
        const struct lesson *l = c->entries[i].lesson;

        for (int s = 0; l && s < l->step_count; s++) {
            const struct lesson_step *step = &l->steps[s];

            for (int b = 0; b < step->block_count; b++) {
                card->block = &step->blocks[b];
                card->lesson = l;
                card->step = s;
                if (card->block->id && strcmp(card->block->id, id) == 0)
                    return comes_back(step, card->block);
            }
        }
    }
    return false;
}

static struct status put(struct progress *p, const struct review_card *c)
{
    struct db_query q =
        db_query(&p->db, "INSERT OR REPLACE INTO review VALUES(?, ?, ?, ?, ?)");

    db_bind_text(&q, 1, c->block->id);
    db_bind_whole(&q, 2, c->spacing.stage);
    db_bind_whole(&q, 3, c->spacing.seen);
    db_bind_whole(&q, 4, c->spacing.due);
    db_bind_whole(&q, 5, c->times);
    return db_run(&q);
}

/* Authors say which must come back; then what was missed; then what waits
 * longest. */
static int by_need(const void *left, const void *right_one)
{
    const struct candidate *a = left, *b = right_one;

    if (a->card.block->again != b->card.block->again)
        return a->card.block->again ? -1 : 1;
    if (a->missed != b->missed)
        return a->missed ? -1 : 1;
    if (a->card.spacing.due != b->card.spacing.due)
        return a->card.spacing.due < b->card.spacing.due ? -1 : 1;
    return strcmp(a->card.block->id, b->card.block->id);
}

static int seconds(const struct candidate *k)
{
    const struct lesson_step *s = &k->card.lesson->steps[k->card.step];
    struct labplan plan;
    int out = GUESS_SECONDS;

    if (k->card.block->kind == LESSON_QUESTION)
        return QUESTION_SECONDS;
    if (labplan_parse(&plan, lab_under(s, k->card.block)->text).code)
        return REVIEW_SECONDS + 1; /* the lab is gone: it is not asked */
    if (plan.lab->step)
        out = STEPS_SECONDS;
    labplan_release(&plan);
    return out;
}

/* Reads row `q` of an answered block; false where it is not to be asked. */
static bool read_row(const struct review *r, const struct course *c,
                     struct db_query *q, struct candidate *out)
{
    const double score = db_real(q, 2);

    *out = (struct candidate){.missed = false};
    if (!find(c, db_text(q, 0), &out->card) || score < 0.0)
        return false;
    out->missed = !right(out->card.block, score);
    out->card.spacing = spacing_met(spacing_day(db_whole(q, 1)));
    out->card.times = (int)db_whole(q, 6);
    if (out->card.times > 0 || db_whole(q, 5) > 0) {
        out->card.spacing = (struct spacing){.stage = (int)db_whole(q, 3),
                                             .seen = db_whole(q, 4),
                                             .due = db_whole(q, 5)};
    }
    return out->card.spacing.stage >= 0 &&
           out->card.spacing.stage < SPACING_STAGES && r->today >= 0;
}

/* Counts a candidate, and notes what a clock set back has made of it. */
static struct status weigh(struct review *r, struct candidate *k, bool *due)
{
    const struct spacing s = spacing_settle(k->card.spacing, r->today);
    const int64_t days = s.due - r->today;

    *due = spacing_due(s, r->today);
    if (*due)
        r->due++;
    else if (r->next < 0 || days < r->next)
        r->next = days;
    if (s.seen == k->card.spacing.seen)
        return STATUS_OK;
    k->card.spacing = s;
    return put(r->progress, &k->card);
}

/* All that is due. Owner: the caller. */
static struct status gather(struct review *r, const struct course *c,
                            struct candidate **list, int *count)
{
    struct db_query q = db_query(
        &r->progress->db,
        "SELECT a.id, min(a.at), (SELECT score FROM answer b WHERE b.id = a.id"
        " ORDER BY number DESC LIMIT 1), coalesce(r.stage, 0),"
        " coalesce(r.seen, 0), coalesce(r.due, 0), coalesce(r.times, 0)"
        " FROM answer a LEFT JOIN review r ON r.id = a.id GROUP BY a.id");
    struct status st = STATUS_OK;
    int room = 0;

    while (!st.code && db_next(&q)) {
        struct candidate k, *more;
        bool due;

        if (!read_row(r, c, &q, &k))
            continue;
        st = weigh(r, &k, &due);
        if (st.code || !due)
            continue;
        if (*count == room) {
            room = room ? 2 * room : 32;
            more = realloc(*list, (size_t)room * sizeof **list);
            if (!more) {
                st = status_fail(STATUS_NO_MEMORY, "no memory for a review");
                continue;
            }
            *list = more;
        }
        (*list)[(*count)++] = k;
    }
    const struct status end = db_end(&q);
    return st.code ? st : end;
}

/* The run of a lab with a seed that neither lesson nor review had before. */
static char *fresh_run(const char *text, int times)
{
    struct labplan plan;
    char *out;

    if (labplan_parse(&plan, text).code)
        return NULL;
    plan.seed += (uint64_t)times + 1;
    plan.seed_given = true;
    out = labplan_string(&plan);
    labplan_release(&plan);
    return out;
}

static struct status add_card(struct review *r, const struct review_card *card)
{
    const int i = r->count;
    const struct lesson_step *from = &card->lesson->steps[card->step];
    struct lesson_block *b = r->block[i];

    b[0] = *card->block;
    if (b[0].code_count > 0) { /* another fault than the last time */
        const int at = (card->times + 1) % b[0].code_count;

        b[0].items = b[0].codes[at].items;
        b[0].item_count = b[0].codes[at].item_count;
        b[0].codes += at;
        b[0].code_count -= at;
    }
    if (b[0].kind == LESSON_PREDICT) {
        r->run[i] = fresh_run(lab_under(from, card->block)->text, card->times);
        if (!r->run[i])
            return status_fail(STATUS_NO_MEMORY, "no memory for a review");
        b[1] = (struct lesson_block){.kind = LESSON_LAB, .text = r->run[i]};
    }
    snprintf(r->title[i], sizeof r->title[i], "%.8s %.100s: %.100s",
             card->lesson->id, card->lesson->title, from->title);
    r->step[i] = (struct lesson_step){.kind = from->kind,
                                      .title = r->title[i],
                                      .slug = card->block->id,
                                      .blocks = b,
                                      .block_count =
                                          b[0].kind == LESSON_PREDICT ? 2 : 1};
    r->card[i] = *card;
    r->count++;
    return STATUS_OK;
}

static struct status choose(struct review *r, struct candidate *list, int count)
{
    int spent = 0;

    if (count > 1)
        qsort(list, (size_t)count, sizeof *list, by_need);
    for (int i = 0; i < count && r->count < REVIEW_MOST; i++) {
        if (spent + seconds(&list[i]) > REVIEW_SECONDS)
            continue;
        spent += seconds(&list[i]);
        STATUS_TRY(add_card(r, &list[i].card));
    }
    return STATUS_OK;
}

struct status review_new(struct review **out, const struct course *c,
                         struct progress *p, int64_t today)
{
    struct review *r = calloc(1, sizeof *r);
    struct candidate *list = NULL;
    int count = 0;
    struct status st;

    *out = NULL;
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a review");
    r->progress = p;
    r->today = today;
    r->next = -1;
    st = ready(p);
    if (!st.code)
        st = gather(r, c, &list, &count);
    if (!st.code)
        st = choose(r, list, count);
    free(list);
    if (st.code) {
        review_free(r);
        return st;
    }
    r->lesson = (struct lesson){.id = "Review",
                                .title = "what earlier lessons asked",
                                .steps = r->step,
                                .step_count = r->count};
    *out = r;
    return STATUS_OK;
}

void review_free(struct review *r)
{
    if (!r)
        return;
    for (int i = 0; i < r->count; i++)
        free(r->run[i]);
    free(r);
}

struct status review_keep(struct review *r, const struct reader *reader, int i,
                          int *days)
{
    assert(i >= 0 && i < r->count);
    struct review_card *c = &r->card[i];
    const struct reader_reply *reply = &reader->replies[i][0];
    struct review_card fresh = *c;

    *days = 0;
    if (!reply->judged || c->kept)
        return STATUS_OK;
    fresh.spacing =
        spacing_answered(c->spacing, right(c->block, reply->score), r->today);
    fresh.times++;
    fresh.kept = true;
    STATUS_TRY(put(r->progress, &fresh));
    *c = fresh;
    *days = c->spacing.stage < SPACING_STAGES ? (int)(c->spacing.due - r->today)
                                              : -1;
    return STATUS_OK;
}

struct status review_first_today(struct progress *p, int64_t today, bool *first)
{
    char last[PROGRESS_ANSWER], now[32];

    STATUS_TRY(progress_get_note(p, OFFERED, last));
    snprintf(now, sizeof now, "%lld", (long long)today);
    *first = strcmp(last, now) != 0;
    return *first ? progress_set_note(p, OFFERED, now) : STATUS_OK;
}
