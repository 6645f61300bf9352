# testlabs: labs of our own in place of the real table, so that these suites
# know what every step costs and gives.
add_library(testlabs OBJECT support/testlabs.c)
target_link_libraries(testlabs PUBLIC labs)
add_suite(tui labcsv shell)
add_suite(tui record shell)
add_suite(tui labkeep testlabs shell)
add_suite(tui lineedit shell)
add_suite(tui clipboard shell)
add_suite(tui labknobs testlabs shell)
add_suite(tui worker testlabs shell)
add_library(shellbench OBJECT support/shellbench.c)
target_link_libraries(shellbench PUBLIC shell)
target_compile_definitions(shellbench
  PRIVATE SHELLBENCH_GOLDEN="${CMAKE_CURRENT_SOURCE_DIR}/tui/golden")
add_suite(tui screens shellbench testlabs shell)
add_suite(tui rooms shellbench testlabs shell)
add_suite(tui onstage shellbench testlabs shell)
add_suite(tui runroom shellbench testlabs shell)
add_suite(tui mouse shellbench testlabs shell)
add_suite(tui goldens shellbench testlabs shell)
add_suite(tui undo shellbench testlabs shell)
add_suite(tui textmode shellbench testlabs shell)
add_suite(tui lessontext shellbench testlabs shell)
add_suite(tui storm shellbench testlabs shell)
add_suite(tui sourcepage shellbench testlabs shell)
add_suite(tui prefs shell)
add_suite(tui editor shell)
# exdesk: with the judge, on what the compiler here makes of relu.c.
add_suite(tui exdesk shellbench testlabs shell)
add_dependencies(test_exdesk lathe-judge lathe-probe)

add_suite(tui gradedesk shellbench testlabs shell)
add_suite(tui gradewait shellbench testlabs shell)
add_dependencies(test_gradewait lathe-judge lathe-probe)
set_tests_properties(tui/gradewait PROPERTIES LABELS full)
foreach(suite mine minelabs)
  add_suite(tui ${suite} shell judging)
  add_dependencies(test_${suite} lathe-judge lathe-probe)
endforeach()
set_tests_properties(tui/minelabs PROPERTIES LABELS full TIMEOUT 600)

# journey: the program itself on a terminal in memory.
pkg_check_modules(VTERM REQUIRED vterm)
add_suite(tui journey base ${VTERM_LINK_LIBRARIES} util)
target_compile_definitions(test_journey
  PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(test_journey lathe)

# smoke: the program on terminals of many kinds. LATHE_SMOKE=all: every one at
# every size.
add_library(ptyrun OBJECT support/ptyrun.c)
target_link_libraries(ptyrun PUBLIC base util)
add_suite(tui smoke ptyrun)
target_compile_definitions(test_smoke
  PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(test_smoke lathe)

# talk: `lathe chat` on a terminal.
add_suite(tui talk ptyrun)
target_compile_definitions(test_talk PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(test_talk lathe)

# present: three terminals, of which one goes away.
add_suite(tui present ptyrun)
target_compile_definitions(test_present
  PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(test_present lathe)

# lesson16: a lesson from its first line to its last, its trainings too.
add_suite(tui lesson16 ptyrun exercises)
target_compile_definitions(test_lesson16
  PRIVATE LATHE_BINARY="$<TARGET_FILE:lathe>")
add_dependencies(test_lesson16 lathe)
set_tests_properties(tui/lesson16 PROPERTIES LABELS full TIMEOUT 900)

# journeys: ways through the workbench in tmux.
add_test(NAME tui/journeys
         COMMAND sh ${PROJECT_SOURCE_DIR}/tests/tui/journeys.sh
                 $<TARGET_FILE:lathe> - -)
set_tests_properties(tui/journeys PROPERTIES TIMEOUT 300)
