#include "lessons/spacing.h"

#include <time.h>

enum { DAY_SECONDS = 86400 };

static const int64_t wait_days[SPACING_STAGES] = {1, 3, 7, 21, 60};

int64_t spacing_day(int64_t unix_seconds)
{
    const time_t at = (time_t)unix_seconds;
    struct tm local;
    int64_t shifted = unix_seconds;

    if (localtime_r(&at, &local))
        shifted += local.tm_gmtoff;
    /* Rounded down, before 1970 too. */
    return shifted / DAY_SECONDS - (shifted % DAY_SECONDS < 0);
}

struct spacing spacing_met(int64_t day)
{
    return (struct spacing){.seen = day, .due = day + wait_days[0]};
}

static bool rests(struct spacing s)
{
    return s.stage < 0 || s.stage >= SPACING_STAGES;
}

struct spacing spacing_settle(struct spacing s, int64_t today)
{
    if (s.seen <= today || rests(s))
        return s;
    s.seen = today;
    if (s.due > today + wait_days[s.stage])
        s.due = today + wait_days[s.stage];
    return s;
}

bool spacing_due(struct spacing s, int64_t today)
{
    return !rests(s) && spacing_settle(s, today).due <= today;
}

struct spacing spacing_answered(struct spacing s, bool right, int64_t today)
{
    s.stage = !right ? 0 : rests(s) ? SPACING_STAGES : s.stage + 1;
    s.seen = today;
    s.due = today + (rests(s) ? 0 : wait_days[s.stage]);
    return s;
}
