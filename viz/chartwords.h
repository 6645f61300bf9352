#ifndef VIZ_CHARTWORDS_H
#define VIZ_CHARTWORDS_H

#include "viz/chart.h"

/* chartwords.h - a chart in sentences; the work of chart_words(). */
void chartwords_write(const struct chart *c, enum words_depth depth,
                      struct words *w);

#endif
