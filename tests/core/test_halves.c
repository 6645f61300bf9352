/* Products in bf16 through oneDNN: what they ask of the system. Their numbers
 * are tested with linear layers, tests/ops/test_linear_half.c. */
#include <criterion/criterion.h>
#include <omp.h>
#include <stdlib.h>

#include "engine/core/halves.h"
#include "engine/core/halves_compile.h"
#include "tests/support/asked.h"

enum { ROWS = 192, COLS = 320, INNER = 256 };

static uint16_t left[ROWS * INNER], right[INNER * COLS];
static float result[ROWS * COLS];

static void listen(void)
{
    if (halves_lacks())
        cr_skip_test("%s", halves_lacks());
    omp_set_num_threads(1);
    asked_listen();
}

TestSuite(halves, .init = listen);

/* What oneDNN asks for to run a product whose handles are there. */
static long bare_run(void)
{
    struct halves_compiled k = {
        .shape = {.rows = ROWS,
                  .cols = COLS,
                  .inner = INNER,
                  .a_row = INNER,
                  .b_row = COLS,
                  .c_row = COLS},
    };
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    long before = 0;

    dnnl_engine_create(&engine, dnnl_cpu, 0);
    dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
    cr_assert(halves_compile(engine, &k) && halves_handles(engine, &k, 1));
    void *scratch =
        aligned_alloc(64, dnnl_memory_desc_get_size(&k.scratch) / 64 * 64 + 64);
    void *data[] = {left, right, result, scratch};
    static const int what[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST,
                               DNNL_ARG_SCRATCHPAD};
    dnnl_exec_arg_t args[HALVES_MEMORIES];
    for (int i = 0; i < HALVES_MEMORIES; i++) {
        dnnl_memory_set_data_handle(k.memory[0][i], data[i]);
        args[i] = (dnnl_exec_arg_t){what[i], k.memory[0][i]};
    }
    for (int i = 0; i < 2; i++) {
        before = asked_count();
        cr_assert_eq(
            dnnl_primitive_execute(k.primitive, stream, HALVES_MEMORIES, args),
            dnnl_success);
    }
    const long asked = asked_count() - before;
    halves_forget(&k);
    free(scratch);
    dnnl_stream_destroy(stream);
    dnnl_engine_destroy(engine);
    return asked;
}

static const struct halves_product product = {.rows = ROWS,
                                              .cols = COLS,
                                              .inner = INNER,
                                              .a = left,
                                              .b = right,
                                              .c = result,
                                              .a_row = INNER,
                                              .b_row = COLS,
                                              .c_row = COLS};

static void multiply(struct halves *h)
{
    const struct status st = halves_multiply(h, &product, &(struct hook){0});

    cr_assert_eq(st.code, 0, "%s", st.text);
}

Test(halves, a_shape_that_comes_again_adds_nothing_to_what_onednn_takes)
{
    const long bare = bare_run();
    struct halves *h;

    cr_assert_eq(halves_new(&h).code, 0);
    multiply(h);
    const long before = asked_count(), runs = (long)halves_runs(h);
    multiply(h);
    const long asked = asked_count() - before;
    cr_assert_gt(runs, 1, "cut into pieces");
    cr_assert_eq((long)halves_runs(h), 2 * runs);
    cr_assert_leq(asked, bare * runs, "%ld of %ld runs of %ld", asked, runs,
                  bare);
    halves_free(h);
}

Test(halves, more_threads_get_handles_of_their_own_once)
{
    struct halves *h;

    cr_assert_eq(halves_new(&h).code, 0);
    multiply(h);
    omp_set_num_threads(3);
    multiply(h);
    const float first = result[0];
    for (int threads = 3; threads > 0; threads--) {
        omp_set_num_threads(threads);
        multiply(h);
        cr_assert_eq(result[0], first);
    }
    halves_free(h);
}
