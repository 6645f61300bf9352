#include "tests/kernels/twin.h"

/* Both norms behind one face. */
struct norm {
    struct twin x, gain, bias, out, dout, dx, stats, dgain, dbias;
    int rows, cols;
};

static struct norm norm_new(int rows, int cols)
{
    const int all = rows * cols;

    return (struct norm){twin_random(all, -2, 3, 1),
                         twin_random(cols, 0.5, 1.5, 2),
                         twin_random(cols, -1, 1, 3),
                         twin_new(all),
                         twin_random(all, -1, 1, 4),
                         twin_random(all, -1, 1, 5),
                         twin_new(2 * rows),
                         twin_random(cols, -1, 1, 6),
                         twin_random(cols, -1, 1, 7),
                         rows,
                         cols};
}

static void norm_free(struct norm *m)
{
    struct twin *all[] = {&m->x,  &m->gain,  &m->bias,  &m->out,  &m->dout,
                          &m->dx, &m->stats, &m->dgain, &m->dbias};

    for (int i = 0; i < 9; i++)
        twin_free(*all[i]);
}

#define EPSILON 1e-5

/* Gradients of gain and bias by the kernels `k`, of numbers `real` in field `f`
 * of a norm: the sums of runs, then of the runs in columns from .. to-1. */
#define GAIN_BACK(k, real, f, m, dbias_, from_, to_)                       \
    do {                                                                   \
        const int runs_ = ((m)->rows + KERNELS_RUN - 1) / KERNELS_RUN;     \
        const struct kernels_columns s_ = {runs_, (m)->cols, from_, to_};  \
        real *sums_ =                                                      \
            calloc((size_t)(runs_ * 2 * (m)->cols) + 1, sizeof *sums_);    \
                                                                           \
        for (int i_ = 0; i_ < runs_; i_++) {                               \
            const int at_ = i_ * KERNELS_RUN, left_ = (m)->rows - at_;     \
                                                                           \
            (k)->norm_gain_sums(                                           \
                sums_ + i_ * 2 * (m)->cols, (m)->dout.f + at_ * (m)->cols, \
                (m)->x.f + at_ * (m)->cols, (m)->stats.f + 2 * at_,        \
                left_ < KERNELS_RUN ? left_ : KERNELS_RUN, (m)->cols);     \
        }                                                                  \
        (k)->norm_gain_add((m)->dgain.f, dbias_, sums_, &s_);              \
        free(sums_);                                                       \
    } while (0)

static void run_layer(const struct kernels_f32 *k, struct norm *m)
{
    const struct kernels_f64 *p = kernels_reference();

    k->norm_layer_forward(m->out.f, m->x.f, m->gain.f, m->bias.f, m->rows,
                          m->cols, EPSILON);
    p->norm_layer_forward(m->out.d, m->x.d, m->gain.d, m->bias.d, m->rows,
                          m->cols, EPSILON);
    k->norm_layer_backward(m->dx.f, m->dout.f, m->x.f, m->gain.f, m->rows,
                           m->cols, EPSILON);
    p->norm_layer_backward(m->dx.d, m->dout.d, m->x.d, m->gain.d, m->rows,
                           m->cols, EPSILON);
    k->norm_layer_stats(m->stats.f, m->x.f, m->rows, m->cols, EPSILON);
    p->norm_layer_stats(m->stats.d, m->x.d, m->rows, m->cols, EPSILON);
    GAIN_BACK(k, float, f, m, m->dbias.f, 0, m->cols);
    GAIN_BACK(p, double, d, m, m->dbias.d, 0, m->cols);
}

static void run_rms(const struct kernels_f32 *k, struct norm *m)
{
    const struct kernels_f64 *p = kernels_reference();

    k->norm_rms_forward(m->out.f, m->x.f, m->gain.f, m->rows, m->cols, EPSILON);
    p->norm_rms_forward(m->out.d, m->x.d, m->gain.d, m->rows, m->cols, EPSILON);
    k->norm_rms_backward(m->dx.f, m->dout.f, m->x.f, m->gain.f, m->rows,
                         m->cols, EPSILON);
    p->norm_rms_backward(m->dx.d, m->dout.d, m->x.d, m->gain.d, m->rows,
                         m->cols, EPSILON);
    k->norm_rms_stats(m->stats.f, m->x.f, m->rows, m->cols, EPSILON);
    p->norm_rms_stats(m->stats.d, m->x.d, m->rows, m->cols, EPSILON);
    GAIN_BACK(k, float, f, m, NULL, 0, m->cols);
    GAIN_BACK(p, double, d, m, NULL, 0, m->cols);
}

static void compare(void (*run)(const struct kernels_f32 *, struct norm *),
                    const char *what)
{
    static const int size[] = TWIN_SIZES;

    for (int i = 0; twin_level(i); i++)
        for (int s = 1; s < TWIN_SIZE_COUNT; s++) {
            struct norm m = norm_new(size[TWIN_SIZE_COUNT - s], size[s]);

            run(twin_level(i), &m);
            twin_check(m.out, TWIN_CLOSE, what, twin_level(i)->level, m.cols);
            twin_check(m.dx, TWIN_CLOSE, what, twin_level(i)->level, m.cols);
            twin_check(m.dgain, TWIN_CLOSE, what, twin_level(i)->level, m.cols);
            twin_check(m.dbias, TWIN_CLOSE, what, twin_level(i)->level, m.cols);
            norm_free(&m);
        }
}

Test(k_norm, layer_norm_agrees_with_the_reference_at_odd_sizes)
{
    compare(run_layer, "layer");
}

Test(k_norm, rms_norm_agrees_with_the_reference_at_odd_sizes)
{
    compare(run_rms, "rms");
}

Test(k_norm, rows_worked_by_hand)
{
    const double x[2] = {1.0, 3.0}, gain[2] = {2.0, 2.0}, bias[2] = {0.5, 0.5};
    double out[2];

    kernels_reference()->norm_layer_forward(out, x, gain, bias, 1, 2, 0.0);
    cr_expect(fabs(out[0] + 1.5) < 1e-14 && fabs(out[1] - 2.5) < 1e-14);
    kernels_reference()->norm_rms_forward(out, x, NULL, 1, 2, 0.0);
    cr_expect(fabs(out[1] - 3.0 / sqrt(5.0)) < 1e-14);
}

/* The loss is the sum of dout times out. */
static double loss_of(const struct norm *m, bool layer)
{
    const struct kernels_f64 *p = kernels_reference();
    double loss = 0.0;

    if (layer)
        p->norm_layer_forward(m->out.d, m->x.d, m->gain.d, m->bias.d, m->rows,
                              m->cols, EPSILON);
    else
        p->norm_rms_forward(m->out.d, m->x.d, m->gain.d, m->rows, m->cols,
                            EPSILON);
    for (int i = 0; i < m->out.n; i++)
        loss += m->out.d[i] * m->dout.d[i];
    return loss;
}

static void check_slopes(const struct norm *m, const struct twin *of,
                         const double *before, bool layer)
{
    double *at = of == &m->dx      ? m->x.d
                 : of == &m->dgain ? m->gain.d
                                   : m->bias.d;

    for (int i = 0; i < of->n; i++) {
        const double old = at[i];

        at[i] = old + 1e-6;
        const double up = loss_of(m, layer);
        at[i] = old - 1e-6;
        const double slope = (up - loss_of(m, layer)) / 2e-6;
        at[i] = old;
        cr_expect(fabs(of->d[i] - before[i] - slope) < 1e-7, "%d: %g, %g", i,
                  of->d[i] - before[i], slope);
    }
}

Test(k_norm, gradients_are_slopes_and_are_added)
{
    for (int layer = 0; layer < 2; layer++) {
        struct norm m = norm_new(3, 7), old = norm_new(3, 7);

        (layer ? run_layer : run_rms)(kernels_fast("baseline"), &m);
        check_slopes(&m, &m.dx, old.dx.d, layer);
        check_slopes(&m, &m.dgain, old.dgain.d, layer);
        if (layer)
            check_slopes(&m, &m.dbias, old.dbias.d, layer);
        norm_free(&m);
        norm_free(&old);
    }
}

Test(k_norm, a_split_of_rows_or_columns_does_not_change_a_bit)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        struct norm a = norm_new(70, 133), b = norm_new(70, 133);
        const int cut[] = {0, 1, 64, 100, 133};

        run_layer(k, &a);
        k->norm_layer_stats(b.stats.f, b.x.f, 70, 133, EPSILON);
        for (int j = 0; j < 4; j++)
            GAIN_BACK(k, float, f, &b, b.dbias.f, cut[j], cut[j + 1]);
        k->norm_layer_backward(b.dx.f, b.dout.f, b.x.f, b.gain.f, 9, 133,
                               EPSILON);
        k->norm_layer_backward(b.dx.f + 9 * 133, b.dout.f + 9 * 133,
                               b.x.f + 9 * 133, b.gain.f, 61, 133, EPSILON);
        twin_same_bits(a.dx.f, b.dx.f, 70 * 133, "dx", k->level);
        twin_same_bits(a.dgain.f, b.dgain.f, 133, "gain", k->level);
        twin_same_bits(a.dbias.f, b.dbias.f, 133, "bias", k->level);
        norm_free(&a);
        norm_free(&b);
    }
}

Test(k_norm, from_kept_stats_come_the_same_bits)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        struct norm a = norm_new(9, 133), b = norm_new(9, 133);
        const struct kernels_rows s = {9, 133, true};

        run_layer(k, &a);
        k->norm_layer_stats(b.stats.f, b.x.f, 9, 133, EPSILON);
        k->norm_forward_by(b.out.f, b.x.f, b.gain.f, b.bias.f, b.stats.f, 9,
                           133);
        k->norm_backward_by(b.dx.f, b.dout.f, b.x.f, b.gain.f, b.stats.f, &s);
        twin_same_bits(a.out.f, b.out.f, 9 * 133, "out", k->level);
        twin_same_bits(a.dx.f, b.dx.f, 9 * 133, "dx", k->level);
        norm_free(&a);
        norm_free(&b);
    }
}

Test(k_norm, a_constant_row_of_large_numbers_stays_finite)
{
    for (int i = 0; twin_level(i); i++) {
        float x[33], out[33];

        for (int c = 0; c < 33; c++)
            x[c] = 1e4f;
        twin_level(i)->norm_layer_forward(out, x, NULL, NULL, 1, 33, 1e-5);
        for (int c = 0; c < 33; c++)
            cr_expect(fabsf(out[c]) < 1.0f);
        x[3] = NAN;
        twin_level(i)->norm_rms_forward(out, x, NULL, 1, 33, 1e-5);
        cr_expect(isnan(out[0]) && isnan(out[32]));
    }
}

Test(k_norm, the_bias_is_added_to_rows_and_collects_columns)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        struct twin out = twin_random(70 * 133, -1, 1, 1);
        struct twin a = twin_random(133, -1, 1, 2),
                    b = twin_random(133, -1, 1, 2);
        const struct kernels_columns whole = {70, 133, 0, 133};
        const struct kernels_columns left = {70, 133, 0, 41};
        const struct kernels_columns right = {70, 133, 41, 133};
        double want = a.d[132];

        k->bias_forward(out.f, a.f, 70, 133);
        kernels_reference()->bias_forward(out.d, a.d, 70, 133);
        twin_check(out, TWIN_CLOSE, "bias", k->level, 133);
        for (int r = 0; r < 70; r++)
            want += out.d[r * 133 + 132];
        k->bias_backward(a.f, out.f, &whole);
        kernels_reference()->bias_backward(a.d, out.d, &whole);
        cr_expect(fabs(a.d[132] - want) < 1e-12);
        twin_check(a, TWIN_CLOSE, "bias", k->level, 133);
        k->bias_backward(b.f, out.f, &right);
        k->bias_backward(b.f, out.f, &left);
        twin_same_bits(a.f, b.f, 133, "bias", k->level);
        twin_free(out);
        twin_free(a);
        twin_free(b);
    }
}
