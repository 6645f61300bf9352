#ifndef LESSONS_SPACING_H
#define LESSONS_SPACING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * spacing.h - when a question comes back: 1 day after it was met, then after
 * 3, 7, 21 and 60 days as long as it is answered right; a miss begins anew.
 * After the last right answer it rests.
 *
 * Time is whole days of the learner's calendar. A clock that was set back does
 * no harm: what was seen in a day that is yet to come counts as seen today, so
 * no wait grows longer than its own length.
 */
enum { SPACING_STAGES = 5 };

struct spacing {
    int stage; /* 0..SPACING_STAGES; the last: it rests */
    int64_t seen, due;
};

/* The day of a moment (seconds since 1970), in local time. */
int64_t spacing_day(int64_t unix_seconds);

/* Met for the first time on `day`. */
struct spacing spacing_met(int64_t day);
/* The same on a clock that says `today`; what it answers is to be kept. */
struct spacing spacing_settle(struct spacing s, int64_t today);

bool spacing_due(struct spacing s, int64_t today);
struct spacing spacing_answered(struct spacing s, bool right, int64_t today);

#endif
