#ifndef LESSONS_GLOSSARY_H
#define LESSONS_GLOSSARY_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * glossary.h - what the words of the course mean, and the step that shows it.
 *
 * The file `glossary` of the course folder: a paragraph a term,
 *     term: attention weight
 *     says: How much one position takes from another ...
 *     at: L16 mixture
 *     see: softmax, score
 * in any order; entries are kept by their terms.
 */
enum { GLOSSARY_MOST = 1024 };

struct glossary_entry {
    const char *term, *says;
    const char *lesson, *step; /* "L16", "mixture"; NULL: none shows it */
    const char *see;           /* other terms, commas between; or NULL */
};

struct glossary {
    struct glossary_entry *entry; /* ordered by term */
    int count;
    char *text; /* what the entries point into */
};

/* `folder` of the course. Errors: BAD_FILE names file and line; a folder
 * without a glossary has an empty one. */
struct status glossary_open(struct glossary *g, const char *folder);
void glossary_close(struct glossary *g);

/* By its term in any case, also in the plural; -1 where there is none. */
int glossary_find(const struct glossary *g, const char *term);
/* Does `text` use the term, as whole words in any case? */
bool glossary_used(const struct glossary_entry *e, const char *text);

#endif
