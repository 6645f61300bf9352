#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>

#include "engine/base/buf.h"

/*
 * fuzz.h - a reader that is fed with damaged input.
 *
 * fuzz_STEM.c defines the one `fuzz_target`; fuzz.c breaks its samples in many
 * ways and hands them over, in child processes, so that a crash is caught and
 * its input kept. Input i depends on i alone, so it comes back.
 */
#define FUZZ_SAMPLES 8 /* at most */

struct fuzz_target {
    const char *name;
    int samples;
    void (*sample)(int i, struct buf *out); /* a whole, valid input */
    /* Must return whatever it is given; refusing is fine. */
    void (*eat)(const char *data, size_t bytes);
};

extern const struct fuzz_target fuzz_target;

#endif
