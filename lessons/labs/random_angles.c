/* random_angles.c - the cosine of two directions that have nothing to do with
 * each other, in few dimensions and in many. */
#include <math.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/histogram.h"

enum { D, PAIRS };
enum { MOST_D = 1024, MOST_PAIRS = 4000 };

static const struct lab_knob knobs[] = {
    [D] = {.name = "d",
           .help = "numbers in a vector",
           .kind = LAB_WHOLE,
           .fallback = "192",
           .low = 2,
           .high = MOST_D,
           .live = true},
    [PAIRS] = {.name = "pairs",
               .help = "how many pairs of random vectors",
               .kind = LAB_WHOLE,
               .fallback = "2000",
               .low = 10,
               .high = MOST_PAIRS,
               .live = true},
    {.name = NULL},
};

struct found {
    int d, pairs;
    double mean, deviation, largest;
    double near; /* share of pairs within 0.2 of a right angle */
    float cosine[MOST_PAIRS];
};

/* Pair i draws from stream i. */
static struct tensor *random_rows(struct graph *g, const struct found *f,
                                  uint64_t seed, int which)
{
    const int64_t shape[] = {f->pairs, f->d};
    float *x = malloc((size_t)f->pairs * (size_t)f->d * sizeof *x);

    if (!x)
        return graph_fail(g, STATUS_NO_MEMORY, "no memory for random vectors");
    for (int i = 0; i < f->pairs; i++) {
        struct rng rng = rng_make(seed, (uint64_t)(2 * i + which));

        for (int j = 0; j < f->d; j++)
            x[(size_t)i * (size_t)f->d + (size_t)j] = rng_normal(&rng);
    }
    struct tensor *t = graph_floats(g, 2, shape, x);
    free(x);
    return t;
}

static struct tensor *row_dots(struct graph *g, struct tensor *a,
                               struct tensor *b)
{
    return reduce_sum(g, arith_mul(g, a, b), -1);
}

static void count(struct found *f, const struct tensor *cosine)
{
    double sum = 0.0, squares = 0.0;

    for (int i = 0; i < f->pairs; i++) {
        const double c = tensor_get(cosine, i);

        f->cosine[i] = (float)c;
        sum += c;
        squares += c * c;
        f->largest = fmax(f->largest, fabs(c));
        f->near += fabs(c) < 0.2;
    }
    f->mean = sum / f->pairs;
    f->deviation = sqrt(fmax(squares / f->pairs - f->mean * f->mean, 0.0));
    f->near /= f->pairs;
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;

    f->d = (int)r->value[D].number;
    f->pairs = (int)r->value[PAIRS].number;
    graph_set_gradients(g, false);
    struct tensor *a = random_rows(g, f, r->seed, 0);
    struct tensor *b = random_rows(g, f, r->seed, 1);
    struct tensor *lengths =
        unary_sqrt(g, arith_mul(g, row_dots(g, a, a), row_dots(g, b, b)));
    struct tensor *cosine = arith_div(g, row_dots(g, a, b), lengths);

    STATUS_TRY(graph_status(g));
    count(f, cosine);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct histogram h = {
        .value = f->cosine, .count = f->pairs, .low = -1.0f, .high = 1.0f};

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d pairs, %d numbers each: spread %.3f, 1/root(d) %.3f",
                  f->pairs, f->d, f->deviation, 1.0 / sqrt((double)f->d));
    canvas_printf(cv, 1, 0, INK_TEXT, "largest in size %.3f, mean %.3f",
                  f->largest, f->mean);
    if (cv->rows > 5)
        histogram_draw(&h, cv,
                       (struct canvas_rect){2, 0, cv->rows - 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "%d pairs of random vectors of %d numbers have cosines that "
               "spread by %.3f around %.3f; 1 over the root of %d is %.3f.\n",
               f->pairs, f->d, f->deviation, f->mean, f->d,
               1.0 / sqrt((double)f->d));
    buf_printf(out,
               "The largest in size is %.3f. %.1f%% of the pairs lie within "
               "0.2 of a right angle.\n",
               f->largest, 100.0 * f->near);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{si si sf sf sf sf sf}", "d", f->d, "pairs", f->pairs,
                     "mean", f->mean, "spread", f->deviation, "one_over_root",
                     1.0 / sqrt((double)f->d), "largest", f->largest,
                     "near_right_angle", f->near);
}

const struct lab random_angles_lab = {
    .name = "random-angles",
    .question = "How alike are two vectors by chance?",
    .about = "Pairs of vectors whose numbers are drawn at random. Their "
             "cosines lie around 0; how far around it depends on how many "
             "numbers a vector has.",
    .sources =
        (const char *const[]){"engine/kernels/k_reduce.c:reduce_sum_forward",
                              "engine/base/rng.c:rng_normal", NULL},
    .knobs = knobs,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
};
