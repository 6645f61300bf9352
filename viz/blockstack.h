#ifndef VIZ_BLOCKSTACK_H
#define VIZ_BLOCKSTACK_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * blockstack.h - a transformer from top to bottom, drawn while the data walks
 * through it: what is done is bright, what works now is marked, and beside
 * every block stand the shape it gives and a sample of its values.
 *
 * Blocks of the same branch (above 0) lie beside the residual stream, which
 * goes around them on the left and is added behind the last of them.
 */
struct blockstack_block {
    const char *name;
    const char *shape;   /* of what it gives, or NULL */
    const char *note;    /* "16,384 parameters", or NULL */
    const char *group;   /* "layer 0": where it changes a line says so */
    int branch;          /* 0: on the stream itself */
    const float *sample; /* [samples] or NULL: the data did not get there */
    int samples;
};

/* All zero is a valid start; every pointer is borrowed. */
struct blockstack {
    const struct blockstack_block *block;
    int count;
    const char *title;
    bool walking; /* block `at` is at work */
    int at;       /* also kept in sight */
};

void blockstack_draw(const struct blockstack *b, struct canvas *cv,
                     struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t blockstack_words(const struct blockstack *b, enum words_depth depth,
                        char *out, size_t size);

#endif
