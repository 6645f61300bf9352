#ifndef LESSONS_LABS_TRANSLATEFOUND_H
#define LESSONS_LABS_TRANSLATEFOUND_H

#include "lessons/data/tongues.h"
#include "lessons/labs/lab.h"

/*
 * translatefound.h - what is known of a translator at one moment, copied out,
 * and its pictures: what it looked at, and where words truly came from.
 */
enum { TRANSLATEFOUND_MOST = TONGUES_MOST + 1 };

/* Of all texts that a way to write made of the exam. */
struct translatefound_marks {
    float whole, bleu;
    float logprob; /* mean of a whole text; NaN: not asked */
};

struct translatefound {
    int steps, planned, beam;
    bool measured, looks;
    float loss;
    struct translatefound_marks written; /* with `beam` beams */
    struct translatefound_marks greedy;  /* with one; the same if beam is 1 */
    float likelier; /* texts that the search found likelier than greedy's */
    float found;    /* words whose largest weight is at their true source */
    /* The typed sentence and what was made of it. */
    int read, wrote, alone; /* alone: words that greedy writes */
    char source[TRANSLATEFOUND_MOST][TONGUES_TEXT];
    char target[TRANSLATEFOUND_MOST][TONGUES_TEXT];
    char first[TRANSLATEFOUND_MOST][TONGUES_TEXT]; /* greedy's */
    float logprob[2];                              /* of target, of first */
    float weight[TRANSLATEFOUND_MOST * TRANSLATEFOUND_MOST]; /* [wrote + 1,
                                                                 read] */
    /* A pair of the exam, for the truth. */
    int of[2];
    char word[2][TRANSLATEFOUND_MOST][TONGUES_TEXT];
    float seen[TRANSLATEFOUND_MOST * TRANSLATEFOUND_MOST];
    float truth[TRANSLATEFOUND_MOST * TRANSLATEFOUND_MOST]; /* [of[1], of[0]] */
};

void translatefound_draw(const void *f, const struct lab_view *view,
                         struct canvas *cv);
void translatefound_words(const void *f, const struct lab_view *view,
                          struct buf *out);
json_t *translatefound_data(const void *f, const struct lab_view *view);

#endif
