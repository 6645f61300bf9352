# liblathe-cuda.so: a module that the program opens when it is asked for a
# graphics processor. No target links it, and nothing else needs nvcc.
#   LATHE_CUDA=auto  builds it where nvcc is found   off, on: as they say
set(LATHE_CUDA auto CACHE STRING "Build the CUDA module: off, auto or on")
set(LATHE_CUDA_ARCH "75;80;90" CACHE STRING
    "What it is compiled for; PTX of the last one for newer cards")
set_property(CACHE LATHE_CUDA PROPERTY STRINGS off auto on)

set(CUDA_SOURCES
  gpu_arrays gpu_attention gpu_blas gpu_mirror gpu_module gpu_norms gpu_numbers
  gpu_optim gpu_product gpu_rows)
list(TRANSFORM CUDA_SOURCES REPLACE "(.+)"
     "${CMAKE_CURRENT_SOURCE_DIR}/cuda/\\1.cu")
set(CUDA_SOURCES ${CUDA_SOURCES} CACHE INTERNAL "for the emulation as well")
file(GLOB CUDA_HEADERS CONFIGURE_DEPENDS
     ${CMAKE_CURRENT_SOURCE_DIR}/cuda/*.cuh)
list(APPEND CUDA_HEADERS ${CMAKE_CURRENT_SOURCE_DIR}/core/gpu.h
     ${CMAKE_CURRENT_SOURCE_DIR}/core/device.h
     ${CMAKE_CURRENT_SOURCE_DIR}/kernels/kernels.h
     ${CMAKE_CURRENT_SOURCE_DIR}/kernels/kernels_table.h
     ${CMAKE_CURRENT_SOURCE_DIR}/kernels/kernels_table_norm.h
     ${CMAKE_CURRENT_SOURCE_DIR}/kernels/kernels_cells.h)

if(NOT LATHE_CUDA STREQUAL "off")
  find_program(LATHE_NVCC nvcc HINTS $ENV{CUDA_HOME}/bin $ENV{CUDA_PATH}/bin
               /usr/local/cuda/bin /opt/cuda/bin)
  if(NOT LATHE_NVCC AND LATHE_CUDA STREQUAL "on")
    message(FATAL_ERROR "LATHE_CUDA is on, but there is no nvcc")
  elseif(NOT LATHE_NVCC)
    message(STATUS "nvcc not found: no CUDA module, its levels 0, 2 and 3 "
                   "are skipped")
  endif()
endif()

# Called by hand and not as a language of CMake: that would ask for the toolkit
# on PATH, and look for a card.
if(LATHE_NVCC AND NOT LATHE_CUDA STREQUAL "off")
  set(NVCC_FLAGS -std=c++17 -O3 --threads 2 -Werror all-warnings
      -Xcompiler=-fPIC,-fvisibility=hidden,-Wall,-Wextra
      -I${PROJECT_SOURCE_DIR})
  foreach(arch ${LATHE_CUDA_ARCH})
    list(APPEND NVCC_FLAGS -gencode arch=compute_${arch},code=sm_${arch})
  endforeach()
  list(GET LATHE_CUDA_ARCH -1 newest)
  list(APPEND NVCC_FLAGS
       -gencode arch=compute_${newest},code=compute_${newest})
  foreach(source ${CUDA_SOURCES})
    get_filename_component(stem ${source} NAME_WE)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/cuda/${stem}.o)
    add_custom_command(OUTPUT ${object}
      COMMAND ${CMAKE_COMMAND} -E make_directory
              ${CMAKE_CURRENT_BINARY_DIR}/cuda
      COMMAND ${LATHE_NVCC} ${NVCC_FLAGS} -Xptxas -v -c ${source} -o ${object}
              2> ${object}.ptxas || ${CMAKE_COMMAND} -E cat ${object}.ptxas
              && test -e ${object}
      DEPENDS ${source} ${CUDA_HEADERS} VERBATIM)
    list(APPEND CUDA_OBJECTS ${object})
  endforeach()
  set(CUDA_MODULE ${CMAKE_CURRENT_BINARY_DIR}/liblathe-cuda.so)
  add_custom_command(OUTPUT ${CUDA_MODULE}
    COMMAND ${LATHE_NVCC} -shared -o ${CUDA_MODULE} ${CUDA_OBJECTS}
            -cudart static -Xlinker --exclude-libs,ALL
    DEPENDS ${CUDA_OBJECTS} VERBATIM)
  add_custom_target(cuda_module ALL DEPENDS ${CUDA_MODULE})
endif()
