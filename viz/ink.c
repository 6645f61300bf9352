#include "viz/ink.h"

#include <math.h>

unsigned ink_on(unsigned fg, unsigned bg)
{
    return (fg & ~0xff00u) | (bg & 0xffu) << 8;
}

unsigned ink_ramp(float share)
{
    const float top = (float)(INK_RAMP_LEVELS - 1);

    if (isnan(share))
        return INK_BAD;
    share = fminf(fmaxf(share, 0.0f), 1.0f);
    return INK_RAMP + (unsigned)lroundf(share * top);
}

unsigned ink_signed(float share)
{
    const float side = (float)(INK_SIGNED_LEVELS - 1) / 2.0f;

    if (isnan(share))
        return INK_BAD;
    share = fminf(fmaxf(share, -1.0f), 1.0f);
    return INK_SIGNED + (unsigned)lroundf(side + share * side);
}
