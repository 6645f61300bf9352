#ifndef LESSONS_LABS_LABDRAWS_H
#define LESSONS_LABS_LABDRAWS_H

#include "engine/model/sampler.h"
#include "engine/model/session.h"
#include "lessons/labs/labwrite.h"

/*
 * labdraws.h - texts that a model draws behind the text that it has read: the
 * same text many times, or under other knobs. The text is read once.
 */
struct labdraws {
    struct labmodel *model; /* borrowed */
    struct session *session;
    struct sampler *sampler;
    int64_t given; /* tokens of the text */
};

/* All zero before. `m` has read its text. Errors: those of a session. Owner:
 * the caller, labdraws_close(). */
struct status labdraws_open(struct labdraws *d, struct labmodel *m,
                            struct hook hook);
void labdraws_close(struct labdraws *d);

/* The text that the model has read since, in place of the one before. */
struct status labdraws_read(struct labdraws *d);

/* What to draw. */
struct labdraws_wish {
    struct sampler_settings knobs;
    int tokens; /* at most LABWRITE_TOKENS */
    bool line;  /* ends with its line */
    uint64_t seed;
};

/* Text `i`: the same call writes the same. `surprise` is the model's own, in
 * nats a token, before any knob: NaN where nothing was written. */
struct status labdraws_write(struct labdraws *d,
                             const struct labdraws_wish *wish, uint64_t i,
                             struct labwrite *out);

/* Adds to `runs` the runs of four tokens in a text, to `repeated` those of them
 * that stood there before. */
void labdraws_repeats(const struct labwrite *w, long *runs, long *repeated);

/* Five knobs in the order of sampler.h, for a lab's table: temperature with its
 * fall-back, top-k with its own, top-p, min-p, repeat. */
#define LABDRAWS_KNOBS(heat, top)                                              \
    {.name = "temperature",                                                    \
     .help = "0: always the likeliest; below 1 sharper, above 1 flatter",      \
     .kind = LAB_REAL,                                                         \
     .fallback = heat,                                                         \
     .low = 0,                                                                 \
     .high = 10,                                                               \
     .live = true},                                                            \
        {.name = "top-k",                                                      \
         .help = "draws from the likeliest k alone; 0: from all",              \
         .kind = LAB_WHOLE,                                                    \
         .fallback = top,                                                      \
         .low = 0,                                                             \
         .high = 100000,                                                       \
         .live = true},                                                        \
        {.name = "top-p",                                                      \
         .help = "draws from the fewest that sum to p; 1: from all",           \
         .kind = LAB_REAL,                                                     \
         .fallback = "1",                                                      \
         .low = 0.01,                                                          \
         .high = 1,                                                            \
         .live = true},                                                        \
        {.name = "min-p",                                                      \
         .help = "drops what is below this share of the likeliest",            \
         .kind = LAB_REAL,                                                     \
         .fallback = "0",                                                      \
         .low = 0,                                                             \
         .high = 1,                                                            \
         .live = true},                                                        \
    {                                                                          \
        .name = "repeat",                                                      \
        .help = "above 1: what was said counts less; 1: as ever",              \
        .kind = LAB_REAL, .fallback = "1", .low = 0.5, .high = 3, .live = true \
    }
/* What they are set to, from the first of their values on. */
struct sampler_settings labdraws_settings(const struct lab_value *first);

#endif
