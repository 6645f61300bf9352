add_suite(exercises patch exercises)
add_suite(exercises task exercises)
# The solution itself, and every mutant of it compiled and loaded.
add_suite(exercises ex_attention exercises ${CMAKE_DL_LIBS})
target_sources(test_ex_attention PRIVATE
               ${PROJECT_SOURCE_DIR}/exercises/attention/solution.c)
# These start lathe-judge, which compiles and runs in its sandbox.
foreach(suite judge forge sandbox)
  add_suite(exercises ${suite} exercises)
  add_dependencies(test_${suite} lathe-judge lathe-probe)
endforeach()
