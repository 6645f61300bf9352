#ifndef EXERCISES_EXAM_H
#define EXERCISES_EXAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "exercises/report.h"

/*
 * exam.h - one exercise, ready to examine files: its check.c is compiled with
 * solution.c into a program that makes inputs and expected results, and with
 * each file into another, which only gets inputs. Both run in the sandbox.
 * Belongs to the judge, which has one thread.
 */
struct exam;

struct exam_settings {
    const char *folder; /* of the exercise, absolute */
    const char *kit;    /* exercises/kit, absolute */
    const char *probe;  /* lathe-probe, absolute */
    unsigned layers;    /* wished, of enum sandbox_layer */
};

enum exam_flag {
    EXAM_STRICT = 1,    /* warnings are errors */
    EXAM_KNOWN = 2,     /* names the mutant that a wrong file is */
    EXAM_PLAIN = 4,     /* no second build under sanitizers */
    EXAM_ANY_NAMES = 8, /* for tests: does not look at the object file */
};

struct exam_file {
    const char *text;
    size_t bytes;
    unsigned flags;
    uint64_t seed; /* of the hidden cases */
};

/* Errors: NOT_FOUND (no compiler, no exercise), BAD_FILE (the exercise does not
 * compile, or its check.c misbehaves), UNSUPPORTED (no sandbox). */
struct status exam_open(struct exam **out, const struct exam_settings *s);
void exam_close(struct exam *e);

/* Examines a file. A failure of ours is in the report, as REPORT_FAULT. */
void exam_check(struct exam *e, const struct exam_file *file,
                struct report *out);

/* Builds a file with a main program of the learner and runs it. */
void exam_try(struct exam *e, const struct exam_file *file, const char *program,
              size_t program_bytes, struct report *out);

/* Builds a file and leaves its program running, for whoever gets `*channel`:
 * each TALK_RUN calls the function once, on arrays named as in check.c. What it
 * prints is lost. Where the build fails, `out` says so and *channel is -1. */
void exam_lend(struct exam *e, const struct exam_file *file, struct report *out,
               int *channel);
/* Ends what exam_lend() left running; tells how it ended. */
struct status exam_take_back(struct exam *e, struct sandbox_end *end);

#endif
