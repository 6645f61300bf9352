#ifndef ENGINE_CORE_HALVES_COMPILE_H
#define ENGINE_CORE_HALVES_COMPILE_H

#include <dnnl.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * halves_compile.h - one product of one shape, made ready by oneDNN to run on
 * one thread; for halves.c alone.
 */
struct halves_shape {
    bool a_transposed, b_transposed, adds;
    int64_t rows, cols, inner, a_row, b_row, c_row;
};

enum { HALVES_MEMORIES = 4 }; /* A, B, C and the scratch */

struct halves_compiled {
    struct halves_shape shape;
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t a, b, c, scratch;
    dnnl_memory_t (*memory)[HALVES_MEMORIES]; /* of every thread */
    int threads;
};

/* Fills the rest from c->shape; milliseconds. false when memory ends. */
bool halves_compile(dnnl_engine_t engine, struct halves_compiled *c);
/* Handles for `threads` threads, which are pointed at numbers before a run;
 * kept, for oneDNN takes memory to make one. false when memory ends. */
bool halves_handles(dnnl_engine_t engine, struct halves_compiled *c,
                    int threads);
void halves_forget(struct halves_compiled *c);

#endif
