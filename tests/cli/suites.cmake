# Suites in the shell: the program from the outside. cli_keys and cli_rows read
# its JSON for them.
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
add_executable(cli_keys ${CMAKE_CURRENT_LIST_DIR}/cli_keys.c)
target_link_libraries(cli_keys PRIVATE PkgConfig::JANSSON)
add_executable(cli_rows ${CMAKE_CURRENT_LIST_DIR}/cli_rows.c)
target_link_libraries(cli_rows PRIVATE model PkgConfig::JANSSON m)

# add_cli(STEM [MORE]): tests/cli/STEM.sh as ctest cli/STEM; with MORE, a
# number that the suite reads as its length, as cli/STEM_full.
function(add_cli stem)
  set(name cli/${stem})
  if(ARGN)
    set(name cli/${stem}_full)
  endif()
  add_test(NAME ${name}
           COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/${stem}.sh
                   $<TARGET_FILE:lathe> $<TARGET_FILE:cli_keys>
                   $<TARGET_FILE:cli_rows> ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  if(ARGN)
    set_tests_properties(${name} PROPERTIES LABELS full TIMEOUT 1800)
  endif()
endfunction()

add_cli(bench)
add_cli(help)
add_cli(run)
add_cli(runs)
add_cli(around)
add_cli(kill)
add_cli(finetune)
add_cli(index)
add_cli(ask)
add_cli(kill 20)
add_cli(bad)
add_cli(tokenize)
add_cli(formats)
add_cli(pull)
add_cli(probe)
add_cli(serve)
add_cli(disk)
add_cli(damage)
add_cli(pictures)
add_cli(damage 400)
add_cli(exercise)
add_cli(theirs)
add_cli(grade)
add_dependencies(lathe lathe-judge lathe-probe)

# install: the program from another place than the one it was built in.
add_test(NAME cli/install
         COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/install.sh
                 $<TARGET_FILE:lathe> $<TARGET_FILE:cli_keys>
                 $<TARGET_FILE:cli_rows>)
set_tests_properties(cli/install PROPERTIES TIMEOUT 300
                     ENVIRONMENT "LATHE_BUILD=${PROJECT_BINARY_DIR}")
