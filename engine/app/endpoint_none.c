/* endpoint_none.c - a build without the headers of libcurl. */
#include "engine/app/endpoint.h"

struct status endpoint_ask(const struct endpoint *e, const char *prompt,
                           struct buf *out)
{
    (void)e;
    (void)prompt;
    (void)out;
    return status_fail(STATUS_UNSUPPORTED,
                       "no endpoint can be asked: this build found no "
                       "libcurl4-openssl-dev");
}
