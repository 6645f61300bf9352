#ifndef LESSONS_LABS_TOWNWRITER_H
#define LESSONS_LABS_TOWNWRITER_H

#include "lessons/data/town_grams.h"
#include "lessons/data/town_judge.h"
#include "lessons/labs/labmodel.h"

/*
 * townwriter.h - a model writes entries as the town does, one a line, and the
 * simulation judges each of its sentences.
 */
enum { TOWNWRITER_BYTES = 600, TOWNWRITER_MARKS = 48 };

/* Plain numbers and text: copy it whole. */
struct townwriter_entry {
    char text[TOWNWRITER_BYTES];
    int marks;
    struct town_judge_mark mark[TOWNWRITER_MARKS];
};

/* Sums over entries. */
struct townwriter_tally {
    int entries, sound; /* sound: no mark of the entry is no sentence */
    int marks[3];       /* by verdict */
    int said[TOWN_JUDGE_TOPICS];  /* by topic; what is no sentence is left */
    int right[TOWN_JUDGE_TOPICS]; /* out; and of these the true ones */
    long runs, seen; /* of twelve words; seen: in the training text */
};

struct townwriter; /* opaque */

/* `read`: also count what stands in the text that house models have read,
 * town:past. Owner: the caller. Errors: those of labmodel_load(); BAD_USAGE
 * for an encoder. */
struct status townwriter_open(struct townwriter **out, const char *model,
                              bool read, struct hook hook);
void townwriter_close(struct townwriter *w);

/* Refuses a beginning that is too long or no line: BAD_USAGE. */
struct status townwriter_check(const char *begin);

/* What to write. */
struct townwriter_wish {
    const char *begin; /* "": the model chooses */
    double temperature;
    int tokens; /* of an entry, at most */
    uint64_t seed;
};

/* Entry `i`: the same call writes the same. It ends with its line. */
struct status townwriter_write(struct townwriter *w,
                               const struct townwriter_wish *wish, uint64_t i,
                               struct townwriter_entry *out);

/* Adds one entry to the sums. */
void townwriter_add(const struct townwriter *w, struct townwriter_tally *t,
                    const struct townwriter_entry *e);

#endif
