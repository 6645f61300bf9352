foreach(stem k_unary k_softmax k_norm k_product k_arith k_attention k_chosen k_half k_optim)
  add_suite(kernels ${stem} kernels base)
endforeach()

add_executable(bench_kernels ${PROJECT_SOURCE_DIR}/tests/kernels/bench_kernels.c)
target_link_libraries(bench_kernels PRIVATE kernels base m)

# The devices are filled with these kernels.
add_suite(core device core)
add_suite(kernels quant kernels)
