#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "engine/train/scaler.h"

Test(scaler, an_overflow_halves_and_starts_the_count_again)
{
    struct scaler s = scaler_start();
    const double first = s.scale;

    for (int i = 0; i < SCALER_PATIENCE - 1; i++)
        scaler_next(&s, true);
    cr_expect(eq(dbl, s.scale, first));
    scaler_next(&s, false);
    cr_expect(eq(dbl, s.scale, 0.5 * first));
    for (int i = 0; i < SCALER_PATIENCE - 1; i++)
        scaler_next(&s, true);
    cr_expect(eq(dbl, s.scale, 0.5 * first));
    scaler_next(&s, true);
    cr_expect(eq(dbl, s.scale, first));
}

Test(scaler, it_stays_between_1_and_2_to_the_24)
{
    struct scaler s = scaler_start();

    for (int i = 0; i < 100; i++)
        scaler_next(&s, false);
    cr_expect(eq(dbl, s.scale, 1.0));
    for (int i = 0; i < 100 * SCALER_PATIENCE; i++)
        scaler_next(&s, true);
    cr_expect(eq(dbl, s.scale, 16777216.0));
}
