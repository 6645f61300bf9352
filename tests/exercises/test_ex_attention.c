#include <criterion/criterion.h>
#include <dirent.h>
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "engine/base/rng.h"
#include "exercises/attention/attention.h"
#include "exercises/patch.h"

#define FOLDER TEST_ROOT "/exercises/attention"

/* Sums of up to 16 terms in f32; the mildest mistake is off by 0.01. */
#define ABSOLUTE 1e-5
#define RELATIVE 1e-4

enum { MAX_T = 12, MAX_D = 16 };

typedef void forward(float *, float *, const float *, const float *,
                     const float *, int, int);

struct inputs {
    int T, d;
    float q[MAX_T * MAX_D], k[MAX_T * MAX_D], v[MAX_T * MAX_D];
};

/* The formula in double precision. */
static void reference(double *out, double *weights, const struct inputs *in)
{
    for (int t = 0; t < in->T; t++) {
        double top = -HUGE_VAL, sum = 0.0;

        for (int j = 0; j < in->T; j++) {
            double dot = 0.0;

            for (int i = 0; i < in->d; i++)
                dot +=
                    (double)in->q[t * in->d + i] * (double)in->k[j * in->d + i];
            weights[t * in->T + j] = j <= t ? dot / sqrt(in->d) : -HUGE_VAL;
            top = fmax(top, weights[t * in->T + j]);
        }
        for (int j = 0; j < in->T; j++)
            sum += weights[t * in->T + j] = exp(weights[t * in->T + j] - top);
        for (int j = 0; j < in->T; j++)
            weights[t * in->T + j] /= sum;
        for (int i = 0; i < in->d; i++) {
            out[t * in->d + i] = 0.0;
            for (int j = 0; j <= t; j++)
                out[t * in->d + i] +=
                    weights[t * in->T + j] * (double)in->v[j * in->d + i];
        }
    }
}

static bool near(const float *got, const double *want, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabs((double)got[i] - want[i]) <=
              ABSOLUTE + RELATIVE * fabs(want[i])))
            return false;
    return true;
}

static bool right_for(forward *f, const struct inputs *in, float rubbish)
{
    float out[MAX_T * MAX_D], weights[MAX_T * MAX_T];
    double want_out[MAX_T * MAX_D], want_weights[MAX_T * MAX_T];

    for (int i = 0; i < MAX_T * MAX_D; i++)
        out[i] = rubbish;
    for (int i = 0; i < MAX_T * MAX_T; i++)
        weights[i] = rubbish;
    f(out, weights, in->q, in->k, in->v, in->T, in->d);
    reference(want_out, want_weights, in);
    return near(out, want_out, in->T * in->d) &&
           near(weights, want_weights, in->T * in->T);
}

static struct inputs drawn(int T, int d, float scale, float shift)
{
    struct inputs in = {.T = T, .d = d};
    struct rng rng = rng_make(11, (uint64_t)(T * 100 + d));

    for (int i = 0; i < T * d; i++) {
        in.q[i] = scale * rng_normal(&rng) + fabsf(shift);
        in.k[i] = scale * rng_normal(&rng) + shift;
        in.v[i] = rng_normal(&rng);
    }
    return in;
}

/* Sizes, rubbish in the results, scores far up and far down. */
static bool passes(forward *f)
{
    static const int sizes[][2] = {{1, 4}, {2, 1}, {5, 3}, {12, 16}};
    bool right = true;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const struct inputs in = drawn(sizes[i][0], sizes[i][1], 1.0f, 0.0f);

        right = right && right_for(f, &in, 7.0f) && right_for(f, &in, NAN);
    }
    const struct inputs high = drawn(6, 4, 0.1f, 30.0f);
    const struct inputs low = drawn(6, 4, 0.1f, -30.0f);
    return right && right_for(f, &high, 7.0f) && right_for(f, &low, 7.0f);
}

Test(ex_attention, solution_passes)
{
    cr_assert(passes(attention_forward));
}

Test(ex_attention, case_of_the_prompt_is_right)
{
    const float q[] = {1, 2}, k[] = {0, 1}, v[] = {10, 20};
    float out[2], weights[4];

    attention_forward(out, weights, q, k, v, 2, 1);
    cr_expect_float_eq(weights[0], 1.0f, 1e-6f);
    cr_expect_eq(weights[1], 0.0f);
    cr_expect_float_eq(weights[2], 0.1192f, 5e-5f);
    cr_expect_float_eq(weights[3], 0.8808f, 5e-5f);
    cr_expect_float_eq(out[1], 18.8080f, 5e-5f);
}

Test(ex_attention, nothing_is_written_for_no_positions)
{
    float out[1] = {3.0f}, weights[1] = {4.0f};

    attention_forward(out, weights, out, out, out, 0, 1);
    cr_expect_eq(out[0], 3.0f);
    cr_expect_eq(weights[0], 4.0f);
}

static void run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *fmt, ...)
{
    char command[1200];
    va_list args;

    va_start(args, fmt);
    vsnprintf(command, sizeof(command), fmt, args);
    va_end(args);
    cr_assert_eq(system(command), 0, "%s", command);
}

/* Compiles the C file at `path` as a learner would and tries it. */
static bool compiled_passes(const char *path, const char *folder,
                            const char *name)
{
    char object[600];

    snprintf(object, sizeof(object), "%s/%s.so", folder, name);
    run("cc -std=c11 -Wall -Wextra -Werror -O1 -shared -fPIC -I%s -o %s %s -lm",
        FOLDER, object, path);

    void *library = dlopen(object, RTLD_NOW | RTLD_LOCAL);
    cr_assert(library, "%s", dlerror());
    union {
        void *symbol;
        forward *call;
    } f = {.symbol = dlsym(library, "attention_forward")};
    cr_assert(f.symbol);
    const bool right = passes(f.call);
    dlclose(library);
    return right;
}

static char *read_all(struct arena *a, const char *path)
{
    struct filemap map;

    cr_assert_eq(filemap_open(&map, path, 1 << 20).code, STATUS_FINE);
    char *text = arena_add(a, map.bytes + 1);
    memcpy(text, map.data, map.bytes);
    filemap_close(&map);
    return text;
}

static void try_mutant(struct arena *a, const char *solution, const char *file,
                       const char *folder)
{
    char path[600], source[700];
    struct patch_result result;

    snprintf(path, sizeof(path), FOLDER "/mutants/%s", file);
    const struct status st =
        patch_apply(&result, a, path, read_all(a, path), solution);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    snprintf(source, sizeof(source), "%s/%s.c", folder, file);
    FILE *f = fopen(source, "w");
    for (int i = 0; i < result.line_count; i++)
        fprintf(f, "%s\n", result.lines[i].text);
    fclose(f);
    cr_expect(!compiled_passes(source, folder, file),
              "%s passes, so nothing would catch it", file);
}

Test(ex_attention, every_mutant_compiles_and_fails, .timeout = 100)
{
    char folder[] = "/tmp/lathe-mutants-XXXXXX";
    struct arena a;
    int tried = 0;

    cr_assert(mkdtemp(folder));
    arena_init(&a, (size_t)8 << 20);
    const char *solution = read_all(&a, FOLDER "/solution.c");
    DIR *dir = opendir(FOLDER "/mutants");
    for (const struct dirent *e; (e = readdir(dir));)
        if (strstr(e->d_name, ".diff")) {
            try_mutant(&a, solution, e->d_name, folder);
            tried++;
        }
    closedir(dir);
    cr_expect_geq(tried, 6);
    cr_expect(!compiled_passes(FOLDER "/starter.c", folder, "starter"));
    run("rm -r %s", folder);
    arena_release(&a);
}
