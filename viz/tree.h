#ifndef VIZ_TREE_H
#define VIZ_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * tree.h - what belongs to what: merges of a tokenizer, parts of a model,
 * branches of a search. Each line has a note on its right.
 */
enum { TREE_MOST_DEPTH = 24 }; /* deeper nodes stand at this depth */

struct tree_node {
    const char *name;
    const char *note; /* or NULL */
    int depth;        /* of its parent plus 1; the first node has 0 */
};

/* All zero is a valid start; every pointer is borrowed. */
struct tree {
    const struct tree_node *node; /* in the order of a walk, parents first */
    int count;
    bool cursor; /* mark one node and keep it in sight */
    int chosen;
};

void tree_draw(const struct tree *t, struct canvas *cv, struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t tree_words(const struct tree *t, enum words_depth depth, char *out,
                  size_t size);

#endif
