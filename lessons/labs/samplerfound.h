#ifndef LESSONS_LABS_SAMPLERFOUND_H
#define LESSONS_LABS_SAMPLERFOUND_H

#include "engine/model/sampler.h"
#include "lessons/labs/lab.h"

/*
 * samplerfound.h - the odds of one token under the knobs of the draw, and ten
 * texts drawn so: as they are copied out of the lab, and their picture.
 */
enum {
    SAMPLERFOUND_ROWS = 40,
    SAMPLERFOUND_TEXTS = 10,
    SAMPLERFOUND_PIECE = 24,
    SAMPLERFOUND_LINE = 512
};

/* One token: what the model gives it, and what the knobs leave of that. */
struct samplerfound_odds {
    int32_t id;
    char token[SAMPLERFOUND_PIECE];
    double plain, drawn; /* drawn: 0 below the cut */
};

/* Plain numbers and text: copy it whole. */
struct samplerfound {
    struct sampler_settings knobs;
    char text[256];
    struct samplerfound_odds row[SAMPLERFOUND_ROWS];
    int rows, above; /* above: of these, how many the knobs leave */
    int kept, vocab;
    double kept_mass; /* what the model gives to all that are left */
    double plain_bits, drawn_bits;
    char sample[SAMPLERFOUND_TEXTS][SAMPLERFOUND_LINE];
    double surprise[SAMPLERFOUND_TEXTS];
    int samples, distinct;
    long runs, repeated; /* of four tokens; of these, said before */
};

void samplerfound_draw(const void *f, const struct lab_view *view,
                       struct canvas *cv);
void samplerfound_words(const void *f, const struct lab_view *view,
                        struct buf *out);
json_t *samplerfound_data(const void *f, const struct lab_view *view);

#endif
