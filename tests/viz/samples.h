#ifndef TESTS_VIZ_SAMPLES_H
#define TESTS_VIZ_SAMPLES_H

#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * samples.h - one lifelike picture of every widget, for the golden pictures,
 * the benchmark and the eye: `gallery` prints them.
 *
 * `t` moves the data: 0 is the golden picture, other values are other frames.
 */
struct samples_one {
    const char *name;
    void (*draw)(struct canvas *cv, float t);
    size_t (*words)(enum words_depth depth, char *out, size_t size);
    int rows, cols; /* of the golden picture */
};

/* Ends with a row whose name is NULL. */
extern const struct samples_one samples_data[];  /* numbers */
extern const struct samples_one samples_plane[]; /* points and planes */
extern const struct samples_one samples_shape[]; /* structures */
extern const struct samples_one samples_text[];  /* lists, logs, forms */

/* Sample i of all; NULL past the last one. */
const struct samples_one *samples_at(int i);

/* Numbers that look drawn but are the same everywhere, within +-1; and of three
 * of them, nearly a normal one. */
float samples_noise(int i);
float samples_bell(int i);

/* The looks of the goldens, best first, and their names. */
enum { SAMPLES_LOOKS = 5 };
struct canvas_look samples_look(int i);
const char *samples_look_name(int i);

#endif
