#include "tui/screens/lessonrun.h"

#include <stdlib.h>

#include "tui/screens/lessonterms.h"
#include "tui/screens/lessontext.h"

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
    l->fault = labpanel_use(s, lessonrun_lab_text(l, i), play, &l->panel);
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

/* A guess just made lets its lab run at once: that is what it was for. */
void lessonrun_submit(struct shell *s, struct lessonrun *l, const char *answer)
{
    const int at = reader_waiting(&l->reader);
    char text[LINEEDIT_BYTES + 1];
    struct status st;

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
    if (lessonrun_block(l, at)->kind != LESSON_PREDICT)
        return;
    for (int i = at + 1; i < reader_step(&l->reader)->block_count; i++) {
        if (lessonrun_block(l, i)->kind == LESSON_LAB) {
            lessonrun_show_lab(s, l, i, true);
            return;
        }
    }
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
    }
    return false;
}

void lessonrun_tell(struct shell *s, struct lessonrun *l)
{
    struct labpanel *p = l->panel;
    json_t *run;

    if (!p || !labpanel_rests(p) || !wants_result(l))
        return;
    run = labpanel_json(p);
    if (!run) {
        shell_say(s, "lesson: no memory for the result");
        return;
    }
    shell_fault(s, reader_result(&l->reader, l->lab, run, p->plan.seed));
    json_decref(run);
    lessonrun_forget_text(l);
    for (int i = 0; i < l->lab; i++) {
        if (lessonrun_block(l, i)->kind == LESSON_PREDICT)
            l->reveal = i;
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
    return waiting >= 0 && lessonrun_block(l, waiting)->type == LESSON_NUMBER &&
           ((k >= '0' && k <= '9') || k == '-' || k == '.');
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
        lessonrun_scroll(l, 1);
    } else if (k == KEYS_UP || k == 'k') {
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
