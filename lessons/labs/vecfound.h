#ifndef LESSONS_LABS_VECFOUND_H
#define LESSONS_LABS_VECFOUND_H

#include "engine/model/vectors.h"
#include "lessons/data/kindred.h"
#include "lessons/labs/lab.h"

/*
 * vecfound.h - what word vectors are good for, measured by round: neighbours,
 * groups, analogies; and the picture, the words and the data made of it.
 */
enum {
    VECFOUND_ROUNDS = 12, /* measured after; before the first one is round 0 */
    VECFOUND_NEAR = 10,
    VECFOUND_ANSWERS = 5,
    VECFOUND_GROUPED = 64,
    VECFOUND_TRACED = 5,
    VECFOUND_NAME = 32
};

struct vecfound_near {
    char word[VECFOUND_NAME];
    float cosine;
};

/* Plain numbers: copy it whole. */
struct vecfound {
    char method[VECFOUND_NAME];
    int rounds, planned;        /* done; rounds + 1 measurements stand below */
    int steps;                  /* of a round */
    int64_t vocab, width, text; /* text: words learned from */
    float loss[VECFOUND_ROUNDS + 1];      /* 0 at round 0 */
    float neighbour[VECFOUND_ROUNDS + 1]; /* nearest grouped word is of the
                                             same group */
    float purity[VECFOUND_ROUNDS + 1];    /* of k-means */
    float right[KINDRED_FAMILIES][VECFOUND_ROUNDS + 1];
    float kind[KINDRED_FAMILIES][VECFOUND_ROUNDS + 1]; /* the answer is of the
                                                          right side */
    int asked[KINDRED_FAMILIES];

    struct vecfound_near word, near[VECFOUND_NEAR];
    int nears;
    char abc[3][VECFOUND_NAME];
    bool exclude; /* the three that were asked with cannot be the answer */
    struct vecfound_near answer[VECFOUND_ANSWERS];
    int answers;

    int grouped;
    char name[VECFOUND_GROUPED][VECFOUND_NAME];
    int label[VECFOUND_GROUPED];
    float at[2 * VECFOUND_GROUPED]; /* on the plane, after the last round */
    float kept;                     /* of the spread, on the plane */
    float path[VECFOUND_TRACED][VECFOUND_ROUNDS + 1][2];
    char traced[VECFOUND_TRACED][VECFOUND_NAME];
    float path_kept;
};

/* Measures `v` as round f->rounds. Errors: BAD_USAGE (hardly a word of the
 * groups is known), NO_MEMORY. */
struct status vecfound_measure(struct vecfound *f, const struct vectors *v,
                               uint64_t seed);

/* The neighbours of a word and the answer to "a is to b as c is to": abc is
 * "man,woman,king". Errors: BAD_USAGE for a word without a vector. */
struct status vecfound_look(struct vecfound *f, const struct vectors *v,
                            const char *word, const char *abc);

/* Puts groups and paths on their planes. rows [rounds + 1, VECFOUND_TRACED,
 * width] is where the traced words stood. */
struct status vecfound_map(struct vecfound *f, const struct vectors *v,
                           const float *rows);
/* The words whose paths are drawn. */
const char *vecfound_traced(int i);

void vecfound_draw(const void *snapshot, const struct lab_view *view,
                   struct canvas *cv);
void vecfound_words(const void *snapshot, const struct lab_view *view,
                    struct buf *out);
json_t *vecfound_data(const void *snapshot, const struct lab_view *view);

#endif
