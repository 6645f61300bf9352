#ifndef VIZ_FORMULA_H
#define VIZ_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * formula.h - a formula in the notation of TeX as one line of text:
 *
 *     \frac{QK^T}{\sqrt{d_k}}   ->   QKᵀ / √dₖ
 *     \sum_{i=1}^{n} w_i x_i    ->   Σᵢ₌₁ⁿ wᵢ xᵢ
 *
 * Raised and lowered parts become Unicode letters where all of them have one,
 * else ^(...) and _(...). What is not known stays as it is written, so that
 * no formula is ever lost. In ASCII it reads "sum_(i=1)^n w_i x_i".
 */
enum { FORMULA_MOST_DEPTH = 12 }; /* deeper parts stay as they are written */

/* Answers the bytes wanted, as snprintf() does. */
size_t formula_text(const char *tex, size_t bytes, bool ascii, char *out,
                    size_t size);

#endif
