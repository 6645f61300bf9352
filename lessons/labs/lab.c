#include "lessons/labs/lab.h"

#include <stddef.h>
#include <string.h>

#include "lessons/labs/labtable.h"

#define ROW(stem) &stem##_lab,
static const struct lab *const table[] = {LABTABLE(ROW) NULL};

int lab_count(void)
{
    return (int)(sizeof(table) / sizeof(table[0])) - 1;
}

const struct lab *lab_at(int i)
{
    return i >= 0 && i < lab_count() ? table[i] : NULL;
}

const struct lab *lab_find(const char *name)
{
    for (int i = 0; table[i]; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    return NULL;
}

int lab_knob(const struct lab *lab, const char *name)
{
    for (int i = 0; lab->knobs && lab->knobs[i].name; i++)
        if (strcmp(lab->knobs[i].name, name) == 0)
            return i;
    return -1;
}
