#ifndef LESSONS_LABS_BLOCKFOUND_H
#define LESSONS_LABS_BLOCKFOUND_H

#include "lessons/labs/blockcell.h"
#include "viz/blockstack.h"

/*
 * blockfound.h - one stop of a walk through a model as it is shown: the stack
 * with this stop in it, its numbers as a map, and one of them taken apart.
 */
enum blockfound_knob {
    BLOCKFOUND_MODEL,
    BLOCKFOUND_TEXT,
    BLOCKFOUND_WRITE,
    BLOCKFOUND_ANSWER,
    BLOCKFOUND_STOP,
    BLOCKFOUND_ROW,
    BLOCKFOUND_COL,
    BLOCKFOUND_HEAD,
    BLOCKFOUND_SHOW
};

/* A snapshot: every pointer stands in its arena. */
struct blockfound {
    struct arena arena;
    int layers, heads, tokens, given, vocab, stops, asked;
    struct blockcell_place at;
    struct blockstops stop;
    bool gradient; /* is shown in place of the values */
    int cols;
    const float *shown;             /* [tokens, cols] or NULL: has none */
    struct blockstack_block *block; /* [stops] */
    const char **piece, **says;     /* [tokens] */
    const char **name;              /* [cols], where they are tokens */
    const char *wrote, *toward;
    const float *pull;   /* [tokens]: length of the gradient */
    const float *chance; /* [vocab], at the row */
    struct blockcell cell;
    double difference; /* of all numbers of the row from those made anew */
    bool ordered;      /* what it wrote is the text in the order of its ids */
};

/* What is wanted, out of the knobs; kept within the model. */
struct status blockfound_new(struct blockfound **out, const struct blockpass *b,
                             const struct labmodel *m,
                             struct blockcell_place at, bool gradient);
void blockfound_free(void *snapshot);

void blockfound_draw(const void *snapshot, const struct lab_view *view,
                     struct canvas *cv);
void blockfound_words(const void *snapshot, const struct lab_view *view,
                      struct buf *out);
json_t *blockfound_data(const void *snapshot, const struct lab_view *view);
struct lab_answer blockfound_key(const void *snapshot, struct lab_view *view,
                                 int key);

#endif
