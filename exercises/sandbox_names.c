/* sandbox_names.c - levels, for whoever reads a report. */
#include "exercises/sandbox.h"

enum sandbox_level sandbox_level_of(unsigned layers, int landlock)
{
    if (!(layers & SANDBOX_FILTER))
        return SANDBOX_NONE;
    if ((layers & SANDBOX_ALL) == SANDBOX_ALL)
        return SANDBOX_FULL;
    if (layers & SANDBOX_NAMESPACES ||
        (layers & SANDBOX_LANDLOCK && landlock >= 4))
        return SANDBOX_GOOD;
    return SANDBOX_BASIC;
}

const char *sandbox_level_name(enum sandbox_level level)
{
    static const char *const names[] = {"none", "basic", "good", "full"};

    return names[level];
}
