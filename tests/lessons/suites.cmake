add_suite(lessons town data base)
add_suite(lessons town_words data base)
# labcheck: runs a lab as a lesson would.
add_library(labcheck OBJECT support/labcheck.c)
target_link_libraries(labcheck PUBLIC lessons labs PkgConfig::CRITERION)
add_suite(lessons lab_five_keys labcheck)
add_suite(lessons lab_scaling labcheck)
add_suite(lessons lab_find_capital labcheck)
include(${CMAKE_CURRENT_LIST_DIR}/room.cmake)
