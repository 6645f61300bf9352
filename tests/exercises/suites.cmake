add_suite(exercises patch exercises)
add_suite(exercises task exercises)
# The solution itself, and every mutant of it compiled and loaded.
add_suite(exercises ex_attention exercises ${CMAKE_DL_LIBS})
target_sources(test_ex_attention PRIVATE
               ${PROJECT_SOURCE_DIR}/exercises/attention/solution.c)
add_suite(exercises attempts exercises)
add_suite(exercises courseconf exercises)
add_suite(exercises loop exercises)
add_suite(exercises syntax exercises)
add_suite(exercises values judging)
add_suite(exercises objectfile judging)
add_suite(exercises report judging)
# Solutions beside the kernels that they rebuild.
add_suite(exercises ex_kernels kernels)
foreach(name adamw cross-entropy gelu layer-norm softmax)
  target_sources(test_ex_kernels PRIVATE
                 ${PROJECT_SOURCE_DIR}/exercises/${name}/solution.c)
endforeach()
# These start lathe-judge, which compiles and runs in its sandbox.
foreach(suite casefile judge forge sandbox verify verify_all)
  add_suite(exercises ${suite} exercises)
  add_dependencies(test_${suite} lathe-judge lathe-probe)
endforeach()
add_suite(exercises kitcache judging)
add_dependencies(test_kitcache lathe-judge lathe-probe)
# Learners' functions beside the kernels that they stand in for.
add_suite(exercises standin exercises kernels)
add_dependencies(test_standin lathe-judge lathe-probe)
set_tests_properties(exercises/verify_all PROPERTIES LABELS full TIMEOUT 600)
# The teacher's side.
foreach(suite alike classroom handin intake gradebook)
  add_suite(exercises ${suite} grading)
endforeach()
add_suite(exercises grader grading Threads::Threads)
add_dependencies(test_grader lathe-judge lathe-probe)
set_tests_properties(exercises/grader PROPERTIES LABELS full TIMEOUT 600)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
target_link_libraries(test_handin PRIVATE PkgConfig::LIBZIP)
# Classes for `./dev class`.
add_executable(make_class ${PROJECT_SOURCE_DIR}/tests/exercises/make_class.c)
target_link_libraries(make_class PRIVATE exercises)
set_tests_properties(exercises/casefile PROPERTIES LABELS full TIMEOUT 600)
