/* A learner's softmax in the place of ours, in a whole training run. The
 * comparison runs the same unfused twin with our kernel. */
#include <assert.h>
#include <criterion/criterion.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/training.h"

enum { STEPS = 40, TEXT = 6000, LAYERS = 2 };

/* The textbook row in f64 and ours differ in the last bit of a weight; over 40
 * steps of a small model that stays below 1e-6 of loss. Where e is 2, which is
 * the mildest mistake here, the curve is a thousand times further away. */
static const double tolerance = 1e-5;

static int calls; /* of slow_softmax() */

/* Right and slow: the sum is made again for every number of the row. */
static void slow_softmax(float *out, const float *x, int rows, int cols)
{
    double y[256];

    calls++;
    assert(cols <= 256);
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        for (int c = 0; c < cols; c++) {
            double total = 0.0;

            for (int k = 0; k < cols; k++)
                total += exp((double)x[k] - (double)x[c]);
            y[c] = isinf(x[c]) ? 0.0 : 1.0 / total;
        }
        for (int c = 0; c < cols; c++)
            out[c] = (float)y[c];
    }
}

/* Right, and in the order of the formula: exp(x) over the sum of all. */
static void formula_softmax(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        double total = 0.0;

        for (int c = 0; c < cols; c++)
            total += exp((double)x[c]);
        for (int c = 0; c < cols; c++)
            out[c] = (float)(exp((double)x[c]) / total);
    }
}

/* Our own kernel, behind another name. */
static void our_softmax(float *out, const float *x, int rows, int cols)
{
    kernels_fast(NULL)->softmax_forward(out, x, rows, cols);
}

/* Wrong: 2 in the place of e. Every row still sums to 1. */
static void base_two(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        double total = 0.0;

        for (int c = 0; c < cols; c++)
            total += exp2((double)x[c]);
        for (int c = 0; c < cols; c++)
            out[c] = (float)(exp2((double)x[c]) / total);
    }
}

/* Wrong: the exponentials are never divided by their sum. */
static void not_divided(float *out, const float *x, int rows, int cols)
{
    for (int64_t i = 0; i < (int64_t)rows * cols; i++)
        out[i] = expf(x[i]);
}

/* Sentences that the two layers have something to learn from. */
static void write_text(char text[TEXT])
{
    static const char *const word[] = {"the ",   "key ", "fits ", "a box ",
                                       "of ",    "tin ", "and ",  "never ",
                                       "opens ", "it.\n"};
    struct rng rng = rng_make(7, 0);
    size_t used = 0;

    while (used < TEXT) {
        const char *w = word[rng_below(&rng, 10)];

        for (size_t i = 0; w[i] && used < TEXT; i++)
            text[used++] = w[i];
    }
}

static struct training *start(const char *set)
{
    /* Weights ten times their usual size make scores that differ. */
    static const char *const small[] = {"width=32", "hidden=64", "context=16",
                                        "batch=4",  "steps=40",  "warmup=5",
                                        "init=0.1"};
    char text[TEXT];
    struct recipe r;
    struct training *t;

    omp_set_num_threads(
        1); /* enough for so little, and no digit depends on it */
    write_text(text);
    cr_assert_eq(recipe_preset(&r, "char-tiny").code, 0);
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        cr_assert_eq(recipe_set(&r, small[i]).code, 0);
    if (set)
        cr_assert_eq(recipe_set(&r, set).code, 0);
    cr_assert_eq(r.model.layers, LAYERS);
    const struct status st =
        training_open(&t, &r, text, TEXT, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

typedef void softmax_kernel(float *out, const float *x, int rows, int cols);

static void swap_in(struct training *t, softmax_kernel *kernel)
{
    const struct status st =
        graph_swap(trainer_graph(training_trainer(t)), "softmax",
                   "softmax_forward", (void (*)(void))kernel);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static void run(struct training *t, double loss[STEPS])
{
    struct trainer_report r;
    bool more;

    for (int i = 0; i < STEPS; i++) {
        const struct status st = training_step(t, &r, &more);

        cr_assert_eq(st.code, 0, "%s", st.text);
        loss[i] = r.loss;
    }
    training_close(t);
}

/* The loss curve of the twin with `kernel`, or with ours for NULL. */
static void curve(softmax_kernel *kernel, const char *set, double loss[STEPS])
{
    struct training *t = start(set);

    swap_in(t, kernel);
    run(t, loss);
}

/* How far two curves are apart at most. */
static double apart(const double a[STEPS], const double b[STEPS])
{
    double most = 0.0;

    for (int i = 0; i < STEPS; i++) {
        const double d = fabs(a[i] - b[i]);

        if (isnan(d))
            return (double)INFINITY;
        most = fmax(most, d);
    }
    return most;
}

Test(swap, a_slow_and_right_softmax_trains_to_the_same_curve)
{
    double ours[STEPS], slow[STEPS];

    curve(NULL, NULL, ours);
    cr_assert_lt(ours[STEPS - 1], ours[0] - 0.3, "the model must learn");
    calls = 0;
    curve(slow_softmax, NULL, slow);
    cr_assert_geq(calls, STEPS * LAYERS);
    cr_assert_leq(apart(ours, slow), tolerance, "%g", apart(ours, slow));
}

Test(swap, it_does_so_in_a_llama_shaped_model)
{
    double ours[STEPS], right[STEPS], wrong[STEPS];

    curve(NULL, "positions=rope", ours);
    curve(formula_softmax, "positions=rope", right);
    curve(base_two, "positions=rope", wrong);
    cr_assert_leq(apart(ours, right), tolerance, "%g", apart(ours, right));
    cr_assert_gt(apart(ours, wrong), 100.0 * tolerance, "%g",
                 apart(ours, wrong));
}

Test(swap, our_own_kernel_swapped_in_gives_the_same_bits)
{
    double ours[STEPS], again[STEPS];

    curve(NULL, NULL, ours);
    curve(our_softmax, NULL, again);
    cr_assert_eq(memcmp(ours, again, sizeof ours), 0);
}

Test(swap, a_wrong_softmax_leaves_the_curve)
{
    double ours[STEPS], two[STEPS], whole[STEPS];

    curve(NULL, NULL, ours);
    curve(base_two, NULL, two);
    curve(not_divided, NULL, whole);
    cr_assert_gt(apart(ours, two), 100.0 * tolerance, "%g", apart(ours, two));
    cr_assert_gt(apart(ours, whole), 1000.0 * tolerance);
}

Test(swap, the_twin_with_our_kernel_follows_the_fused_op)
{
    double fused[STEPS], twin[STEPS];

    run(start(NULL), fused);
    curve(NULL, NULL, twin);
    cr_assert_leq(apart(fused, twin), tolerance, "%g", apart(fused, twin));
}

Test(swap, swapping_back_is_as_if_never_swapped)
{
    double ours[STEPS], back[STEPS];
    struct training *t = start(NULL);

    curve(NULL, NULL, ours);
    swap_in(t, not_divided);
    swap_in(t, NULL);
    run(t, back);
    cr_assert_eq(memcmp(ours, back, sizeof ours), 0);
}
