#ifndef TUI_SCREENS_LESSONTEXT_H
#define TUI_SCREENS_LESSONTEXT_H

#include "lessons/reader.h"
#include "viz/page.h"

/*
 * lessontext.h - the open step of a lesson as a page: text, guesses and
 * questions with their answers, what to read, which exercise to do.
 * `replies`: also the answers to the questions of what is to be read; `notes`:
 * also those for the presenter.
 */
struct status lessontext_fill(struct page *p, const struct reader *r,
                              bool replies, bool notes);
/* Only its first `blocks` blocks. */
struct status lessontext_start(struct page *p, const struct reader *r,
                               int blocks, bool replies, bool notes);

/* Block `i` alone. */
struct status lessontext_block(struct page *p, const struct reader *r, int i,
                               bool replies, bool notes);

/* What block `b` wants typed: "1-3", "a number", "an order such as 2 1 3". */
const char *lessontext_wants(const struct lesson_block *b);

/* What was typed, as reader_submit() takes it: letters of an order become the
 * numbers of its items. */
void lessontext_answer(const struct lesson_block *b, const char *typed,
                       char *out, size_t bytes);

/* Is it answered by the digit of an item? */
bool lessontext_by_digit(const struct lesson_block *b);

#endif
