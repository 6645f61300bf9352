#include "tui/post.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"

/* A running lab is copied out at most this often: nobody sees more. */
static const int64_t shot_gap_ns = 45000000;

static void poke(struct post_office *o)
{
    const uint64_t one = 1;

    /* Full means that it is readable already. */
    if (write(o->fd, &one, sizeof one) < 0)
        return;
}

void post_drop(struct worker_shot *s)
{
    if (s && --s->uses == 0) {
        s->lab->forget(s->data);
        free(s->plan);
        free(s);
    }
}

static void set_state(struct post *p, enum worker_state state)
{
    p->info.state = state;
    poke(p->office);
}

static void fail(struct post *p, struct status why, enum worker_state state)
{
    p->info.why = why;
    p->play = false;
    p->steps_wanted = 0;
    set_state(p, state);
}

/* Copies the run out; lets the lock go meanwhile. */
static void take_shot(struct post *p)
{
    struct worker_shot *s = calloc(1, sizeof *s);
    struct status st;

    pthread_mutex_unlock(&p->office->lock);
    if (!s) {
        st = status_fail(STATUS_NO_MEMORY, "lab: no memory for a picture");
    } else {
        s->plan = labplan_string(&p->live.plan);
        st = s->plan ? labrun_snapshot(&p->live, &s->data)
                     : status_fail(STATUS_NO_MEMORY,
                                   "lab: no memory for a picture");
    }
    pthread_mutex_lock(&p->office->lock);
    p->shot_ns = clock_ns();
    poke(p->office);
    if (st.code || !s) {
        if (s)
            free(s->plan);
        free(s);
        p->info.why = st;
        return;
    }
    s->lab = p->live.run.lab;
    s->run = p->live_id;
    s->number = ++p->shots;
    s->steps = p->live.run.steps;
    s->uses = 1;
    if (p->live_id == p->info.run && !p->close) {
        post_drop(p->latest);
        p->latest = s;
    } else { /* the screen wants another run by now */
        post_drop(s);
    }
}

void post_close(struct post *p)
{
    post_drop(p->latest);
    p->latest = NULL;
    if (!p->live.open)
        return;
    pthread_mutex_unlock(&p->office->lock);
    labrun_close(&p->live);
    pthread_mutex_lock(&p->office->lock);
}

static bool front_waits(struct post_office *o);

/* The graph asks this before every op. The foreground works here, in the
 * middle of a background step, and at most half of the time. */
static bool poll_hook(void *user)
{
    struct post *p = user;
    struct post_office *o = p->office;

    if (p->slot == WORKER_BACK && front_waits(o)) {
        pthread_mutex_lock(&o->lock);
        post_serve(&o->post[WORKER_FRONT]);
        pthread_mutex_unlock(&o->lock);
    }
    return atomic_load(&p->stop);
}

static bool front_waits(struct post_office *o)
{
    struct post *front = &o->post[WORKER_FRONT];

    if (atomic_load(&front->news))
        return true;
    return front->stepping && clock_ns() >= front->quiet_until_ns;
}

/* Has the screen asked for something else than what is live? */
static bool outdated(const struct post *p)
{
    return p->close || p->plan.lab;
}

static void do_open(struct post *p)
{
    struct labplan plan = p->plan;
    const int id = p->info.run;
    struct status st;

    memset(&p->plan, 0, sizeof p->plan);
    post_close(p);
    pthread_mutex_unlock(&p->office->lock);
    st = labrun_open(&p->live, &plan, (struct hook){poll_hook, p});
    pthread_mutex_lock(&p->office->lock);
    p->live_id = id;
    p->shots = 0;
    if (outdated(p))
        return;
    if (st.code) {
        fail(p, st, WORKER_FAILED);
        return;
    }
    take_shot(p);
    set_state(p, !p->live.more ? WORKER_DONE
                 : p->play     ? WORKER_RUNNING
                               : WORKER_PAUSED);
}

static void do_turn(struct post *p)
{
    char *text = NULL;
    int knob = 0;
    struct status st;

    if (!turns_take(&p->turns, &knob, &text))
        return;
    pthread_mutex_unlock(&p->office->lock);
    st = labrun_turn(&p->live, knob, text);
    free(text);
    pthread_mutex_lock(&p->office->lock);
    if (outdated(p))
        return;
    p->info.why = st;
    p->info.steps = p->live.run.steps;
    if (!p->live.open) {
        fail(p, st, WORKER_FAILED);
        return;
    }
    if (p->info.state == WORKER_DONE && p->live.more) {
        p->info.state = WORKER_PAUSED; /* it started anew */
    } else if (!p->live.more) {
        p->info.state = WORKER_DONE;
    }
    take_shot(p);
}

static void step_ended(struct post *p, struct status st)
{
    if (st.code == STATUS_CANCELLED) {
        p->play = false;
        p->steps_wanted = 0;
    } else if (st.code) {
        take_shot(p);
        fail(p, st, WORKER_FAILED);
        return;
    } else if (!p->live.more) {
        p->play = false;
        p->steps_wanted = 0;
        p->info.state = WORKER_DONE;
    }
    if (!p->play || clock_ns() - p->shot_ns >= shot_gap_ns)
        take_shot(p);
}

static void do_step(struct post *p)
{
    const int64_t from = clock_ns();
    struct status st;

    if (p->steps_wanted > 0)
        p->steps_wanted--;
    pthread_mutex_unlock(&p->office->lock);
    st = labrun_step(&p->live);
    pthread_mutex_lock(&p->office->lock);
    if (outdated(p))
        return;
    p->info.step_seconds = (double)(clock_ns() - from) * 1e-9;
    p->info.steps = p->live.run.steps;
    p->quiet_until_ns = 2 * clock_ns() - from;
    step_ended(p, st);
}

static bool may_step(const struct post *p)
{
    return p->live.open && p->live.more && p->info.state != WORKER_FAILED &&
           (p->play || p->steps_wanted > 0);
}

/* At rest the newest shot shows the last step. */
static void come_to_rest(struct post *p)
{
    if (!p->latest || p->latest->steps != p->live.run.steps)
        take_shot(p);
    set_state(p, WORKER_PAUSED);
}

bool post_serve(struct post *p)
{
    if (p->office->quit)
        return false; /* and `stop` stays up for what is under way */
    atomic_store(&p->news, false);
    atomic_store(&p->stop, false);
    if (p->close) {
        p->close = false;
        turns_clear(&p->turns);
        post_close(p);
        if (!p->plan.lab)
            set_state(p, WORKER_EMPTY);
    } else if (p->plan.lab) {
        do_open(p);
    } else if (p->live.open && p->turns.count > 0) {
        do_turn(p);
    } else if (may_step(p)) {
        if (p->info.state != WORKER_RUNNING)
            set_state(p, WORKER_RUNNING);
        do_step(p);
    } else {
        p->stepping = false;
        if (p->info.state == WORKER_RUNNING)
            come_to_rest(p);
        return false;
    }
    p->stepping = may_step(p);
    if (p->close || p->plan.lab || (p->live.open && p->turns.count > 0))
        atomic_store(&p->news, true);
    return true;
}

/* Forgets what was asked for and not begun. */
void post_clear(struct post *p)
{
    if (p->plan.lab)
        labplan_release(&p->plan);
    memset(&p->plan, 0, sizeof p->plan);
    turns_clear(&p->turns);
    post_drop(p->latest);
    p->latest = NULL;
    p->play = false;
    p->steps_wanted = 0;
}
