#ifndef TUI_TEXTMODE_H
#define TUI_TEXTMODE_H

#include <stdio.h>

#include "exercises/loop.h"
#include "lessons/course.h"
#include "lessons/glossary.h"
#include "lessons/reader.h"

/*
 * textmode.h - the workbench as a conversation: numbered menus, what changes
 * is said as lines, no boxes, no cursor. For screen readers, braille displays,
 * slow lines, and terminals that cannot be drawn on.
 */
struct textmode {
    FILE *in, *out;
    const char *database; /* as textmode_run() got it, borrowed */
    struct progress progress;
    struct course course;
    struct glossary glossary;
    struct reader reader; /* of the open lesson */
    char *line;           /* what was typed last */
    size_t room;
    bool ended;               /* no more input, or "quit" */
    bool lab_told, step_told; /* the long prompts were said once */
};

/* `folder` and `database` as shell_new() takes them. Runs until the input ends
 * or the learner quits. */
struct status textmode_run(FILE *in, FILE *out, const char *folder,
                           const char *database);

/* For the parts below: opens and closes what a conversation reads. */
struct status textmode_open(struct textmode *t, const char *folder,
                            const char *database);
void textmode_close(struct textmode *t);

/* Asks with `prompt`; answers the line without its end, NULL at the end of
 * input. Borrowed until the next call. */
const char *textmode_ask(struct textmode *t, const char *prompt);
void textmode_say(struct textmode *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void textmode_fault(struct textmode *t, struct status st);
/* A word of the glossary. */
void textmode_term(struct textmode *t, const char *term);

/* C on one card. */
void textmode_ccard(struct textmode *t);

/* textmode_lesson.c: the lesson of the reader, from the step it stands at; how
 * the guesses and tasks above the lab at `block` have fared. */
void textmode_lesson(struct textmode *t);
void textmode_guesses(struct textmode *t, int block);
/* Asks the block until it has what it wants; says what that was worth. */
void textmode_answer(struct textmode *t, int block);

/* The step of the reader: said, asked, run. */
void textmode_step(struct textmode *t);

/* textmode_review.c: what is due of earlier lessons, today by the clock of the
 * caller; `offer`: at most once a day, and silent where nothing is due. */
void textmode_review(struct textmode *t, int64_t now, bool offer);
/* That alone; as textmode_run() otherwise. */
struct status textmode_review_run(FILE *in, FILE *out, const char *folder,
                                  const char *database, int64_t now);

/* textmode_lab.c: runs the lab of `block` and tells the reader; where it has a
 * goal, listens until that is met or the learner goes on. */
void textmode_lab(struct textmode *t, int block);

/* textmode_task.c: the exercise of `block` as a task, in questions. */
void textmode_task(struct textmode *t, int block);
/* An exercise as a task, kept in its record. `*share` of the points, below 0
 * where the input ended first. */
struct status textmode_do_task(struct textmode *t, struct loop *loop,
                               double *share, bool *passed);

#endif
