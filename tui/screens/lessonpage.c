#include "tui/screens/lessonpage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/knobkeep.h"
#include "tui/labkeep.h"
#include "tui/notebook.h"
#include "tui/screens/ccard.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/exdesk.h"
#include "tui/screens/glosslist.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessondraw.h"
#include "tui/screens/lessonjots.h"
#include "tui/screens/lessonrun.h"
#include "tui/screens/lessonterms.h"
#include "tui/screens/lessontext.h"
#include "tui/screens/sourcepage.h"

static void news(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (!l->panel)
        return;
    labpanel_news(s, l->panel);
    /* Once for each picture at rest: a run that cannot be judged says why
     * once. */
    if (labpanel_rests(l->panel) && l->panel->shot->number != l->panel->told) {
        l->panel->told = l->panel->shot->number;
        lessonrun_tell(s, l);
    }
}

static void act_next_step(struct shell *s, void *state)
{
    struct lessonrun *l = state;
    const int next = reader_next(&l->reader, true);

    if (next >= 0) {
        lessonrun_go(s, l, next);
    } else {
        lessonrun_say_end(s, l);
    }
}

static void act_previous_step(struct shell *s, void *state)
{
    struct lessonrun *l = state;
    const int last = reader_previous(&l->reader, true);

    if (last >= 0) {
        lessonrun_go(s, l, last);
    } else {
        shell_say(s, "this is the first step");
    }
}

static void act_on(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (l->part != LESSONRUN_TEXT && l->panel) {
        labpanel_play(s, l->panel);
    } else if (l->scroll < lessonrun_most_scroll(l)) {
        lessonrun_scroll(l, l->room > 2 ? l->room - 1 : 1);
    } else if (reader_waiting(&l->reader) >= 0) {
        l->reveal = reader_waiting(&l->reader);
        shell_say(
            s, "first: %s",
            lessontext_wants(lessonrun_block(l, reader_waiting(&l->reader))));
    } else {
        act_next_step(s, l);
    }
}

static void act_tab(struct shell *s, void *state)
{
    struct lessonrun *l = state;
    const bool knobs =
        l->panel && l->panel->lab->knobs && l->panel->lab->knobs[0].name;
    enum lessonrun_part part =
        (enum lessonrun_part)((l->part + 1) % LESSONRUN_PARTS);

    (void)s;
    if (part == LESSONRUN_KNOBS && !knobs)
        part = LESSONRUN_TEXT;
    lessonrun_set_part(l, l->lab < 0 ? LESSONRUN_TEXT : part);
}

/* On the lab, a letter that it knows is the lab's. */
static bool of_lab(struct shell *s, struct lessonrun *l, int key)
{
    if (l->part == LESSONRUN_TEXT || !l->panel ||
        !labpanel_key(s, l->panel, key))
        return false;
    lessonrun_tell(s, l); /* a goal may be about what was looked at */
    return true;
}

static void act_enter(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (l->part != LESSONRUN_TEXT && l->panel) {
        of_lab(s, l, KEYS_ENTER);
    } else if (lessonterms_enter(s, l) || lessonrun_choose(s, l)) {
        return;
    } else if (reader_waiting(&l->reader) >= 0) {
        l->asks = LESSONRUN_ASKS_ANSWER;
        lineedit_set(&l->line, "");
    } else {
        act_on(s, l);
    }
}

static void with_panel(struct shell *s, struct lessonrun *l,
                       void (*act)(struct shell *s, struct labpanel *p))
{
    if (l->panel) {
        act(s, l->panel);
    } else if (l->lab >= 0) {
        shell_say(s, "first your guess, then the lab runs");
    } else {
        shell_say(s, "this step has no lab");
    }
}

static void act_pause(struct shell *s, void *state)
{
    with_panel(s, state, labpanel_pause);
}

static void act_step(struct shell *s, void *state)
{
    with_panel(s, state, labpanel_step);
}

static void act_run(struct shell *s, void *state)
{
    with_panel(s, state, labpanel_play);
}

static void act_zoom(struct shell *s, void *state)
{
    with_panel(s, state, labscreen_zoom);
}

static void act_keep(struct shell *s, void *state)
{
    with_panel(s, state, labkeep_key);
}

static void swap_words(struct shell *s, struct labpanel *p)
{
    (void)s;
    p->words = !p->words;
}

static void act_words(struct shell *s, void *state)
{
    with_panel(s, state, swap_words);
}

static void act_other_lab(struct shell *s, void *state)
{
    struct lessonrun *l = state;
    const int other = l->lab < 0 ? -1 : lessonrun_next_lab(l, l->lab);

    if (other >= 0 && other == l->lab && l->panel) {
        sourcepage_push(s, l->panel->lab);
    } else if (other < 0 || other == l->lab) {
        shell_say(s, "this step has no other lab");
    } else {
        lessonrun_show_lab(s, l, other, false);
    }
}

static void act_exercise(struct shell *s, void *state)
{
    struct lessonrun *l = state;
    const struct lesson_step *step = reader_step(&l->reader);

    for (int i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind == LESSON_EXERCISE) {
            shell_fault(s, exdesk_push(s, step->blocks[i].text, &l->reader, i));
            return;
        }
    }
    shell_say(s, "this step has no exercise");
}

static void act_replies(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    (void)s;
    if (lessonrun_give_up(l))
        return;
    l->replies = !l->replies;
    lessonrun_forget_text(l);
}

static void act_again(struct shell *s, void *state)
{
    if (!of_lab(s, state, 'R'))
        lessonrun_again(s, state);
}

static void act_search(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    (void)s;
    l->asks = LESSONRUN_ASKS_WORD;
    lineedit_set(&l->line, "");
}

static void to_hit(struct shell *s, struct lessonrun *l, int by)
{
    if (l->hits == 0 || !l->text) {
        shell_say(s, "nothing is searched for: / does that");
        return;
    }
    l->hit = (l->hit + by + l->hits) % l->hits;
    l->scroll = 0;
    lessonrun_scroll(l, page_hit(l->text, l->hit) - l->room / 2);
    shell_say(s, "hit %d/%d", l->hit + 1, l->hits);
}

static void act_next_hit(struct shell *s, void *state)
{
    to_hit(s, state, 1);
}

static void act_previous_hit(struct shell *s, void *state)
{
    to_hit(s, state, -1);
}

static void act_note(struct shell *s, void *state)
{
    if (!of_lab(s, state, 'e'))
        lessonjots_ask(s, state);
}

static void act_mark(struct shell *s, void *state)
{
    if (!of_lab(s, state, 'b'))
        lessonjots_mark(s, state);
}

/* Whatever was changed last: the note of this step, or a knob of its lab. */
static void act_undo(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (!lessonjots_undo(s, l))
        with_panel(s, l, labpanel_undo);
}

static void act_terms(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (!of_lab(s, l, 'w'))
        glosslist_push_step(s, reader_step(&l->reader));
}

static void act_next_term(struct shell *s, void *state)
{
    if (!of_lab(s, state, KEYS_RIGHT))
        lessonterms_move(s, state, 1);
}

static void act_previous_term(struct shell *s, void *state)
{
    if (!of_lab(s, state, KEYS_LEFT))
        lessonterms_move(s, state, -1);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "on", "a screen down, then the next step; on a lab: run",
     act_on},
    {']', "next", "the next step", act_next_step},
    {'[', "previous", "the step before", act_previous_step},
    {KEYS_TAB, "panel", "from the text to the lab, its knobs, and back",
     act_tab},
    {'r', "run", "run the lab, or pause it at the next step", act_run},
    {'p', NULL, "pause the lab, or go on", act_pause},
    {'s', NULL, "one step of the lab", act_step},
    {'+', "wide", "the lab on the whole screen", act_zoom},
    {'v', NULL, "the picture in words, and back", act_words},
    {'P', NULL, "keep the picture as files in ~/lathe/pictures", act_keep},
    {'o', NULL, "the other lab of this step, or the C source of the only one",
     act_other_lab},
    {'a', NULL, "the answer to what was missed, or to what is to be read",
     act_replies},
    {'x', NULL, "the exercise of this step", act_exercise},
    {'R', NULL, "ask this question or task again, with other code or seed",
     act_again},
    {'e', NULL, "write a note beside this step", act_note},
    {'u', NULL, "take back the last turn of a knob, or change of the note",
     act_undo},
    {'b', NULL, "mark this step, or take the mark away", act_mark},
    {KEYS_RIGHT, NULL,
     "to the next word that the glossary has; Enter: its card", act_next_term},
    {KEYS_LEFT, NULL, "to the word before", act_previous_term},
    {'w', NULL, "the words of this step that the glossary has", act_terms},
    {'C', NULL, "a card of C, the language of the exercises", ccard_show},
    {KEYS_ENTER, NULL, "answer in a line; edit a knob", act_enter},
    {'/', "find", "find a word in this step", act_search},
    {'n', NULL, "the next hit", act_next_hit},
    {'N', NULL, "the hit before", act_previous_hit},
    {KEYS_RUBOUT, NULL, "the step before", act_previous_step},
    {0, NULL, NULL, NULL},
};

static bool find(struct lessonrun *l, const char *word)
{
    l->hits = l->text ? page_find(l->text, word) : 0;
    l->hit = 0;
    return l->hits > 0;
}

static void line_done(struct shell *s, struct lessonrun *l)
{
    const enum lessonrun_asks asks = l->asks;
    const struct lineedit line = l->line;

    l->asks = LESSONRUN_ASKS_NOTHING;
    if (asks == LESSONRUN_ASKS_ANSWER) {
        lessonrun_submit(s, l, line.text);
    } else if (asks == LESSONRUN_ASKS_NOTE) {
        lessonjots_keep(s, l, line.text);
    } else if (find(l, line.text)) {
        to_hit(s, l, 0);
    } else {
        shell_say(s, "\"%s\" is not in this step", line.text);
    }
}

static bool key(struct shell *s, void *state, int k)
{
    struct lessonrun *l = state;

    if (l->asks != LESSONRUN_ASKS_NOTHING) {
        if (k == KEYS_ESC) {
            l->asks = LESSONRUN_ASKS_NOTHING;
        } else if (k == KEYS_ENTER) {
            line_done(s, l);
        } else {
            return lineedit_key(&l->line, k);
        }
        return true;
    }
    if (l->panel && l->panel->editing) /* a digit is text now */
        return labpanel_key(s, l->panel, k);
    if (l->part == LESSONRUN_TEXT && lessonrun_text_key(s, l, k))
        return true;
    if (k >= '1' && k <= '3' && l->lab >= 0) { /* a panel by its number */
        lessonrun_set_part(l, (enum lessonrun_part)(k - '1'));
        return true;
    }
    if (!l->panel)
        return false;
    if (!labpanel_key(s, l->panel, k))
        return false;
    lessonrun_tell(s, l);
    return true;
}

static bool typing(const void *state)
{
    const struct lessonrun *l = state;

    return l->asks != LESSONRUN_ASKS_NOTHING || (l->panel && l->panel->editing);
}

static void resume(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    lessonrun_forget_text(l); /* an exercise may have been passed */
    if (l->lab < 0)           /* and its lab opens */
        lessonrun_show_lab(s, l, lessonrun_next_lab(l, -1), false);
    if (l->panel)
        labpanel_ensure(s, l->panel);
    lessonrun_set_part(l, l->part);
}

static bool reset(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (!l->panel)
        return false;
    shell_fault(s, labpanel_reset(s, l->panel));
    return true;
}

static const struct lab *lab_of(const void *state)
{
    const struct lessonrun *l = state;

    return l->panel ? l->panel->lab : NULL;
}

static void release(struct shell *s, void *state)
{
    struct lessonrun *l = state;

    if (l->panel) {
        l->panel->editing = false;
        labpanel_leave(s, l->panel);
    }
    page_free(l->text);
    free(l->note_before);
    reader_close(&l->reader);
    free(l);
    shell_fault(s, notebook_write(s));
}

const struct shell_screen lessonpage_screen = {
    .name = "lesson",
    .bindings = bindings,
    .draw = lessondraw_page,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .reset = reset,
    .lab = lab_of,
    .go = lessondraw_go,
    .wheel = lessondraw_wheel,
    .free = release,
};

struct status lessonpage_push(struct shell *s, const char *id, int step)
{
    const int i = course_find(&s->course, id);
    struct course_entry *e;
    struct lessonrun *l;
    struct status st;

    if (i < 0) {
        return status_fail(STATUS_NOT_FOUND,
                           "lesson: \"%s\" is none of the course", id);
    }
    e = &s->course.entries[i];
    if (!e->lesson) {
        return e->fault.code
                   ? e->fault
                   : status_fail(STATUS_NOT_FOUND,
                                 "lesson: %s is planned, not written yet",
                                 e->row->id);
    }
    l = calloc(1, sizeof *l);
    if (!l)
        return status_fail(STATUS_NO_MEMORY, "lesson: out of memory");
    l->lab = l->reveal = -1;
    l->notes = coursemap_path(s) == COURSEMAP_TEACH;
    st = reader_open(&l->reader, e->lesson, &s->progress);
    if (!st.code)
        st = reader_go(&l->reader, step > 0 ? step - 1 : l->reader.step);
    if (st.code) {
        reader_close(&l->reader);
        free(l);
        return st;
    }
    lessonrun_step_opened(s, l);
    if (l->panel)
        knobkeep_restore(s, l->panel);
    shell_push(s, &lessonpage_screen, l);
    return STATUS_OK;
}

bool lessonpage_find(struct shell *s, const char *word)
{
    struct shell_level *top = shell_top(s);

    if (!top || top->screen != &lessonpage_screen || !find(top->state, word))
        return false;
    to_hit(s, top->state, 0);
    return true;
}
