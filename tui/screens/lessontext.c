#include "tui/screens/lessontext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/markdown.h"
#include "tui/screens/lessontext_parts.h"

void lessontext_say(struct page *p, const char *text, unsigned style)
{
    if (text)
        page_text(p, text, strlen(text), style);
}

void lessontext_line(struct page *p, const char *text, unsigned style)
{
    page_paragraph(p);
    lessontext_say(p, text, style);
}

bool lessontext_by_digit(const struct lesson_block *b)
{
    return b->type == LESSON_CHOICE && b->item_count <= 9;
}

const char *lessontext_wants(const struct lesson_block *b)
{
    switch (b->type) {
    case LESSON_CHOICE:
        return "press the number of your answer";
    case LESSON_NUMBER:
        return "type a number, then Enter";
    case LESSON_ORDER:
        return "Enter, then the order, such as b a c";
    case LESSON_TRUE_FALSE:
        return "Enter, then one t or f for each line, such as tft";
    case LESSON_OWN_WORDS:
        return "Enter, then your own words";
    case LESSON_FAULT:
        return "choose with the arrows and Enter, or type its number";
    case LESSON_SET:
        return "type a value, then Enter: the lab runs with it";
    case LESSON_REACH:
        return "turn the knobs of the lab and run it";
    }
    return "";
}

/* Choices are shown before the answer; the items of a number or of own words
 * would give it away. */
static bool items_are_shown(const struct lesson_block *b)
{
    return b->type == LESSON_CHOICE || b->type == LESSON_TRUE_FALSE;
}

static void add_order(struct page *p, const struct lesson_block *b)
{
    char letter[8];

    for (int k = 0; k < b->item_count; k++) {
        snprintf(letter, sizeof letter, "%c  ", 'a' + k);
        page_paragraph(p);
        lessontext_say(p, letter, INK_KEY | INK_BOLD);
        lessontext_say(p, b->items[lessontext_item(b, k)].answer, INK_TEXT);
    }
}

static int chosen(const struct lesson_block *b,
                  const struct reader_reply *reply)
{
    char *end = NULL;
    long n;

    if (!reply->given || !reply->answer || b->type != LESSON_CHOICE)
        return -1;
    n = strtol(reply->answer, &end, 10);
    if (end != reply->answer && !*end)
        return (int)n - 1;
    for (int i = 0; i < b->item_count; i++) {
        if (strcmp(b->items[i].answer, reply->answer) == 0)
            return i;
    }
    return -1;
}

static void add_items(struct page *p, const struct lesson_block *b,
                      const struct reader_reply *reply)
{
    const int mine = chosen(b, reply);

    page_list(p, 1);
    for (int place = 0; place < b->item_count; place++) {
        const int i = lessontext_item(b, place);
        const struct lesson_item *it = &b->items[i];
        const bool right = reply->judged && i == reply->truth;

        page_item(p);
        lessontext_say(p, it->answer, right ? INK_GOOD | INK_BOLD : INK_TEXT);
        if (i == mine)
            lessontext_say(p, " <- your answer", INK_ACCENT | INK_BOLD);
        if (right) {
            lessontext_say(p,
                           i == mine                   ? ", right"
                           : b->kind == LESSON_PREDICT ? " <- what came out"
                                                       : " <- this one",
                           INK_GOOD | INK_BOLD);
        }
    }
    page_leave(p);
}

/* Each line of a true-false, with its reason. */
static void add_marks(struct page *p, const struct lesson_block *b,
                      const struct reader_reply *reply)
{
    page_list(p, 1);
    for (int i = 0; i < b->item_count; i++) {
        const struct lesson_item *it = &b->items[i];
        const bool agree = (reply->answer[i] == 't') == it->right;

        page_item(p);
        lessontext_say(p, it->right ? "True. " : "False. ",
                       (agree ? INK_GOOD : INK_WARN) | INK_BOLD);
        lessontext_say(p, it->remark, INK_TEXT);
        if (!agree)
            lessontext_say(p, " <- you had it the other way", INK_WARN);
    }
    page_leave(p);
}

static void add_solution(struct page *p, const struct lesson_block *b,
                         const struct reader_reply *reply)
{
    const struct lesson_item *it;

    if (b->type == LESSON_ORDER) {
        page_list(p, 1);
        for (int i = 0; i < b->item_count; i++) {
            page_item(p);
            lessontext_say(p, b->items[i].answer, INK_TEXT | INK_BOLD);
            lessontext_say(p, ": ", INK_TEXT);
            lessontext_say(p, b->items[i].remark, INK_TEXT);
        }
        page_leave(p);
    } else if (reply->truth >= 0) {
        it = &b->items[reply->truth];
        page_paragraph(p);
        lessontext_say(p, "It is ", INK_TEXT);
        lessontext_say(p, it->answer, INK_GOOD | INK_BOLD);
        lessontext_say(p, ". ", INK_TEXT);
        lessontext_say(p, it->remark, INK_TEXT);
    }
}

static void add_reply(struct page *p, const struct lesson_block *b,
                      const struct reader_reply *reply)
{
    char text[160] = "";

    if (b->type == LESSON_ORDER)
        lessontext_letters(b, reply->answer, text, sizeof text);
    if (b->type != LESSON_CHOICE) {
        page_paragraph(p);
        lessontext_say(p, "your answer: ", INK_DIM);
        lessontext_say(p, text[0] ? text : reply->answer,
                       INK_ACCENT | INK_BOLD);
    }
    if (!reply->judged) {
        lessontext_line(p, "Kept. The run will tell.", INK_DIM);
        return;
    }
    if (b->kind == LESSON_PREDICT && b->type == LESSON_NUMBER) {
        snprintf(text, sizeof text, "The run gave %.4g.", reply->number);
        lessontext_line(p, text, INK_TEXT | INK_BOLD);
    }
    page_paragraph(p);
    if (b->type == LESSON_OWN_WORDS) {
        lessontext_say(p, "Kept. ", INK_GOOD | INK_BOLD);
        lessontext_say(p, reply->remark, INK_TEXT);
        return;
    }
    lessontext_say(p,
                   reply->score >= 0.999 ? "Right. "
                   : reply->score > 0.5  ? "Close. "
                                         : "Not so. ",
                   (reply->score >= 0.999 ? INK_GOOD : INK_WARN) | INK_BOLD);
    if (b->kind == LESSON_QUESTION && b->type == LESSON_TRUE_FALSE) {
        add_marks(p, b, reply);
        return;
    }
    lessontext_say(p, reply->remark, INK_TEXT);
    if (b->kind == LESSON_QUESTION && reply->score < 0.999)
        add_solution(p, b, reply);
}

static void add_question(struct page *p, const struct lesson_block *b,
                         const struct reader_reply *reply, bool waits,
                         const struct lessontext_show *show, bool again)
{
    page_rule(p);
    page_paragraph(p);
    lessontext_say(p, b->kind == LESSON_PREDICT ? "Guess  " : "Question  ",
                   (waits ? INK_FOCUS : INK_TITLE) | INK_BOLD);
    lessontext_say(p, b->ask, INK_TEXT | INK_BOLD);
    if (items_are_shown(b)) {
        add_items(p, b, reply);
    } else if (b->type == LESSON_ORDER) {
        add_order(p, b);
    } else if (b->type == LESSON_FAULT) {
        lessontext_code(p, b, reply, waits ? show->at : 0, show->until);
    }
    if (show->until > 0)
        return; /* only the place of that line was asked for */
    if (reply->given && b->type == LESSON_FAULT) {
        lessontext_code_reply(p, b, reply, again);
    } else if (reply->given) {
        add_reply(p, b, reply);
    } else if (waits && !show->hall) {
        lessontext_line(p, lessontext_wants(b), INK_KEY);
    }
}

static void shelf_line(struct page *p, const char *text, unsigned style)
{
    if (text) {
        page_break(p);
        lessontext_say(p, text, style);
    }
}

/* The question behind each entry keeps its answer until it is asked for. */
static void add_shelf(struct page *p, const struct lesson_block *b,
                      bool replies)
{
    page_list(p, -1);
    for (int i = 0; i < b->item_count; i++) {
        page_item(p);
        lessontext_say(p, b->items[i].answer, INK_TEXT | INK_BOLD);
        shelf_line(p, b->items[i].remark, INK_TEXT);
        shelf_line(p, b->items[i].check, INK_ACCENT);
        if (replies)
            shelf_line(p, b->items[i].reply, INK_GOOD);
    }
    page_leave(p);
    if (!replies)
        lessontext_line(p, "a shows the answers", INK_KEY);
}

/* Marks the place of a lab in the reading, and how its goal stands. */
static void add_lab(struct page *p, const struct reader *r, int i)
{
    const struct lesson_block *b = &reader_step(r)->blocks[i];
    const int name = (int)strcspn(b->text, " ?");
    char text[160];

    snprintf(text, sizeof text, "Lab %.*s  ", name, b->text);
    lessontext_line(p, text, INK_DIM);
    lessontext_say(p, "Tab goes to it", INK_KEY);
    if (b->goal && r->goal_met[r->step])
        lessontext_say(p, ", its goal is met", INK_GOOD);
    else if (b->goal)
        lessontext_say(p, ", its goal is open", INK_WARN);
}

static void add_exercise(struct page *p, const struct lesson_block *b,
                         bool done)
{
    page_paragraph(p);
    lessontext_say(p, "Exercise ", INK_TITLE | INK_BOLD);
    lessontext_say(p, b->text, INK_CODE | INK_BOLD);
    lessontext_say(p, done ? "  done" : "  x opens it",
                   done ? INK_GOOD : INK_KEY);
    if (b->then) {
        page_break(p);
        lessontext_say(p,
                       done ? "Its lab is open: Tab goes to it"
                            : "A lab opens when it is passed.",
                       done ? INK_KEY : INK_DIM);
    }
}

static struct status add_notes(struct page *p, const char *text)
{
    page_quote(p);
    lessontext_line(p, "For the room", INK_TITLE | INK_BOLD);
    STATUS_TRY(markdown_page(p, text, strlen(text)));
    page_leave(p);
    return STATUS_OK;
}

struct status lessontext_block(struct page *p, const struct reader *r, int i,
                               struct lessontext_show show)
{
    const struct lesson_block b = reader_block(r, i);
    const bool waits = reader_waiting(r) == i;

    switch (b.kind) {
    case LESSON_TEXT:
        return markdown_page(p, b.text, strlen(b.text));
    case LESSON_LAB:
        if (!show.hall)
            add_lab(p, r, i);
        break;
    case LESSON_PREDICT:
    case LESSON_QUESTION:
        /* A review and a hall keep nothing, and ask nothing again. */
        add_question(p, &b, reader_reply(r, i), waits, &show,
                     r->progress != NULL);
        break;
    case LESSON_TASK:
        lessontext_task(p, r, i);
        break;
    case LESSON_EXERCISE:
        add_exercise(p, &b, reader_reply(r, i)->given);
        break;
    case LESSON_SHELF:
        add_shelf(p, &b, show.replies);
        break;
    case LESSON_NOTES:
        return show.notes ? add_notes(p, b.text) : STATUS_OK;
    }
    return STATUS_OK;
}

struct status lessontext_start(struct page *p, const struct reader *r,
                               int blocks, struct lessontext_show show)
{
    const int until = show.until;

    page_heading(p, 1);
    lessontext_say(p, reader_step(r)->title, 0);
    for (int i = 0; i < blocks; i++) {
        show.until = i == blocks - 1 ? until : 0;
        STATUS_TRY(lessontext_block(p, r, i, show));
    }
    if (page_failed(p))
        return status_fail(STATUS_NO_MEMORY, "lesson: out of memory");
    return STATUS_OK;
}

struct status lessontext_fill(struct page *p, const struct reader *r,
                              struct lessontext_show show)
{
    STATUS_TRY(lessontext_start(p, r, reader_step(r)->block_count, show));
    if (reader_complete(r, r->step) && reader_waiting(r) < 0)
        lessontext_line(p, "This step is done.", INK_GOOD);
    return STATUS_OK;
}
