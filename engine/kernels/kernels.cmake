# One source, several builds: the reference in f64, and f32 for each level of
# the processor. -ffp-contract=off and no fast-math: a fused multiply-add
# stands where the source says so, hence vector body and tail agree in every
# bit. The other flags only drop errno and trap flags that nobody reads.
set(KERNEL_SOURCES
  k_activation k_arith k_attention k_attention_short k_attention_step k_bias
  k_cell k_chosen k_copy
  k_cross_entropy k_dropout k_embedding k_gemm k_half k_mask k_norm k_optim k_product k_reduce k_rope k_scale k_softmax
  k_table k_unary)
list(TRANSFORM KERNEL_SOURCES REPLACE "(.+)"
     "${CMAKE_CURRENT_SOURCE_DIR}/kernels/\\1.c")
set(KERNEL_FLAGS -fopenmp-simd -ffp-contract=off -fno-math-errno
                 -fno-trapping-math)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  list(APPEND KERNEL_FLAGS -O3)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    # An address must not decide how a row is cut into vectors.
    list(APPEND KERNEL_FLAGS --param=vect-max-peeling-for-alignment=0)
  else()
    # clang warns of each simd loop that it leaves scalar.
    list(APPEND KERNEL_FLAGS -Wno-pass-failed)
  endif()
endif()

# Their inner loops are a b + c on whole vectors, which C has no fma() for.
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/kernels/k_product.c
                            ${CMAKE_CURRENT_SOURCE_DIR}/kernels/k_attention_short.c
                            ${CMAKE_CURRENT_SOURCE_DIR}/kernels/k_chosen.c
                            PROPERTIES COMPILE_OPTIONS -ffp-contract=fast)

add_library(kernels STATIC kernels/kernels.c kernels/quant.c
            kernels/quant_asked.c kernels/quant_encode.c kernels/quant_encode_k.c)
target_link_libraries(kernels PUBLIC base m)

# add_kernel_build(TARGET SUFFIX SOURCES FLAG...): SOURCES, a list's name, built
# for one level.
function(add_kernel_build target suffix sources)
  add_library(${target} OBJECT ${${sources}})
  target_compile_definitions(${target} PRIVATE KERNEL_LEVEL=${suffix})
  target_compile_options(${target} PRIVATE ${KERNEL_FLAGS} ${ARGN})
  target_sources(kernels PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()

function(add_kernel_level suffix)
  add_kernel_build(kernels_${suffix} ${suffix} KERNEL_SOURCES ${ARGN})
endfunction()

add_kernel_level(f64 -DKERNEL_F64)
add_kernel_level(f32_baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  add_kernel_level(f32_avx2 -march=x86-64-v3)
  add_kernel_level(f32_avx512 -march=x86-64-v4 -mprefer-vector-width=512)
endif()

# Weights in blocks: levels of their own, as they need the product of bytes.
set(QUANT_SOURCES k_quantdot k_quantrow k_quantvec)
list(TRANSFORM QUANT_SOURCES REPLACE "(.+)"
     "${CMAKE_CURRENT_SOURCE_DIR}/kernels/\\1.c")

function(add_quant_level suffix)
  add_kernel_build(quant_${suffix} ${suffix} QUANT_SOURCES ${ARGN})
endfunction()

add_quant_level(f32_baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  add_quant_level(f32_avx2 -march=x86-64-v3)
  add_quant_level(f32_vnni -march=x86-64-v4 -mavx512vnni)
endif()
