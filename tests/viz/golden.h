#ifndef TESTS_VIZ_GOLDEN_H
#define TESTS_VIZ_GOLDEN_H

#include "samples.h"
#include "viz/sink.h"

/*
 * golden.h - a sample as text with its colours (SGR), in every look, and its
 * words: what tests/viz/golden keeps. `cat` shows such a file as it looks.
 */
void golden_write(const struct samples_one *one, struct sink out);

void golden_picture(const struct samples_one *one, int look, int rows, int cols,
                    float t, struct sink out);

#endif
