# add_fuzz(STEM LIB...): tests/fuzz/fuzz_STEM.c, a reader under damaged input.
# A second of it is part of every test run; `./dev fuzz` takes longer.
function(add_fuzz stem)
  add_executable(fuzz_${stem} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz.c
                              ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${stem}.c)
  target_link_libraries(fuzz_${stem} PRIVATE ${ARGN} base m)
  add_test(NAME fuzz/${stem} COMMAND fuzz_${stem} 0.5)
  set_tests_properties(fuzz/${stem} PROPERTIES TIMEOUT 120)
endfunction()

add_fuzz(safetensors weights)
add_fuzz(tokenizer formats)
