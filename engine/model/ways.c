#include "engine/model/ways.h"

void ways_free(struct ways *w)
{
    if (w->self)
        w->kind->free(w->self);
    *w = (struct ways){0};
}

struct status ways_check(int most)
{
    if (most < 1 || most > WAYS_MOST)
        return status_fail(STATUS_BAD_USAGE, "from 1 to %d ways, not %d",
                           WAYS_MOST, most);
    return STATUS_OK;
}
