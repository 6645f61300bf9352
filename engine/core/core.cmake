add_library(core STATIC
  core/blas.c core/blas_check.c core/device.c core/gpu.c core/graph.c core/graph_again.c core/graph_backward.c core/graph_host.c core/graph_mode.c
  core/freeze.c core/graph_swap.c
  core/params.c core/pool.c core/probe.c core/profile.c core/roof.c
  core/team.c core/tensor.c core/tiles.c)
target_link_libraries(core PUBLIC kernels base
                      PRIVATE OpenMP::OpenMP_C PkgConfig::BLAS ${CMAKE_DL_LIBS})

# bf16 products: optional. Without oneDNN, halves.h says that it is missing.
# (Its CMake package insists on OpenCL's headers, which nothing here uses.)
find_path(DNNL_INCLUDE dnnl.h)
find_library(DNNL_LIBRARY dnnl)
if(DNNL_INCLUDE AND DNNL_LIBRARY)
  target_sources(core PRIVATE core/halves.c core/halves_compile.c)
  target_include_directories(core SYSTEM PRIVATE ${DNNL_INCLUDE})
  target_link_libraries(core PRIVATE ${DNNL_LIBRARY})
else()
  message(STATUS "oneDNN (libdnnl-dev) not found: no bf16 products")
  target_sources(core PRIVATE core/halves_none.c)
endif()
