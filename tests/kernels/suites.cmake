foreach(stem k_unary k_softmax k_norm k_arith k_attention k_optim)
  add_suite(kernels ${stem} kernels base)
endforeach()
