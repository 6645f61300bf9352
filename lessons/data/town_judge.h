#ifndef LESSONS_DATA_TOWN_JUDGE_H
#define LESSONS_DATA_TOWN_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * town_judge.h - is a sentence true in the town, false, or no sentence?
 *
 * True: the simulation could have said it, of that day where it speaks of a
 * day. False: its grammar is the town's, but what it says is not so: another
 * captain, another price, or things of a kind that the town does not know ("the
 * coin is hungry"). No sentence: not even that.
 *
 * What belongs together is judged together: a riddle with its answer, a
 * question with its answer.
 */
enum town_judge_verdict { TOWN_JUDGE_NONE, TOWN_JUDGE_FALSE, TOWN_JUDGE_TRUE };

/* What a sentence speaks of. What happened on a day can only be known by who
 * was there; trades, captains and birthplaces stay. */
enum town_judge_topic {
    TOWN_JUDGE_LIFE, /* nobody by name; also what is no sentence */
    TOWN_JUDGE_WORLD,
    TOWN_JUDGE_DAY,
    TOWN_JUDGE_TOPICS
};

struct town_judge_mark {
    size_t start, end; /* bytes of the line */
    enum town_judge_verdict verdict;
    enum town_judge_topic topic;
};

struct town_judge; /* opaque */

/* Knows the town of this seed for its first `days` days.
 * Owner: the caller, town_judge_free(). Errors: NO_MEMORY, BAD_USAGE. */
struct status town_judge_new(struct town_judge **out, uint64_t seed, int days);
void town_judge_free(struct town_judge *j);

/* Judges what an entry says, from left to right; answers how many marks there
 * are, at most `room`. An entry that names a date speaks of that day; without
 * one, a sentence is true if it was true on some day. */
int town_judge_line(struct town_judge *j, const char *line, size_t bytes,
                    struct town_judge_mark *mark, int room);

/* "true", "false", "no sentence" */
const char *town_judge_word(enum town_judge_verdict v);

#endif
