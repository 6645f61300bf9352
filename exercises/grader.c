#include "exercises/grader.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/grader_parts.h"
#include "exercises/judge.h"

enum { ARRAY_BYTES = 8 << 20 };

/* What is known of one exercise while a run lasts. */
enum course_state { COURSE_NEW, COURSE_BUSY, COURSE_READY, COURSE_BAD };

struct course {
    enum course_state state;
    struct buf folder, solution;
    char version[HASH_TEXT]; /* of everything that its verdicts depend on */
    struct report *model;    /* about its own solution */
    char why[200];           /* COURSE_BAD */
    int working;             /* workers that have it open */
};

struct run {
    struct grader *g;
    struct course *course; /* [exercises] */
    bool *taken;           /* [marks] */
    int done, all;
    pthread_mutex_t lock;
    pthread_cond_t news;  /* an exercise left COURSE_BUSY */
    struct status status; /* the first that ends the run */
};

/* A worker: a thread with a judge. */
struct worker {
    struct run *run;
    pthread_t thread;
    struct judge judge;
    int open; /* the exercise that its judge has, or -1 */
    struct report *report;
};

/* --- asking the judge ------------------------------------------------------
 */

static struct status reopen(struct worker *w, int exercise)
{
    struct course *c = &w->run->course[exercise];

    judge_close(&w->judge);
    w->open = -1;
    STATUS_TRY(judge_open(&w->judge));
    STATUS_TRY(judge_exercise(&w->judge, buf_string(&c->folder),
                              w->run->g->book->layers));
    w->open = exercise;
    return STATUS_OK;
}

static struct status ask_once(struct worker *w, int exercise,
                              const struct exam_file *file)
{
    const struct gradebook *b = w->run->g->book;

    if (w->open != exercise)
        STATUS_TRY(reopen(w, exercise));
    STATUS_TRY(judge_check(&w->judge, file, w->report));
    if (w->report->verdict == REPORT_FAULT)
        return status_fail(STATUS_IO, "%s", w->report->say);
    if (w->report->level != b->level)
        return status_fail(STATUS_UNSUPPORTED,
                           "the sandbox fell to level %s in the middle of a "
                           "run",
                           sandbox_level_name(w->report->level));
    return STATUS_OK;
}

/* A failure of ours is tried once more, with a new judge. */
static struct status ask(struct worker *w, int exercise, const char *seed,
                         const char *text, size_t bytes)
{
    const struct gradebook *b = w->run->g->book;
    const struct exam_file file = {
        .text = text,
        .bytes = bytes,
        .flags = EXAM_KNOWN | (b->plain ? EXAM_PLAIN : 0),
        .seed = judge_seed(seed, b->exercise[exercise].name, text, bytes)};
    struct status st = ask_once(w, exercise, &file);

    if (st.code) {
        w->open = -1;
        st = ask_once(w, exercise, &file);
    }
    if (st.code)
        w->open = -1;
    return st;
}

/* --- the journal, under the lock -------------------------------------------
 */

static struct status recall(struct run *r, const char *key,
                            struct gradebook_mark *m, bool *found)
{
    struct buf record;

    buf_init(&record, ARRAY_BYTES);
    struct status st = gradelog_find(r->g->log, key, &record, found);
    if (!st.code && *found)
        st = gradebook_take(m, buf_take(&record));
    if (st.code == STATUS_BAD_FILE) { /* written by another version */
        *found = false;
        m->state = GRADEBOOK_WAITING;
        st = STATUS_OK;
    }
    buf_release(&record);
    return st;
}

static void fail(struct run *r, struct status st)
{
    if (st.code && !r->status.code)
        r->status = st;
}

/* --- an exercise's own solution --------------------------------------------
 */

/* Runs without the lock: the course is BUSY, so nobody else is here. */
static struct status grade_solution(struct worker *w, int exercise)
{
    struct run *r = w->run;
    struct course *c = &r->course[exercise];
    struct gradebook_mark m = {.state = GRADEBOOK_WAITING};
    char key[HASH_TEXT], digits[HASH_TEXT];
    bool found;

    hash_bytes(digits, buf_string(&c->solution), c->solution.bytes);
    grader_key(key, c->version, digits, "");
    pthread_mutex_lock(&r->lock);
    struct status st = recall(r, key, &m, &found);
    pthread_mutex_unlock(&r->lock);
    if (!st.code && !found) {
        st = ask(w, exercise, r->g->book->seed, buf_string(&c->solution),
                 c->solution.bytes);
        if (!st.code)
            st = gradebook_put(&m, w->report);
        pthread_mutex_lock(&r->lock);
        if (!st.code)
            st = gradelog_add(r->g->log, key, m.record);
        pthread_mutex_unlock(&r->lock);
    }
    if (!st.code)
        st = gradebook_report(&m, c->model);
    free(m.record);
    return st;
}

static struct status lay_open(struct worker *w, int exercise)
{
    struct run *r = w->run;
    struct course *c = &r->course[exercise];
    const char *name = r->g->book->exercise[exercise].name;

    c->model = calloc(1, sizeof *c->model);
    if (!c->model)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    STATUS_TRY(exercise_folder(&c->folder, name));
    STATUS_TRY(
        exercise_text(&c->solution, buf_string(&c->folder), "solution.c"));
    STATUS_TRY(grader_version(c->version, r->g->book, name,
                              buf_string(&c->folder), w->judge.kit));
    STATUS_TRY(grade_solution(w, exercise));
    if (!c->model->passed) {
        return status_fail(STATUS_BAD_FILE,
                           "the exercise's own solution does not pass here: "
                           "%s %.100s",
                           report_verdict_name(c->model->verdict),
                           c->model->say);
    }
    return STATUS_OK;
}

static void describe(struct gradebook_exercise *e, const struct report *model)
{
    e->checks = model->cases;
    for (int k = 0; k < model->cases; k++) {
        snprintf(e->check[k].id, sizeof e->check[k].id, "%s",
                 model->list[k].id);
        snprintf(e->check[k].title, sizeof e->check[k].title, "%s",
                 model->list[k].title);
    }
}

/* Called under the lock; leaves it while the solution is graded. */
static void get_ready(struct worker *w, int exercise)
{
    struct run *r = w->run;
    struct course *c = &r->course[exercise];

    while (c->state == COURSE_BUSY)
        pthread_cond_wait(&r->news, &r->lock);
    if (c->state != COURSE_NEW)
        return;
    c->state = COURSE_BUSY;
    pthread_mutex_unlock(&r->lock);
    const struct status st = lay_open(w, exercise);
    pthread_mutex_lock(&r->lock);
    c->state = st.code ? COURSE_BAD : COURSE_READY;
    snprintf(c->why, sizeof c->why, "%.199s", st.text);
    if (!st.code)
        describe(&r->g->book->exercise[exercise], c->model);
    pthread_cond_broadcast(&r->news);
}

/* --- one file --------------------------------------------------------------
 */

/* What does not build fails every check that its exercise has. */
static void fill_in(struct report *out, const struct report *model)
{
    if (out->cases)
        return;
    out->cases = model->cases;
    for (int k = 0; k < model->cases; k++) {
        struct report_case *c = &out->list[k];

        snprintf(c->id, sizeof c->id, "%s", model->list[k].id);
        snprintf(c->title, sizeof c->title, "%s", model->list[k].title);
        c->hidden = model->list[k].hidden;
        c->verdict = REPORT_SKIPPED;
        snprintf(c->say, sizeof c->say, "not run: %s",
                 report_verdict_name(out->verdict));
    }
}

static void set_fault(struct gradebook_mark *m, const char *why)
{
    m->state = GRADEBOOK_FAULT;
    snprintf(m->say, sizeof m->say, "%.199s", why);
}

static void student_seed(const struct gradebook *b,
                         const struct gradebook_mark *m, char seed[GRADER_SEED])
{
    const int student = (int)(m - b->mark) / b->exercises;

    courseconf_seed(b->seed, b->in->student[student].file, seed, GRADER_SEED);
}

/* Under the lock, left while the judge works. */
static struct status grade(struct worker *w, struct gradebook_mark *m,
                           int exercise)
{
    struct run *r = w->run;
    struct course *c = &r->course[exercise];
    char key[HASH_TEXT], seed[GRADER_SEED];
    bool found = false;

    get_ready(w, exercise);
    if (c->state == COURSE_BAD) {
        set_fault(m, c->why);
        return STATUS_OK;
    }
    student_seed(r->g->book, m, seed);
    grader_key(key, c->version, m->work->hash,
               strcmp(seed, r->g->book->seed) == 0 ? "" : seed);
    STATUS_TRY(recall(r, key, m, &found));
    if (found)
        return STATUS_OK;
    pthread_mutex_unlock(&r->lock);
    const struct status asked =
        ask(w, exercise, seed, m->work->text, m->work->bytes);
    pthread_mutex_lock(&r->lock);
    if (asked.code) {
        set_fault(m, asked.text);
        return STATUS_OK;
    }
    fill_in(w->report, c->model);
    STATUS_TRY(gradebook_put(m, w->report));
    return gradelog_add(r->g->log, key, m->record);
}

/* --- who does what ---------------------------------------------------------
 */

static int waiting(const struct run *r, int exercise)
{
    const struct gradebook *b = r->g->book;
    int n = 0;

    for (int s = 0; s < b->in->students; s++) {
        const int at = s * b->exercises + exercise;

        n += b->mark[at].state == GRADEBOOK_WAITING && !r->taken[at];
    }
    return n;
}

/* The exercise that the worker has open, else the one with the most files a
 * worker; -1: all is taken. */
static int choose(const struct worker *w)
{
    const struct run *r = w->run;
    int best = -1;
    double most = 0;

    if (w->open >= 0 && waiting(r, w->open))
        return w->open;
    for (int e = 0; e < r->g->book->exercises; e++) {
        const double share = (double)waiting(r, e) / (1 + r->course[e].working);

        if (share > most) {
            most = share;
            best = e;
        }
    }
    return best;
}

static struct gradebook_mark *take(struct run *r, int exercise)
{
    const struct gradebook *b = r->g->book;

    for (int s = 0; s < b->in->students; s++) {
        const int at = s * b->exercises + exercise;

        if (b->mark[at].state != GRADEBOOK_WAITING || r->taken[at])
            continue;
        r->taken[at] = true;
        return &b->mark[at];
    }
    return NULL;
}

static void *work(void *context)
{
    struct worker *w = context;
    struct run *r = w->run;
    int last = -1;

    pthread_mutex_lock(&r->lock);
    while (!r->status.code) {
        const int e = choose(w);

        if (e < 0)
            break;
        if (r->g->stop && r->g->stop(r->g->context)) {
            fail(r,
                 status_fail(STATUS_CANCELLED, "stopped: not all is graded"));
            break;
        }
        if (e != last) {
            if (last >= 0)
                r->course[last].working--;
            r->course[e].working++;
            last = e;
        }
        fail(r, grade(w, take(r, e), e));
        r->done++;
        if (r->g->tell)
            r->g->tell(r->g->context, r->done, r->all);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* --- a run -----------------------------------------------------------------
 */

static struct status start(struct run *r, struct worker *w)
{
    *w = (struct worker){.run = r, .open = -1};
    w->judge.channel = -1;
    w->report = calloc(1, sizeof *w->report);
    if (!w->report)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    STATUS_TRY(judge_open(&w->judge));
    if (pthread_create(&w->thread, NULL, work, w))
        return status_fail(STATUS_IO, "cannot start a worker");
    return STATUS_OK;
}

static void run_workers(struct run *r)
{
    const int jobs = r->g->jobs < r->all ? r->g->jobs : r->all;
    struct worker *w = calloc((size_t)jobs + 1, sizeof *w);
    int started = 0;

    if (!w)
        r->status = status_fail(STATUS_NO_MEMORY, "no memory for workers");
    while (w && started < jobs) {
        const struct status st = start(r, &w[started]);

        if (st.code) {
            pthread_mutex_lock(&r->lock);
            fail(r, st);
            pthread_mutex_unlock(&r->lock);
            judge_close(&w[started].judge);
            free(w[started].report);
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(w[i].thread, NULL);
        judge_close(&w[i].judge);
        free(w[i].report);
    }
    free(w);
}

static void init(struct run *r, struct grader *g)
{
    const int marks = g->book->in->students * g->book->exercises;

    *r = (struct run){.g = g};
    r->course = calloc((size_t)g->book->exercises, sizeof *r->course);
    r->taken = calloc((size_t)marks, sizeof *r->taken);
    if (!r->course || !r->taken) {
        r->status = status_fail(STATUS_NO_MEMORY, "no memory for a run");
        return;
    }
    for (int e = 0; e < g->book->exercises; e++) {
        buf_init(&r->course[e].folder, 8192);
        buf_init(&r->course[e].solution, EXERCISE_BYTES);
        r->all += waiting(r, e);
    }
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->news, NULL);
}

struct status grader_run(struct grader *g)
{
    struct run r;

    init(&r, g);
    if (!r.status.code) {
        run_workers(&r);
        pthread_mutex_destroy(&r.lock);
        pthread_cond_destroy(&r.news);
        for (int e = 0; e < g->book->exercises; e++) {
            buf_release(&r.course[e].folder);
            buf_release(&r.course[e].solution);
            free(r.course[e].model);
        }
    }
    free(r.course);
    free(r.taken);
    return r.status;
}
