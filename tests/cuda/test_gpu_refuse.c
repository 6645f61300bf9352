/* test_gpu_refuse.c - the module where it cannot be used: one sentence says
 * why, and nothing else happens. The emulation plays the cards. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/gpu.h"
#include "engine/core/graph.h"
#include "engine/ops/softmax.h"

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
