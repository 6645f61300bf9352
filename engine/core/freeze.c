#include "engine/core/freeze.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

enum { PATTERN = 200, LIST = 4096 };

/* The next pattern of a list, copied; false behind the last. */
static bool next(const char **list, char pattern[PATTERN])
{
    const size_t bytes = strcspn(*list, ",");

    if (!**list)
        return false;
    snprintf(pattern, PATTERN, "%.*s", (int)bytes, *list);
    *list += bytes + ((*list)[bytes] == ',');
    return true;
}

static bool matches(const struct params *ps, const char *pattern)
{
    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        /* What stands in a file is never trained. */
        if (p->start >= 0 && fnmatch(pattern, p->name, 0) == 0)
            return true;
    }
    return false;
}

static struct status check(const struct params *ps, const char *list)
{
    char pattern[PATTERN];

    if (!*list || strlen(list) >= LIST)
        return status_fail(STATUS_BAD_USAGE,
                           "a list of 1 to %d characters says what is trained",
                           LIST - 1);
    for (const char *at = list; *at;) {
        if (strcspn(at, ",") >= PATTERN)
            return status_fail(STATUS_BAD_USAGE,
                               "a pattern has at most %d characters",
                               PATTERN - 1);
        (void)next(&at, pattern);
        if (!matches(ps, pattern))
            return status_fail(STATUS_NOT_FOUND,
                               "\"%s\" matches no parameter that can be "
                               "trained",
                               pattern);
    }
    return STATUS_OK;
}

struct status freeze_all_but(struct params *ps, const char *list,
                             int64_t *numbers)
{
    char pattern[PATTERN];

    STATUS_TRY(check(ps, list));
    params_freeze(ps, "*", true);
    while (next(&list, pattern))
        params_freeze(ps, pattern, false);
    *numbers = 0;
    for (int i = 0; i < params_count(ps); i++)
        if (params_at(ps, i)->start >= 0 && params_at(ps, i)->trainable)
            *numbers += params_at(ps, i)->count;
    return STATUS_OK;
}
