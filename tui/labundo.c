#include "tui/labundo.h"

#include <stdlib.h>
#include <string.h>

void labundo_add(struct labundo *u, int knob, const char *text, bool given)
{
    char *copy = strdup(text);

    if (!copy)
        return;
    if (u->count == LABUNDO_MOST) {
        free(u->turn[0].text);
        memmove(u->turn, u->turn + 1, (LABUNDO_MOST - 1) * sizeof u->turn[0]);
        u->count--;
    }
    u->turn[u->count++] = (struct labundo_turn){knob, given, copy};
}

bool labundo_take(struct labundo *u, struct labundo_turn *out)
{
    if (u->count == 0)
        return false;
    *out = u->turn[--u->count];
    return true;
}

void labundo_clear(struct labundo *u)
{
    while (u->count > 0)
        free(u->turn[--u->count].text);
}
