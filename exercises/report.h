#ifndef EXERCISES_REPORT_H
#define EXERCISES_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "exercises/sandbox.h"

/*
 * report.h - what the judge found about one file of a learner. A plain value
 * of fixed size: it is sent from the judge as it is.
 */
#define REPORT_VERDICTS(X)                     \
    X(REPORT_PASS, "pass")                     \
    X(REPORT_WRONG, "wrong")                   \
    X(REPORT_CRASH, "crash")                   \
    X(REPORT_TIMEOUT, "timeout")               \
    X(REPORT_MEMORY, "memory")                 \
    X(REPORT_OUTPUT, "output limit")           \
    X(REPORT_FORBIDDEN, "forbidden")           \
    X(REPORT_UNDEFINED, "undefined behaviour") \
    X(REPORT_UNINITIALISED, "uninitialised")   \
    X(REPORT_COMPILE, "compile error")         \
    X(REPORT_SKIPPED, "skipped")               \
    X(REPORT_FAULT, "our fault")

#define REPORT_ENUM(name, text) name,
enum report_verdict { REPORT_VERDICTS(REPORT_ENUM) };
#undef REPORT_ENUM

enum {
    REPORT_CASES = 32,
    REPORT_GRID = 16, /* rows and columns of the picture kept */
    REPORT_LOG = 8192,
    REPORT_PRINTED = 16384,
    REPORT_PROGRAM = 65536
};

/* The start of every program of a case. */
#define REPORT_PROGRAM_MARK "/* case.c: written by Lathe, for a debugger."

struct report_case {
    char id[24], title[80];
    bool hidden;
    enum report_verdict verdict;
    char say[512];   /* what is wrong in a sentence; "" for a pass */
    char shape[160]; /* how the errors lie, or "" */
    /* The first difference, where there is one. */
    bool differs;
    char array[24];
    int row, col;
    double expected, got;
    int wrong, numbers; /* how many of how many differ */
};

/* One array of the first shown case that failed, cut to REPORT_GRID. */
struct report_grid {
    int rows, cols; /* 0: nothing to show */
    int all_rows, all_cols;
    char array[24], id[24];
    double expected[REPORT_GRID][REPORT_GRID], got[REPORT_GRID][REPORT_GRID];
};

struct report {
    char exercise[64];
    bool passed;
    enum report_verdict verdict; /* of the whole */
    char say[512]; /* about the whole: does not compile, forbidden, ... */
    struct report_case list[REPORT_CASES];
    int cases;
    struct report_grid grid;
    char known[160], known_say[512]; /* the mutant that this is, or "" */
    char log[REPORT_LOG];            /* of the compiler, or a sanitizer */
    char printed[REPORT_PRINTED];    /* by the learner's code */
    char program[REPORT_PROGRAM];    /* a shown case that fails, in C; or "" */
    enum sandbox_level level;
    bool sanitized; /* a second build ran under sanitizers */
    uint64_t seed;
    double seconds;
};

const char *report_verdict_name(enum report_verdict v);

/* Copies text that a learner's program or compiler wrote: control characters
 * other than line feeds and tabs become visible marks, UTF-8 is kept where it
 * is whole, and what is too long ends in a remark. */
void report_clean(char *out, size_t room, const char *text, size_t bytes);

/* The report as text, 80 columns wide: the first case that fails in full, the
 * others in a line. `tries` counts this one; 0: of a class, where
 * neither tries nor times are told. */
void report_text(struct buf *out, const struct report *r, int tries);

#endif
