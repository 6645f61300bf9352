#ifndef ENGINE_OPS_RECSCAN_H
#define ENGINE_OPS_RECSCAN_H

#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/recurrent.h"

/*
 * recscan.h - one run over the steps of a recurrent layer: what its
 * two directions share. Arrays are addressed in numbers.
 */

/* The number says how many sums a state has. */
enum recscan_kind { RECSCAN_RNN = 1, RECSCAN_GRU = 3, RECSCAN_LSTM = 4 };

struct recscan {
    struct common_kernels kernels;
    const struct stead *stead; /* of f32, or NULL */
    const struct op_record *record;
    enum recscan_kind kind;
    int64_t batch, steps, width;
    bool turned;
    size_t bytes;  /* of a number */
    char *h, *c;   /* [batch, steps, width]; c of lstm */
    char *gates;   /* [batch, steps, kept] */
    int64_t kept;  /* numbers of a step in `gates` */
    char *start;   /* [batch, width], then c's of lstm */
    char *weight;  /* forward: turned, [width, kind width] */
    char *bias;    /* of gru */
    char *dh, *dc; /* what later steps hand back, [batch, width] */
    char *dout;    /* as the result */
    char *dsums;   /* gradient of the input, or NULL */
    bool fresh;    /* does dsums hold rubbish? */
    char *found;   /* what `before` says of every step, [batch, steps, width] */
    char *dbias;   /* sums of all gates, [kept] */
};

enum recscan_kind recscan_kind(const struct op_record *r);
/* The state before the first step, or NULL. */
struct tensor *recscan_start(const struct op_record *r);
/* Of a record whose result has its memory. */
struct recscan recscan_of(struct graph *g, struct op_record *r);
/* Sets s->start; one that nobody gave is zero. false after a failure. */
bool recscan_begin(struct graph *g, struct recscan *s, struct op_record *r);

char *recscan_at(const struct recscan *s, char *array, int64_t number);
/* State `array` of sequence b when `step` steps are done; `plane` of start. */
char *recscan_before(const struct recscan *s, char *array, int plane, int64_t b,
                     int64_t step);
/* Where in the sequence the step reads. */
int64_t recscan_place(const struct recscan *s, int64_t step);
/* Sequences of `n` that take a step together: at most as many as the rows of a
 * tile of the product, which then reads the weight where it stands. */
int64_t recscan_together(int64_t n);
/* a with alpha 1, by the kernel: this thread alone. */
void recscan_product(const struct recscan *s, struct gemm_args *a);
/* Operations per sequence, of one product a step. */
double recscan_cost(const struct op_record *r);
/* The same for common_run(): a tile does many of them at once. */
double recscan_work(const struct op_record *r);

#endif
