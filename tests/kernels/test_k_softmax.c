#include "tests/kernels/twin.h"

Test(k_softmax, a_row_worked_by_hand)
{
    const double x[3] = {0.0, log(2.0), log(5.0)};
    double out[3];

    kernels_reference()->softmax_forward(out, x, 1, 3);
    cr_expect(fabs(out[0] - 0.125) < 1e-15);
    cr_expect(fabs(out[1] - 0.25) < 1e-15);
    cr_expect(fabs(out[2] - 0.625) < 1e-15);
}

Test(k_softmax, every_level_agrees_with_the_reference_at_odd_sizes)
{
    static const int size[] = TWIN_SIZES;

    for (int i = 0; twin_level(i); i++)
        for (int s = 1; s < TWIN_SIZE_COUNT; s++) {
            const struct kernels_f32 *k = twin_level(i);
            const int n = size[s], all = 5 * n;
            struct twin x = twin_random(all, -8, 8, 1), out = twin_new(all);
            struct twin dout = twin_random(all, -1, 1, 2);
            struct twin dx = twin_random(all, -1, 1, 3);

            k->softmax_forward(out.f, x.f, 5, n);
            kernels_reference()->softmax_forward(out.d, x.d, 5, n);
            twin_check(out, TWIN_CLOSE, "forward", k->level, n);
            k->softmax_backward(dx.f, dout.f, out.f, 5, n);
            kernels_reference()->softmax_backward(dx.d, dout.d, out.d, 5, n);
            twin_check(dx, TWIN_CLOSE, "backward", k->level, n);
            twin_free(x);
            twin_free(out);
            twin_free(dout);
            twin_free(dx);
        }
}

Test(k_softmax, no_rows_touch_nothing)
{
    for (int i = 0; twin_level(i); i++) {
        float out = 7.0f;

        twin_level(i)->softmax_forward(&out, &out, 0, 1);
        cr_expect(out == 7.0f);
    }
}

Test(k_softmax, large_scores_and_masked_ones_are_fine_and_nan_is_not)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        float x[8] = {1e4f, 1e4f, -1e4f, -INFINITY, 0, 1, NAN, 2}, out[8];

        k->softmax_forward(out, x, 2, 4);
        cr_expect(fabsf(out[0] - 0.5f) < 1e-6f && fabsf(out[1] - 0.5f) < 1e-6f);
        cr_expect(out[2] == 0.0f && out[3] == 0.0f);
        for (int c = 4; c < 8; c++)
            cr_expect(isnan(out[c]));
    }
}

Test(k_softmax, a_row_is_the_same_whoever_asks)
{
    for (int i = 0; twin_level(i); i++) {
        const struct kernels_f32 *k = twin_level(i);
        struct twin x = twin_random(7 * 33, -8, 8, 1);
        struct twin a = twin_new(7 * 33), b = twin_new(7 * 33);

        k->softmax_forward(a.f, x.f, 7, 33);
        k->softmax_forward(b.f, x.f, 2, 33);
        k->softmax_forward(b.f + 2 * 33, x.f + 2 * 33, 5, 33);
        twin_same_bits(a.f, b.f, 7 * 33, "softmax", k->level);
        twin_free(x);
        twin_free(a);
        twin_free(b);
    }
}

Test(k_softmax, the_mask_hides_the_future_and_passes_no_gradient_to_it)
{
    const double x[6] = {1, 2, 3, 4, 5, 6}, ones[6] = {1, 1, 1, 1, 1, 1};
    double out[6], dx[6] = {0};

    /* Two queries, three keys: the first sees two of them. */
    kernels_reference()->mask_causal_forward(out, x, 2, 3, 0, 1);
    kernels_reference()->mask_causal_forward(out, x, 2, 3, 1, 2);
    cr_expect(out[1] == 2 && isinf(out[2]) && out[2] < 0 && out[5] == 6);
    kernels_reference()->mask_causal_backward(dx, ones, 2, 3, 0, 2);
    cr_expect(dx[1] == 1 && dx[2] == 0 && dx[5] == 1);
}

struct loss {
    struct twin logits, loss, lse, d;
    int32_t target[5];
};

static struct loss loss_new(int n, double most)
{
    struct loss l = {twin_random(5 * n, -most, most, 9),
                     twin_new(5),
                     twin_new(5),
                     twin_random(5 * n, -1, 1, 8),
                     {0}};

    for (int r = 0; r < 5; r++)
        l.target[r] = r == 3 ? -1 : (7 * r + 3) % n;
    return l;
}

static void loss_free(struct loss *l)
{
    twin_free(l->logits);
    twin_free(l->loss);
    twin_free(l->lse);
    twin_free(l->d);
}

static void compare_loss(const struct kernels_f32 *k, int n, bool adds)
{
    struct loss l = loss_new(n, 8);
    const struct kernels_classes s = {5, n, -1, 0.25, adds};
    const struct kernels_f64 *plain = kernels_reference();

    k->cross_entropy_forward(l.loss.f, l.lse.f, l.logits.f, l.target, -1, 5, n);
    plain->cross_entropy_forward(l.loss.d, l.lse.d, l.logits.d, l.target, -1, 5,
                                 n);
    cr_expect(l.loss.f[3] == 0.0f && l.loss.d[3] == 0.0);
    twin_check(l.loss, TWIN_CLOSE, "loss", k->level, n);
    k->cross_entropy_backward(l.d.f, l.logits.f, l.lse.f, l.target, &s);
    plain->cross_entropy_backward(l.d.d, l.logits.d, l.lse.d, l.target, &s);
    twin_check(l.d, TWIN_CLOSE, "gradient", k->level, n);
    cr_expect(adds || l.d.f[3 * n] == 0.0f);
    loss_free(&l);
}

Test(k_softmax, cross_entropy_agrees_with_the_reference_at_odd_sizes)
{
    static const int size[] = TWIN_SIZES;

    for (int i = 0; twin_level(i); i++)
        for (int s = 1; s < TWIN_SIZE_COUNT; s++) {
            compare_loss(twin_level(i), size[s], true);
            compare_loss(twin_level(i), size[s], false);
        }
}

Test(k_softmax, cross_entropy_of_large_logits_keeps_the_small_difference)
{
    for (int i = 0; twin_level(i); i++) {
        const float x[3] = {10000.0f, 10001.0f, -INFINITY};
        const int32_t target = 0;
        float loss, lse;

        twin_level(i)->cross_entropy_forward(&loss, &lse, x, &target, -1, 1, 3);
        cr_expect(fabs((double)loss - log1p(exp(1.0))) < 1e-6);
    }
}

Test(k_softmax, the_gradient_of_cross_entropy_is_its_slope_and_works_in_place)
{
    const struct kernels_f64 *plain = kernels_reference();
    const struct kernels_classes s = {5, 7, -1, 1.0, false};
    struct loss l = loss_new(7, 3);

    plain->cross_entropy_forward(l.loss.d, l.lse.d, l.logits.d, l.target, -1, 5,
                                 7);
    plain->cross_entropy_backward(l.d.d, l.logits.d, l.lse.d, l.target, &s);
    for (int c = 0; c < 7; c++) {
        double up, down, lse, *x = l.logits.d + 7, old = x[c];

        x[c] = old + 1e-6;
        plain->cross_entropy_forward(&up, &lse, x, l.target + 1, -1, 1, 7);
        x[c] = old - 1e-6;
        plain->cross_entropy_forward(&down, &lse, x, l.target + 1, -1, 1, 7);
        x[c] = old;
        cr_expect(fabs((up - down) / 2e-6 - l.d.d[7 + c]) < 1e-8);
    }
    plain->cross_entropy_backward(l.logits.d, l.logits.d, l.lse.d, l.target,
                                  &s);
    cr_expect(memcmp(l.logits.d, l.d.d, 35 * sizeof(double)) == 0);
    loss_free(&l);
}
