/* serve_none.c - serve.h in a build without libmicrohttpd. */
#include <stddef.h>

#include "engine/app/serve.h"

#define WHY "lathe serve is not there: built without libmicrohttpd"

struct status serve_open(struct serve **out, const struct serve_options *o)
{
    (void)o;
    *out = NULL;
    return status_fail(STATUS_UNSUPPORTED, WHY);
}

void serve_close(struct serve *s)
{
    (void)s;
}

int serve_port(const struct serve *s)
{
    (void)s;
    return 0;
}

const char *serve_key(const struct serve *s)
{
    (void)s;
    return "";
}

const char *serve_name(const struct serve *s, int i)
{
    (void)s;
    (void)i;
    return NULL;
}

void serve_tick(struct serve *s)
{
    (void)s;
}

const char *serve_about(const char **why)
{
    *why = WHY;
    return NULL;
}
