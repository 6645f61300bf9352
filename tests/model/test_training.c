#include <criterion/criterion.h>
#include <fcntl.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/model/training.h"

static char text[6000];

static struct training *start(uint64_t seed, int64_t steps)
{
    struct recipe r;
    struct training *t;

    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "the keys in the box are wet. "[i % 29];
    cr_assert_eq(recipe_preset(&r, "char-tiny").code, 0);
    cr_assert_eq(recipe_set(&r, "width=32").code, 0);
    cr_assert_eq(recipe_set(&r, "hidden=64").code, 0);
    cr_assert_eq(recipe_set(&r, "context=16").code, 0);
    cr_assert_eq(recipe_set(&r, "layers=1").code, 0);
    cr_assert_eq(recipe_set(&r, "batch=4").code, 0);
    cr_assert_eq(recipe_set(&r, "dropout=0.1").code, 0);
    r.train.steps = steps;
    r.train.warmup = 3;
    r.train.seed = seed;
    const struct status st =
        training_open(&t, &r, text, sizeof text - 1, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static void run(struct training *t, int steps, double *loss)
{
    struct trainer_report r;
    bool more;

    for (int i = 0; i < steps; i++) {
        const struct status st = training_step(t, &r, &more);

        cr_assert_eq(st.code, 0, "%s", st.text);
        loss[i] = r.loss;
    }
}

static void folder(char path[64])
{
    snprintf(path, 64, "/tmp/lathe-test-XXXXXX");
    cr_assert_not_null(mkdtemp(path));
}

Test(training, it_learns_a_text_that_repeats)
{
    double loss[120], valid;
    struct training *t = start(1, 120);

    run(t, 120, loss);
    cr_assert_lt(loss[119], 0.5 * loss[0], "%g to %g", loss[0], loss[119]);
    cr_assert_eq(training_validate(t, &valid).code, 0);
    cr_assert_lt(valid, 1.5);
    training_close(t);
}

Test(training, one_and_two_threads_give_the_same_bits)
{
    double one[20], two[20];

    omp_set_num_threads(1);
    struct training *t = start(3, 20);
    run(t, 20, one);
    training_close(t);
    omp_set_num_threads(2);
    t = start(3, 20);
    run(t, 20, two);
    training_close(t);
    cr_assert_eq(memcmp(one, two, sizeof one), 0);
}

Test(training, a_resumed_run_goes_on_bit_for_bit)
{
    double whole[30], parts[30];
    char path[64];
    struct training *t = start(2, 30);

    folder(path);
    run(t, 30, whole);
    training_close(t);
    t = start(2, 30);
    run(t, 11, parts);
    cr_assert_eq(training_save(t, path).code, 0);
    training_close(t);
    t = start(2, 30);
    const struct status st = training_resume(t, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    run(t, 19, parts + 11);
    cr_assert_eq(memcmp(whole, parts, sizeof whole), 0);
    training_close(t);
}

Test(training, another_run_is_not_resumed)
{
    char path[64];
    double loss[1];
    struct training *t = start(2, 30);

    folder(path);
    run(t, 1, loss);
    cr_assert_eq(training_save(t, path).code, 0);
    training_close(t);
    t = start(5, 30);
    const struct status st = training_resume(t, path);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_not_null(strstr(st.text, "other settings"));
    training_close(t);
}

/* The file with one bit of byte `at` changed must be refused. */
static void refuse_damage(const char *path, const char *file)
{
    struct stat info;
    double loss[1];

    cr_assert_eq(stat(file, &info), 0);
    struct training *t = start(2, 30);
    run(t, 1, loss);
    for (off_t at = 3; at < info.st_size; at += info.st_size / 97 + 1) {
        const int fd = open(file, O_RDWR | O_CLOEXEC);
        unsigned char old;

        cr_assert_eq(pread(fd, &old, 1, at), 1);
        const unsigned char flipped = old ^ 0x10;
        cr_assert_eq(pwrite(fd, &flipped, 1, at), 1);
        const struct status st = training_resume(t, path);
        cr_assert_neq(st.code, 0, "byte %lld", (long long)at);
        cr_assert_eq(pwrite(fd, &old, 1, at), 1);
        close(fd);
    }
    training_close(t);
}

Test(training, a_damaged_resume_file_is_refused)
{
    char path[64], file[96];
    double loss[1];
    struct training *t = start(2, 30);

    folder(path);
    run(t, 1, loss);
    cr_assert_eq(training_save(t, path).code, 0);
    training_close(t);
    snprintf(file, sizeof file, "%s/resume", path);
    refuse_damage(path, file);
    cr_assert_eq(truncate(file, 1000), 0);
    t = start(2, 30);
    const struct status st = training_resume(t, path);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_not_null(strstr(st.text, "damaged"));
    training_close(t);
}

Test(training, going_back_to_a_mark_repeats_the_same_losses)
{
    double first[8], again[8];
    struct trainer_mark *mark;
    struct training *t = start(4, 30);

    run(t, 4, first);
    cr_assert_eq(trainer_mark(training_trainer(t), &mark).code, 0);
    run(t, 8, first);
    trainer_go_back(training_trainer(t), mark);
    cr_assert_eq(trainer_steps_done(training_trainer(t)), 4);
    run(t, 8, again);
    cr_assert_eq(memcmp(first, again, sizeof first), 0);
    trainer_mark_free(mark);
    training_close(t);
}

Test(training, a_checkpoint_comes_back_as_the_same_model)
{
    char path[64];
    double loss[5];
    struct checkpoint c;
    struct training *t = start(1, 5);

    folder(path);
    run(t, 5, loss);
    struct status st = training_finish(t, path, "a test", CHECKPOINT_F32);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = checkpoint_load(&c, path, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    struct params *a = decoder_params(training_model(t));
    struct params *b = decoder_params(c.model);
    for (int i = 0; i < params_count(a); i++)
        for (int64_t k = 0; k < params_at(a, i)->count; k++)
            cr_assert_eq(tensor_get(&params_at(a, i)->value, k),
                         tensor_get(&params_at(b, i)->value, k));
    checkpoint_release(&c);
    training_close(t);
}

Test(training, a_changed_checkpoint_is_refused_by_its_card)
{
    char path[64], file[96];
    double loss[1];
    struct checkpoint c;
    struct training *t = start(1, 1);

    folder(path);
    run(t, 1, loss);
    cr_assert_eq(training_finish(t, path, "a test", CHECKPOINT_BF16).code, 0);
    training_close(t);
    snprintf(file, sizeof file, "%s/model.safetensors", path);
    const int fd = open(file, O_RDWR | O_CLOEXEC);
    unsigned char x;
    cr_assert_eq(pread(fd, &x, 1, 5000), 1);
    x ^= 1;
    cr_assert_eq(pwrite(fd, &x, 1, 5000), 1);
    close(fd);
    const struct status st = checkpoint_load(&c, path, device_find("cpu"));
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_not_null(strstr(st.text, "model.safetensors"));
}

Test(training, a_text_too_short_for_one_window_is_refused)
{
    struct recipe r;
    struct training *t;

    cr_assert_eq(recipe_preset(&r, "char-tiny").code, 0);
    const struct status st = training_open(&t, &r, "x", 1, device_find("cpu"));
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_not_null(strstr(st.text, "one window needs"));
}

static bool stop(void *user)
{
    (void)user;
    return true;
}

Test(training, a_stopped_step_changes_nothing)
{
    double plain[3], stopped[3];
    struct trainer_report r;
    bool more;
    struct training *t = start(6, 3);

    run(t, 3, plain);
    training_close(t);
    t = start(6, 3);
    run(t, 1, stopped);
    training_set_hook(t, (struct hook){stop, NULL});
    cr_assert_eq(training_step(t, &r, &more).code, STATUS_CANCELLED);
    training_set_hook(t, (struct hook){NULL, NULL});
    run(t, 2, stopped + 1);
    cr_assert_eq(memcmp(plain, stopped, sizeof plain), 0);
    training_close(t);
}
