#ifndef EXERCISES_JUDGE_H
#define EXERCISES_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/base/status.h"
#include "exercises/exam.h"
#include "exercises/probes.h"
#include "exercises/report.h"

/*
 * judge.h - the judge, as the rest of the program sees it: a process of its
 * own (`lathe-judge`), because it forks and this program has threads. Calls
 * wait for the answer; where a screen must not wait, a thread makes them.
 */
struct judge {
    pid_t pid;
    int channel; /* -1 when closed */
    char kit[512], probe[512];
};

/* Starts `lathe-judge`, found beside the running program or in ../tui; or
 * $LATHE_JUDGE. Errors: NOT_FOUND, IO. */
struct status judge_open(struct judge *j);
void judge_close(struct judge *j);

/* Which exercise the files belong to; `folder` is absolute. `layers` of enum
 * sandbox_layer, SANDBOX_ALL for what this machine has. */
struct status judge_exercise(struct judge *j, const char *folder,
                             unsigned layers);

/* Examines a file. Errors: IO, where the judge died: no verdict then. */
struct status judge_check(struct judge *j, const struct exam_file *file,
                          struct report *out);
struct status judge_try(struct judge *j, const struct exam_file *file,
                        const char *program, size_t bytes, struct report *out);

/* A program around a file's function that keeps running in the sandbox: see
 * exam_lend(). `*channel` is the caller's then, or -1 where `out` says what is
 * wrong with the file. judge_take_back() ends it and tells how it ended. */
struct status judge_lend(struct judge *j, const struct exam_file *file,
                         struct report *out, int *channel);
struct status judge_take_back(struct judge *j, struct sandbox_end *end);

/* What the sandbox can do here, and which attacks get through. */
struct status judge_probes(struct judge *j, struct probes *out);

/* The seed of the hidden cases: the same for the same file. `key` is a
 * course's, or "". */
uint64_t judge_seed(const char *key, const char *exercise, const char *text,
                    size_t bytes);

/* --- between this file and lathejudge.c ----------------------------------- */

enum judge_request_kind {
    JUDGE_EXERCISE,
    JUDGE_CHECK,
    JUDGE_TRY,
    JUDGE_PROBE,
    JUDGE_LEND,
    JUDGE_TAKE_BACK
};

enum { JUDGE_PATH = 512, JUDGE_SOURCE = 1 << 20 };

struct judge_request {
    enum judge_request_kind kind;
    char folder[JUDGE_PATH], kit[JUDGE_PATH], probe[JUDGE_PATH];
    unsigned layers, flags;
    uint64_t seed;
    uint32_t bytes, program_bytes; /* that follow */
};

/* Answered with a status, and then by kind a report, probes or an end; behind
 * the report about a file that is lent comes the descriptor. */

#endif
