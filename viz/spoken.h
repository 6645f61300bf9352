#ifndef VIZ_SPOKEN_H
#define VIZ_SPOKEN_H

#include <stddef.h>

/*
 * spoken.h - a formula as one says it, for who listens:
 *
 *     softmax(Q K^T / sqrt(d)) V  ->  softmax of Q K transposed over root d,
 *                                     times V
 *     \sum_{i=1}^{n} w_i x_i      ->  sum over i equals 1 to n of w sub i x
 *                                     sub i
 *
 * Read are the notation of programs and, with a backslash in it, that of TeX.
 */
enum { SPOKEN_MOST_DEPTH = 12, SPOKEN_BYTES = 1024 };

/* Answers the bytes wanted, as snprintf() does. A formula of more than
 * SPOKEN_BYTES is cut there. */
size_t spoken_formula(const char *text, size_t bytes, char *out, size_t size);

/* The next formula in prose: between dollar signs, or words of a line around
 * a power, an index, a root or a fraction. NULL where there is none; its bytes
 * go to `bytes`. */
const char *spoken_find(const char *text, size_t *bytes);

#endif
