/* lessontext_task.c - code with a fault to find, and what is to be done with a
 * lab. */
#include <stdio.h>
#include <stdlib.h>

#include "lessons/verdict.h"
#include "tui/screens/lessontext_parts.h"

enum { LINE_BYTES = 400 };

void lessontext_code(struct page *p, const struct lesson_block *b,
                     const struct reader_reply *reply, int at, int until)
{
    const bool told = reader_settled(reply);
    const int end = until > 0 && until < b->item_count ? until : b->item_count;
    char line[LINE_BYTES];

    page_code(p);
    for (int i = 0; i < end; i++) {
        const struct lesson_item *it = &b->items[i];
        const bool fault = told && it->right;
        const bool here = !told && i == at - 1;

        snprintf(line, sizeof line, "%c%3d  %.300s%s",
                 fault  ? '!'
                 : here ? '>'
                        : ' ',
                 i + 1, it->answer, i + 1 < end ? "\n" : "");
        lessontext_say(p, line,
                       fault        ? INK_WARN | INK_BOLD
                       : here       ? INK_FOCUS | INK_BOLD
                       : it->remark ? INK_CODE
                                    : INK_DIM);
    }
}

static void say_fault(struct page *p, const struct lesson_block *b)
{
    char text[LINE_BYTES];

    for (int i = 0; i < b->item_count; i++) {
        if (!b->items[i].right)
            continue;
        snprintf(text, sizeof text, "The fault is line %d: ", i + 1);
        page_paragraph(p);
        lessontext_say(p, text, INK_TEXT | INK_BOLD);
        lessontext_say(p, b->items[i].remark, INK_TEXT);
        return;
    }
}

void lessontext_code_reply(struct page *p, const struct lesson_block *b,
                           const struct reader_reply *reply, bool again)
{
    char text[LINE_BYTES];

    snprintf(text, sizeof text, "line %s: ", reply->answer);
    page_paragraph(p);
    lessontext_say(p, text, INK_DIM);
    if (reply->score > 0.0) {
        lessontext_say(p, "Right. ", INK_GOOD | INK_BOLD);
        lessontext_say(p, reply->remark, INK_TEXT);
    } else {
        lessontext_say(p, "Not this one. ", INK_WARN | INK_BOLD);
        lessontext_say(p, reply->remark, INK_TEXT);
        if (reader_settled(reply))
            say_fault(p, b);
    }
    if (!reader_settled(reply)) {
        snprintf(text, sizeof text,
                 "Choose another line: try %d of %d; a shows it.",
                 reply->tries + 1, READER_TRIES);
        lessontext_line(p, text, INK_KEY);
    } else if (again) {
        lessontext_line(p,
                        b->code_count > 1 ? "R asks again, with another fault"
                                          : "R asks again",
                        INK_KEY);
    }
}

/* What to do now, in the words of the keys. */
static void say_next(struct page *p, const struct lesson_block *b,
                     const struct reader_reply *reply, bool waits, bool other)
{
    char text[LINE_BYTES];

    if (reply->judged && reader_settled(reply)) {
        lessontext_line(p, "R asks again, with another seed", INK_KEY);
        return;
    }
    if (b->type == LESSON_REACH) {
        snprintf(text, sizeof text,
                 "%s the knobs of the lab below. Turn %.200s; r runs it.",
                 other ? "o, then Tab:" : "Tab goes to", b->turn);
    } else {
        snprintf(text, sizeof text,
                 "type a value for %.200s, then Enter: the lab runs with it",
                 b->turn);
    }
    if (waits || b->type == LESSON_REACH)
        lessontext_line(p, text, INK_KEY);
    if (reply->judged)
        lessontext_line(p, "a shows one way to do it", INK_KEY);
}

/* Does another lab stand above? Then that one is open at first. */
static bool lab_above(const struct lesson_step *s, int task)
{
    while (--task >= 0) {
        if (s->blocks[task].kind == LESSON_LAB)
            return true;
    }
    return false;
}

void lessontext_task(struct page *p, const struct reader *r, int i)
{
    const struct lesson_block *b = &reader_step(r)->blocks[i];
    const struct reader_reply *reply = reader_reply(r, i);
    const bool waits = reader_waiting(r) == i;

    page_rule(p);
    page_paragraph(p);
    lessontext_say(p, "Task  ", (waits ? INK_FOCUS : INK_TITLE) | INK_BOLD);
    lessontext_say(p, b->ask, INK_TEXT | INK_BOLD);
    if (reply->given) {
        page_paragraph(p);
        lessontext_say(p, "you turned: ", INK_DIM);
        lessontext_say(p, reply->answer, INK_ACCENT | INK_BOLD);
    }
    if (reply->aside[0])
        lessontext_line(p, reply->aside, INK_WARN);
    if (reply->given && !reply->judged)
        lessontext_line(p, "The run will tell.", INK_DIM);
    if (reply->judged) {
        page_paragraph(p);
        lessontext_say(p, reply->score > 0.0 ? "Right. " : "Not yet. ",
                       (reply->score > 0.0 ? INK_GOOD : INK_WARN) | INK_BOLD);
        lessontext_say(p, reply->remark, INK_TEXT);
    }
    if (reader_settled(reply) && reply->score <= 0.0) {
        page_paragraph(p);
        lessontext_say(p, "One way to do it: ", INK_TEXT);
        lessontext_say(p, b->proof, INK_GOOD | INK_BOLD);
    }
    say_next(p, b, reply, waits, lab_above(reader_step(r), i));
}
