#ifndef LESSONS_LABS_LABTRACE_H
#define LESSONS_LABS_LABTRACE_H

#include "lessons/labs/labmodel.h"

/*
 * labtrace.h - what every block of a model read and added for one text, and
 * the same run again from one block on with something changed there.
 *
 * What stands below a change stays as it is, so a change in block i costs the
 * blocks from i on alone; several changes of one block run as one batch.
 */
struct labtrace {
    int layers, tokens, width;
    float *in;        /* [layers + 1, tokens, width]: the residual before each
                         block, and behind the last */
    float *attention; /* [layers, tokens, width]: what the two halves of a  */
    float *mlp;       /* block add to it                                    */
    float *logits;    /* [vocab], after the last token */
};

/* One pass over the text that `m` has read. Owner: the caller. Errors:
 * UNSUPPORTED for a model that predicts no token. */
struct status labtrace_read(struct labtrace *t, struct labmodel *m);
void labtrace_release(struct labtrace *t);

/* Row `token` of table `of` (in, attention, mlp) at `layer`. */
const float *labtrace_row(const struct labtrace *t, const float *of, int layer,
                          int token);

/* Which tensors of the run again are changed, by whom: [copies, tokens, ..]. */
struct labtrace_change {
    const char *glob; /* "blocks.3.mlp.out" */
    probe_edit_fn *edit;
    void *user;
};

/* Runs block `layer` and those behind it on `copies` copies of the residual.
 * `*out`: logits [copies, 1, vocab] of the last token, or with `all` [copies,
 * tokens, vocab]; it stands in m->graph, which is reset first. */
struct status labtrace_again(const struct labtrace *t, struct labmodel *m,
                             int layer, int copies, bool all,
                             const struct labtrace_change *change,
                             struct tensor **out);

#endif
