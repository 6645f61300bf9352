#ifndef ENGINE_APP_SERVE_CALL_H
#define ENGINE_APP_SERVE_CALL_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "engine/app/serve.h"
#include "engine/app/serve_doors.h"
#include "engine/app/serve_guard.h"
#include "engine/app/serve_queue.h"

/*
 * serve_call.h - one request from its head to its answer, on the thread of its
 * connection.
 */
enum {
    SERVE_CALL_HEAD = 16 << 10, /* bytes */
    SERVE_CALL_BODY = 1 << 20
};

struct serve {
    struct serve_options options;
    struct serve_work_model model[SERVE_MODELS];
    int models;
    char key[SERVE_GUARD_KEY];
    int64_t since; /* seconds since 1970 */
    struct serve_queue *queue;
    struct serve_doors doors;
    struct MHD_Daemon *daemon;
    atomic_uint calls;
};

/* MHD_AccessHandlerCallback; `user` is the server. */
enum MHD_Result serve_call(void *user, struct MHD_Connection *c,
                           const char *url, const char *method,
                           const char *version, const char *data, size_t *bytes,
                           void **call);
/* MHD_RequestCompletedCallback. */
void serve_call_over(void *user, struct MHD_Connection *c, void **call,
                     enum MHD_RequestTerminationCode why);

#endif
