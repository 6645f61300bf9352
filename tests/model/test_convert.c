/* One file as another: which types the tensors get, what is kept, and what is
 * said about it. Architectures are turned around in test_arch.c. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/weights/convert.h"
#include "engine/model/weights/weights_save.h"
#include "tests/model/ggufbytes.h"

static char folder[] = "/tmp/lathe-convert-XXXXXX";

static const char *at(const char *name)
{
    static char path[4][160];
    static int next;
    char *out = path[next++ % 4];

    snprintf(out, 160, "%s/%s", folder, name);
    return out;
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void drop_folder(void)
{
    static const char *const names[] = {
        "a.gguf", "b.gguf", "a.safetensors", "b.safetensors", "a.npz", "f"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(at(names[i]));
    rmdir(folder);
}

TestSuite(convert, .init = make_folder, .fini = drop_folder);

struct wave {
    int64_t cols;
};

static struct status waves(void *user, int64_t row, int64_t rows, float *out)
{
    const struct wave *w = user;

    for (int64_t i = 0; i < rows * w->cols; i++)
        out[i] = (float)sin((double)(row * w->cols + i) * 0.7);
    return STATUS_OK;
}

/* A GGUF of no known architecture: matrices with rows of 512 and of 96, a
 * vector, a norm with two extents, positions, and an output. */
static void put_gguf(void)
{
    static struct wave wide = {512}, narrow = {96};
    const struct weights_source s[] = {
        {.name = "wide.weight",
         .type = WEIGHTS_F32,
         .dims = 2,
         .shape = {4, 512},
         .fill = waves,
         .user = &wide},
        {.name = "narrow.weight",
         .type = WEIGHTS_F32,
         .dims = 2,
         .shape = {4, 96},
         .fill = waves,
         .user = &narrow},
        {.name = "narrow.bias",
         .type = WEIGHTS_F32,
         .dims = 1,
         .shape = {96},
         .fill = waves,
         .user = &narrow},
        {.name = "some_norm.weight",
         .type = WEIGHTS_F32,
         .dims = 2,
         .shape = {1, 96},
         .fill = waves,
         .user = &narrow},
        {.name = "position_embd.weight",
         .type = WEIGHTS_F32,
         .dims = 2,
         .shape = {2, 512},
         .fill = waves,
         .user = &wide},
        {.name = "output.weight",
         .type = WEIGHTS_F16,
         .dims = 2,
         .shape = {4, 512},
         .fill = waves,
         .user = &wide},
    };
    struct weights_notes n;

    weights_notes_init(&n);
    weights_notes_text(&n, "general.architecture", "none");
    weights_notes_whole(&n, "general.file_type", 0);
    weights_notes_real(&n, "half", 0.5f);
    weights_notes_flag(&n, "yes", true);
    const struct status st = weights_save_gguf(at("a.gguf"), s, 6, &n);
    cr_assert_eq(st.code, 0, "%s", st.text);
    weights_notes_release(&n);
}

static struct weights *opened(const char *name)
{
    struct weights *w;
    const struct status st = weights_open(&w, at(name));

    cr_assert_eq(st.code, 0, "%s", st.text);
    return w;
}

static void turn(const char *from, const char *to, struct convert_options o)
{
    struct weights *w = opened(from);
    const struct status st = convert_file(w, at(to), &o);

    cr_assert_eq(st.code, 0, "%s", st.text);
    weights_free(w);
}

static enum weights_type type_of(const struct weights *w, const char *name)
{
    const struct weights_tensor *t = weights_find(w, name);

    cr_assert_not_null(t, "%s", name);
    return t->type;
}

Test(convert, quantising_spares_vectors_norms_positions_and_the_head)
{
    put_gguf();
    turn("a.gguf", "b.gguf",
         (struct convert_options){.changes = true, .type = WEIGHTS_Q4_K});
    struct weights *w = opened("b.gguf");
    cr_expect_eq(type_of(w, "wide.weight"), WEIGHTS_Q4_K);
    cr_expect_eq(type_of(w, "narrow.weight"), WEIGHTS_Q5_0, "96 is not 256 n");
    cr_expect_eq(type_of(w, "narrow.bias"), WEIGHTS_F32);
    cr_expect_eq(type_of(w, "some_norm.weight"), WEIGHTS_F32);
    cr_expect_eq(type_of(w, "position_embd.weight"), WEIGHTS_F32);
    cr_expect_eq(type_of(w, "output.weight"), WEIGHTS_Q6_K, "the head");
    weights_free(w);
    turn("a.gguf", "b.gguf",
         (struct convert_options){
             .changes = true, .type = WEIGHTS_Q4_0, .pure = true});
    w = opened("b.gguf");
    cr_expect_eq(type_of(w, "wide.weight"), WEIGHTS_Q4_0);
    cr_expect_eq(type_of(w, "narrow.weight"), WEIGHTS_Q4_0);
    cr_expect_eq(type_of(w, "output.weight"), WEIGHTS_Q4_0);
    weights_free(w);
}

Test(convert, a_gguf_keeps_its_keys_but_tells_the_new_type)
{
    const char *text;
    int64_t whole;
    double real;

    put_gguf();
    turn("a.gguf", "b.gguf",
         (struct convert_options){.changes = true, .type = WEIGHTS_Q8_0});
    struct weights *w = opened("b.gguf");
    cr_assert_eq(weights_text(w, "general.architecture", &text).code, 0);
    cr_expect_str_eq(text, "none");
    cr_assert_eq(weights_whole(w, "general.file_type", 0, 99, &whole).code, 0);
    cr_expect_eq(whole, 7);
    cr_assert_eq(weights_real(w, "half", 0, 1, &real).code, 0);
    cr_expect_eq(real, 0.5);
    cr_expect_eq(weights_value(w, "yes")->kind, WEIGHTS_FLAG);
    weights_free(w);
    turn("a.gguf", "b.gguf", (struct convert_options){0});
    w = opened("b.gguf");
    struct weights *v = opened("a.gguf");
    cr_expect_eq(weights_value_count(w), weights_value_count(v));
    for (int i = 0; i < weights_count(v); i++) {
        const struct weights_tensor *t = weights_at(v, i),
                                    *u = weights_at(w, i);

        cr_expect_str_eq(t->name, u->name);
        cr_expect_eq(t->bytes, u->bytes);
        cr_expect_eq(memcmp(t->data, u->data, t->bytes), 0);
    }
    weights_free(v);
    weights_free(w);
}

Test(convert, formats_for_plain_numbers_get_blocks_as_floats)
{
    float was[512], is[512];

    put_gguf();
    turn("a.gguf", "b.gguf",
         (struct convert_options){.changes = true, .type = WEIGHTS_Q5_1});
    turn("b.gguf", "a.npz", (struct convert_options){0});
    turn("b.gguf", "a.safetensors", (struct convert_options){0});
    struct weights *q = opened("b.gguf"), *z = opened("a.npz"),
                   *s = opened("a.safetensors");
    cr_expect_eq(type_of(q, "wide.weight"), WEIGHTS_Q5_1);
    cr_expect_eq(type_of(z, "wide.weight"), WEIGHTS_F32);
    cr_expect_eq(type_of(s, "wide.weight"), WEIGHTS_F32);
    for (int row = 0; row < 4; row++) {
        weights_floats(weights_find(q, "wide.weight"), row * 512, 512, was);
        weights_floats(weights_find(z, "wide.weight"), row * 512, 512, is);
        cr_expect_eq(memcmp(was, is, sizeof was), 0);
        weights_floats(weights_find(s, "wide.weight"), row * 512, 512, is);
        cr_expect_eq(memcmp(was, is, sizeof was), 0);
    }
    weights_free(q);
    weights_free(z);
    weights_free(s);
    turn("a.safetensors", "b.safetensors",
         (struct convert_options){.changes = true, .type = WEIGHTS_BF16});
    s = opened("b.safetensors");
    cr_expect_eq(type_of(s, "wide.weight"), WEIGHTS_BF16);
    cr_expect_eq(type_of(s, "narrow.bias"), WEIGHTS_F32, "a vector is small");
    weights_free(s);
}

struct told {
    int rows, fallbacks;
    double worst, wide;
};

static void note(void *user, const struct convert_result *r)
{
    struct told *t = user;

    t->rows++;
    t->fallbacks += r->fallback;
    t->worst = fmax(t->worst, r->error);
    if (strcmp(r->name, "wide.weight") == 0)
        t->wide = r->error;
    cr_expect_eq(r->error > 0, r->to != WEIGHTS_F32 && r->from != r->to, "%s",
                 r->name);
}

Test(convert, the_error_of_each_tensor_is_measured_on_the_new_file)
{
    const struct convert_options o = {.changes = true, .type = WEIGHTS_Q4_K};
    struct told t = {0};
    double off = 0, all = 0;
    float is[512];

    put_gguf();
    turn("a.gguf", "b.gguf", o);
    struct weights *a = opened("a.gguf"), *b = opened("b.gguf");
    const struct status st = convert_compare(a, b, &o, note, &t);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_expect_eq(t.rows, 6);
    cr_expect_eq(t.fallbacks, 1);
    for (int row = 0; row < 4; row++) {
        weights_floats(weights_find(b, "wide.weight"), row * 512, 512, is);
        for (int i = 0; i < 512; i++) {
            const double x = (double)(float)sin((row * 512 + i) * 0.7);

            off += ((double)is[i] - x) * ((double)is[i] - x);
            all += x * x;
        }
    }
    cr_expect_float_eq(t.wide, sqrt(off / all), 1e-12);
    cr_expect_lt(t.worst, 0.1);
    weights_free(a);
    weights_free(b);
}

Test(convert, what_cannot_be_written_is_told_and_leaves_nothing)
{
    const float x[2] = {1, 2};
    const struct weights_source s = {
        .name = "w", .type = WEIGHTS_F32, .dims = 1, .shape = {2}, .data = x};

    cr_assert_eq(
        weights_save_safetensors(at("a.safetensors"), &s, 1, NULL).code, 0);
    struct weights *w = opened("a.safetensors");
    struct status st =
        convert_file(w, at("b.gguf"), &(struct convert_options){0});
    cr_expect_eq(st.code, STATUS_UNSUPPORTED);
    cr_expect(strstr(st.text, "architecture is not known"), "%s", st.text);
    cr_expect_neq(access(at("b.gguf"), F_OK), 0);
    st = convert_file(w, at("f"), &(struct convert_options){0});
    cr_expect_eq(st.code, STATUS_UNSUPPORTED);
    cr_expect_neq(access(at("f"), F_OK), 0);
    weights_free(w);
}

Test(convert, a_file_may_replace_itself)
{
    put_gguf();
    turn("a.gguf", "a.gguf",
         (struct convert_options){.changes = true, .type = WEIGHTS_Q8_0});
    struct weights *w = opened("a.gguf");
    cr_expect_eq(type_of(w, "wide.weight"), WEIGHTS_Q8_0);
    weights_free(w);
}
