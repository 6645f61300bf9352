#ifndef VIZ_LOGVIEW_H
#define VIZ_LOGVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * logview.h - messages in the order they came, the newest below. What needs
 * attention says so with a word.
 */
enum logview_level { LOGVIEW_NOTE, LOGVIEW_GOOD, LOGVIEW_WARN, LOGVIEW_BAD };

struct logview_line {
    const char *when; /* "12:05", "step 100"; or NULL */
    enum logview_level level;
    const char *text;
};

/* All zero is a valid start; every pointer is borrowed. */
struct logview {
    const struct logview_line *line;
    int count;
    int back;         /* lines scrolled up from the newest */
    const char *find; /* hits stand out; or NULL */
};

void logview_draw(const struct logview *l, struct canvas *cv,
                  struct canvas_rect at);

/* "ok", "warning", "problem" or "". */
const char *logview_word(enum logview_level level);
unsigned logview_ink(enum logview_level level);

/* Answers the bytes wanted, as snprintf() does. */
size_t logview_words(const struct logview *l, enum words_depth depth, char *out,
                     size_t size);

#endif
