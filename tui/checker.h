#ifndef TUI_CHECKER_H
#define TUI_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "exercises/report.h"

/*
 * checker.h - judges in the background: a thread of its own talks with
 * lathe-judge, so that no key waits for a verdict. It also looks after one
 * file: an editor that saves it is news.
 *
 * All calls are for one thread, the screen's. After each news it calls
 * `poke`, on its own thread.
 */
struct checker;

enum checker_state {
    CHECKER_IDLE,
    CHECKER_BUSY,
    CHECKER_DONE,  /* checker_report() has it */
    CHECKER_FAILED /* `why` tells: no compiler, no sandbox, stopped */
};

enum checker_wish { CHECKER_JUDGE, CHECKER_TRY };

struct checker_info {
    enum checker_state state;
    enum checker_wish wish; /* what was asked last */
    int number;             /* of what was asked, counted from 1 */
    struct status why;
    int saves;        /* of the file, since it is looked after */
    int64_t since_ns; /* while it is busy: when that began, of clock_ns() */
};

/* Errors: NO_MEMORY, IO. checker_free() breaks off what runs. */
struct status checker_new(struct checker **out, void (*poke)(void *context),
                          void *context);
void checker_free(struct checker *c);

/* From now on about the exercise in `folder`, whose learner's file is at
 * `path`; false where it was already. */
bool checker_about(struct checker *c, const char *folder, const char *path);

/* Asks for a verdict about `text`, with hidden cases of `seed`, or for a run of
 * `program` with it; copies both. What is under way about another text is
 * broken off. Errors: NO_MEMORY, TOO_BIG. */
struct status checker_judge(struct checker *c, uint64_t seed, const char *text,
                            size_t bytes);
struct status checker_try(struct checker *c, const char *text, size_t bytes,
                          const char *program, size_t program_bytes);

/* Breaks off what runs: at once, whatever the learner's code does. */
void checker_stop(struct checker *c);

struct checker_info checker_ask(struct checker *c);
/* Copies the newest report; false where there is none. */
bool checker_report(struct checker *c, struct report *out);

#endif
