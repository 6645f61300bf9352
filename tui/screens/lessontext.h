#ifndef TUI_SCREENS_LESSONTEXT_H
#define TUI_SCREENS_LESSONTEXT_H

#include "lessons/reader.h"
#include "viz/page.h"

/*
 * lessontext.h - the open step of a lesson as a page: text, guesses and
 * questions with their answers, what to read, which exercise to do.
 */
struct lessontext_show {
    bool replies; /* also the answers to what is to be read */
    bool notes;   /* also those for the presenter */
    int at;       /* the line of code under the cursor, from 1; 0: none */
    bool hall;    /* before a class: without the keys of a reader */
    int until;    /* code stops behind this line; 0: at its end */
};
struct status lessontext_fill(struct page *p, const struct reader *r,
                              struct lessontext_show show);
/* Only its first `blocks` blocks. */
struct status lessontext_start(struct page *p, const struct reader *r,
                               int blocks, struct lessontext_show show);

/* Block `i` alone. */
struct status lessontext_block(struct page *p, const struct reader *r, int i,
                               struct lessontext_show show);

/* What block `b` wants typed: "1-3", "a number", "an order such as 2 1 3". */
const char *lessontext_wants(const struct lesson_block *b);

/* The item that is shown at `place`: authors write the right answer where they
 * like, mostly first, so a question's choices begin somewhere that its id
 * decides, and an order is mixed. All else is shown as it is written. */
int lessontext_item(const struct lesson_block *b, int place);

/* What was typed, as reader_submit() takes it: the letters of an order, or the
 * number of a choice as it is shown, become the numbers of their items. */
void lessontext_answer(const struct lesson_block *b, const char *typed,
                       char *out, size_t bytes);

/* An answer as it is kept, in words: the choice or the line of code that its
 * number stands for. Borrowed. */
const char *lessontext_words(const struct lesson_block *b, const char *answer);

/* Is it answered by the digit of an item? */
bool lessontext_by_digit(const struct lesson_block *b);

#endif
