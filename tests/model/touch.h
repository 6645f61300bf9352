#ifndef TESTS_MODEL_TOUCH_H
#define TESTS_MODEL_TOUCH_H

#include <stdlib.h>

#include "engine/model/weights/arch.h"
#include "engine/model/weights/weights_stats.h"

/*
 * touch.h - asks a file that was accepted for all it has: every byte, number,
 * value and part. The sanitizers watch.
 */
#define TOUCH_MOST ((int64_t)1 << 20) /* numbers of a tensor */

static inline double touch_numbers(const struct weights_tensor *t)
{
    double sum = 0;
    struct weights_stats s;

    for (size_t i = 0; i < t->bytes; i++)
        sum += t->data[i];
    if (t->count <= TOUCH_MOST && !weights_stats(t, 7, &s).code)
        sum += (double)s.finite;
    return sum;
}

static inline double touch_values(const struct weights *w)
{
    struct weights_value item;
    double sum = 0;

    for (int i = 0; i < weights_value_count(w); i++) {
        const struct weights_value *v = weights_value_at(w, i);

        if (v->kind == WEIGHTS_TEXT)
            sum += v->text[v->bytes];
        for (struct weights_items it = weights_items(v);
             weights_next(&it, &item);)
            for (size_t k = 0; item.kind == WEIGHTS_TEXT && k < item.bytes; k++)
                sum += item.text[k];
    }
    return sum;
}

static inline double touch_parts(const struct weights *w)
{
    struct arch_walk walk = {0};
    struct arch_shape shape;
    struct arch_part part;
    char name[ARCH_NAME];
    struct arch a;
    double sum = 0;

    if (arch_read(&a, w).code)
        return 0;
    while (arch_next(&a, &walk, name, &shape)) {
        if (arch_part(&a, w, name, &part).code ||
            part.rows * part.cols > TOUCH_MOST)
            continue;
        float *out = malloc((size_t)(part.rows * part.cols + 1) * sizeof *out);
        if (out && !arch_floats(&part, 0, part.rows, out).code)
            sum += part.rows && part.cols ? (double)out[0] : 0;
        free(out);
    }
    return sum;
}

static inline double touch_all(const struct weights *w)
{
    double sum = touch_values(w) + touch_parts(w);

    for (int i = 0; i < weights_count(w); i++)
        sum += touch_numbers(weights_at(w, i));
    return sum;
}

#endif
