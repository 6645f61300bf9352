/* sinusoid.h: positions as sines and cosines.
 * Shapes: table is [rows, width], row after row; rows >= 0, width >= 1.
 * Source: Vaswani et al. 2017, section 3.5. */
#ifndef SINUSOID_H
#define SINUSOID_H

void sinusoid_fill(float *table, int rows, int width);

#endif
