# add_fuzz(STEM LIB...): tests/fuzz/fuzz_STEM.c, a reader under damaged input.
# A second of it is part of every test run; `./dev fuzz` takes longer. With clang,
# -DLATHE_LIBFUZZER=ON -DCMAKE_C_FLAGS=-fsanitize=fuzzer-no-link they also become
# libfuzzer_STEM.
option(LATHE_LIBFUZZER "Build the fuzz targets for libFuzzer (clang)" OFF)
function(add_fuzz stem)
  add_executable(fuzz_${stem} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz.c
                              ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${stem}.c)
  target_link_libraries(fuzz_${stem} PRIVATE ${ARGN} base m)
  add_test(NAME fuzz/${stem} COMMAND fuzz_${stem} 0.5)
  set_tests_properties(fuzz/${stem} PROPERTIES TIMEOUT 120)
  if(LATHE_LIBFUZZER)
    add_executable(libfuzzer_${stem}
                   ${PROJECT_SOURCE_DIR}/tests/fuzz/libfuzzer.c
                   ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${stem}.c)
    target_link_libraries(libfuzzer_${stem} PRIVATE ${ARGN} base m)
    target_link_options(libfuzzer_${stem} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()

add_fuzz(safetensors weights)
add_fuzz(tokenizer formats)
add_fuzz(gguf weights)
add_fuzz(npy weights)
add_fuzz(hfconfig weights)
add_fuzz(tokenizer_json formats)
add_fuzz(serve app)
add_fuzz(frames judging)
add_fuzz(handin grading)
add_fuzz(ranks formats)
add_fuzz(merges formats)
add_fuzz(vocab formats)
add_fuzz(objectfile judging)
