/* halves_none.c - this build has no oneDNN. */
#include <stddef.h>

#include "engine/core/halves.h"

const char *halves_lacks(void)
{
    return "bf16 is not available: this build has no oneDNN (Debian package "
           "libdnnl-dev)";
}

const char *halves_about(void)
{
    return "";
}

struct status halves_new(struct halves **out)
{
    *out = NULL;
    return status_fail(STATUS_UNSUPPORTED, "%s", halves_lacks());
}

void halves_free(struct halves *h)
{
    (void)h;
}

struct status halves_multiply(struct halves *h, const struct halves_product *p,
                              const struct hook *hook)
{
    (void)h;
    (void)p;
    (void)hook;
    return status_fail(STATUS_UNSUPPORTED, "%s", halves_lacks());
}

int64_t halves_runs(const struct halves *h)
{
    (void)h;
    return 0;
}
