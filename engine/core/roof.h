#ifndef ENGINE_CORE_ROOF_H
#define ENGINE_CORE_ROOF_H

#include "engine/core/device.h"

/*
 * roof.h - what this machine can do at most, measured: nothing that runs on it
 * is faster than its products allow, nor than its memory delivers.
 *
 * Source: Williams, Waterman and Patterson 2009, "Roofline".
 */
enum { ROOF_TEXT = 160 };

struct roof {
    double f32_flops;    /* a second, of a large product in f32 */
    double bf16_flops;   /* the same in bf16; 0 where there is none */
    double stream_bytes; /* a second: two arrays read, one of them written */
    int threads;
    char machine[ROOF_TEXT]; /* processor, kernels, BLAS: what it holds for */
};

/* About a second. Errors: NO_MEMORY, UNSUPPORTED (a device that is no cpu). */
struct status roof_measure(struct roof *out, const struct device *d);

/* The same, kept in $XDG_CACHE_HOME/lathe/roof for this machine and number of
 * threads; measured where nothing fitting is kept. That the result cannot be
 * kept is no failure. */
struct status roof_get(struct roof *out, const struct device *d);

/* Measured now; the better of that and what was kept is kept. A busy machine
 * measures too little, never too much. */
struct status roof_again(struct roof *out, const struct device *d);

/* The processor's name, as the system tells it. */
const char *roof_processor(char out[ROOF_TEXT]);

#endif
