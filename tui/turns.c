#include "tui/turns.h"

#include <stdlib.h>
#include <string.h>

bool turns_add(struct turns *t, int knob, const char *text)
{
    char *copy = strdup(text);
    int at = 0;

    while (at < t->count && t->item[at].knob != knob)
        at++;
    if (!copy || at == TURNS_MOST) {
        free(copy);
        return false;
    }
    if (at < t->count) {
        free(t->item[at].text);
    } else {
        t->count++;
    }
    t->item[at].knob = knob;
    t->item[at].text = copy;
    return true;
}

bool turns_take(struct turns *t, int *knob, char **text)
{
    if (t->count == 0)
        return false;
    *knob = t->item[0].knob;
    *text = t->item[0].text;
    t->count--;
    memmove(t->item, t->item + 1, (size_t)t->count * sizeof *t->item);
    return true;
}

void turns_clear(struct turns *t)
{
    for (int i = 0; i < t->count; i++)
        free(t->item[i].text);
    t->count = 0;
}
