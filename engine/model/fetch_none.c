/* fetch_none.c - a build without the headers of libcurl. */
#include <stddef.h>

#include "engine/model/fetch.h"

#define WHY \
    "lathe pull reads no addresses: this build found no libcurl4-openssl-dev"

struct status fetch_url(const char *url, const char *path, int64_t bytes,
                        const struct fetch_watch *watch)
{
    (void)url;
    (void)path;
    (void)bytes;
    (void)watch;
    return status_fail(STATUS_UNSUPPORTED, WHY);
}

const char *fetch_about(const char **why)
{
    *why = WHY;
    return NULL;
}
