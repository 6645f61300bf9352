#include "engine/app/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/serve_call.h"
#include "engine/base/clock.h"

/* Of a connection's thread: JSON recurses no deeper than 32. */
#define STACK_BYTES ((size_t)1 << 20)
/* The head and what the library needs beside it. */
#define POOL_BYTES ((size_t)2 * SERVE_CALL_HEAD)

static void connection(void *user, struct MHD_Connection *c, void **door,
                       enum MHD_ConnectionNotificationCode what)
{
    struct serve *s = user;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (what == MHD_CONNECTION_NOTIFY_STARTED && info)
        *door = serve_doors_open(&s->doors, info->connect_fd, clock_seconds());
    else if (what == MHD_CONNECTION_NOTIFY_CLOSED && *door)
        serve_doors_close(&s->doors, *door);
}

static struct status listen_on(struct serve *s, int port)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    errno = 0;
    s->daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
            MHD_USE_POLL | MHD_USE_ITC,
        0, NULL, NULL, serve_call, s, MHD_OPTION_SOCK_ADDR, &at,
        MHD_OPTION_NOTIFY_COMPLETED, serve_call_over, s,
        MHD_OPTION_NOTIFY_CONNECTION, connection, s,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVE_DOORS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SERVE_DOORS_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_BYTES,
        MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_END);
    if (s->daemon)
        return STATUS_OK;
    return status_fail(STATUS_IO,
                       "cannot listen on port %d of this machine: %s", port,
                       errno ? strerror(errno) : "it is taken");
}

static struct status open_models(struct serve *s)
{
    for (int i = 0; i < s->options.count; i++) {
        s->models++;
        STATUS_TRY(serve_work_open(&s->model[i], s->options.models[i],
                                   s->options.device, s->model, i));
        for (int k = 0; k < i; k++)
            if (strcmp(s->model[k].name, s->model[i].name) == 0)
                return status_fail(STATUS_BAD_USAGE,
                                   "two models are called \"%s\"",
                                   s->model[i].name);
    }
    return STATUS_OK;
}

static struct status open_all(struct serve *s)
{
    if (!serve_guard_new_key(s->key))
        return status_fail(STATUS_IO, "this system gives no random numbers");
    STATUS_TRY(open_models(s));
    STATUS_TRY(serve_queue_new(&s->queue, s->options.threads));
    return listen_on(s, s->options.port);
}

struct status serve_open(struct serve **out, const struct serve_options *o)
{
    struct serve *s = calloc(1, sizeof *s);

    *out = NULL;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory to serve");
    s->options = *o;
    s->since = clock_unix();
    serve_doors_init(&s->doors);
    const struct status st = open_all(s);
    if (st.code)
        serve_close(s);
    else
        *out = s;
    return st;
}

void serve_close(struct serve *s)
{
    if (!s)
        return;
    if (s->queue)
        serve_queue_stop(s->queue); /* answers end, their threads go on */
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    serve_queue_free(s->queue);
    while (s->models)
        serve_work_release(&s->model[--s->models]);
    serve_doors_release(&s->doors);
    free(s);
}

int serve_port(const struct serve *s)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info ? info->port : 0;
}

const char *serve_key(const struct serve *s)
{
    return s->key;
}

const char *serve_name(const struct serve *s, int i)
{
    return i < s->models ? s->model[i].name : NULL;
}

void serve_tick(struct serve *s)
{
    serve_doors_tick(&s->doors, clock_seconds());
}

const char *serve_about(const char **why)
{
    *why = "lathe serve";
    return MHD_get_version();
}
