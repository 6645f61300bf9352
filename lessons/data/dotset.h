#ifndef LESSONS_DATA_DOTSET_H
#define LESSONS_DATA_DOTSET_H

#include <stdint.h>

/*
 * dotset.h - dots of two classes in the square from -1 to 1, for networks
 * that are small enough to be seen whole.
 *
 * As many dots of one class as of the other. Dot i of a seed and stream is
 * always the same one.
 */
enum dotset_kind {
    DOTSET_XOR,     /* opposite corners are alike; every dot stands there four
                       times, mirrored, so no line can do better than chance */
    DOTSET_CIRCLES, /* a ring around a heap */
    DOTSET_SPIRALS, /* two arms, each once around the middle and a half */
    DOTSET_BLOBS,   /* two heaps that a line parts */
    DOTSET_KINDS
};

enum { DOTSET_MOST = 400 };

struct dotset {
    int count;
    float at[2 * DOTSET_MOST]; /* x, y */
    int32_t label[DOTSET_MOST];
};

/* The names "xor", "circles", "spirals", "blobs"; NULL ends them. */
extern const char *const dotset_names[];

/* `count` is cut to DOTSET_MOST and to a multiple of four. `noise` moves every
 * dot by so much, on average. */
void dotset_make(struct dotset *d, enum dotset_kind kind, int count,
                 double noise, uint64_t seed, uint64_t stream);

#endif
