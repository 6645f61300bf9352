#ifndef VIZ_SPARK_H
#define VIZ_SPARK_H

#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * spark.h - a row of numbers in one row of cells, with its name in front and
 * its last value behind: "loss ▇▆▅▃▂▂ 1.93".
 *
 * Where there are more values than columns, a column shows the greatest of
 * its values, so that a spike is never lost. NaN and infinities show as '!'.
 */
struct spark {
    const char *name;   /* or NULL */
    const float *value; /* [count] */
    int count;
    float low, high; /* both 0: as the data */
};

void spark_draw(const struct spark *s, struct canvas *cv,
                struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t spark_words(const struct spark *s, enum words_depth depth, char *out,
                   size_t size);

#endif
