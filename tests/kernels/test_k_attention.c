#include "tests/kernels/twin.h"

/* q, k and v stand in one fused row [heads + 2 groups, width], as a model
 * keeps them. */
struct scene {
    struct kernels_attention a; /* without pointers */
    struct twin fused, out, lse, dout, d, probs;
};

static struct scene scene_new(int t, int keys, int heads, int groups, int width)
{
    const int64_t row = (heads + 2 * groups) * width;
    const int tokens = keys > t ? keys : t, outs = 2 * t * heads * width;
    const int all = 2 * tokens * (int)row;

    return (struct scene){.a = {.batch = 2,
                                .t = t,
                                .keys = keys,
                                .heads = heads,
                                .groups = groups,
                                .width = width,
                                .q_batch = tokens * row,
                                .q_row = row,
                                .q_head = width,
                                .k_batch = tokens * row,
                                .k_row = row,
                                .k_head = width,
                                .v_batch = tokens * row,
                                .v_row = row,
                                .v_head = width,
                                .scale = 1.0 / sqrt((double)width)},
                          .fused = twin_random(all, -2, 2, 1),
                          .out = twin_new(outs),
                          .lse = twin_new(2 * heads * t),
                          .dout = twin_random(outs, -1, 1, 2),
                          .d = twin_new(all),
                          .probs = twin_new(2 * heads * t * keys)};
}

static void scene_free(struct scene *s)
{
    twin_free(s->fused);
    twin_free(s->out);
    twin_free(s->lse);
    twin_free(s->dout);
    twin_free(s->d);
    twin_free(s->probs);
}

static struct kernels_attention args32(const struct scene *s)
{
    struct kernels_attention a = s->a;
    const int64_t k = a.heads * a.width, v = k + a.groups * a.width;

    a.q = s->fused.f;
    a.k = s->fused.f + k;
    a.v = s->fused.f + v;
    a.out = s->out.f;
    a.lse = s->lse.f;
    a.dout = s->dout.f;
    a.dq = s->d.f;
    a.dk = s->d.f + k;
    a.dv = s->d.f + v;
    return a;
}

static struct kernels_attention args64(const struct scene *s)
{
    struct kernels_attention a = s->a;
    const int64_t k = a.heads * a.width, v = k + a.groups * a.width;

    a.q = s->fused.d;
    a.k = s->fused.d + k;
    a.v = s->fused.d + v;
    a.out = s->out.d;
    a.lse = s->lse.d;
    a.dout = s->dout.d;
    a.dq = s->d.d;
    a.dk = s->d.d + k;
    a.dv = s->d.d + v;
    return a;
}

static int64_t blocks(const struct kernels_attention *a)
{
    return a->batch * a->heads *
           ((a->t + KERNELS_QUERY_BLOCK - 1) / KERNELS_QUERY_BLOCK);
}

static void run64(const struct scene *s)
{
    const struct kernels_attention a = args64(s);

    kernels_reference()->attention_forward(&a, 0, blocks(&a));
    kernels_reference()->attention_backward(&a, 0, a.batch * a.groups);
    kernels_reference()->attention_rows(s->probs.d, &a, 0,
                                        a.batch * a.heads * a.t);
}

static void run32(const struct kernels_f32 *k, const struct scene *s)
{
    const struct kernels_attention a = args32(s);

    k->attention_forward(&a, 0, blocks(&a));
    k->attention_backward(&a, 0, a.batch * a.groups);
    k->attention_rows(s->probs.f, &a, 0, a.batch * a.heads * a.t);
}

/* One weight by definition, from scores of all keys. */
static double weight(const struct kernels_attention *a, const int64_t at[3],
                     int64_t key)
{
    const int64_t group = at[1] / (a->heads / a->groups);
    const int64_t end = a->causal ? at[2] + a->keys - a->t + 1 : a->keys;
    const int64_t begin = a->window && end > a->window ? end - a->window : 0;
    const double *q = (const double *)a->q + at[0] * a->q_batch +
                      at[1] * a->q_head + at[2] * a->q_row;
    double total = 0.0, mine = 0.0;

    for (int64_t j = begin; j < end; j++) {
        const double *k = (const double *)a->k + at[0] * a->k_batch +
                          group * a->k_head + j * a->k_row;
        double dot = 0.0;

        for (int64_t d = 0; d < a->width; d++)
            dot += q[d] * k[d];
        total += exp(a->scale * dot);
        mine = j == key ? exp(a->scale * dot) : mine;
    }
    return mine / total;
}

static void check_by_definition(const struct scene *s)
{
    const struct kernels_attention a = args64(s);

    for (int64_t i = 0; i < a.batch * a.heads * a.t; i++) {
        const int64_t at[3] = {i / a.t / a.heads, i / a.t % a.heads, i % a.t};
        const int64_t group = at[1] / (a.heads / a.groups);
        double out = 0.0;

        for (int64_t j = 0; j < a.keys; j++) {
            const double w = weight(&a, at, j);

            cr_expect(fabs(s->probs.d[i * a.keys + j] - w) < 1e-12);
            out +=
                w *
                ((const double *)
                     a.v)[at[0] * a.v_batch + group * a.v_head + j * a.v_row];
        }
        cr_expect(
            fabs(
                out -
                s->out.d[((at[0] * a.t + at[2]) * a.heads + at[1]) * a.width]) <
            1e-12);
    }
}

Test(k_attention, the_result_is_what_the_definition_says)
{
    for (int causal = 0; causal < 2; causal++) {
        struct scene s = scene_new(33, 70, 4, 2, 5);

        s.a.causal = causal;
        run64(&s);
        check_by_definition(&s);
        scene_free(&s);
    }
}

/* Sizes about the blocks of queries, 32, and the tiles of keys, 128. */
Test(k_attention, a_window_shows_its_last_keys_and_no_other)
{
    static const int size[][3] = {
        {33, 70, 1},     {33, 70, 7}, {40, 300, 128}, {160, 160, 31},
        {200, 200, 129}, {5, 9, 9},   {65, 200, 150}, {1, 200, 3}};

    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct scene s = scene_new(size[i][0], size[i][1], 2, 1, 3);

        s.a.causal = true;
        s.a.window = size[i][2];
        run64(&s);
        check_by_definition(&s);
        scene_free(&s);
    }
}

static double loss_of(const struct scene *s)
{
    const struct kernels_attention a = args64(s);
    double loss = 0.0;

    kernels_reference()->attention_forward(&a, 0, blocks(&a));
    for (int i = 0; i < s->out.n; i++)
        loss += s->out.d[i] * s->dout.d[i];
    return loss;
}

Test(k_attention, gradients_are_slopes_and_are_added)
{
    for (int kind = 0; kind < 3; kind++) {
        struct scene s = scene_new(34, 67, 4, 2, 3);

        s.a.causal = kind > 0;
        s.a.window = kind == 2 ? 9 : 0;
        for (int i = 0; i < s.d.n; i++)
            s.d.d[i] = 0.5;
        run64(&s);
        for (int i = 0; i < s.fused.n; i += 5) {
            const double old = s.fused.d[i];

            s.fused.d[i] = old + 1e-6;
            const double up = loss_of(&s);
            s.fused.d[i] = old - 1e-6;
            const double slope = (up - loss_of(&s)) / 2e-6;
            s.fused.d[i] = old;
            cr_expect(fabs(s.d.d[i] - 0.5 - slope) < 1e-7, "%d: %g, %g", i,
                      s.d.d[i] - 0.5, slope);
        }
        scene_free(&s);
    }
}

Test(k_attention, every_level_agrees_with_the_reference_at_odd_sizes)
{
    static const int size[] = TWIN_SIZES;

    for (int l = 0; twin_level(l); l++)
        for (int i = 1; i < TWIN_SIZE_COUNT; i++)
            for (int kind = 0; kind < 3; kind++) {
                const int n = size[i];
                struct scene s = scene_new(n, kind ? n + 9 : n, 2, 1,
                                           size[TWIN_SIZE_COUNT - i]);
                const char *level = twin_level(l)->level;

                s.a.causal = kind > 0;
                s.a.window = kind == 2 ? n / 2 + 1 : 0;
                run64(&s);
                run32(twin_level(l), &s);
                twin_check(s.out, TWIN_SUMS, "out", level, n);
                twin_check(s.lse, TWIN_SUMS, "lse", level, n);
                twin_check(s.d, TWIN_SUMS, "gradient", level, n);
                twin_check(s.probs, TWIN_SUMS, "probs", level, n);
                scene_free(&s);
            }
}

/* Rows 0 .. 31 of a scene of 33 see what those of a scene of 32 do; the last
 * one, whose gradient is 0, adds nothing to anything. */
static void cut_to_32(struct scene *to, struct scene *from)
{
    const int row = (int)from->a.q_row,
              out = (int)from->a.heads * from->a.width;

    for (int b = 0; b < 2; b++) {
        memcpy(to->fused.f + b * 32 * row, from->fused.f + b * 33 * row,
               (size_t)(32 * row) * sizeof(float));
        memset(from->dout.f + (b * 33 + 32) * out, 0,
               (size_t)out * sizeof(float));
        memcpy(to->dout.f + b * 32 * out, from->dout.f + b * 33 * out,
               (size_t)(32 * out) * sizeof(float));
    }
}

Test(k_attention, one_block_has_the_bits_of_the_same_block_in_a_longer_text)
{
    static const int width[] = {1, 7, 16, 31, 48, 64};

    for (int l = 0; twin_level(l); l++)
        for (int w = 0; w < 6; w++) {
            struct scene one = scene_new(32, 32, 4, 2, width[w]);
            struct scene more = scene_new(33, 33, 4, 2, width[w]);
            const int row = (int)one.a.q_row, out = 4 * width[w];
            const char *level = twin_level(l)->level;

            one.a.causal = more.a.causal = true;
            cut_to_32(&one, &more);
            run32(twin_level(l), &one);
            run32(twin_level(l), &more);
            for (int b = 0; b < 2; b++) {
                twin_same_bits(one.out.f + b * 32 * out,
                               more.out.f + b * 33 * out, 32 * out, "out",
                               level);
                twin_same_bits(one.d.f + b * 32 * row, more.d.f + b * 33 * row,
                               32 * row, "gradient", level);
            }
            scene_free(&one);
            scene_free(&more);
        }
}

Test(k_attention, the_widest_head_fits)
{
    struct scene s = scene_new(65, 65, 1, 1, KERNELS_HEAD_WIDTH);

    s.a.causal = true;
    run64(&s);
    run32(kernels_fast(NULL), &s);
    twin_check(s.out, TWIN_SUMS, "out", "best", 65);
    twin_check(s.d, TWIN_SUMS, "gradient", "best", 65);
    scene_free(&s);
}

Test(k_attention, large_scores_do_not_overflow)
{
    for (int l = 0; twin_level(l); l++) {
        struct scene s = scene_new(33, 33, 2, 2, 7);

        s.a.causal = true;
        s.a.scale = 1e4;
        run64(&s);
        run32(twin_level(l), &s);
        for (int i = 0; i < s.out.n; i++)
            cr_assert(isfinite(s.out.f[i]) && isfinite(s.out.d[i]));
        for (int i = 0; i < s.d.n; i++)
            cr_assert(isfinite(s.d.f[i]));
        scene_free(&s);
    }
}

Test(k_attention, a_broken_key_reaches_only_those_who_see_it)
{
    for (int n = 0; twin_level(n / 4); n++) {
        const int l = n / 4, t = n % 2 ? 33 : 24, window = n / 2 % 2 * 3;
        struct scene s = scene_new(t, t, 1, 1, 7);

        s.a.causal = true;
        s.a.window = window;
        s.a.batch = 1;
        for (int d = 7; d < 21; d++)
            s.fused.f[20 * 21 + d] = NAN; /* key and value 20 */
        run32(twin_level(l), &s);
        for (int i = 0; i < t * 7; i++) {
            const int query = i / 7;
            const bool seen = query >= 20 && (!window || query < 20 + window);

            cr_expect(isnan(s.out.f[i]) == seen, "%s: query %d",
                      twin_level(l)->level, query);
        }
        for (int d = 0; d < 7; d++)
            cr_expect(isfinite(s.d.f[19 * 21 + d]) &&
                      isnan(s.d.f[20 * 21 + d]));
        scene_free(&s);
    }
}

Test(k_attention, an_item_is_the_same_whoever_asks)
{
    for (int l = 0; twin_level(l); l++) {
        const struct kernels_f32 *k = twin_level(l);
        struct scene a = scene_new(65, 65, 4, 2, 31),
                     b = scene_new(65, 65, 4, 2, 31);
        const struct kernels_attention p = args32(&b);

        run32(k, &a);
        for (int64_t i = blocks(&p); i-- > 0;)
            k->attention_forward(&p, i, i + 1);
        for (int64_t i = 4; i-- > 0;)
            k->attention_backward(&p, i, i + 1);
        twin_same_bits(a.out.f, b.out.f, a.out.n, "out", k->level);
        twin_same_bits(a.d.f, b.d.f, a.d.n, "gradient", k->level);
        scene_free(&a);
        scene_free(&b);
    }
}

enum { T = 5, HEADS = 3, WIDTH = 8, ROPE = 2 * T * HEADS * WIDTH };

static struct kernels_rope turning(bool interleaved)
{
    return (struct kernels_rope){.t = T,
                                 .heads = HEADS,
                                 .width = WIDTH,
                                 .start = 100,
                                 .base = 10000.0,
                                 .interleaved = interleaved,
                                 .x_batch = T * HEADS * WIDTH,
                                 .x_row = HEADS * WIDTH,
                                 .x_head = WIDTH};
}

Test(k_attention, rotary_positions_turn_the_right_pairs)
{
    for (int inter = 0; inter < 2; inter++) {
        const struct kernels_rope s = turning(inter);
        struct twin x = twin_random(ROPE, -1, 1, 1), out = twin_new(ROPE);
        struct twin table = twin_new(T * WIDTH);
        const int i = 3, head = 2, pair = 1;
        const int at = ((T + i) * HEADS + head) * WIDTH; /* of batch 1 */
        const int a = at + (inter ? 2 * pair : pair);
        const int b = inter ? a + 1 : a + WIDTH / 2;
        const double angle = 103.0 / pow(10000.0, 2.0 * pair / WIDTH);

        kernels_reference()->rope_table(table.d, &s, 0, T);
        kernels_reference()->rope_forward(out.d, x.d, table.d, &s, 0, 2 * T);
        cr_expect(fabs(out.d[a] - (x.d[a] * cos(angle) - x.d[b] * sin(angle))) <
                  1e-12);
        cr_expect(fabs(out.d[b] - (x.d[a] * sin(angle) + x.d[b] * cos(angle))) <
                  1e-12);
        for (int l = 0; twin_level(l); l++) {
            twin_level(l)->rope_table(table.f, &s, 0, T);
            twin_level(l)->rope_forward(out.f, x.f, table.f, &s, 0, 2 * T);
            twin_check(out, TWIN_CLOSE, "rope", twin_level(l)->level, WIDTH);
        }
        twin_free(x);
        twin_free(out);
        twin_free(table);
    }
}

Test(k_attention, the_gradient_of_rotary_positions_turns_back)
{
    const struct kernels_rope s = turning(true);
    struct twin x = twin_random(ROPE, -1, 1, 1), out = twin_new(ROPE);
    struct twin table = twin_new(T * WIDTH), back = twin_new(ROPE);

    kernels_reference()->rope_table(table.d, &s, 0, T);
    kernels_reference()->rope_forward(out.d, x.d, table.d, &s, 0, 2 * T);
    kernels_reference()->rope_backward(back.d, out.d, table.d, &s, 0, T);
    kernels_reference()->rope_backward(back.d, out.d, table.d, &s, T, 2 * T);
    for (int i = 0; i < ROPE; i++)
        cr_expect(fabs(back.d[i] - x.d[i]) < 1e-14);
    twin_free(x);
    twin_free(out);
    twin_free(table);
    twin_free(back);
}
