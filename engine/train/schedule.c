#include "engine/train/schedule.h"

#include <math.h>

double schedule_rate(const struct schedule *s, int64_t step)
{
    const double pi = 3.14159265358979323846;

    if (step < s->warmup)
        return s->rate * (double)(step + 1) / (double)(s->warmup + 1);
    if (step >= s->steps || s->steps <= s->warmup)
        return s->low;
    const double gone =
        (double)(step - s->warmup) / (double)(s->steps - s->warmup);
    return s->low + 0.5 * (1.0 + cos(pi * gone)) * (s->rate - s->low);
}
