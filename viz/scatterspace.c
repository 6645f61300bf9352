#include "viz/scatterspace.h"

#include <math.h>

int scatterspace_count(const struct scatter *s)
{
    return s->at && s->count > 0 && (s->dims == 2 || s->dims == 3) ? s->count
                                                                   : 0;
}

bool scatterspace_point(const struct scatter *s, int i, double out[3])
{
    const float *at = s->at + (size_t)i * (size_t)s->dims;

    out[2] = 0.0;
    for (int d = 0; d < s->dims; d++) {
        if (!isfinite(at[d]))
            return false;
        out[d] = (double)at[d];
    }
    return true;
}

void scatterspace_project(const struct scatter *s, const double point[3],
                          double out[3])
{
    if (s->dims == 2) {
        out[0] = point[0];
        out[1] = point[1];
        out[2] = 0.0;
        return;
    }
    /* x and y lie flat, z points up. */
    const double ct = cos((double)s->turn), st = sin((double)s->turn);
    const double ci = cos((double)s->tilt), si = sin((double)s->tilt);
    const double side = ct * point[0] + st * point[1];
    const double deep = ct * point[1] - st * point[0];

    out[0] = side;
    out[1] = ci * point[2] + si * deep;
    out[2] = si * point[2] - ci * deep;
}

double scatterspace_ball(const struct scatter *s, double middle[3])
{
    double low[3] = {0}, high[3] = {0}, p[3], radius = 0.0;
    int n = 0;

    for (int i = 0; i < scatterspace_count(s); i++) {
        if (!scatterspace_point(s, i, p))
            continue;
        for (int d = 0; d < 3; d++) {
            low[d] = n ? fmin(low[d], p[d]) : p[d];
            high[d] = n ? fmax(high[d], p[d]) : p[d];
        }
        n++;
    }
    for (int d = 0; d < 3; d++) {
        middle[d] = low[d] / 2 + high[d] / 2;
        radius = hypot(radius, high[d] / 2 - low[d] / 2);
    }
    return radius > 0.0 ? radius : 1.0;
}
