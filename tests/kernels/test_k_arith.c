#include "tests/kernels/twin.h"

/* [3, 5, 7] against [5, 1]: b repeats along the first and the last axis. */
static const struct kernels_pair spread = {3, {3, 5, 7}, {35, 7, 1}, {0, 1, 0}};
/* The same with b in the place of the operand whose gradient is asked. */
static const struct kernels_pair turned = {3, {3, 5, 7}, {0, 1, 0}, {35, 7, 1}};
enum { ALL = 105 };

Test(k_arith, operands_are_repeated_along_axes_of_stride_0)
{
    const struct kernels_f64 *p = kernels_reference();
    struct twin a = twin_random(ALL, 1, 2, 1), b = twin_random(5, 1, 2, 2);
    double add[ALL], sub[ALL], mul[ALL], quotient[ALL];

    p->arith_add_forward(add, a.d, b.d, &spread, 0, ALL);
    p->arith_sub_forward(sub, a.d, b.d, &spread, 0, ALL);
    p->arith_mul_forward(mul, a.d, b.d, &spread, 0, ALL);
    p->arith_div_forward(quotient, a.d, b.d, &spread, 0, ALL);
    for (int i = 0; i < ALL; i++) {
        const double y = b.d[i / 7 % 5];

        cr_expect(add[i] == a.d[i] + y && sub[i] == a.d[i] - y);
        cr_expect(mul[i] == a.d[i] * y && quotient[i] == a.d[i] / y);
    }
    twin_free(a);
    twin_free(b);
}

Test(k_arith, every_level_gives_the_same_bits_for_any_range)
{
    for (int l = 0; twin_level(l); l++) {
        const struct kernels_f32 *k = twin_level(l);
        struct twin a = twin_random(ALL, 1, 2, 1), b = twin_random(5, 1, 2, 2);
        struct twin out = twin_new(ALL), parts = twin_new(ALL);

        k->arith_div_forward(out.f, a.f, b.f, &spread, 0, ALL);
        for (int i = 0; i < ALL; i += 11)
            k->arith_div_forward(parts.f, a.f, b.f, &spread, i,
                                 i + 11 < ALL ? i + 11 : ALL);
        twin_same_bits(out.f, parts.f, ALL, "div", k->level);
        kernels_reference()->arith_div_forward(out.d, a.d, b.d, &spread, 0,
                                               ALL);
        twin_check(out, TWIN_CLOSE, "div", k->level, ALL);
        twin_free(a);
        twin_free(b);
        twin_free(out);
        twin_free(parts);
    }
}

Test(k_arith, gradients_are_summed_over_what_was_repeated)
{
    const struct kernels_f64 *p = kernels_reference();
    struct twin a = twin_random(ALL, 1, 2, 1), b = twin_random(5, 1, 2, 2);
    struct twin d = twin_random(ALL, -1, 1, 3);
    double add[5] = {1}, mul[5] = {1}, divisor[5] = {1};
    double over[ALL] = {0}, want[3][5] = {{1}, {1}, {1}};

    p->arith_add_backward(add, d.d, -1.0, &turned, 0, 5);
    p->arith_mul_backward(mul, d.d, a.d, &turned, 0, 5);
    p->arith_divisor_backward(divisor, d.d, b.d, a.d, &turned, 0, 5);
    p->arith_div_backward(over, d.d, b.d, &spread, 0, ALL);
    for (int i = 0; i < ALL; i++) {
        const int at = i / 7 % 5;

        want[0][at] -= d.d[i];
        want[1][at] += d.d[i] * a.d[i];
        want[2][at] -= d.d[i] * a.d[i] / (b.d[at] * b.d[at]);
        cr_expect(fabs(over[i] - d.d[i] / b.d[at]) < 1e-15);
    }
    for (int i = 0; i < 5; i++) {
        cr_expect(fabs(add[i] - want[0][i]) < 1e-12);
        cr_expect(fabs(mul[i] - want[1][i]) < 1e-12);
        cr_expect(fabs(divisor[i] - want[2][i]) < 1e-12);
    }
    twin_free(a);
    twin_free(b);
    twin_free(d);
}

Test(k_arith, f32_gradients_agree_and_do_not_depend_on_the_range)
{
    for (int l = 0; twin_level(l); l++) {
        const struct kernels_f32 *k = twin_level(l);
        struct twin a = twin_random(ALL, 1, 2, 1),
                    d = twin_random(ALL, -1, 1, 3);
        struct twin da = twin_random(5, -1, 1, 4),
                    parts = twin_random(5, -1, 1, 4);

        k->arith_mul_backward(da.f, d.f, a.f, &turned, 0, 5);
        kernels_reference()->arith_mul_backward(da.d, d.d, a.d, &turned, 0, 5);
        twin_check(da, TWIN_CLOSE, "mul", k->level, 5);
        k->arith_mul_backward(parts.f, d.f, a.f, &turned, 2, 5);
        k->arith_mul_backward(parts.f, d.f, a.f, &turned, 0, 2);
        twin_same_bits(da.f, parts.f, 5, "mul", k->level);
        twin_free(a);
        twin_free(d);
        twin_free(da);
        twin_free(parts);
    }
}

Test(k_arith, a_scalar_operand_collects_everything)
{
    const struct kernels_pair s = {2, {15, 7}, {0, 0}, {7, 1}};
    struct twin d = twin_random(ALL, -1, 1, 3);
    double da = 0.0, want = 0.0;

    kernels_reference()->arith_add_backward(&da, d.d, 1.0, &s, 0, 1);
    for (int i = 0; i < ALL; i++)
        want += d.d[i];
    cr_expect(fabs(da - want) < 1e-12);
    twin_free(d);
}

Test(k_arith, copies_follow_the_strides_in_both_directions)
{
    /* A transposed [3, 5, 7] with the last two axes swapped. */
    const struct kernels_copy s = {3, {3, 7, 5}, {35, 5, 1}, {35, 1, 7}};
    struct twin x = twin_random(ALL, -1, 1, 1), out = twin_new(ALL);

    for (int l = 0; twin_level(l); l++) {
        twin_level(l)->copy_forward(out.f, x.f, &s, 0, 50);
        twin_level(l)->copy_forward(out.f, x.f, &s, 50, ALL);
        for (int i = 0; i < ALL; i++)
            cr_expect(out.f[i] == x.f[i / 35 * 35 + i % 5 * 7 + i / 5 % 7]);
        twin_level(l)->copy_add(out.f, x.f, &s, 10, 11);
        cr_expect(out.f[10] == 2.0f * x.f[2]);
    }
    twin_free(x);
    twin_free(out);
}

Test(k_arith, empty_shapes_and_single_numbers_work)
{
    const struct kernels_copy none = {2, {0, 4}, {4, 1}, {4, 1}};
    const struct kernels_pair one = {0, {0}, {0}, {0}};
    const double a = 3.0, b = 4.0;
    double out = 0.0;

    kernels_reference()->copy_forward(&out, &a, &none, 0, 0);
    cr_expect(out == 0.0);
    kernels_reference()->arith_mul_forward(&out, &a, &b, &one, 0, 1);
    cr_expect(out == 12.0);
    kernels_reference()->arith_mul_backward(&out, &a, &b, &one, 0, 1);
    cr_expect(out == 24.0);
}

Test(k_arith, sums_means_and_maxima_run_along_the_middle_axis)
{
    const struct kernels_f64 *p = kernels_reference();
    const double x[8] = {1, 8, 5, 2, -1, -2, -1, -4};
    double out[4], dx[8] = {0};
    const double dout[4] = {1, 2, 3, 4};

    p->reduce_sum_forward(out, x, 2, 2, 2);
    cr_expect(out[0] == 6 && out[1] == 10 && out[2] == -2 && out[3] == -6);
    p->reduce_mean_forward(out, x, 1, 8, 1);
    cr_expect(out[0] == 1.0);
    p->reduce_max_forward(out, x, 2, 2, 2);
    cr_expect(out[0] == 5 && out[1] == 8 && out[2] == -1 && out[3] == -2);
    p->reduce_max_backward(dx, dout, x, 2, 2, 2);
    cr_expect(dx[2] == 1 && dx[1] == 2 && dx[4] == 3 && dx[6] == 0);
    p->reduce_sum_backward(dx, dout, 0.5, 2, 2, 2);
    cr_expect(dx[0] == 0.5 && dx[2] == 1.5 && dx[7] == 2.0);
}

Test(k_arith, a_long_sum_of_floats_keeps_its_digits)
{
    struct twin x = twin_random(1000003, 0, 1, 1), out = twin_new(1);

    kernels_reference()->reduce_sum_forward(out.d, x.d, 1, x.n, 1);
    for (int l = 0; twin_level(l); l++) {
        twin_level(l)->reduce_sum_forward(out.f, x.f, 1, x.n, 1);
        cr_expect(fabs((double)out.f[0] / out.d[0] - 1.0) < 1e-6);
    }
    twin_free(x);
    twin_free(out);
}

Test(k_arith, nan_is_the_largest_number)
{
    const float x[3] = {1.0f, NAN, 5.0f};
    float out;

    for (int l = 0; twin_level(l); l++) {
        twin_level(l)->reduce_max_forward(&out, x, 1, 3, 1);
        cr_expect(isnan(out));
    }
}

Test(k_arith, matrix_products_take_every_transposition)
{
    /* A is [2, 3], B is [3, 2]; as stored when transposed: the other way. */
    const double a[2][6] = {{1, 2, 3, 4, 5, 6}, {1, 4, 2, 5, 3, 6}};
    const double b[2][6] = {{7, 8, 9, 10, 11, 12}, {7, 9, 11, 8, 10, 12}};

    for (int i = 0; i < 4; i++) {
        double c[4] = {1, (double)NAN, 1, 1};
        struct gemm_args g = {.a_transposed = i & 1,
                              .b_transposed = i & 2,
                              .rows = 2,
                              .cols = 2,
                              .inner = 3,
                              .a = a[i & 1],
                              .b = b[i >> 1],
                              .c = c,
                              .a_row = i & 1 ? 2 : 3,
                              .b_row = i & 2 ? 3 : 2,
                              .c_row = 2,
                              .batch = 1,
                              .alpha = 1.0,
                              .beta = 0.0};

        kernels_reference()->gemm_forward(&g);
        cr_expect(c[0] == 58 && c[1] == 64 && c[2] == 139 && c[3] == 154);
        g.alpha = 0.5;
        g.beta = 1.0;
        kernels_reference()->gemm_forward(&g);
        cr_expect(c[0] == 87 && c[3] == 231);
    }
}

Test(k_arith, f32_matrix_products_agree_with_the_reference)
{
    enum { N = 65, K = 33, M = 31 };
    struct twin a = twin_random(N * K, -1, 1, 1),
                b = twin_random(K * M, -1, 1, 2);
    struct twin c = twin_new(N * M);
    struct gemm_args g = {.rows = N,
                          .cols = M,
                          .inner = K,
                          .a = a.d,
                          .b = b.d,
                          .c = c.d,
                          .a_row = K,
                          .b_row = M,
                          .c_row = M,
                          .batch = 1,
                          .alpha = 1.0};

    kernels_reference()->gemm_forward(&g);
    g.a = a.f;
    g.b = b.f;
    g.c = c.f;
    for (int l = 0; twin_level(l); l++) {
        twin_level(l)->gemm_forward(&g);
        twin_check(c, TWIN_SUMS, "gemm", twin_level(l)->level, K);
    }
    twin_free(a);
    twin_free(b);
    twin_free(c);
}
