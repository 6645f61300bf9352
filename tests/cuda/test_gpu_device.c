/* test_gpu_device.c - the module behind the device table: whether it opens,
 * what it says where it does not, and what goes over the bus. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/gpu.h"
#include "engine/core/graph.h"
#include "engine/ops/arith.h"
#include "engine/ops/softmax.h"

enum { N = 1000 };

/* Why there is no device when the environment says `name`=`value`. */
static void refused(const char *name, const char *value, const char *why)
{
    setenv(name, value, 1);
    gpu_close();
    cr_assert_null(device_find("cuda"), "%s=%s", name, value);
    cr_assert(strstr(gpu_reason(), why), "\"%s\" lacks \"%s\"", gpu_reason(),
              why);
    unsetenv(name);
}

static struct gpu_counts counts(void)
{
    struct gpu_counts c;

    gpu_opened()->counts(&c);
    return c;
}

static const struct device *device(void)
{
    const struct device *d = device_find("cuda");

    cr_assert(d, "%s", gpu_reason());
    return d;
}

Test(gpu_device, says_why_it_is_not_there)
{
    refused("EMU_CARD", "none", "no CUDA card can be used: there is none");
    refused("EMU_CARD", "error", "driver version is insufficient");
    refused("EMU_CARD", "old",
            "older than 7.5: emulation on the processor "
            "has compute capability 6.0");
    refused("LATHE_CUDA_MODULE", "/nowhere.so", "cannot load the module");
    unsetenv("LATHE_CUDA_MODULE");
}

Test(gpu_device, a_module_of_another_version_is_not_used)
{
    const char *other = getenv("TEST_OTHER_MODULE");

    cr_assert(other);
    refused("LATHE_CUDA_MODULE", other, "built for another version");
}

Test(gpu_device, a_library_that_is_no_module_is_not_used)
{
    const char *other = getenv("TEST_NO_MODULE");

    cr_assert(other);
    refused("LATHE_CUDA_MODULE", other, "does not answer to lathe_gpu_open");
}

Test(gpu_device, without_a_driver_or_a_module_one_sentence_says_so)
{
    unsetenv("LATHE_CUDA_MODULE");
    gpu_close();
    if (device_find("cuda"))
        return; /* this machine has both */
    cr_assert(strstr(gpu_reason(), "no NVIDIA driver here") ||
                  strstr(gpu_reason(), "no liblathe-cuda.so") ||
                  strstr(gpu_reason(), "no CUDA card"),
              "\"%s\"", gpu_reason());
}

Test(gpu_device, auto_stays_on_the_processor)
{
    cr_assert_eq(device_find("auto"), device_cpu(NULL));
}

Test(gpu_device, what_a_kernel_wrote_comes_here_once)
{
    const struct device *d = device();
    float *a = d->memory->take(N * sizeof *a), *b = d->memory->take(4 * N);

    d->memory->home.look(a, true);
    for (int i = 0; i < N; i++)
        a[i] = (float)i;
    const struct gpu_counts before = counts();
    d->f32->scale_affine(b, a, 2.0, 1.0, N);
    d->f32->scale_affine(b, b, 1.0, 1.0, N);
    d->memory->home.look(b, false);
    d->memory->home.look(b, false);
    const struct gpu_counts after = counts();
    for (int i = 0; i < N; i++)
        cr_assert_eq(b[i], (float)(2 * i + 2), "%d: %g", i, (double)b[i]);
    cr_expect_eq(after.uploads - before.uploads, 1);
    cr_expect_eq(after.downloads - before.downloads, 1);
    cr_expect_eq(after.launches - before.launches, 2);
    cr_expect_eq(after.fallbacks, before.fallbacks);
    d->memory->give(a);
    d->memory->give(b);
}

Test(gpu_device, what_was_written_here_goes_there_again)
{
    const struct device *d = device();
    float *a = d->memory->take(N * sizeof *a);

    d->f32->scale_fill(a, 3.0, N);
    d->memory->home.look(a, true);
    a[7] = 5.0f;
    d->f32->scale_affine(a + 1, a + 1, 2.0, 0.0, N - 1);
    d->memory->home.look(a, false);
    cr_expect_eq(a[0], 3.0f);
    cr_expect_eq(a[7], 10.0f);
    cr_expect_eq(a[N - 1], 6.0f);
    d->memory->give(a);
}

Test(gpu_device, memory_that_no_device_took_is_computed_here_and_counted)
{
    const struct device *d = device();
    const struct gpu_counts before = counts();
    float x[3] = {-1.0f, 2.0f, -3.0f}, y[3];

    d->f32->activation_relu_forward(y, x, 3);
    cr_expect_eq(y[1], 2.0f);
    cr_expect_eq(y[2], 0.0f);
    cr_expect_eq(counts().fallbacks, before.fallbacks + 1);
}

Test(gpu_device, a_full_card_is_a_failure_of_the_graph_and_no_more)
{
    setenv("EMU_ROOM", "100000", 1);
    gpu_close();
    struct graph *g = graph_new(device(), (size_t)1 << 30);
    const int64_t shape[] = {30, 1000};

    struct tensor *x = graph_real(g, 2, shape);
    cr_assert_null(softmax_op(g, x));
    cr_expect_eq(graph_status(g).code, STATUS_NO_MEMORY);
    graph_free(g);
    unsetenv("EMU_ROOM");
}

Test(gpu_device, a_kernel_of_a_learner_is_for_the_cpu)
{
    struct graph *g = graph_new(device(), (size_t)1 << 24);
    const struct status st =
        graph_swap(g, "softmax", "softmax_forward", (void (*)(void))abort);

    cr_expect_eq(st.code, STATUS_UNSUPPORTED);
    cr_expect_eq(graph_set_mode(g, GRAPH_F16).code, STATUS_UNSUPPORTED);
    graph_free(g);
}
