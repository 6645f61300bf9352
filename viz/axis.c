#include "viz/axis.h"

#include <math.h>
#include <stdio.h>

struct axis axis_make(double low, double high, bool log)
{
    if (log && low <= 0.0)
        low = high > 0.0 ? high / 1000.0 : 0.1;
    if (high > low)
        return (struct axis){low, high, log};
    if (log)
        return (struct axis){low / 2.0, low * 2.0, log};

    const double room = fabs(low) > 1.0 ? fabs(low) / 2.0 : 0.5;
    return (struct axis){low - room, low + room, log};
}

double axis_share(const struct axis *a, double value)
{
    if (!isfinite(value) || (a->log && value <= 0.0))
        return (double)NAN;
    if (a->log)
        return log(value / a->low) / log(a->high / a->low);
    return (value - a->low) / (a->high - a->low);
}

/* The least of 1, 2, 5, 10 times a power of ten that is not below `step`. */
static double nice(double step)
{
    const double power = pow(10.0, floor(log10(step)));
    const double lead = step / power;

    if (lead <= 1.0 + 1e-9)
        return power;
    if (lead <= 2.0 + 1e-9)
        return 2.0 * power;
    return (lead <= 5.0 + 1e-9 ? 5.0 : 10.0) * power;
}

/* "1e-5": as people write it, not with the two digits of printf(). */
static void small_label(struct axis_tick *tick, double value)
{
    const int power = (int)floor(log10(value) + 1e-9);

    tick->value = value;
    snprintf(tick->text, sizeof tick->text, "%.0fe%d", value / pow(10.0, power),
             power);
}

static void label(struct axis_tick *tick, double value, double step)
{
    const double digits = ceil(-log10(step) - 1e-9);

    tick->value = value;
    if (fabs(value) >= 1e6 || digits > 4.0) {
        snprintf(tick->text, sizeof tick->text, "%.3g", value);
    } else {
        snprintf(tick->text, sizeof tick->text, "%.*f",
                 digits > 0.0 ? (int)digits : 0, value);
    }
}

/* Ends of an axis come from floats: 0.7f lies a little below 0.7. */
static const double slack = 1e-6;

static int linear(const struct axis *a, int most, struct axis_tick *tick)
{
    const double step = nice((a->high - a->low) / (double)most);
    const double from = ceil(a->low / step - slack);
    int n = 0;

    while (n < most && (from + n) * step <= a->high + step * slack) {
        label(&tick[n], (from + n) * step + 0.0, step);
        n++;
    }
    return n;
}

/* Every n-th of ..., 0.1, 0.2, 0.5, 1, 2, 5, ... so that they fit. */
static int logarithmic(const struct axis *a, int most, struct axis_tick *tick)
{
    static const double lead[] = {1.0, 2.0, 5.0};
    const int first = 3 * (int)floor(log10(a->low));
    const int last = 3 * (int)floor(log10(a->high * (1 + slack))) + 2;
    int inside = 0, n = 0;

    for (int i = first; i <= last; i++) {
        const double v = lead[(i - first) % 3] * pow(10.0, floor(i / 3.0));

        inside += v >= a->low * (1 - slack) && v <= a->high * (1 + slack);
    }
    const int fit = inside <= most ? 1 : (inside + 2) / 3 <= most ? 3 : 0;
    const int skip = fit ? fit : 3 * ((inside / 3 + most) / most);
    for (int i = first; i <= last && n < most; i += skip) {
        const double power = pow(10.0, floor(i / 3.0));
        const double v = lead[(i - first) % 3] * power;

        if (v >= a->low * (1 - slack) && v <= a->high * (1 + slack)) {
            if (v < 0.9e-3)
                small_label(&tick[n++], v);
            else
                label(&tick[n++], v, power);
        }
    }
    return n;
}

int axis_ticks(const struct axis *a, int most,
               struct axis_tick tick[AXIS_MAX_TICKS])
{
    most = most > AXIS_MAX_TICKS ? AXIS_MAX_TICKS : most;
    if (most <= 0)
        return 0;
    return a->log && a->high / a->low >= 4.0 ? logarithmic(a, most, tick)
                                             : linear(a, most, tick);
}
