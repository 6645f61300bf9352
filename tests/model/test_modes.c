/* Training in 16 bits, held against training in f32. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/core/halves.h"
#include "engine/model/training.h"

enum { STEPS = 40 };

static char text[20000];

static struct training *start(const char *mode, const char *extra)
{
    static const char *const words[] = {"the sea ", "is wide. ", "a box ",
                                        "of keys ", "was wet, ", "and so "};
    struct recipe r;
    struct training *t;
    size_t n = 0;
    uint32_t s = 7;

    while (n + 16 < sizeof text) {
        s = s * 1664525u + 1013904223u;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s",
                              words[(s >> 16) % 6u]);
    }
    cr_assert_eq(recipe_preset(&r, "char-tiny").code, 0);
    cr_assert_eq(recipe_set(&r, mode).code, 0);
    cr_assert_eq(recipe_set(&r, "steps=40").code, 0);
    cr_assert_eq(recipe_set(&r, "warmup=5").code, 0);
    cr_assert_eq(recipe_set(&r, "batch=6").code, 0);
    if (extra)
        cr_assert_eq(recipe_set(&r, extra).code, 0);
    const struct status st = training_open(&t, &r, text, n, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static void run(struct training *t, int steps, struct trainer_report *out)
{
    bool more;

    for (int i = 0; i < steps; i++) {
        const struct status st = training_step(t, &out[i], &more);

        cr_assert_eq(st.code, 0, "%s", st.text);
    }
}

static void run_mode(const char *mode, const char *extra,
                     struct trainer_report out[STEPS])
{
    struct training *t = start(mode, extra);

    run(t, STEPS, out);
    training_close(t);
}

/* Rounding errors of operands are unbiased, so losses part slowly. Measured
 * over these steps: at most 0.0009 in bf16 and 0.0006 in f16. */
static void stays_near(const char *mode, double band)
{
    struct trainer_report strict[STEPS], half[STEPS];

    run_mode("mode=strict", NULL, strict);
    run_mode(mode, NULL, half);
    double most = 0.0;
    for (int i = 0; i < STEPS; i++)
        most = fmax(most, fabs(strict[i].loss - half[i].loss));
    cr_expect(most < band, "%s parts by %g", mode, most);
    cr_expect(most > 0.0, "%s computes the bits of strict", mode);
    cr_expect(strict[STEPS - 1].loss < 0.5 * strict[0].loss);
}

Test(modes, losses_in_bf16_stay_within_a_hundredth_of_strict)
{
    if (!halves_lacks())
        stays_near("mode=bf16", 0.01);
}

Test(modes, losses_in_f16_stay_within_two_thousandths_of_strict)
{
    stays_near("mode=f16", 0.002);
}

Test(modes, bf16_is_refused_with_a_sentence_where_it_is_missing)
{
    struct recipe r;
    struct training *t;

    cr_assert_eq(recipe_preset(&r, "char-tiny").code, 0);
    cr_assert_eq(recipe_set(&r, "mode=bf16").code, 0);
    const struct status st = training_open(&t, &r, "a text of some words, long",
                                           26, device_reference());
    cr_expect(st.code == STATUS_UNSUPPORTED || st.code == STATUS_BAD_USAGE);
    cr_expect(strstr(st.text, "f64") || st.code == STATUS_BAD_USAGE, "%s",
              st.text);
    cr_expect(t == NULL);
}

Test(modes, bf16_computes_the_same_bits_at_one_and_two_threads)
{
    struct trainer_report one[STEPS], two[STEPS];

    if (halves_lacks())
        return;
    omp_set_num_threads(1);
    run_mode("mode=bf16", "dropout=0.1", one);
    omp_set_num_threads(2);
    run_mode("mode=bf16", "dropout=0.1", two);
    for (int i = 0; i < STEPS; i++)
        cr_assert(memcmp(&one[i].loss, &two[i].loss, sizeof(double)) == 0,
                  "step %d: %.9g and %.9g", i, one[i].loss, two[i].loss);
}

/* Large weights make gradients that overflow at the first scale. */
Test(modes, f16_skips_a_step_that_overflows_and_goes_on_with_less)
{
    struct trainer_report r[STEPS];
    int skipped = 0;

    run_mode("mode=f16", "init=3", r);
    for (int i = 0; i < STEPS; i++) {
        skipped += r[i].skipped;
        cr_expect(isfinite(r[i].loss), "step %d", i);
        if (i > 0)
            cr_expect(r[i - 1].skipped ==
                      (r[i].loss_scale < r[i - 1].loss_scale));
    }
    cr_expect(skipped > 0 && skipped < STEPS / 3, "%d of %d", skipped, STEPS);
    cr_expect(r[STEPS - 1].loss < r[0].loss);
}

Test(modes, a_run_in_f16_resumes_with_its_scale_and_the_same_bits)
{
    struct trainer_report whole[20], again[20];
    char folder[] = "/tmp/lathe-modes-XXXXXX", path[64];
    struct training *t = start("mode=f16", "init=3");

    cr_assert_not_null(mkdtemp(folder));
    run(t, 10, whole);
    cr_assert_eq(training_save(t, folder).code, 0);
    run(t, 10, whole + 10);
    training_close(t);
    t = start("mode=f16", "init=3");
    cr_assert_eq(training_resume(t, folder).code, 0);
    run(t, 10, again + 10);
    training_close(t);
    for (int i = 10; i < 20; i++) {
        cr_expect(memcmp(&whole[i].loss, &again[i].loss, sizeof(double)) == 0);
        cr_expect(whole[i].loss_scale <= again[i].loss_scale &&
                  whole[i].loss_scale >= again[i].loss_scale);
    }
    snprintf(path, sizeof path, "%s/resume", folder);
    unlink(path);
    rmdir(folder);
}

Test(modes, a_profile_holds_every_op_and_no_more_time_than_the_steps)
{
    static struct profile p;
    struct trainer_report r[10];
    struct training *t = start("mode=strict", NULL);
    double seconds = 0.0, linear = 0.0;
    bool optimizer = false, attention = false;

    run(t, 2, r);
    trainer_set_profile(training_trainer(t), &p);
    run(t, 10, r);
    trainer_set_profile(training_trainer(t), NULL);
    profile_sort(&p);
    cr_assert(p.steps == 10 && p.rows > 8);
    for (int i = 0; i < p.rows; i++) {
        seconds += p.row[i].seconds;
        cr_expect(i == 0 || p.row[i].seconds <= p.row[i - 1].seconds);
        if (strcmp(p.row[i].name, "linear") == 0)
            linear += p.row[i].flops;
        optimizer |= strcmp(p.row[i].name, "optimizer") == 0;
        attention |= strcmp(p.row[i].name, "attention") == 0;
    }
    cr_expect(optimizer && attention);
    cr_expect(seconds <= p.seconds && seconds > 0.2 * p.seconds, "%g of %g",
              seconds, p.seconds);
    /* 6 operations a token and weight of a matrix; the embedding's table is
     * the head's matrix too. */
    const struct recipe *c = training_recipe(t);
    const double w = (double)c->model.width;
    const double weights =
        (double)c->model.layers * 12.0 * w * w + (double)c->model.vocab * w;
    const double tokens = 10.0 * (double)(c->train.batch * c->train.context);
    cr_expect(fabs(linear / (6.0 * weights * tokens) - 1.0) < 0.02, "%g",
              linear / (6.0 * weights * tokens));
    training_close(t);
}
