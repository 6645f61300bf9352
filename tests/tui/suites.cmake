# testlabs: labs of our own in place of the real table, so that these suites
# know what every step costs and gives.
add_library(testlabs OBJECT support/testlabs.c)
target_link_libraries(testlabs PUBLIC labs)
add_suite(tui lineedit shell)
add_suite(tui labknobs testlabs shell)
add_suite(tui worker testlabs shell)
add_suite(tui screens testlabs shell)
