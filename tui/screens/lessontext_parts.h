#ifndef TUI_SCREENS_LESSONTEXT_PARTS_H
#define TUI_SCREENS_LESSONTEXT_PARTS_H

#include "tui/screens/lessontext.h"

/* lessontext_parts.h - for lessontext*.c alone. */
void lessontext_say(struct page *p, const char *text, unsigned style);
void lessontext_line(struct page *p, const char *text, unsigned style);

/* "2 1 3" as the letters that were typed. */
void lessontext_letters(const struct lesson_block *b, const char *answer,
                        char *out, size_t bytes);

/* The code of a fault, its lines numbered; `until`: stops behind that line. */
void lessontext_code(struct page *p, const struct lesson_block *b,
                     const struct reader_reply *reply, int at, int until);
/* What is said of the line that was chosen; `again`: it can be asked again. */
void lessontext_code_reply(struct page *p, const struct lesson_block *b,
                           const struct reader_reply *reply, bool again);

/* Task `i` of the open step, how far it got, and what to do next. */
void lessontext_task(struct page *p, const struct reader *r, int i);

#endif
