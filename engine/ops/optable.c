#include "engine/ops/optable.h"

#include <assert.h>
#include <string.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/cache.h"
#include "engine/ops/conv.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/dropout.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/mask.h"
#include "engine/ops/matmul.h"
#include "engine/ops/norm.h"
#include "engine/ops/recurrent.h"
#include "engine/ops/reduce.h"
#include "engine/ops/rope.h"
#include "engine/ops/shape.h"
#include "engine/ops/softmax.h"
#include "engine/ops/unary.h"

static const struct op *const rows[] = {
    &arith_add_row,
    &arith_sub_row,
    &arith_mul_row,
    &arith_div_row,
    &arith_scale_row,
    &arith_shift_row,
    &unary_neg_row,
    &unary_exp_row,
    &unary_log_row,
    &unary_sqrt_row,
    &unary_square_row,
    &unary_tanh_row,
    &unary_sigmoid_row,
    &activation_relu_row,
    &activation_gelu_row,
    &activation_gelu_tanh_row,
    &activation_silu_row,
    &matmul_row,
    &linear_row,
    &softmax_row,
    &cross_entropy_row,
    &norm_layer_row,
    &norm_rms_row,
    &embedding_row,
    &dropout_row,
    &shape_reshape_row,
    &shape_permute_row,
    &shape_slice_row,
    &shape_contiguous_row,
    &shape_concat_row,
    &reduce_sum_row,
    &reduce_mean_row,
    &reduce_max_row,
    &mask_causal_row,
    &rope_row,
    &attention_row,
    &attention_probs_row,
    &cache_extend_row,
    &cache_attention_row,
    &recurrent_rnn_row,
    &recurrent_gru_row,
    &recurrent_lstm_row,
    &conv_windows_row,
    NULL,
};

int optable_count(void)
{
    int n = 0;

    while (rows[n])
        n++;
    return n;
}

const struct op *optable_at(int i)
{
    assert(i >= 0 && i < optable_count());
    return rows[i];
}

const struct op *optable_find(const char *name)
{
    for (int i = 0; i < optable_count(); i++) {
        if (strcmp(rows[i]->name, name) == 0)
            return rows[i];
    }
    return NULL;
}
