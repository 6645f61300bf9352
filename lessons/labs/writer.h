#ifndef LESSONS_LABS_WRITER_H
#define LESSONS_LABS_WRITER_H

#include "engine/model/seq2seq.h"

/*
 * writer.h - an encoder-decoder that learns in a lab: a model, its graph, and
 * batches whose rows are laid as seq2seq.h wants them.
 */
struct writer {
    struct seq2seq *model;
    struct graph *graph;
    int steps; /* done */
    int32_t end;
};

enum { WRITER_ROWS = 32, WRITER_MOST = 48 };

/* Shorter sources stand at the end of their row, shorter targets at its begin.
 * An `end` behind each target is part of it, unless it is left out. */
struct writer_batch {
    int64_t rows, read, write;
    int32_t source[WRITER_ROWS * WRITER_MOST];
    int32_t target[WRITER_ROWS * WRITER_MOST];
};

/* Lays row `row` of a batch of `rows`, of which `read` and `write` are the
 * widths: set them first. */
void writer_lay(struct writer_batch *b, int row, const int32_t *const ids[2],
                const int lengths[2], int32_t end);

struct status writer_open(struct writer *w, const struct seq2seq_config *c,
                          const struct device *d, struct hook hook,
                          uint64_t seed);
void writer_close(struct writer *w);

/* One step of Adam, the gradient clipped to length 1. `taught` as in
 * seq2seq_given(). */
struct status writer_train(struct writer *w, const struct writer_batch *b,
                           double rate, double taught, uint64_t seed,
                           float *loss);

/* What the model writes: [rows, most]. */
struct status writer_write(struct writer *w, const struct writer_batch *b,
                           int32_t *out, int64_t most);

/* The likeliest text for row `row` that a search with `width` beams finds, into
 * out [most]; behind its end all are the end. `logprob` is that of the whole
 * text; one beam is greedy. */
struct status writer_search(struct writer *w, const struct writer_batch *b,
                            int row, int width, int32_t *out, int64_t most,
                            double *logprob);

/* The weights over the source while row 0's target is written, [write, read].
 * Only of a model that attends. */
struct status writer_look(struct writer *w, const struct writer_batch *b,
                          float *weights);

#endif
