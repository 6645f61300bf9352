add_library(ops STATIC
  ops/activation.c ops/arith.c ops/arith_number.c ops/attention.c
  ops/attention_twin.c ops/cache.c ops/common.c ops/conv.c ops/cross_entropy.c ops/dropout.c
  ops/embedding.c ops/linear.c ops/linear_half.c ops/linear_packed.c ops/map.c ops/mask.c ops/matmul.c ops/norm.c
  ops/optable.c ops/product.c ops/recscan.c ops/recurrent.c ops/recurrent_back.c ops/reduce.c ops/rope.c ops/shape.c
  ops/softmax.c ops/strided.c ops/unary.c)
target_link_libraries(ops PUBLIC core)
