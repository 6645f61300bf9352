# The house rules as tests, and the proof of each: a planted violation.
set(house ${PROJECT_SOURCE_DIR}/tests/house)

add_test(NAME house/layers
         COMMAND sh ${house}/check_layers.sh ${PROJECT_SOURCE_DIR})
add_test(NAME house/files
         COMMAND sh ${house}/check_files.sh ${PROJECT_SOURCE_DIR})
add_test(NAME house/names COMMAND sh ${house}/check_names.sh
                                  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})

# Not suites of their own: prove.sh feeds them to run_suite.sh.
foreach(planted good empty exit fail)
  add_executable(planted_${planted} ${house}/planted_${planted}.c)
  target_link_libraries(planted_${planted} PRIVATE guard PkgConfig::CRITERION)
endforeach()

add_executable(planted_reader ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz.c
                              ${house}/planted_reader.c)
target_link_libraries(planted_reader PRIVATE base m)

foreach(check layers files names suites count fuzz)
  add_test(NAME house/prove_${check}
           COMMAND sh ${house}/prove.sh ${check} ${PROJECT_SOURCE_DIR}
                   ${PROJECT_BINARY_DIR})
endforeach()
