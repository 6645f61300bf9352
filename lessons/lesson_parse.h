#ifndef LESSONS_LESSON_PARSE_H
#define LESSONS_LESSON_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "lessons/lesson.h"

/*
 * lesson_parse.h - the reader of lesson files, for lessons/lesson*.c alone.
 *
 * The text is cut into lines once; everything else looks at lines by number.
 */
struct lesson_parse_line {
    const char *text; /* not ended by '\0' */
    size_t bytes;
};

struct lesson_parse {
    struct lesson *lesson;
    struct lesson_parse_line *lines;
    int line_count;
    int at; /* the line to read next, from 0 */
};

/* Fills l->..., whose arena and path are set. */
struct status lesson_parse(struct lesson *l, const char *text, size_t bytes);

/* "PATH:LINE: ..." with line `at` counted from 0. */
struct status lesson_parse_fault(const struct lesson_parse *p, int at,
                                 const char *fmt, ...)
    __attribute__((format(printf, 3, 4), warn_unused_result));

/* A copy of these bytes without the blanks around them; NULL: no memory. */
const char *lesson_parse_copy(struct lesson_parse *p, const char *text,
                              size_t bytes);

/* The lines `first` to `end` (not included) as they are, without blank lines
 * around them; NULL: no memory. */
const char *lesson_parse_lines(struct lesson_parse *p, int first, int end);

/* Is the line `text`, but for blanks at its end? */
bool lesson_parse_is(const struct lesson_parse_line *line, const char *text);

/* Is `text` in `list`, which ends with NULL? */
bool lesson_parse_one_of(const char *text, const char *const *list);

struct status lesson_parse_no_memory(const struct lesson_parse *p);

/* Cuts "key: value"; `key` has room for 32 bytes. False where it is none. */
bool lesson_parse_key(const struct lesson_parse_line *line, char key[32],
                      size_t *value);

/* Cuts "a, b, c" into a list of the arena. */
struct status lesson_parse_list(struct lesson_parse *p, const char *text,
                                const char ***out, int *count);

#endif
