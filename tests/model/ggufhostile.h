#ifndef TESTS_MODEL_GGUFHOSTILE_H
#define TESTS_MODEL_GGUFHOSTILE_H

#include "engine/base/buf.h"

/*
 * ggufhostile.h - what a hostile or broken GGUF may say, each named after its
 * cause; the classes are those of published advisories and of the format's own
 * tests.
 */
struct ggufhostile {
    const char *name;
    void (*make)(struct buf *);
    const char *why; /* a piece of the message that refuses it */
};

/* Ends with a row whose name is NULL. */
extern const struct ggufhostile ggufhostile[];

#endif
