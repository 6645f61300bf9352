#ifndef VIZ_SCATTERSPACE_H
#define VIZ_SCATTERSPACE_H

#include "viz/scatter.h"

/*
 * scatterspace.h - the geometry of a scatter: from the space of the data to
 * the plane of the picture, and distances.
 */

/* How many points there are to draw; 0 for what makes no sense. */
int scatterspace_count(const struct scatter *s);

/* The coordinates of point i; false where one of them is not finite. */
bool scatterspace_point(const struct scatter *s, int i, double out[3]);

/* Across, up, and towards the eye. */
void scatterspace_project(const struct scatter *s, const double point[3],
                          double out[3]);

/* The middle of the data, and the radius of the ball around it. */
double scatterspace_ball(const struct scatter *s, double middle[3]);

#endif
