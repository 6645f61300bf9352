#include "tests/kernels/twin.h"

typedef void forward32(float *, const float *, int);
typedef void forward64(double *, const double *, int);
typedef void backward32(float *, const float *, const float *, int);
typedef void backward64(double *, const double *, const double *, int);

struct row {
    const char *name;
    size_t f32, f64, back32, back64;
    double low, high;
    bool from_out; /* backward reads the result */
};

#define ROW(k, low, high, from_out)                                         \
    {                                                                       \
#k, offsetof(struct kernels_f32, k##_forward),                      \
            offsetof(struct kernels_f64, k##_forward),                      \
            offsetof(struct kernels_f32, k##_backward),                     \
            offsetof(struct kernels_f64, k##_backward), low, high, from_out \
    }

static const struct row rows[] = {
    ROW(activation_relu, -3, 3, false),
    ROW(activation_gelu, -6, 6, false),
    ROW(activation_gelu_tanh, -6, 6, false),
    ROW(activation_silu, -20, 20, false),
    ROW(unary_neg, -3, 3, false),
    ROW(unary_exp, -20, 20, true),
    ROW(unary_log, 0.01, 50, false),
    ROW(unary_sqrt, 0.01, 50, true),
    ROW(unary_square, -3, 3, false),
    ROW(unary_tanh, -4, 4, true),
    ROW(unary_sigmoid, -20, 20, true),
};
enum { ROWS = sizeof rows / sizeof *rows };

static forward32 *fast_forward(const struct kernels_f32 *k, const struct row *r)
{
    forward32 *f;
    memcpy(&f, (const char *)k + r->f32, sizeof f);
    return f;
}

static forward64 *plain_forward(const struct row *r)
{
    forward64 *f;
    memcpy(&f, (const char *)kernels_reference() + r->f64, sizeof f);
    return f;
}

static backward32 *fast_backward(const struct kernels_f32 *k,
                                 const struct row *r)
{
    backward32 *f;
    memcpy(&f, (const char *)k + r->back32, sizeof f);
    return f;
}

static backward64 *plain_backward(const struct row *r)
{
    backward64 *f;
    memcpy(&f, (const char *)kernels_reference() + r->back64, sizeof f);
    return f;
}

static void compare(const struct kernels_f32 *k, const struct row *r, int n)
{
    struct twin x = twin_random(n, r->low, r->high, 1);
    struct twin out = twin_new(n), dout = twin_random(n, -1, 1, 2);
    struct twin dx = twin_random(n, -1, 1, 3);

    fast_forward(k, r)(out.f, x.f, n);
    plain_forward(r)(out.d, x.d, n);
    twin_check(out, TWIN_CLOSE, r->name, k->level, n);
    fast_backward(k, r)(dx.f, dout.f, r->from_out ? out.f : x.f, n);
    plain_backward(r)(dx.d, dout.d, r->from_out ? out.d : x.d, n);
    twin_check(dx, TWIN_CLOSE, r->name, k->level, n);
    twin_free(x);
    twin_free(out);
    twin_free(dout);
    twin_free(dx);
}

Test(k_unary, every_level_agrees_with_the_reference_at_odd_sizes)
{
    static const int size[] = TWIN_SIZES;

    for (int i = 0; twin_level(i); i++)
        for (int r = 0; r < ROWS; r++)
            for (int s = 0; s < TWIN_SIZE_COUNT; s++)
                compare(twin_level(i), &rows[r], size[s]);
}

/* Central difference, eps 1e-6 in f64: off by about 1e-10 of the value. */
Test(k_unary, backward_is_the_slope_of_forward)
{
    for (int r = 0; r < ROWS; r++)
        for (int i = 0; i < 40; i++) {
            const struct row *w = &rows[r];
            const double x = w->low + (w->high - w->low) * (i + 0.5) / 40;
            const double above = x + 1e-6, below = x - 1e-6, one = 1.0;
            double up, down, here, dx = 0.25;

            plain_forward(w)(&up, &above, 1);
            plain_forward(w)(&down, &below, 1);
            plain_forward(w)(&here, &x, 1);
            plain_backward(w)(&dx, &one, w->from_out ? &here : &x, 1);
            const double slope = (up - down) / 2e-6;
            cr_expect(fabs(dx - 0.25 - slope) <= 1e-6 * (1.0 + fabs(slope)),
                      "%s at %g: %g, slope %g", w->name, x, dx - 0.25, slope);
        }
}

Test(k_unary, a_split_does_not_change_a_bit)
{
    for (int i = 0; twin_level(i); i++)
        for (int r = 0; r < ROWS; r++) {
            struct twin x = twin_random(65, rows[r].low, rows[r].high, 4);
            struct twin a = twin_new(65), b = twin_new(65);
            forward32 *f = fast_forward(twin_level(i), &rows[r]);

            f(a.f, x.f, 65);
            f(b.f, x.f, 13);
            f(b.f + 13, x.f + 13, 51);
            f(b.f + 64, x.f + 64, 1);
            twin_same_bits(a.f, b.f, 65, rows[r].name, twin_level(i)->level);
            f(x.f, x.f, 65); /* in place */
            twin_same_bits(a.f, x.f, 65, rows[r].name, twin_level(i)->level);
            twin_free(x);
            twin_free(a);
            twin_free(b);
        }
}

Test(k_unary, nan_goes_through)
{
    for (int i = 0; twin_level(i); i++)
        for (int r = 0; r < ROWS; r++) {
            float x[33], out[33];

            for (int j = 0; j < 33; j++)
                x[j] = j == 5 || j == 32 ? NAN : 1.0f;
            fast_forward(twin_level(i), &rows[r])(out, x, 33);
            for (int j = 0; j < 33; j++) {
                const bool lost = !isnan(x[j]) != !isnan(out[j]);

                cr_expect(lost == false, "%s %s %d", rows[r].name,
                          twin_level(i)->level, j);
            }
        }
}

Test(k_unary, exp_is_exact_to_one_part_in_5_million)
{
    for (int i = 0; twin_level(i); i++)
        for (int j = 0; j < 100000; j++) {
            const float x = (float)(-87.0 + 175.0 * j / 100000);
            float out;

            twin_level(i)->unary_exp_forward(&out, &x, 1);
            const double want = exp((double)x);
            cr_assert(fabs((double)out - want) <= 2e-7 * want, "%s exp(%.9g)",
                      twin_level(i)->level, (double)x);
        }
}

Test(k_unary, tanh_keeps_its_digits_near_zero)
{
    for (int i = 0; twin_level(i); i++)
        for (int j = 1; j < 10000; j++) {
            const float x = (float)(j * 1e-3 * (j % 2 ? 1e-3 : 1.0));
            float out;

            twin_level(i)->unary_tanh_forward(&out, &x, 1);
            const double want = tanh((double)x);
            cr_assert(fabs((double)out - want) <= 4e-7 * want, "%s tanh(%.9g)",
                      twin_level(i)->level, (double)x);
        }
}

Test(k_unary, huge_inputs_saturate)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        const float x[4] = {-1e4f, 1e4f, -INFINITY, INFINITY};
        const float ones[4] = {1, 1, 1, 1};
        float out[4], dx[4] = {0};

        k->unary_exp_forward(out, x, 4);
        cr_expect(out[0] == 0.0f && isinf(out[1]));
        cr_expect(out[2] == 0.0f && isinf(out[3]));
        k->unary_tanh_forward(out, x, 4);
        cr_expect(out[0] == -1.0f && out[1] == 1.0f);
        k->unary_sigmoid_forward(out, x, 4);
        cr_expect(out[0] == 0.0f && out[1] == 1.0f);
        k->activation_gelu_forward(out, x, 2);
        cr_expect(out[0] == 0.0f && out[1] == 1e4f);
        k->activation_gelu_tanh_forward(out, x, 2);
        cr_expect(out[0] == 0.0f && out[1] == 1e4f);
        k->activation_gelu_tanh_backward(dx, ones, x, 2);
        k->activation_gelu_backward(dx, ones, x, 2);
        k->activation_silu_backward(dx, ones, x, 2);
        cr_expect(dx[0] == 0.0f && dx[1] == 3.0f, "%g %g", (double)dx[0],
                  (double)dx[1]);
    }
}

Test(k_unary, scaling_and_adding_follow_their_formulas)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        struct twin x = twin_random(65, -2, 2, 5),
                    y = twin_random(65, -2, 2, 6);
        struct twin out = twin_new(65);

        k->scale_affine(out.f, x.f, 0.5, 3.0, 65);
        kernels_reference()->scale_affine(out.d, x.d, 0.5, 3.0, 65);
        cr_expect(fabs(out.d[7] - (0.5 * x.d[7] + 3.0)) < 1e-15);
        twin_check(out, TWIN_CLOSE, "affine", k->level, 65);
        k->scale_add(y.f, x.f, -2.0, y.f, 0.25, 65);
        const double want = -2.0 * x.d[64] + 0.25 * y.d[64];
        kernels_reference()->scale_add(y.d, x.d, -2.0, y.d, 0.25, 65);
        cr_expect(fabs(y.d[64] - want) < 1e-15);
        twin_check(y, TWIN_CLOSE, "add", k->level, 65);
        k->scale_fill(out.f, 1.5, 64);
        cr_expect(out.f[0] == 1.5f && out.f[63] == 1.5f && out.f[64] != 1.5f);
        twin_free(x);
        twin_free(y);
        twin_free(out);
    }
}
