# add_bench(STEM LIB...): tests/bench/bench_STEM.c, run by `./dev bench`. One
# short round of it is a test, so that it stays able to run.
function(add_bench stem)
  add_executable(bench_${stem}
                 ${PROJECT_SOURCE_DIR}/tests/bench/bench_${stem}.c)
  target_link_libraries(bench_${stem} PRIVATE ${ARGN} m)
  add_test(NAME bench/${stem} COMMAND bench_${stem} 1)
  set_tests_properties(bench/${stem} PROPERTIES TIMEOUT 120 LABELS full)
endfunction()

add_bench(step model)
add_bench(keys shell)
add_bench(viz vizsamples shell)
add_bench(tokenize formats)
add_bench(sorter model)
# Seconds on an idle machine; two threads that wait on a busy one take minutes.
set_tests_properties(bench/sorter PROPERTIES TIMEOUT 600)
