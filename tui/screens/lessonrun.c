#include "tui/screens/lessonrun.h"

#include <stdio.h>
#include <stdlib.h>

#include "lessons/verdict.h"
#include "tui/knobkeep.h"
#include "tui/screens/lessonterms.h"

const struct lesson_block *lessonrun_block(const struct lessonrun *l, int i)
{
    return &reader_step(&l->reader)->blocks[i];
}

const char *lessonrun_lab_text(const struct lessonrun *l, int i)
{
    const struct lesson_block *b = lessonrun_block(l, i);

    if (b->kind == LESSON_LAB)
        return b->text;
    return b->kind == LESSON_EXERCISE && reader_reply(&l->reader, i)->given
               ? b->then
               : NULL;
}

void lessonrun_forget_text(struct lessonrun *l)
{
    page_free(l->text);
    l->text = NULL;
    l->terms.at = -1;
}

struct lessontext_show lessonrun_shown(const struct lessonrun *l)
{
    return (struct lessontext_show){
        .replies = l->replies, .notes = l->notes, .at = l->at};
}

int lessonrun_fault(const struct lessonrun *l)
{
    const int at = reader_waiting(&l->reader);

    return at >= 0 && lessonrun_block(l, at)->type == LESSON_FAULT ? at : -1;
}

bool lessonrun_move(struct lessonrun *l, int by)
{
    const int fault = lessonrun_fault(l);
    int line = l->at - 1 + by;

    if (fault < 0)
        return false;
    const struct lesson_block b = reader_block(&l->reader, fault);
    while (line >= 0 && line < b.item_count && !verdict_may_choose(&b, line))
        line += by;
    if (!verdict_may_choose(&b, line))
        return false;
    l->at = line + 1;
    l->follow = true;
    lessonrun_forget_text(l);
    return true;
}

/* The cursor goes to the first line of the fault that waits, if any does. */
static void point(struct lessonrun *l)
{
    l->at = 0;
    lessonrun_move(l, 1);
    l->follow = false;
}

void lessonrun_set_part(struct lessonrun *l, enum lessonrun_part part)
{
    l->part = l->panel                 ? part
              : part == LESSONRUN_TEXT ? LESSONRUN_TEXT
                                       : LESSONRUN_PICTURE;
    if (l->panel) {
        l->panel->focus = part == LESSONRUN_PICTURE ? LABPANEL_PICTURE
                          : part == LESSONRUN_KNOBS ? LABPANEL_KNOBS
                                                    : LABPANEL_NONE;
    }
}

/* Opens the lab of block `i`, unless a guess comes first. */
void lessonrun_show_lab(struct shell *s, struct lessonrun *l, int i, bool play)
{
    if (l->panel)
        labpanel_leave(s, l->panel);
    l->panel = NULL;
    l->lab = i;
    l->fault = STATUS_OK;
    if (i < 0 || reader_may_run(&l->reader, i) >= 0)
        return;
    const bool lab = lessonrun_block(l, i)->kind == LESSON_LAB;
    char *run = lab ? reader_run(&l->reader, i) : NULL;

    l->fault = lab && !run
                   ? status_fail(STATUS_NO_MEMORY, "lesson: out of memory")
                   : labpanel_use(s, lab ? run : lessonrun_lab_text(l, i), play,
                                  &l->panel);
    free(run);
    if (l->panel && l->reader.progress) /* a review leaves no trace */
        knobkeep_place(l->panel, l->reader.lesson, l->reader.step, i);
    lessonrun_set_part(l, l->part);
}

int lessonrun_next_lab(const struct lessonrun *l, int from)
{
    const struct lesson_step *step = reader_step(&l->reader);

    for (int k = 1; k <= step->block_count; k++) {
        const int i = (from + k) % step->block_count;

        if (lessonrun_lab_text(l, i))
            return i;
    }
    return -1;
}

void lessonrun_step_opened(struct shell *s, struct lessonrun *l)
{
    lessonrun_forget_text(l);
    free(l->note_before);
    l->note_before = NULL;
    l->scroll = 0;
    l->reveal = -1;
    l->replies = false;
    l->asks = LESSONRUN_ASKS_NOTHING;
    l->hits = 0;
    point(l);
    lessonrun_set_part(l, LESSONRUN_TEXT);
    lessonrun_show_lab(s, l, lessonrun_next_lab(l, -1), false);
    if (l->reader.progress && reader_done(&l->reader)) {
        shell_fault(s, progress_set_state(&s->progress, l->reader.lesson->id,
                                          PROGRESS_DONE));
    }
}

void lessonrun_go(struct shell *s, struct lessonrun *l, int step)
{
    const struct status st = reader_go(&l->reader, step);

    if (st.code) {
        shell_fault(s, st);
    } else {
        lessonrun_step_opened(s, l);
    }
}

/* A guess just made, or a value, lets its lab run at once: that is what it was
 * for. */
void lessonrun_submit(struct shell *s, struct lessonrun *l, const char *answer)
{
    const int at = reader_waiting(&l->reader);
    char text[LINEEDIT_BYTES + 1];
    struct status st;
    int below;

    if (at < 0)
        return;
    lessontext_answer(lessonrun_block(l, at), answer, text, sizeof text);
    st = reader_submit(&l->reader, at, text);
    lessonrun_forget_text(l);
    l->reveal = at;
    if (st.code) {
        shell_fault(s, st);
        return;
    }
    if (lessonrun_fault(l) != at)
        point(l);
    below = lesson_lab_below(reader_step(&l->reader), at);
    if (lessonrun_block(l, at)->kind != LESSON_QUESTION && below >= 0)
        lessonrun_show_lab(s, l, below, true);
}

bool lessonrun_choose(struct shell *s, struct lessonrun *l)
{
    char line[16];

    if (lessonrun_fault(l) < 0 || l->at < 1)
        return false;
    snprintf(line, sizeof line, "%d", l->at);
    lessonrun_submit(s, l, line);
    return true;
}

bool lessonrun_give_up(struct lessonrun *l)
{
    const int at = reader_give_up(&l->reader);

    if (at < 0)
        return false;
    lessonrun_forget_text(l);
    l->reveal = at;
    point(l);
    return true;
}

/* The block to ask once more: a fault or a task before a plain question, the
 * last one of either. */
static int to_ask_again(struct lessonrun *l)
{
    const int n = reader_step(&l->reader)->block_count;

    for (int plain = 0; plain < 2; plain++) {
        for (int i = n - 1; i >= 0; i--) {
            const struct lesson_block *b = lessonrun_block(l, i);
            const bool task = b->kind == LESSON_TASK || b->type == LESSON_FAULT;

            if (task != plain && reader_again(&l->reader, i))
                return i;
        }
    }
    return -1;
}

void lessonrun_again(struct shell *s, struct lessonrun *l)
{
    const int at = to_ask_again(l);

    if (at < 0) {
        shell_say(s, "nothing of this step was answered yet");
        return;
    }
    lessonrun_forget_text(l);
    l->reveal = at;
    point(l);
    if (lessonrun_block(l, at)->kind == LESSON_TASK) {
        lessonrun_show_lab(s, l, lesson_lab_below(reader_step(&l->reader), at),
                           false);
    }
}

/* Is the task at `i` about the lab that is open, and not done? */
static bool task_open(const struct lessonrun *l, int i)
{
    const struct reader_reply *reply = reader_reply(&l->reader, i);
    const struct lesson_block *b = lessonrun_block(l, i);

    if (b->kind != LESSON_TASK ||
        lesson_lab_below(reader_step(&l->reader), i) != l->lab)
        return false;
    return b->type == LESSON_SET ? reply->given && !reply->judged
                                 : !(reply->judged && reply->score > 0.0);
}

/* Does the lesson still want to know what the lab gave? */
static bool wants_result(const struct lessonrun *l)
{
    const struct reader *r = &l->reader;

    if (lessonrun_block(l, l->lab)->kind != LESSON_LAB)
        return false; /* what an exercise opens is not judged */
    if (lessonrun_block(l, l->lab)->goal && !r->goal_met[r->step])
        return true;
    for (int i = 0; i < l->lab; i++) {
        const struct reader_reply *reply = reader_reply(r, i);

        if (lessonrun_block(l, i)->kind == LESSON_PREDICT && reply->given &&
            !reply->judged)
            return true;
        if (task_open(l, i))
            return true;
    }
    return false;
}

void lessonrun_tell(struct shell *s, struct lessonrun *l)
{
    struct labpanel *p = l->panel;
    int tries = 0;
    json_t *run;

    if (!p || !labpanel_rests(p) || !wants_result(l))
        return;
    run = labpanel_json(p);
    if (!run) {
        shell_say(s, "lesson: no memory for the result");
        return;
    }
    for (int i = 0; i < l->lab; i++)
        tries += reader_reply(&l->reader, i)->tries;
    shell_fault(s, reader_result(&l->reader, l->lab, run, p->plan.seed));
    json_decref(run);
    lessonrun_forget_text(l);
    for (int i = 0; i < l->lab; i++) {
        tries -= reader_reply(&l->reader, i)->tries;
        if (lessonrun_block(l, i)->kind == LESSON_PREDICT)
            l->reveal = i;
    }
    if (tries) { /* a task was judged */
        point(l);
        for (int i = 0; i < l->lab; i++) {
            if (lessonrun_block(l, i)->kind == LESSON_TASK &&
                lesson_lab_below(reader_step(&l->reader), i) == l->lab)
                l->reveal = i;
        }
    }
}

int lessonrun_most_scroll(const struct lessonrun *l)
{
    const int lines = l->text ? page_lines(l->text) : 0;

    return lines > l->room ? lines - l->room : 0;
}

void lessonrun_scroll(struct lessonrun *l, int by)
{
    l->scroll += by;
    if (l->scroll > lessonrun_most_scroll(l))
        l->scroll = lessonrun_most_scroll(l);
    if (l->scroll < 0)
        l->scroll = 0;
}

/* Where a number is asked for, typing one is enough. */
static bool starts_number(const struct lessonrun *l, int waiting, int k)
{
    const enum lesson_type type =
        waiting >= 0 ? lessonrun_block(l, waiting)->type : LESSON_CHOICE;

    if (type != LESSON_NUMBER && type != LESSON_SET && type != LESSON_FAULT)
        return false;
    return (k >= '0' && k <= '9') ||
           (type != LESSON_FAULT && (k == '-' || k == '.'));
}

bool lessonrun_text_key(struct shell *s, struct lessonrun *l, int k)
{
    const int waiting = reader_waiting(&l->reader);
    char digit[2] = {(char)k, '\0'};

    if (k >= '1' && k <= '9' && waiting >= 0 &&
        lessontext_by_digit(lessonrun_block(l, waiting))) {
        lessonrun_submit(s, l, digit);
        return true;
    }
    if (starts_number(l, waiting, k)) {
        l->asks = LESSONRUN_ASKS_ANSWER;
        lineedit_set(&l->line, digit);
        return true;
    }
    if (k == KEYS_ESC)
        return lessonterms_escape(l);
    if (k == KEYS_DOWN || k == 'j') {
        if (!lessonrun_move(l, 1))
            lessonrun_scroll(l, 1);
    } else if (k == KEYS_UP || k == 'k') {
        if (!lessonrun_move(l, -1))
            lessonrun_scroll(l, -1);
    } else if (k == KEYS_PAGE_DOWN) {
        lessonrun_scroll(l, l->room - 1);
    } else if (k == KEYS_PAGE_UP) {
        lessonrun_scroll(l, 1 - l->room);
    } else if (k == 'g' || k == KEYS_HOME) {
        l->scroll = 0;
    } else if (k == 'G' || k == KEYS_END) {
        l->scroll = lessonrun_most_scroll(l);
    } else {
        return false;
    }
    return true;
}

void lessonrun_say_end(struct shell *s, const struct lessonrun *l)
{
    const struct reader *r = &l->reader;

    for (int i = 0; i < r->lesson->step_count; i++) {
        if (!r->lesson->steps[i].side && !reader_complete(r, i)) {
            shell_say(s, "the last step; step %d is not done yet", i + 1);
            return;
        }
    }
    shell_say(s, "this lesson is done: q leaves it");
}
