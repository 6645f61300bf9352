add_library(gradcheck STATIC ${PROJECT_SOURCE_DIR}/tests/support/gradcheck.c)
target_link_libraries(gradcheck PUBLIC core)

foreach(stem matmul linear arith unary activation softmax cross_entropy norm
             embedding shape reduce mask rope dropout optable attention recurrent conv torch)
  add_suite(ops ${stem} ops gradcheck)
endforeach()
find_package(OpenMP REQUIRED COMPONENTS C)
add_suite(ops replay ops gradcheck OpenMP::OpenMP_C)
add_suite(ops linear_packed ops)
add_suite(ops linear_half ops OpenMP::OpenMP_C)
add_suite(ops attention_long ops)
set_tests_properties(ops/attention_long PROPERTIES LABELS full)
