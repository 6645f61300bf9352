#ifndef LESSONS_LABS_TRAINCURVE_H
#define LESSONS_LABS_TRAINCURVE_H

#include "engine/base/arena.h"
#include "lessons/labs/lab.h"

/*
 * traincurve.h - what a training run shows: numbers by step, texts by sample,
 * and the picture, the words and the data made of them.
 */
enum { TRAINCURVE_SAMPLES = 40 };

struct traincurve_sample {
    int64_t step;
    char *text;
};

/* What is shown: numbers by step, and text by sample. */
struct traincurve {
    struct arena arena;
    int64_t steps, planned, parameters;
    int64_t kept;               /* the step that `b` goes back to */
    float *step, *loss, *valid; /* valid is NaN where it was not measured */
    float *rate;
    float *ours;  /* loss of the same run with our kernels; NaN: there is none */
    bool compared;
    double theirs_s, ours_s; /* both runs, so far */
    struct traincurve_sample sample[TRAINCURVE_SAMPLES];
    int samples;
    double tokens_per_s;
    int symbols;
};

/* Room for `steps` steps; arena and columns are of a curve that was all zero.
 */
struct status traincurve_room(struct traincurve *c, int64_t steps);
/* A copy on the heap. Owner: the caller, who ends it with traincurve_free(). */
struct status traincurve_copy(const struct traincurve *from,
                              struct traincurve **out);
void traincurve_free(struct traincurve *c);

/* Shows an earlier sample (`back` 1) or a later one (-1). */
void traincurve_turn_sample(const struct traincurve *c, struct lab_view *view,
                            int back);

/* As in struct lab; the snapshot is a struct traincurve. */
void traincurve_draw(const void *snapshot, const struct lab_view *view,
                     struct canvas *cv);
void traincurve_words(const void *snapshot, const struct lab_view *view,
                      struct buf *out);
json_t *traincurve_data(const void *snapshot, const struct lab_view *view);

#endif
