#ifndef VIZ_HEATWORDS_H
#define VIZ_HEATWORDS_H

#include "viz/heatmap.h"

/* heatwords.h - a heat map in sentences; the work of heatmap_words(). */
void heatwords_write(const struct heatmap *h, enum words_depth depth,
                     struct words *w);

#endif
