#include "lessons/labs/abpairs.h"

#include <stdio.h>
#include <string.h>

enum { SETTING = 96 };

const char *const abpairs_name[] = {"mask",  "scale",  "residual",
                                    "place", "warmup", "positions",
                                    "norm",  "mlp",    NULL};

/* A key of the recipe, the values of a and b, and where those are not the
 * recipe's own, what each sets there. */
static const struct {
    const char *key, *value[2], *set[2], *shows;
} pairs[] = {
    {"causal", {"causal", "none"}, {"on", "off"}, ""},
    {"unscaled", {"on", "off"}, {"off", "on"}, "init=0.125"},
    {"skipless", {"on", "off"}, {"off", "on"}, ""},
    {"post_norm", {"before", "behind"}, {"off", "on"}, "layers=6,warmup=0"},
    {"warmup", {"40", "0"}, {NULL, NULL}, "layers=6,lr=0.01"},
    {"positions", {"learned", "none"}, {NULL, NULL}, ""},
    {"norm", {"layer", "rms"}, {NULL, NULL}, ""},
    {"mlp", {"gelu", "relu"}, {NULL, NULL}, ""},
};

const char *abpairs_value(int change, int which)
{
    return pairs[change].value[which];
}

const char *abpairs_shows(int change)
{
    return pairs[change].shows;
}

static struct status set(struct recipe *r, const char *key, const char *value)
{
    char text[SETTING];

    snprintf(text, sizeof text, "%s=%.48s", key, value);
    return recipe_set(r, text);
}

struct status abpairs_set(struct recipe *r, int change, const char *value)
{
    const char *const *own = pairs[change].value;
    const char *const *theirs = pairs[change].set;

    if (!theirs[0])
        return set(r, pairs[change].key, value);
    for (int i = 0; i < 2; i++)
        if (strcmp(value, own[i]) == 0)
            return set(r, pairs[change].key, theirs[i]);
    return status_fail(STATUS_BAD_USAGE, "%s is %s or %s, not \"%.48s\"",
                       abpairs_name[change], own[0], own[1], value);
}

struct status abpairs_set_all(struct recipe *r, const char *list)
{
    char text[SETTING];

    while (*list) {
        const size_t n = strcspn(list, ",");

        snprintf(text, sizeof text, "%.*s", (int)n, list);
        STATUS_TRY(recipe_set(r, text));
        list += n + (list[n] == ',');
    }
    return STATUS_OK;
}
