#ifndef EXERCISES_EXAM_PARTS_H
#define EXERCISES_EXAM_PARTS_H

#include "exercises/building.h"
#include "exercises/exam.h"
#include "exercises/kitcache.h"
#include "exercises/party.h"
#include "exercises/values.h"

/* exam_parts.h - what the files of exam.c share. */
enum {
    EXAM_FRAME = 32 << 20, /* largest answer to TALK_MAKE */
    EXAM_MUTANTS = 32,
    EXAM_NAME = 64
};

/* One case: its inputs, and what the solution made of them over both kinds of
 * rubbish. */
struct exam_paper {
    struct values values;
    unsigned char *made, *expected[2];
};

/* A file's results for each case; NULL where there are none. */
struct exam_sheet {
    unsigned char *got[TALK_CASES][2];
};

struct exam_mutant {
    char name[EXAM_NAME], mistake[160], say[512];
    bool built;
    struct exam_sheet sheet; /* for the papers of now */
};

struct exam {
    struct building building;
    struct sandbox_have have;
    unsigned layers;
    char name[EXAM_NAME];
    char folder[SCRATCH_PATH], kit[SCRATCH_PATH];
    char room[SCRATCH_PATH], kit_room[SCRATCH_PATH], work[SCRATCH_PATH];
    char source[EXAM_NAME + 4]; /* "softmax.c" */
    struct kitcache cache;
    bool sanitizes;
    struct talk_exercise about;
    struct talk_case list[TALK_CASES];
    struct party reference;
    bool referenced;             /* it runs */
    struct sandbox_process lent; /* a program that somebody else talks to */
    bool lending;
    uint64_t seed; /* of the papers */
    bool written;  /* there are papers */
    struct exam_paper paper[TALK_CASES];
    struct exam_mutant *mutant;
    int mutants; /* below 0: not looked for yet */
};

/* Inputs and expected results of every case for `seed`. */
struct status exam_write(struct exam *e, uint64_t seed);
/* Asks check.c for words about the results of case `k`; "" where it has none.
 * Errors: the reference is gone, and with it what was expected. */
struct status exam_look(struct exam *e, int k, const unsigned char *result,
                        char say[TALK_TEXT]);

/* The call() of check.c and what of check.c it stands on, or NULL. Owner: the
 * caller. */
#define EXAM_CALL "static void call(struct check *c)\n"
char *exam_call(const struct exam *e);

/* Puts the first shown case that fails into r->program, where that can be: its
 * numbers have to be few enough to be read. */
void exam_case(const struct exam *e, struct report *r);

/* How one build of a file did. */
struct exam_run {
    enum report_verdict verdict[TALK_CASES];
    char say[TALK_CASES][512];
    struct exam_sheet sheet;
    bool took_leave; /* it ended as agreed, after the last case */
    char printed[REPORT_PRINTED], log[REPORT_LOG];
};

/* Runs `program` of folder `where` over all cases; results, not yet compared,
 * go to `run`. Errors are ours. */
struct status exam_run(struct exam *e, const char *where, const char *program,
                       enum building_kind kind, struct exam_run *run);
void exam_forget(struct exam_sheet *sheet);

void exam_rule(const struct exam *e, struct values_rule *rule);

/* Builds e->source in e->work and looks at its object file: *verdict and `say`
 * tell where that fails. Errors are ours. */
struct status exam_build(struct exam *e, enum building_kind kind,
                         unsigned flags, const char *program,
                         enum report_verdict *verdict, char say[512]);

/* The mutant whose results are those of `sheet` in every case, or NULL.
 * Errors: of the sandbox. */
struct status exam_known(struct exam *e, const struct exam_sheet *sheet,
                         const struct exam_mutant **out);
void exam_forget_mutants(struct exam *e);

#endif
