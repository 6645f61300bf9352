add_library(core STATIC
  core/blas.c core/blas_check.c core/device.c core/graph.c core/graph_backward.c core/graph_swap.c
  core/params.c core/pool.c core/probe.c core/team.c core/tensor.c)
target_link_libraries(core PUBLIC kernels base
                      PRIVATE OpenMP::OpenMP_C PkgConfig::BLAS)
