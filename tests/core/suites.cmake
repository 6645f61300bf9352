add_suite(core graph ops)
add_suite(core lean ops)
add_suite(core params core)
add_suite(core probe core)
add_suite(core pool core)
add_suite(core blas core)
find_package(OpenMP REQUIRED COMPONENTS C)
add_suite(core roof core OpenMP::OpenMP_C)

# asked: counts the requests for memory of a whole process.
add_library(asked OBJECT support/asked.c)
if(DNNL_INCLUDE AND DNNL_LIBRARY)
  add_suite(core halves asked core OpenMP::OpenMP_C ${DNNL_LIBRARY})
endif()
