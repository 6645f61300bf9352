#include "tui/placement.h"

#include "exercises/attempts.h"

static struct status passed(void *user, const char *exercise, bool *yes)
{
    struct attempts_state state;

    STATUS_TRY(attempts_state(user, exercise, &state));
    *yes = state.passed;
    return STATUS_OK;
}

struct status placement_refresh(struct course *c, struct progress *p,
                                const char *database)
{
    struct attempts a;

    STATUS_TRY(attempts_open(&a, database));
    const struct status st = course_know(c, passed, &a);
    attempts_close(&a);
    return st.code ? st : course_refresh(c, p);
}
