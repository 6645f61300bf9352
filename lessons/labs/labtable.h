#ifndef LESSONS_LABS_LABTABLE_H
#define LESSONS_LABS_LABTABLE_H

#include "lessons/labs/lab.h"

/*
 * labtable.h - one row a lab: lessons/labs/STEM.c defines the const table
 * STEM_lab. Rows are ordered by the labs' names.
 *
 *     X(attention_map)  \
 *     X(next_token)
 */
#define LABTABLE(X)         \
    X(ablation)             \
    X(activation_curves)    \
    X(attention_five_keys)  \
    X(attention_map)        \
    X(attention_paper)      \
    X(attention_scaling)    \
    X(backprop_graph)       \
    X(backprop_walk)        \
    X(bag_of_words)         \
    X(beam_tree)            \
    X(block_mlp)            \
    X(bottleneck)           \
    X(bpe_train)            \
    X(constrained)          \
    X(context_loss)         \
    X(debug_clinic)         \
    X(decode_menu)          \
    X(depth_gradients)      \
    X(descent)              \
    X(embedding_neighbours) \
    X(era_ladder)           \
    X(find_capital)         \
    X(forward_products)     \
    X(gradient_contour)     \
    X(gradient_flow)        \
    X(grid_transform)       \
    X(heads_grid)           \
    X(hidden_space)         \
    X(homonym_senses)       \
    X(induction)            \
    X(kv_cache)             \
    X(layer_norms)          \
    X(layer_probes)         \
    X(logit_lens)           \
    X(matmul_walk)          \
    X(memory_cell)          \
    X(mlp_grid)             \
    X(mlp_playground)       \
    X(neuron)               \
    X(next_token)           \
    X(ngram_bits)           \
    X(ngram_next)           \
    X(nudge)                \
    X(order_task)           \
    X(patching)             \
    X(playground)           \
    X(position_waves)       \
    X(qkv_walk)             \
    X(quantise_error)       \
    X(random_angles)        \
    X(recall_race)          \
    X(roofline)             \
    X(rope_dial)            \
    X(sampler_knobs)        \
    X(shuffle_test)         \
    X(stack_map)            \
    X(steering)             \
    X(switch_off)           \
    X(tensor_views)         \
    X(text_classes)         \
    X(tfidf_search)         \
    X(three_ways)           \
    X(token_strip)          \
    X(token_units)          \
    X(train_gpt)            \
    X(transformer_walk)     \
    X(translate)            \
    X(truth)                \
    X(vector_plane)         \
    X(vocab_size)           \
    X(walk)                 \
    X(weight_map)           \
    X(width_fit)            \
    X(word_product)         \
    X(word_vectors)

#define LABTABLE_DECLARE(stem) extern const struct lab stem##_lab;
LABTABLE(LABTABLE_DECLARE)
#undef LABTABLE_DECLARE

#endif
