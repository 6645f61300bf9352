#include "tui/labpanel.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "lessons/labs/labvalue.h"
#include "tui/knobkeep.h"
#include "tui/labknobs.h"
#include "tui/mine.h"
#include "tui/runkeep.h"
#include "tui/shell.h"

/* A second plan that says the same. */
static struct status copy_plan(const struct labplan *from, struct labplan *to)
{
    char *text = labplan_string(from);
    struct status st;

    memset(to, 0, sizeof *to);
    if (!text)
        return status_fail(STATUS_NO_MEMORY, "lab: out of memory");
    st = labplan_parse(to, text);
    free(text);
    return st;
}

static struct status start(struct shell *s, struct labpanel *p, bool play)
{
    struct labplan plan;

    STATUS_TRY(copy_plan(&p->plan, &plan));
    plan.lender = &mine_lender;
    p->run = worker_open(s->worker, p->slot, &plan, play);
    p->told = 0;
    p->kept_run = p->kept_steps = 0;
    p->kept_done = false;
    p->next_keep_ns = clock_ns() + s->keep_ns;
    p->view.row = p->view.col = -1;
    labpanel_news(s, p);
    return STATUS_OK;
}

static void free_panel(struct shell *s, struct labpanel *p)
{
    labpanel_news(s, p);
    runkeep_panel(s, p);
    worker_drop(s->worker, p->shot);
    if (worker_ask(s->worker, p->slot).run == p->run)
        worker_close(s->worker, p->slot);
    labplan_release(&p->plan);
    free(p->origin);
    labundo_clear(&p->undo);
    if (s->back == p)
        s->back = NULL;
    free(p);
}

static bool worth_keeping(struct shell *s, const struct labpanel *p)
{
    const struct worker_info info = worker_ask(s->worker, WORKER_BACK);

    if (p->slot != WORKER_BACK || info.run != p->run)
        return false;
    return info.state == WORKER_RUNNING || info.state == WORKER_OPENING ||
           info.starting || (info.steps > 0 && info.state != WORKER_FAILED);
}

void labpanel_leave(struct shell *s, struct labpanel *p)
{
    if (!p || --p->uses > 0)
        return;
    if (s->quit || !worth_keeping(s, p))
        free_panel(s, p);
}

/* Labs that take steps want the background, where they outlive the screen; a
 * run of another lab there gives way unless it is under way or on a screen. */
static enum worker_slot choose_slot(struct shell *s, const struct lab *lab)
{
    if (!lab->step)
        return WORKER_FRONT;
    if (!s->back)
        return WORKER_BACK;
    if (s->back->uses > 0 ||
        worker_ask(s->worker, WORKER_BACK).state == WORKER_RUNNING)
        return WORKER_FRONT;
    free_panel(s, s->back);
    return WORKER_BACK;
}

static struct status make(struct shell *s, struct labplan *plan, char *origin,
                          bool play, struct labpanel **out)
{
    struct labpanel *p = calloc(1, sizeof *p);
    struct status st;

    if (!p) {
        labplan_release(plan);
        free(origin);
        return status_fail(STATUS_NO_MEMORY, "lab: out of memory");
    }
    p->plan = *plan;
    p->origin = origin;
    p->lab = plan->lab;
    p->slot = choose_slot(s, p->lab);
    p->uses = 1;
    p->view = labrun_view(&s->look);
    if (p->slot == WORKER_BACK)
        s->back = p;
    st = start(s, p, play);
    if (st.code) {
        free_panel(s, p);
    } else {
        *out = p;
    }
    return st;
}

struct status labpanel_use(struct shell *s, const char *run, bool play,
                           struct labpanel **out)
{
    struct labplan plan = {0};
    char *origin;

    *out = NULL;
    STATUS_TRY(labplan_parse(&plan, run));
    if (s->seed && !plan.seed_given) {
        plan.seed = s->seed;
        plan.seed_given = true;
    }
    origin = labplan_string(&plan);
    if (origin && s->back && strcmp(s->back->origin, origin) == 0) {
        labplan_release(&plan);
        free(origin);
        s->back->uses++;
        *out = s->back;
        labpanel_ensure(s, s->back);
        return STATUS_OK;
    }
    return make(s, &plan, origin, play, out);
}

void labpanel_ensure(struct shell *s, struct labpanel *p)
{
    p->view.look = &s->look;
    if (worker_ask(s->worker, p->slot).run != p->run)
        shell_fault(s, start(s, p, false));
    labpanel_news(s, p);
}

struct status labpanel_reset(struct shell *s, struct labpanel *p)
{
    struct labplan plan = {0};

    STATUS_TRY(labplan_parse(&plan, p->origin));
    labplan_release(&p->plan);
    labundo_clear(&p->undo);
    p->plan = plan;
    p->stirred = true;
    return start(s, p, false);
}

bool labpanel_news(struct shell *s, struct labpanel *p)
{
    const struct worker_info info = worker_ask(s->worker, p->slot);
    const struct worker_shot *shot;
    bool fresh;

    knobkeep_panel(s, p);
    if (info.run != p->run)
        return false; /* the slot went to another lab meanwhile */
    if (info.why.code && !p->info.why.code)
        shell_fault(s, info.why);
    p->info = info;
    shot = worker_take(s->worker, p->slot);
    fresh = shot != p->shot;
    if (shot && shot->run != p->run) {
        worker_drop(s->worker, shot);
        return false;
    }
    worker_drop(s->worker, p->shot);
    p->shot = shot;
    if (labpanel_rests(p) || clock_ns() >= p->next_keep_ns)
        runkeep_panel(s, p);
    return fresh;
}

/* Answers whether it was turned. */
static bool turn(struct shell *s, struct labpanel *p, int knob,
                 const char *text)
{
    char *copy;
    const struct status st = labvalue_read(p->lab, knob, text, NULL);

    if (st.code) {
        shell_fault(s, st);
        return false;
    }
    copy = strdup(text);
    if (!copy)
        return false;
    free(p->plan.text[knob]);
    p->plan.text[knob] = copy;
    p->plan.given[knob] = true;
    p->stirred = true;
    if (p->info.state == WORKER_FAILED) {
        shell_fault(s, start(s, p, false)); /* there is nothing to turn */
    } else {
        worker_turn(s->worker, p->slot, knob, text);
    }
    return true;
}

void labpanel_turn(struct shell *s, struct labpanel *p, int knob,
                   const char *text)
{
    const bool given = p->plan.given[knob];
    char *old = strdup(p->plan.text[knob]);

    if (turn(s, p, knob, text) && old && strcmp(old, text) != 0) {
        labundo_add(&p->undo, knob, old, given);
        p->turns++;
    }
    free(old);
}

void labpanel_play(struct shell *s, struct labpanel *p)
{
    if (!p->lab->step) {
        shell_say(s, "this lab shows its result at once: turn a knob");
    } else if (p->info.state == WORKER_DONE) {
        shell_say(s, "once more from the first step, with these knobs");
        shell_fault(s, start(s, p, true));
    } else {
        worker_play(s->worker, p->slot, p->info.state != WORKER_RUNNING);
    }
}

void labpanel_with(struct shell *s, struct labpanel *p)
{
    struct status st;

    if (!p->lab->lends) {
        shell_say(s, "this lab does not run with your functions; train-gpt "
                     "does");
        return;
    }
    st = labplan_set(&p->plan, p->plan.with ? "with=ours" : "with=mine");
    if (!st.code)
        st = start(s, p, true);
    if (st.code)
        shell_fault(s, st);
    else
        shell_say(s, p->plan.with ? "with every function that you passed; ours "
                                    "runs beside it"
                                  : "with our kernels");
}

void labpanel_pause(struct shell *s, struct labpanel *p)
{
    if (p->lab->step)
        worker_play(s->worker, p->slot, p->info.state == WORKER_PAUSED);
}

void labpanel_step(struct shell *s, struct labpanel *p)
{
    if (!p->lab->step)
        return;
    worker_play(s->worker, p->slot, false);
    worker_step(s->worker, p->slot);
}

static void edit(struct labpanel *p, int knob)
{
    p->knob = knob;
    p->editing = true;
    lineedit_set(&p->line, p->plan.text[knob]);
}

static bool key_in_line(struct shell *s, struct labpanel *p, int key)
{
    if (key == KEYS_ESC) {
        p->editing = false;
    } else if (key == KEYS_ENTER) {
        const struct lineedit line = p->line;

        p->editing = false;
        labpanel_turn(s, p, p->knob, line.text);
    } else {
        return lineedit_key(&p->line, key);
    }
    return true;
}

static bool key_on_knobs(struct shell *s, struct labpanel *p, int key)
{
    const int n = labknobs_count(p->lab);
    char moved[LABKNOBS_BYTES];
    int way;

    if (n == 0)
        return false;
    switch (key) {
    case KEYS_UP:
    case 'k':
        p->knob = (p->knob + n - 1) % n;
        return true;
    case KEYS_DOWN:
    case 'j':
        p->knob = (p->knob + 1) % n;
        return true;
    case KEYS_ENTER:
        edit(p, p->knob);
        return true;
    case KEYS_LEFT:
    case KEYS_RIGHT:
        way = key == KEYS_RIGHT ? 1 : -1;
        if (labknobs_moved(&p->lab->knobs[p->knob], p->plan.text[p->knob], way,
                           moved)) {
            labpanel_turn(s, p, p->knob, moved);
        } else if (p->lab->knobs[p->knob].kind == LAB_TEXT) {
            edit(p, p->knob);
        }
        return true;
    default:
        return false;
    }
}

static bool key_to_lab(struct shell *s, struct labpanel *p, int key)
{
    struct lab_answer answer;

    if (!p->lab->key || !p->shot)
        return false;
    answer = p->lab->key(p->shot->data, &p->view,
                         key == KEYS_ENTER ? LAB_KEY_ENTER : key);
    if (answer.wish == LAB_TURN) {
        labpanel_turn(s, p, answer.knob, answer.text);
    } else if (answer.wish == LAB_EDIT) {
        edit(p, answer.knob);
    }
    return answer.wish != LAB_IGNORED;
}

void labpanel_undo(struct shell *s, struct labpanel *p)
{
    struct labundo_turn last;

    if (key_to_lab(s, p, 'u'))
        return;
    if (!labundo_take(&p->undo, &last)) {
        shell_say(s, "no knob was turned");
        return;
    }
    if (turn(s, p, last.knob, last.text)) {
        p->plan.given[last.knob] = last.given;
        shell_say(s, "%s is %.80s again", p->lab->knobs[last.knob].name,
                  *last.text ? last.text : "empty");
    }
    free(last.text);
}

bool labpanel_key(struct shell *s, struct labpanel *p, int key)
{
    if (p->editing)
        return key_in_line(s, p, key);
    if (p->focus == LABPANEL_KNOBS && key_on_knobs(s, p, key))
        return true;
    return key_to_lab(s, p, key);
}

/* In a list it is the row that is chosen, and the column stays. */
static bool go_to_cell(struct labpanel *p, const struct spots_spot *spot)
{
    const int col = spot->kind == SPOTS_CELL ? spot->col
                    : p->view.col > 0        ? p->view.col
                                             : 0;
    const bool there = p->focus == LABPANEL_PICTURE &&
                       p->view.row == spot->row && p->view.col == col;

    p->focus = LABPANEL_PICTURE;
    p->view.row = spot->row;
    p->view.col = col;
    p->view.chosen = p->view.chosen && there;
    return there;
}

bool labpanel_go(struct labpanel *p, const struct spots_spot *spot)
{
    if (p->editing)
        return false;
    if (spot->kind == SPOTS_CELL || spot->kind == SPOTS_ROW)
        return go_to_cell(p, spot);
    if (spot->kind == SPOTS_KNOB) {
        const bool there = p->focus == LABPANEL_KNOBS && p->knob == spot->row;

        p->focus = LABPANEL_KNOBS;
        p->knob = spot->row;
        return there;
    }
    return false;
}

bool labpanel_rests(const struct labpanel *p)
{
    return p->shot && (p->info.state == WORKER_DONE ||
                       (p->info.state == WORKER_PAUSED && p->info.steps > 0));
}

json_t *labpanel_json(struct labpanel *p)
{
    json_t *run =
        p->shot ? labrun_json(&p->plan, p->shot->data, &p->view) : NULL;

    if (run) { /* of the run as it went, whatever was turned since */
        json_object_set_new(run, "run", json_string(p->shot->plan));
        json_object_set_new(run, "ended",
                            json_boolean(p->info.state == WORKER_DONE));
    }
    return run;
}
