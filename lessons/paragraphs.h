#ifndef LESSONS_PARAGRAPHS_H
#define LESSONS_PARAGRAPHS_H

#include "engine/base/status.h"

/*
 * paragraphs.h - a data file of `key: value` lines, a blank line between two
 * paragraphs; a line that begins with `#` is a remark, one that begins with a
 * blank goes on with the value before.
 */
struct paragraphs_line {
    int line;
    const char *key;   /* NULL: a paragraph ends */
    const char *value; /* in the text, for as long as that lives */
};
typedef struct status paragraphs_take(void *user,
                                      const struct paragraphs_line *l);

/* Tells `take` every line. *text is what the values stand in; owner: the
 * caller, free(), also after a failure. Errors: NOT_FOUND, TOO_BIG; BAD_FILE
 * with "PATH:LINE: ", also before what `take` says. */
struct status paragraphs_read(char **text, const char *path,
                              paragraphs_take *take, void *user);

#endif
