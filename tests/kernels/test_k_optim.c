#include "tests/kernels/twin.h"

Test(k_optim, the_first_adamw_step_moves_by_the_rate)
{
    const struct kernels_adamw s = {0.1, 0.9, 0.999, 0.0, 0.0, 1.0, 1, NULL};
    double p[2] = {1.0, 1.0}, g[2] = {3.0, -0.001}, m[2] = {0}, v[2] = {0};

    kernels_reference()->optim_adamw(p, g, m, v, &s, 2);
    cr_expect(fabs(p[0] - 0.9) < 1e-12 && fabs(p[1] - 1.1) < 1e-12);
    cr_expect(fabs(m[0] - 0.3) < 1e-12 && fabs(v[0] - 0.009) < 1e-12);
}

Test(k_optim, decay_shrinks_the_weights_apart_from_the_gradient)
{
    const struct kernels_adamw s = {0.1, 0.9, 0.999, 1e-8, 0.5, 1.0, 1, NULL};
    double p = 2.0, g = 0.0, m = 0.0, v = 0.0;

    kernels_reference()->optim_adamw(&p, &g, &m, &v, &s, 1);
    cr_expect(fabs(p - 1.9) < 1e-12);
}

static void compare_adamw(const struct kernels_f32 *k, int n)
{
    struct twin p = twin_random(n, -1, 1, 1), m = twin_new(n), v = twin_new(n);

    for (int step = 1; step <= 20; step++) {
        const struct kernels_adamw s = {1e-2, 0.9, 0.99, 1e-8,
                                        0.1,  0.5, step, NULL};
        struct twin g = twin_random(n, -1, 1, 10 + (uint64_t)step);

        k->optim_adamw(p.f, g.f, m.f, v.f, &s, n);
        kernels_reference()->optim_adamw(p.d, g.d, m.d, v.d, &s, n);
        twin_free(g);
    }
    twin_check(p, TWIN_CLOSE, "adamw", k->level, n);
    twin_check(m, TWIN_CLOSE, "adamw m", k->level, n);
    twin_check(v, TWIN_CLOSE, "adamw v", k->level, n);
    twin_free(p);
    twin_free(m);
    twin_free(v);
}

Test(k_optim, twenty_steps_agree_with_the_reference_at_odd_sizes)
{
    static const int size[] = TWIN_SIZES;

    for (int l = 0; twin_level(l); l++)
        for (int s = 0; s < TWIN_SIZE_COUNT; s++)
            compare_adamw(twin_level(l), size[s]);
}

Test(k_optim, sgd_remembers_with_momentum_and_works_without)
{
    const struct kernels_sgd s = {0.1, 0.9, 0.0, 0.5, NULL};
    double p = 1.0, g = 2.0, m = 0.0;

    kernels_reference()->optim_sgd(&p, &g, &m, &s, 1);
    kernels_reference()->optim_sgd(&p, &g, &m, &s, 1);
    cr_expect(fabs(m - 1.9) < 1e-15 && fabs(p - 0.71) < 1e-15);
    kernels_reference()->optim_sgd(&p, &g, NULL, &s, 1);
    cr_expect(fabs(p - 0.61) < 1e-15);
}

Test(k_optim, squares_are_summed_in_fixed_chunks)
{
    enum { N = 2 * KERNELS_CHUNK + 5 };
    struct twin x = twin_random(N, -1, 1, 1);
    double plain[3], fast[3], part;

    kernels_reference()->optim_sumsq(plain, x.d, N);
    for (int l = 0; twin_level(l); l++) {
        const struct kernels_f32 *k = twin_level(l);

        k->optim_sumsq(fast, x.f, N);
        for (int i = 0; i < 3; i++)
            cr_expect(fabs(fast[i] - plain[i]) < 1e-9 * plain[i]);
        k->optim_sumsq(&part, x.f + KERNELS_CHUNK, KERNELS_CHUNK);
        cr_expect(memcmp(&part, &fast[1], sizeof part) == 0);
    }
    twin_free(x);
}

Test(k_optim, an_embedding_picks_rows_and_adds_gradients_in_order)
{
    const int32_t ids[4] = {2, 0, 2, 1};
    const float table[6] = {1, 2, 3, 4, 5, 6}, d[8] = {1, 1, 2, 2, 3, 3, 4, 4};

    for (int l = 0; twin_level(l); l++) {
        float out[8], dtable[6] = {10, 10, 10, 10, 10, 10};

        twin_level(l)->embedding_forward(out, table, ids, 4, 2);
        cr_expect(out[0] == 5 && out[3] == 2 && out[5] == 6 && out[7] == 4);
        twin_level(l)->embedding_backward(dtable, d, ids, 4, 2, 1, 2);
        cr_expect(dtable[5] == 14 && dtable[4] == 10 && dtable[1] == 12);
        twin_level(l)->embedding_backward(dtable, d, ids, 4, 2, 0, 1);
        cr_expect(dtable[4] == 14 && dtable[2] == 14);
    }
}

Test(k_optim, dropout_keeps_the_mean_and_falls_the_same_way_for_everyone)
{
    enum { N = 40001 };
    const struct kernels_dropout s = {0.25, 3, 9};
    struct twin x = twin_new(N), out = twin_new(N), parts = twin_new(N);
    int kept = 0;

    for (int i = 0; i < N; i++)
        twin_set(x, i, 1.0);
    for (int l = 0; twin_level(l); l++) {
        const struct kernels_f32 *k = twin_level(l);

        k->dropout_forward(out.f, x.f, &s, 0, N);
        k->dropout_forward(parts.f, x.f, &s, 0, 333);
        k->dropout_forward(parts.f, x.f, &s, 333, N);
        twin_same_bits(out.f, parts.f, N, "dropout", k->level);
    }
    kernels_reference()->dropout_forward(out.d, x.d, &s, 0, N);
    for (int i = 0; i < N; i++)
        kept += out.d[i] > 0.0;
    twin_check(out, TWIN_CLOSE, "dropout", "all", N);
    /* Four standard deviations of a coin that falls 1 time in 4. */
    cr_expect(abs(kept - 30001) < 350, "%d kept", kept);
    memset(x.d, 0, N * sizeof(double));
    kernels_reference()->dropout_backward(x.d, out.d, &s, 0, N);
    for (int i = 0; i < N; i++) {
        const double most = 1.0 / (0.75 * 0.75);

        cr_assert(out.d[i] > 0.0 ? fabs(x.d[i] - most) < 1e-12 : x.d[i] == 0.0);
    }
    twin_free(x);
    twin_free(out);
    twin_free(parts);
}

Test(k_optim, the_best_level_is_found_and_an_unknown_one_is_not)
{
    cr_expect(kernels_fast(NULL) != NULL);
    cr_expect(kernels_fast("sse9") == NULL);
    for (int l = 0; twin_level(l); l++)
        cr_expect(kernels_fast(twin_level(l)->level) == twin_level(l));
    cr_assert_str_eq(kernels_reference()->level, "reference");
}
