# Suites in the shell: the program from the outside. cli_keys and cli_rows read
# its JSON for them.
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
add_executable(cli_keys ${CMAKE_CURRENT_LIST_DIR}/cli_keys.c)
target_link_libraries(cli_keys PRIVATE PkgConfig::JANSSON)
add_executable(cli_rows ${CMAKE_CURRENT_LIST_DIR}/cli_rows.c)
target_link_libraries(cli_rows PRIVATE model PkgConfig::JANSSON m)

# add_cli(STEM [TEST [ARG...]]): tests/cli/STEM.sh as ctest cli/TEST.
function(add_cli stem)
  add_test(NAME cli/${stem}
           COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/${stem}.sh
                   $<TARGET_FILE:lathe> $<TARGET_FILE:cli_keys>
                   $<TARGET_FILE:cli_rows>)
  set_tests_properties(cli/${stem} PROPERTIES TIMEOUT 300)
endfunction()

add_cli(help)
add_cli(run)
