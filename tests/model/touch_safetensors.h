#ifndef TESTS_MODEL_TOUCH_SAFETENSORS_H
#define TESTS_MODEL_TOUCH_SAFETENSORS_H

#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/model/safetensors.h"

/* Asks for every number of every tensor: the sanitizer watches. */
static inline void touch_safetensors(const struct safetensors *s)
{
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];
        double *out = malloc((size_t)t->count * sizeof *out + 1);
        float *small = malloc((size_t)t->count * sizeof *small + 1);

        cr_assert_eq(safetensors_find(s, t->name), t);
        cr_assert_eq(t->bytes,
                     (size_t)t->count * safetensors_type_bytes(t->type));
        (void)safetensors_doubles(t, out);
        (void)safetensors_floats(t, small);
        free(out);
        free(small);
    }
}

#endif
