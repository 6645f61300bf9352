/* test_gpu_device.c - the module behind the device table: what goes over
 * the bus, and what does not. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/core/gpu.h"
#include "engine/core/graph.h"

enum { N = 1000 };

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

Test(gpu_device, a_kernel_of_a_learner_is_for_the_cpu)
{
    struct graph *g = graph_new(device(), (size_t)1 << 24);
    const struct status st =
        graph_swap(g, "softmax", "softmax_forward", (void (*)(void))abort);

    cr_expect_eq(st.code, STATUS_UNSUPPORTED);
    cr_expect_eq(graph_set_mode(g, GRAPH_F16).code, STATUS_UNSUPPORTED);
    graph_free(g);
}
