#ifndef TESTS_CUDA_EMU_INSIDE_HPP
#define TESTS_CUDA_EMU_INSIDE_HPP

#include "tests/cuda/emu.hpp"

/* emu_inside.hpp - between the files of the emulation. */
namespace emu
{
/* From the environment, see emu.hpp. */
bool order_reverse();
bool order_random();
bool order_grid();
uint64_t order_seed();

/* Ends the program with a sentence that names kernel and block. */
[[noreturn]] void stop(const char *what);

/* Memory that a block shares; `anew`: not the memory of the block before. */
void shared_begin(bool anew, size_t dynamic);
void shared_end();

/* Kernels and copies may touch device memory while it is open. */
void device_open(bool open);
} // namespace emu

#endif
