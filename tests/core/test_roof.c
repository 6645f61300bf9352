#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/core/halves.h"
#include "engine/core/roof.h"

static char folder[] = "/tmp/lathe-roof-XXXXXX";

static void private_cache(void)
{
    cr_assert_not_null(mkdtemp(folder));
    setenv("XDG_CACHE_HOME", folder, 1);
}

static void forget_cache(void)
{
    char path[256];

    snprintf(path, sizeof path, "%s/lathe/roof", folder);
    remove(path);
    snprintf(path, sizeof path, "%s/lathe", folder);
    remove(path);
    remove(folder);
}

TestSuite(roof, .init = private_cache, .fini = forget_cache);

static bool same(const struct roof *a, const struct roof *b)
{
    return memcmp(&a->f32_flops, &b->f32_flops, sizeof(double)) == 0 &&
           memcmp(&a->stream_bytes, &b->stream_bytes, sizeof(double)) == 0 &&
           strcmp(a->machine, b->machine) == 0 && a->threads == b->threads;
}

Test(roof, it_is_measured_once_and_then_kept)
{
    struct roof first, kept, fresh;
    const struct device *d = device_cpu(NULL);

    cr_assert(roof_get(&first, d).code == STATUS_FINE);
    cr_expect(first.f32_flops > 1e8 && first.f32_flops < 1e16);
    cr_expect(first.stream_bytes > 1e7 && first.stream_bytes < 1e14);
    cr_expect(eq(int, !halves_lacks(), first.bf16_flops > 0.0));
    cr_expect(first.threads == omp_get_max_threads());
    const double start = clock_seconds();
    cr_assert(roof_get(&kept, d).code == STATUS_FINE);
    cr_expect(clock_seconds() - start < 0.2);
    cr_assert(roof_get(&fresh, d).code == STATUS_FINE);
    cr_expect(same(&kept, &fresh));
    cr_expect(fabs(kept.f32_flops / first.f32_flops - 1.0) < 1e-5);
}

Test(roof, what_another_machine_kept_or_damage_is_measured_again)
{
    static const char *const bad[] = {
        "", "lathe roof 1\n1e9 0 1e9 1\nanother machine\n",
        "lathe roof 1\nnan nan nan 1\n", "lathe roof 1\n-1 0 -1 1\n"};
    const struct device *d = device_cpu(NULL);
    struct roof got;
    char path[256];

    cr_assert(roof_get(&got, d).code == STATUS_FINE);
    snprintf(path, sizeof path, "%s/lathe/roof", folder);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        FILE *f = fopen(path, "w");

        cr_assert_not_null(f);
        fputs(bad[i], f);
        fclose(f);
        cr_assert(roof_get(&got, d).code == STATUS_FINE);
        cr_expect(got.f32_flops > 1e8 && isfinite(got.stream_bytes));
        cr_expect(strstr(got.machine, "cpu:") != NULL, "%s", got.machine);
    }
}

Test(roof, another_number_of_threads_has_roofs_of_its_own)
{
    struct roof one, two;

    omp_set_num_threads(1);
    cr_assert(roof_get(&one, device_cpu(NULL)).code == STATUS_FINE);
    omp_set_num_threads(2);
    cr_assert(roof_get(&two, device_cpu(NULL)).code == STATUS_FINE);
    cr_expect(one.threads == 1 && two.threads == 2);
}

Test(roof, the_reference_has_none)
{
    struct roof got;

    cr_expect(roof_get(&got, device_reference()).code == STATUS_UNSUPPORTED);
}
