#define _GNU_SOURCE /* POLLRDHUP */

#include "engine/app/serve_call.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/clock.h"

enum {
    WAIT_MS = 10,
    SEND_SECONDS = 30 /* for a client that reads nothing of its answer */
};
#define OUT_BYTES ((size_t)256 << 20)
#define MODELS    "/v1/models"

struct call {
    struct serve *serve;
    struct MHD_Connection *connection;
    struct serve_door *door;
    const char *path, *method; /* for the note: names of ours alone */
    bool asked, is_post;
    double began;
    int http;
    struct buf body;
    struct serve_ask ask;
    struct serve_job job;
    struct buf out; /* of a stream, from the job and not yet sent */
    size_t sent;
    bool more;
};

static const struct route {
    const char *path;
    bool post;
    enum serve_ask_kind kind;
} routes[] = {{"/v1/chat/completions", true, SERVE_ASK_CHAT},
              {"/v1/completions", true, SERVE_ASK_COMPLETION},
              {"/v1/embeddings", true, SERVE_ASK_EMBED},
              {MODELS, false, 0}};

enum { ROUTES = sizeof routes / sizeof *routes };

static const struct route *find_route(const char *url)
{
    for (int i = 0; i < ROUTES; i++)
        if (strcmp(url, routes[i].path) == 0)
            return &routes[i];
    return strncmp(url, MODELS "/", sizeof MODELS) == 0 ? &routes[ROUTES - 1]
                                                        : NULL;
}

static const char *header(struct call *k, const char *name)
{
    return MHD_lookup_connection_value(k->connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result send_response(struct call *k, int http,
                                     struct MHD_Response *r, const char *type)
{
    const char *origin = k->serve->options.origin;

    if (!r)
        return MHD_NO;
    k->http = http;
    MHD_add_response_header(r, "Content-Type", type);
    MHD_add_response_header(r, "Cache-Control", "no-store");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    if (origin && header(k, "Origin"))
        MHD_add_response_header(r, "Access-Control-Allow-Origin", origin);
    if (http == 401)
        MHD_add_response_header(r, "WWW-Authenticate", "Bearer");
    if (http == 503)
        MHD_add_response_header(r, "Retry-After", "1");
    const enum MHD_Result sent =
        MHD_queue_response(k->connection, (unsigned)http, r);
    MHD_destroy_response(r);
    return sent;
}

static enum MHD_Result send_body(struct call *k, int http, struct buf *body)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        body->bytes, (void *)(uintptr_t)buf_string(body),
        MHD_RESPMEM_MUST_COPY);

    return send_response(k, http, r, "application/json");
}

static enum MHD_Result refuse(struct call *k, int http, const char *param,
                              const char *code, const char *message)
{
    struct buf body;

    buf_init(&body, 1 << 16);
    serve_reply_error(&body, http, param, code, message);
    const enum MHD_Result sent = send_body(k, http, &body);
    buf_release(&body);
    return sent;
}

/* --- the head --------------------------------------------------------------
 */

static enum MHD_Result count(void *user, enum MHD_ValueKind kind,
                             const char *key, const char *value)
{
    static const char *const once[] = {"Host", "Origin", "Content-Type",
                                       "Content-Length", "Authorization"};
    int *seen = user;

    (void)kind;
    (void)value;
    for (int i = 0; i < 5; i++)
        if (strcasecmp(key, once[i]) == 0)
            seen[i]++;
    return MHD_YES;
}

/* A header that stands twice is read differently by different programs. */
static bool twice(struct call *k)
{
    int seen[5] = {0};

    MHD_get_connection_values(k->connection, MHD_HEADER_KIND, count, seen);
    for (int i = 0; i < 5; i++)
        if (seen[i] > 1)
            return true;
    return false;
}

static size_t head_bytes(struct call *k)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        k->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return info ? info->header_size : 0;
}

/* Who asks? NULL: somebody who may. */
static const char *stranger(struct call *k, int *http)
{
    *http = 403;
    if (!serve_guard_host(header(k, "Host")))
        return "this server is for programs of this machine: the host must be "
               "localhost or 127.0.0.1";
    if (!serve_guard_origin(header(k, "Origin"), k->serve->options.origin))
        return "pages of this origin may not ask; lathe serve --origin names "
               "one that may";
    return NULL;
}

static enum MHD_Result preflight(struct call *k)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, "Access-Control-Allow-Methods", "GET, POST");
    MHD_add_response_header(r, "Access-Control-Allow-Headers",
                            "authorization, content-type");
    return send_response(k, 204, r, "text/plain");
}

/* Checks of a body that is to come. NULL: fine. */
static const char *bad_body(struct call *k, int *http)
{
    const char *length = header(k, "Content-Length");
    char *end;

    *http = 415;
    if (!serve_guard_json(header(k, "Content-Type")))
        return "Content-Type must be application/json";
    *http = 411;
    if (!length || header(k, "Transfer-Encoding"))
        return "a Content-Length is needed, and no Transfer-Encoding";
    *http = 413;
    const unsigned long long n = strtoull(length, &end, 10);
    return *end || n > SERVE_CALL_BODY ? "the body is larger than 1 MiB" : NULL;
}

/* The first look, before any byte of a body is read. */
static enum MHD_Result look(struct call *k, const char *url, const char *method)
{
    const struct route *route = find_route(url);
    const char *why;
    int http;

    if (head_bytes(k) > SERVE_CALL_HEAD)
        return refuse(k, 431, NULL, NULL, "the head is larger than 16 KiB");
    if (twice(k))
        return refuse(k, 400, NULL, NULL, "a header stands twice");
    if ((why = stranger(k, &http)))
        return refuse(k, http, NULL, NULL, why);
    if (route && header(k, "Origin") && strcmp(method, "OPTIONS") == 0)
        return preflight(k);
    if (!serve_guard_key(header(k, "Authorization"), k->serve->key))
        return refuse(k, 401, NULL, "invalid_api_key",
                      "the key is missing or wrong; lathe serve shows it at "
                      "its start");
    if (!route)
        return refuse(k, 404, NULL, NULL, "there is no such address here");
    k->path = route->path;
    k->method = route->post ? "POST" : "GET";
    k->is_post = route->post;
    if (strcmp(method, k->method) != 0)
        return refuse(k, 405, NULL, NULL,
                      route->post ? "this address wants POST"
                                  : "this address wants GET");
    if (route->post && (why = bad_body(k, &http)))
        return refuse(k, http, NULL, NULL, why);
    return MHD_YES;
}

/* --- the answer ------------------------------------------------------------
 */

static json_t *model_json(const struct serve *s, int i)
{
    return json_pack("{ss ss sI ss}", "id", s->model[i].name, "object", "model",
                     "created", (json_int_t)s->since, "owned_by", "lathe");
}

static enum MHD_Result send_json(struct call *k, json_t *o)
{
    char *text = json_dumps(o, JSON_COMPACT);
    struct buf body;

    buf_init(&body, 1 << 16);
    buf_printf(&body, "%s\n", text ? text : "{}");
    const enum MHD_Result sent = send_body(k, 200, &body);
    buf_release(&body);
    free(text);
    json_decref(o);
    return sent;
}

static int find_model(const struct serve *s, const char *name)
{
    for (int i = 0; i < s->models; i++)
        if (strcmp(s->model[i].name, name) == 0)
            return i;
    return -1;
}

static enum MHD_Result no_model(struct call *k)
{
    return refuse(k, 404, "model", "model_not_found",
                  "there is no model of this name; /v1/models lists them");
}

static enum MHD_Result answer_models(struct call *k, const char *url)
{
    json_t *list = json_array();

    if (strcmp(url, MODELS) != 0) {
        const int i = find_model(k->serve, url + sizeof MODELS);

        json_decref(list);
        return i < 0 ? no_model(k) : send_json(k, model_json(k->serve, i));
    }
    for (int i = 0; i < k->serve->models; i++)
        json_array_append_new(list, model_json(k->serve, i));
    return send_json(k, json_pack("{ss so}", "object", "list", "data", list));
}

/* Whether the other side has hung up. */
static bool hung_up(struct call *k)
{
    struct pollfd p = {.fd = k->door->socket, .events = POLLRDHUP};

    return poll(&p, 1, 0) > 0 &&
           (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/* The library counts our waiting as the client's silence: its clock begins
 * again, as it does where there was none. */
static void restart_clock(struct call *k)
{
    MHD_set_connection_option(k->connection, MHD_CONNECTION_OPTION_TIMEOUT, 0U);
    MHD_set_connection_option(k->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              (unsigned)SEND_SECONDS);
}

/* The next bytes of the answer into k->out; false where nobody waits. */
static bool wait_more(struct call *k)
{
    k->sent = 0;
    buf_clear(&k->out);
    while (k->more && !k->out.bytes) {
        k->more = serve_queue_take(k->serve->queue, &k->job, WAIT_MS, &k->out);
        if (!k->out.bytes && hung_up(k))
            return false;
    }
    restart_clock(k);
    return !buf_status(&k->out).code;
}

/* MHD_ContentReaderCallback */
static ssize_t read_stream(void *user, uint64_t at, char *to, size_t most)
{
    struct call *k = user;

    (void)at;
    if (k->sent == k->out.bytes && !wait_more(k))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t n = k->out.bytes - k->sent;
    if (!n)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n > most)
        n = most;
    memcpy(to, k->out.data + k->sent, n);
    k->sent += n;
    return (ssize_t)n;
}

/* Waits for the first bytes: they tell what the answer is. */
static enum MHD_Result send_answer(struct call *k)
{
    if (!wait_more(k))
        return MHD_NO;
    if (!k->out.bytes)
        return refuse(k, 500, NULL, NULL, "the answer is missing");
    if (!k->ask.stream || k->job.http != 200)
        return send_body(k, k->job.http, &k->out);
    struct MHD_Response *r = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 16384, read_stream, k, NULL);
    return send_response(k, 200, r, "text/event-stream");
}

/* Without a seed of its own a request gets one that nobody knows. */
static int64_t any_seed(void)
{
    char key[SERVE_GUARD_KEY];

    return serve_guard_new_key(key) ? (int64_t)strtoull(key + 6 + 16, NULL, 16)
                                    : clock_ns();
}

static enum MHD_Result compute(struct call *k, const struct route *route)
{
    struct serve *s = k->serve;
    struct serve_job *j = &k->job;
    const int model = find_model(s, k->ask.model);

    if (model < 0)
        return no_model(k);
    if (!serve_doors_ask(&s->doors, k->door))
        return refuse(k, 503, NULL, NULL, "8 requests wait already");
    if (!k->ask.seeded)
        k->ask.seed = any_seed();
    j->model = &s->model[model];
    j->reply.ask = &k->ask;
    j->reply.created = clock_unix();
    snprintf(j->reply.id, sizeof j->reply.id, "%s-%u",
             route->kind == SERVE_ASK_CHAT ? "chatcmpl" : "cmpl",
             atomic_fetch_add(&s->calls, 1) + 1);
    buf_init(&k->out, OUT_BYTES);
    k->more = true;
    serve_queue_enter(s->queue, j);
    return send_answer(k);
}

/* All is there. */
static enum MHD_Result answer(struct call *k, const char *url)
{
    const struct route *route = find_route(url);

    if (!route->post)
        return answer_models(k, url);
    serve_ask_read(&k->ask, route->kind, buf_string(&k->body), k->body.bytes);
    const struct serve_json *json = &k->ask.json;
    if (json->status.code)
        return refuse(k, json->status.code == STATUS_BAD_USAGE ? 400 : 500,
                      json->param, NULL, json->status.text);
    return compute(k, route);
}

static struct call *begin(struct serve *s, struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct call *k = info && info->socket_context ? calloc(1, sizeof *k) : NULL;

    if (!k)
        return NULL;
    k->serve = s;
    k->connection = c;
    k->door = info->socket_context;
    k->path = k->method = "?";
    k->began = clock_seconds();
    buf_init(&k->body, SERVE_CALL_BODY);
    return k;
}

enum MHD_Result serve_call(void *user, struct MHD_Connection *c,
                           const char *url, const char *method,
                           const char *version, const char *data, size_t *bytes,
                           void **call)
{
    struct call *k = *call;

    (void)version;
    if (!k) {
        k = *call = begin(user, c);
        if (!k)
            return MHD_NO;
        serve_doors_body(&k->serve->doors, k->door, k->began);
        return look(k, url, method);
    }
    if (*bytes) {
        buf_add(&k->body, data, *bytes);
        *bytes = 0;
        return buf_status(&k->body).code ? MHD_NO : MHD_YES;
    }
    if (k->http) /* refused at its head */
        return MHD_YES;
    return answer(k, url);
}

void serve_call_over(void *user, struct MHD_Connection *c, void **call,
                     enum MHD_RequestTerminationCode why)
{
    struct call *k = *call;
    struct serve *s = user;

    (void)c;
    (void)why;
    if (!k)
        return;
    serve_queue_leave(s->queue, &k->job);
    const struct serve_note note = {k->method,
                                    k->path,
                                    k->http,
                                    k->job.reply.prompt,
                                    k->job.reply.written,
                                    clock_seconds() - k->began};
    if (s->options.told)
        s->options.told(s->options.user, &note);
    serve_doors_answered(&s->doors, k->door, clock_seconds());
    serve_ask_release(&k->ask);
    buf_release(&k->body);
    buf_release(&k->out);
    free(k);
    *call = NULL;
}
