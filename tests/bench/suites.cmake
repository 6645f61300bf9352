# add_bench(STEM SHORT LIB...): tests/bench/bench_STEM.c, run by `./dev bench`.
# With the words of SHORT it takes a moment, and that is a test, so that it stays
# able to run.
function(add_bench stem short)
  add_executable(bench_${stem}
                 ${PROJECT_SOURCE_DIR}/tests/bench/bench_${stem}.c)
  target_link_libraries(bench_${stem} PRIVATE ${ARGN} m)
  add_test(NAME bench/${stem} COMMAND bench_${stem} ${short})
  set_tests_properties(bench/${stem} PROPERTIES TIMEOUT 120 LABELS full)
endfunction()

add_bench(step "shakespeare-char-cpu;1" model)
add_bench(gpu short core)
add_bench(keys 1 shell)
add_bench(viz 1 vizsamples shell)
add_bench(shell 1 ptyrun)
target_compile_definitions(bench_shell
  PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(bench_shell lathe)
add_bench(tokenize 1 formats)
add_bench(open 1 weights)
add_bench(nearest 1000 app OpenMP::OpenMP_C)
add_bench(rankers tune lessons app)
add_bench(sorter 1 model)
# Seconds on an idle machine; two threads that wait on a busy one take minutes.
set_tests_properties(bench/sorter PROPERTIES TIMEOUT 600
                     ENVIRONMENT OMP_NUM_THREADS=1)

# The scores of a house model, for its card: see tests/house/train-house.sh.
add_executable(score_assistant ${PROJECT_SOURCE_DIR}/tests/bench/score_assistant.c)
target_link_libraries(score_assistant PRIVATE labs data model m)
add_executable(score_house ${PROJECT_SOURCE_DIR}/tests/bench/score_house.c)
target_link_libraries(score_house PRIVATE labs data model m)
