#ifndef LESSONS_LABS_PLAYFOUND_H
#define LESSONS_LABS_PLAYFOUND_H

#include "engine/base/arena.h"
#include "engine/model/sampler.h"
#include "lessons/labs/lab.h"
#include "viz/bars.h"

/*
 * playfound.h - one moment of the playground, copied out, and its picture: the
 * text as tokens, what may come next, and where the last token looks.
 */
enum { PLAYFOUND_ROWS = 40 };

enum playfound_knob {
    PLAYFOUND_TEMPERATURE,
    PLAYFOUND_TOP_K,
    PLAYFOUND_LAYER,
    PLAYFOUND_KEEP,
    PLAYFOUND_TEXT,
    PLAYFOUND_ROW,
    PLAYFOUND_KNOBS
};

struct playfound {
    struct arena arena;
    const char **token; /* [tokens] */
    int *id;
    int tokens, prompt; /* prompt: of these, how many were given */
    int written, most;

    struct sampler_settings knobs;
    uint64_t seed;
    struct bars_row row[PLAYFOUND_ROWS]; /* under the knobs */
    int32_t row_id[PLAYFOUND_ROWS];
    double logit[PLAYFOUND_ROWS]; /* before any knob */
    double plain[PLAYFOUND_ROWS]; /* probability before any knob */
    int rows, kept, vocab;        /* kept: tokens that the knobs leave */
    double entropy_bits;          /* before any knob */
    double surprise_bits;         /* mean of the tokens written; NaN: none */

    int layer, layers, heads;
    int row_at;    /* the token whose heads are shown */
    int seen;      /* the tokens up to it that the model has in sight */
    float *weight; /* [heads, seen]: of that token */
    bool ended;    /* it wrote the token that ends a text */
    int knob[PLAYFOUND_KNOBS]; /* where lab keys turn: see enum playfound_knob
                                */
};

void playfound_free(void *f);
void playfound_draw(const void *f, const struct lab_view *view,
                    struct canvas *cv);
void playfound_words(const void *f, const struct lab_view *view,
                     struct buf *out);
json_t *playfound_data(const void *f, const struct lab_view *view);
struct lab_answer playfound_key(const void *f, struct lab_view *view, int key);

#endif
