# Level 1 of the CUDA device: its kernel sources, compiled as plain C++ and run
# on the processor by the emulation of this folder. Needs no nvcc and no card.
include(CheckLanguage)
check_language(CXX)
if(NOT CMAKE_CXX_COMPILER)
  message(STATUS "no C++ compiler: level 1 of the CUDA device is skipped")
  return()
endif()
enable_language(CXX)

set(EMU_FLAGS -std=c++17 -O2 -ffp-contract=off -fvisibility=hidden
    -Wno-sign-conversion -Wno-conversion -Wno-float-equal -Wno-cast-qual
    -Wno-double-promotion -Wno-shadow)
set(EMU_SOURCES ${CMAKE_CURRENT_LIST_DIR}/emu_fiber.cpp
    ${CMAKE_CURRENT_LIST_DIR}/emu_memory.cpp)
set_source_files_properties(${CUDA_SOURCES} PROPERTIES LANGUAGE CXX
                            COMPILE_OPTIONS "-x;c++")

# add_emulated(TARGET DEFINITION...): the module, perhaps with a bug planted.
function(add_emulated target)
  add_library(${target} MODULE ${CUDA_SOURCES} ${EMU_SOURCES})
  target_compile_options(${target} PRIVATE ${EMU_FLAGS})
  target_compile_definitions(${target} PRIVATE ${ARGN})
  target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
endfunction()

add_emulated(cuda_emulated)
add_library(cuda_other MODULE ${CMAKE_CURRENT_LIST_DIR}/other_module.c)
add_library(cuda_no_module MODULE ${CMAKE_CURRENT_LIST_DIR}/no_module.c)
set(EMU_ENVIRONMENT LATHE_CUDA_MODULE=$<TARGET_FILE:cuda_emulated>
    LATHE_CUDA_BLAS=off OMP_NUM_THREADS=1)

add_suite(cuda gpu_device ops)
add_suite(cuda gpu_kernels ops)
add_suite(cuda gpu_refuse ops)
add_suite(cuda gpu_train model)
add_dependencies(test_gpu_refuse cuda_emulated cuda_other cuda_no_module)
add_dependencies(test_gpu_device cuda_emulated)
add_dependencies(test_gpu_kernels cuda_emulated)
add_dependencies(test_gpu_train cuda_emulated)
set_tests_properties(cuda/gpu_device cuda/gpu_kernels cuda/gpu_refuse
  cuda/gpu_train PROPERTIES ENVIRONMENT
  "${EMU_ENVIRONMENT};TEST_OTHER_MODULE=$<TARGET_FILE:cuda_other>;TEST_NO_MODULE=$<TARGET_FILE:cuda_no_module>")
# 50 steps under sanitizers take a minute.
set_tests_properties(cuda/gpu_train PROPERTIES LABELS full)

# The cases of every op, which are those of the processor: once more there.
set(GPU_CASES matmul linear arith unary activation softmax cross_entropy norm
    embedding shape reduce mask rope dropout attention recurrent conv)
foreach(stem ${GPU_CASES})
  add_test(NAME cuda/ops_${stem}
    COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/run_suite.sh cuda/ops_${stem}
            ${PROJECT_SOURCE_DIR}/tests/ops/test_${stem}.c
            $<TARGET_FILE:test_${stem}>)
  set_tests_properties(cuda/ops_${stem} PROPERTIES TIMEOUT 120
    ENVIRONMENT "${EMU_ENVIRONMENT};GRADCHECK_DEVICE=cuda")
endforeach()
