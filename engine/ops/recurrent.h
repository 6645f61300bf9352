#ifndef ENGINE_OPS_RECURRENT_H
#define ENGINE_OPS_RECURRENT_H

#include "engine/core/graph.h"

/*
 * recurrent.h - a recurrent layer over all its steps as one op.
 *
 * The input's share of the gates comes in as `sums`, made by one linear layer
 * for all steps, biases included; what depends on the step before is done
 * here. Sequences are independent: each thread takes some of them through all
 * steps, so no thread waits for another and no sum depends on their number.
 *
 * Shapes: sums [b, t, n w]; weight [n w, w] from the state to the gates; n is
 * 1 for rnn, 3 for gru, 4 for lstm. start: the state before the first step,
 * [b, w], of lstm [2, b, w]: h, then c; NULL is zero. The result is h at every
 * step, [b, t, w], of lstm [2, b, t, w]: h, then c. `turned` walks from the
 * last step to the first.
 * Gates in `sums` and `weight`: lstm input, forget, candidate, output; gru
 * reset, update, candidate.
 * Source: Elman 1990, "Finding Structure in Time"; Hochreiter and Schmidhuber
 * 1997, "Long Short-Term Memory", with the forget gate of Gers, Schmidhuber and
 * Cummins 2000; Cho et al. 2014, "Learning Phrase Representations using RNN
 * Encoder-Decoder", with the reset after the product, as cuDNN and PyTorch do.
 */
extern const struct op recurrent_rnn_row, recurrent_gru_row, recurrent_lstm_row;

/* h = tanh(sums + W h). */
struct tensor *recurrent_rnn(struct graph *g, struct tensor *sums,
                             struct tensor *weight, struct tensor *start,
                             bool turned);
/* `bias` [w] is added to the candidate's product, inside the reset. */
struct tensor *recurrent_gru(struct graph *g, struct tensor *sums,
                             struct tensor *weight, struct tensor *bias,
                             struct tensor *start, bool turned);
struct tensor *recurrent_lstm(struct graph *g, struct tensor *sums,
                              struct tensor *weight, struct tensor *start,
                              bool turned);

#endif
