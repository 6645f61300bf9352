/* textmode_lab.c - a lab in words: it runs, says what it found, and listens to
 * knobs and keys where the step wants more. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "lessons/labs/labrun.h"
#include "tui/labcsv.h"
#include "tui/labtalk.h"
#include "tui/labundo.h"
#include "tui/textmode.h"

enum { WORDS_BYTES = 1 << 20, MOST_BYTES = 64 << 20 };

/* A run that takes long says so now and then. */
static const int64_t spoken_ns = 10000000000;

struct labtalk {
    struct textmode *t;
    struct labrun run;
    void *snapshot;
    struct lab_view view;
    struct canvas_look look;
    int block;
    struct buf said; /* the words as they were said last */
    struct labundo undo;
    char **now; /* a text a knob: what it stands at; NULL: as in the plan */
};

static struct status run_on(struct labtalk *l)
{
    const int64_t began = clock_ns();
    int64_t said = began;
    struct status st = STATUS_OK;

    while (l->run.more && !st.code) {
        st = labrun_step(&l->run);
        if (clock_ns() - said < spoken_ns)
            continue;
        said = clock_ns();
        textmode_say(l->t, "%d seconds, %lld steps so far.",
                     (int)((said - began) / 1000000000),
                     (long long)l->run.run.steps);
        fflush(l->t->out);
    }
    return st;
}

static struct status look_anew(struct labtalk *l)
{
    void *fresh;

    STATUS_TRY(labrun_snapshot(&l->run, &fresh));
    labrun_forget(&l->run, l->snapshot);
    l->snapshot = fresh;
    return STATUS_OK;
}

static void say_words(struct labtalk *l)
{
    buf_clear(&l->said);
    l->run.run.lab->words(l->snapshot, &l->view, &l->said);
    textmode_say(l->t, "%s", buf_string(&l->said));
}

/* Of the words those lines that were not said before. */
static void say_changes(struct labtalk *l)
{
    struct buf now;
    int changed;

    buf_init(&now, WORDS_BYTES);
    l->run.run.lab->words(l->snapshot, &l->view, &now);
    changed = labtalk_news(l->t->out, buf_string(&l->said), buf_string(&now));
    if (changed == 0)
        textmode_say(l->t, "Nothing else is to be said now.");
    buf_clear(&l->said);
    buf_text(&l->said, buf_string(&now));
    buf_release(&now);
}

/* The numbers, row by row. */
static void say_numbers(struct labtalk *l)
{
    json_t *data = l->run.run.lab->data(l->snapshot, &l->view);
    struct buf rows;

    buf_init(&rows, MOST_BYTES);
    labcsv_write(data, &rows);
    for (const char *c = buf_string(&rows); *c; c++) {
        if (*c != '\r') /* which a file of this kind has, and speech not */
            fputc(*c, l->t->out);
    }
    buf_release(&rows);
    json_decref(data);
}

/* What came out, for the lesson. */
static void tell(struct labtalk *l)
{
    json_t *json = labrun_json(&l->run.plan, l->snapshot, &l->view);

    if (!json)
        return;
    json_object_set_new(json, "ended", json_boolean(!l->run.more));
    textmode_fault(
        l->t, reader_result(&l->t->reader, l->block, json, l->run.plan.seed));
    json_decref(json);
}

static const char *value_of(const struct labtalk *l, int knob)
{
    return l->now && l->now[knob] ? l->now[knob] : l->run.plan.text[knob];
}

/* Answers whether it was turned. */
static bool turn(struct labtalk *l, int knob, const char *value)
{
    char *old = strdup(value_of(l, knob));
    struct status st = labrun_turn(&l->run, knob, value);

    if (!st.code)
        st = run_on(l);
    if (!st.code)
        st = look_anew(l);
    textmode_fault(l->t, st);
    if (!st.code && l->now) {
        free(l->now[knob]);
        l->now[knob] = strdup(value);
    }
    if (!st.code && old)
        labundo_add(&l->undo, knob, old, true);
    free(old);
    if (!st.code && l->run.run.lab->step && l->run.run.lab->knobs[knob].live)
        textmode_say(l->t, "It is set. \"run\" runs the lab with it, from the "
                           "first step.");
    return !st.code;
}

/* The knob that was turned last stands as before. */
static void undo(struct labtalk *l)
{
    struct labundo_turn last, again;

    if (!labundo_take(&l->undo, &last)) {
        textmode_say(l->t, "No knob was turned.");
        return;
    }
    if (turn(l, last.knob, last.text) && labundo_take(&l->undo, &again)) {
        free(again.text);
        textmode_say(l->t, "%s is %s again.",
                     l->run.run.lab->knobs[last.knob].name, last.text);
        say_changes(l);
    }
    free(last.text);
}

/* Once more from the first step, with the knobs as they stand now. */
static void run_again(struct labtalk *l)
{
    char *text = labplan_string(&l->run.plan);
    const struct labplan *was = &l->run.plan;
    struct labplan plan = {0};
    struct labrun fresh;
    struct status st =
        text ? labplan_parse(&plan, text)
             : status_fail(STATUS_NO_MEMORY, "no memory for a lab");

    free(text);
    if (!st.code)
        labplan_still(&plan);
    for (int i = 0; i < was->change_count && !st.code; i++) {
        char setting[PROGRESS_ANSWER];

        snprintf(setting, sizeof setting, "%s=%s",
                 was->lab->knobs[was->changes[i].knob].name,
                 was->changes[i].text);
        st = labplan_set(&plan, setting);
    }
    if (!st.code)
        st = labrun_open(&fresh, &plan, (struct hook){NULL, NULL});
    if (st.code) {
        labplan_release(&plan);
        textmode_fault(l->t, st);
        return;
    }
    labrun_forget(&l->run, l->snapshot);
    l->snapshot = NULL;
    labrun_close(&l->run);
    l->run = fresh;
    st = run_on(l);
    if (!st.code)
        st = look_anew(l);
    textmode_fault(l->t, st);
    if (!st.code)
        say_words(l);
}

/* "set lr=0.1" */
static void set(struct labtalk *l, char *setting)
{
    char *equals = strchr(setting, '=');
    int knob;

    if (!equals) {
        textmode_say(l->t, "Say it so: set NAME=VALUE.");
        return;
    }
    *equals = '\0';
    knob = lab_knob(l->run.run.lab, setting);
    if (knob < 0)
        textmode_say(l->t, "This lab has no knob \"%s\"; \"knobs\" lists them.",
                     setting);
    else if (turn(l, knob, equals + 1))
        say_changes(l);
}

/* "cell 4 1": the cell of a map by its row and column. */
static void go_to_cell(struct labtalk *l, const char *spot)
{
    int row, col;
    char more;

    if (sscanf(spot, "%d %d%c", &row, &col, &more) != 2 || row < 0 || col < 0) {
        textmode_say(l->t, "Say it so: cell ROW COLUMN, counted from 0.");
        return;
    }
    l->view.row = row;
    l->view.col = col;
    l->view.chosen = false;
    say_changes(l);
}

/* A key of the lab asks for a line. */
static bool edit(struct labtalk *l, int knob)
{
    char prompt[256];
    const char *typed;

    snprintf(prompt, sizeof prompt, "%s is \"%.120s\". Another, or Enter:",
             l->run.run.lab->knobs[knob].name, value_of(l, knob));
    typed = textmode_ask(l->t, prompt);
    if (!typed || !*typed)
        return false;
    return turn(l, knob, typed);
}

static void say_knobs(struct labtalk *l)
{
    const struct lab *lab = l->run.run.lab;

    for (int i = 0; i < labplan_count(lab); i++)
        textmode_say(l->t, "%s is %s: %s", lab->knobs[i].name, value_of(l, i),
                     lab->knobs[i].help);
    for (const struct lab_key *k = lab->keys; k && k->name; k++)
        textmode_say(l->t, "press %s: %s", k->name, k->help);
}

/* "press down down enter": the keys of the lab, one after another. */
static void press(struct labtalk *l, char *names)
{
    const struct lab *lab = l->run.run.lab;

    for (char *at = names; *at;) {
        const size_t n = strcspn(at, " ");
        char *next = at + n + (at[n] == ' ');
        struct lab_answer answer = {.wish = LAB_IGNORED};

        at[n] = '\0';
        if (lab->key && labtalk_key(at))
            answer = lab->key(l->snapshot, &l->view, labtalk_key(at));
        if (answer.wish == LAB_IGNORED)
            textmode_say(l->t, "\"%s\" is no key of this lab.", at);
        else if (answer.wish == LAB_TURN)
            turn(l, answer.knob, answer.text);
        else if (answer.wish == LAB_EDIT)
            edit(l, answer.knob);
        at = next;
    }
    say_changes(l);
}

/* Is there something to be reached in this lab? */
static bool goal_open(const struct labtalk *l)
{
    const struct reader *r = &l->t->reader;
    const struct lesson_step *s = reader_step(r);
    bool open = s->blocks[l->block].goal && !r->goal_met[r->step];

    for (int i = 0; i < l->block; i++) {
        const struct reader_reply *reply = reader_reply(r, i);

        open = open || (s->blocks[i].type == LESSON_REACH &&
                        s->blocks[i].kind == LESSON_TASK &&
                        lesson_lab_below(s, i) == l->block &&
                        !(reply->judged && reply->score > 0.0));
    }
    return open;
}

/* How often a task about this lab was tried. */
static int tries(const struct labtalk *l)
{
    int n = 0;

    for (int i = 0; i < l->block; i++) {
        if (reader_step(&l->t->reader)->blocks[i].kind == LESSON_TASK)
            n += reader_reply(&l->t->reader, i)->tries;
    }
    return n;
}

/* One thing that was typed; false: the learner goes on. */
static bool take(struct labtalk *l, const char *typed)
{
    char line[PROGRESS_ANSWER];

    snprintf(line, sizeof line, "%s", typed);
    if (!*line)
        return false;
    if (strncmp(line, "set ", 4) == 0) {
        set(l, line + 4);
    } else if (strncmp(line, "press ", 6) == 0) {
        press(l, line + 6);
    } else if (strcmp(line, "run") == 0 && l->run.run.lab->step) {
        run_again(l);
    } else if (strncmp(line, "cell ", 5) == 0) {
        go_to_cell(l, line + 5);
    } else if (strcmp(line, "undo") == 0) {
        undo(l);
    } else if (strcmp(line, "?") == 0) {
        l->t->lab_told = false;
    } else if (strcmp(line, "knobs") == 0) {
        say_knobs(l);
    } else if (strcmp(line, "numbers") == 0) {
        say_numbers(l);
    } else if (strcmp(line, "words") == 0) {
        say_words(l);
    } else {
        textmode_say(l->t, "\"%.80s\" is none of them.", line);
    }
    return true;
}

static void talk(struct labtalk *l)
{
    const bool wanted = goal_open(l);

    if (wanted)
        textmode_say(l->t, "What the text of this step asks for is still to be "
                           "reached in this lab.");
    for (;;) {
        const int before = tries(l);
        const char *typed = textmode_ask(
            l->t, l->t->lab_told ? "The lab: Enter goes on, ? for more:"
                  : l->run.run.lab->step
                      ? "The lab: Enter goes on; set NAME=VALUE, run, press "
                        "KEYS, cell ROW COLUMN, undo, knobs, words, numbers:"
                      : "The lab: Enter goes on; set NAME=VALUE, press KEYS, "
                        "cell ROW COLUMN, undo, knobs, words, numbers:");

        l->t->lab_told = true;
        if (!typed || !take(l, typed))
            return;
        tell(l);
        if (tries(l) != before)
            textmode_guesses(l->t, l->block);
        if (wanted && !goal_open(l)) {
            textmode_say(l->t, "That is it: the step is done.");
            return;
        }
    }
}

/* A lab that goes step by step may take a minute, or have no end. */
static bool wanted(struct textmode *t)
{
    const char *typed =
        textmode_ask(t, "It runs step by step. Enter runs it to its end, n "
                        "leaves it out:");

    return typed && strcmp(typed, "n") != 0;
}

static void release(struct labtalk *l, bool open)
{
    const int knobs = open ? labplan_count(l->run.run.lab) : 0;

    for (int i = 0; l->now && i < knobs; i++)
        free(l->now[i]);
    free(l->now);
    if (open) {
        labrun_forget(&l->run, l->snapshot);
        labrun_close(&l->run);
    }
    labundo_clear(&l->undo);
    buf_release(&l->said);
}

/* The task above the lab whose value missed and is asked for again, or -1. */
static int value_waits(const struct textmode *t, int block)
{
    const int at = reader_waiting(&t->reader);

    return at >= 0 && at < block &&
                   reader_step(&t->reader)->blocks[at].type == LESSON_SET
               ? at
               : -1;
}

/* Runs the lab once, as it stands or as a task above it was answered. */
static void run_lab(struct textmode *t, int block)
{
    char *text = reader_run(&t->reader, block);
    struct labtalk l = {.t = t, .block = block};
    struct labplan plan;
    struct status st =
        text ? labplan_parse(&plan, text)
             : status_fail(STATUS_NO_MEMORY, "no memory for a lab");

    free(text);
    buf_init(&l.said, WORDS_BYTES);
    l.look = (struct canvas_look){.glyphs = CANVAS_GLYPHS_ASCII};
    l.view = labrun_view(&l.look);
    if (!st.code)
        st = labrun_open(&l.run, &plan, (struct hook){NULL, NULL});
    if (st.code) {
        textmode_fault(t, st);
        release(&l, false);
        return;
    }
    l.now = calloc((size_t)labplan_count(l.run.run.lab) + 1, sizeof *l.now);
    textmode_say(t, "Lab %s: %s", l.run.run.lab->name, l.run.run.lab->question);
    if (l.run.more && !wanted(t)) {
        release(&l, true);
        return;
    }
    st = run_on(&l);
    if (!st.code)
        st = look_anew(&l);
    if (st.code) {
        textmode_fault(t, st);
    } else {
        say_words(&l);
        tell(&l);
        textmode_guesses(t, block);
        if (value_waits(t, block) < 0)
            talk(&l);
    }
    release(&l, true);
}

void textmode_lab(struct textmode *t, int block)
{
    int again;

    do {
        run_lab(t, block);
        again = value_waits(t, block);
        if (again >= 0)
            textmode_answer(t, again);
    } while (again >= 0 && !t->ended);
}
