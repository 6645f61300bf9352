#ifndef LESSONS_LABS_MLPFOUND_H
#define LESSONS_LABS_MLPFOUND_H

#include "lessons/labs/lab.h"
#include "lessons/labs/smallnet.h"

/*
 * mlpfound.h - one moment of the lab mlp-playground, copied out, and its
 * picture: what the network says everywhere, its two losses, its weights.
 */
enum { MLPFOUND_ROWS = 49, MLPFOUND_COLS = 81 };

/* No pointer but net.params, which is NULL: copy it whole. */
struct mlpfound {
    struct smallnet net;
    struct dotset dots;
    const char *data; /* the dots' name, a constant */
    int unseen;       /* how many other dots it is judged by */
    int right, unseen_right;
    int done, planned;
    int edit; /* the knob that turns weights */
    float field[MLPFOUND_ROWS * MLPFOUND_COLS]; /* the score on the square */
    size_t weights;                             /* where they begin in number */
    float number[]; /* losses [done + 1], those on unseen dots, and weights as
                       rows: a unit's weights, then its bias */
};

#define MLPFOUND_SIDE 1.1 /* the square reaches from minus to plus this */

/* The weights of linear part `part`: [out, in + 1]. */
const float *mlpfound_weights(const struct mlpfound *f, int part);
/* A spot of the square: x and y of cell `i` of the field. */
void mlpfound_spot(int i, float at[2]);

void mlpfound_draw(const void *f, const struct lab_view *view,
                   struct canvas *cv);
void mlpfound_words(const void *f, const struct lab_view *view,
                    struct buf *out);
json_t *mlpfound_data(const void *f, const struct lab_view *view);
struct lab_answer mlpfound_key(const void *f, struct lab_view *view, int key);

#endif
