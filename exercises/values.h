#ifndef EXERCISES_VALUES_H
#define EXERCISES_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "exercises/kit/talk.h"
#include "exercises/report.h"

/*
 * values.h - the numbers of one case: what goes in, which results come out,
 * and the comparison, which takes place here and nowhere else.
 *
 * Neither side is trusted with memory: sizes are checked before they are used.
 */
struct values {
    int arrays;
    struct talk_array head[TALK_ARRAYS];
    const unsigned char *data[TALK_ARRAYS]; /* inputs, or NULL */
    size_t made_bytes;   /* all of the above, as it was read */
    size_t result_bytes; /* of an answer to TALK_RUN */
};

/* How exact a number has to be, and what lay in memory before each run. */
struct values_rule {
    double absolute, relative;
    uint32_t fill[2];
};

/* Reads an answer to TALK_MAKE. Owner: the pointers go into `data`.
 * Errors: BAD_FILE, saying what is wrong with the exercise. */
struct status values_read(struct values *v, const void *data, size_t bytes);

/* Compares answers to TALK_RUN, made with fill[0] and fill[1], with those of
 * the solution; every one has v->result_bytes. A difference goes to `out`. */
void values_compare(const struct values *v, const struct values_rule *rule,
                    const unsigned char *const expected[2],
                    const unsigned char *const got[2], struct report_case *out);

/* Bytes that the call allocated and did not free. */
uint64_t values_leak(const struct values *v, const unsigned char *result);

/* The results without guards, for TALK_LOOK; `out` has room for the same
 * bytes. Answers how many they are. */
size_t values_strip(const struct values *v, const unsigned char *result,
                    unsigned char *out);

/* The picture of array `name`, expected and got, of fill[0]. */
void values_picture(const struct values *v, const char *name,
                    const unsigned char *expected, const unsigned char *got,
                    struct report_grid *out);

/* How the errors of a picture lie, in a sentence, or "". */
void values_shape(const struct report_grid *g, double absolute, double relative,
                  char say[160]);

/* "T 5, d 3": the inputs that are single numbers. */
void values_sizes(const struct values *v, char text[120]);

#endif
