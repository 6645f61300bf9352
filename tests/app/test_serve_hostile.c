/* Clients that mean no good, or leave, or are many. */
#include <stdatomic.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "tests/app/hail.h"

/* What the server told of its requests, in order. */
static struct serve_note told[256];
static atomic_int tells;

/* While it is closed, a request that was answered does not end. */
static atomic_bool closed;

static void note(void *user, const struct serve_note *n)
{
    const int at = atomic_fetch_add(&tells, 1);

    (void)user;
    if (at < 256)
        told[at] = *n;
    while (atomic_load(&closed))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void serve(void)
{
    const struct serve_options o = {.origin = "http://localhost:3000",
                                    .told = note};

    hail_serve(&o);
}

TestSuite(serve_hostile, .init = serve, .fini = hail_end, .timeout = 200);

static void answers(const char *head, const char *body, int http)
{
    struct hail_answer a = hail_raw(head, body);

    cr_expect_eq(a.http, http, "%d for\n%s\n%s", a.http, head, a.body);
    if (a.http >= 400 && strncmp(a.body, "{", 1) == 0)
        cr_expect(strstr(a.body, "\"error\":{\"message\":"), "%s", a.body);
    hail_release(&a);
}

#define GET(path)  "GET " path " HTTP/1.1\nConnection: close\n"
#define POST(path) "POST " path " HTTP/1.1\nConnection: close\n"

/* The same, with a key; `lines` stand before it. */
static void with_key(const char *lines, const char *body, int http)
{
    char head[2048];

    snprintf(head, sizeof head, "%sAuthorization: Bearer %s\n", lines,
             serve_key(hail_server));
    answers(head, body, http);
}

static void still_answers(void)
{
    struct hail_answer a = hail_get("/v1/models");

    cr_assert_eq(a.http, 200);
    hail_release(&a);
}

Test(serve_hostile, nobody_asks_without_the_key)
{
    answers(GET("/v1/models") "Host: localhost\n", "", 401);
    answers(GET("/v1/models") "Host: localhost\nAuthorization: Bearer x\n", "",
            401);
    answers(GET("/v1/nothing") "Host: localhost\n", "", 401);
    with_key(GET("/v1/models") "Host: localhost\n", "", 200);
}

Test(serve_hostile, other_hosts_and_origins_are_refused)
{
    with_key(GET("/v1/models") "Host: evil.example\n", "", 403);
    with_key(GET("/v1/models") "Host: localhost.evil.example:80\n", "", 403);
    with_key(GET("/v1/models") "Host: localhost\nHost: localhost\n", "", 400);
    with_key(GET("/v1/models"), "", 400);
    with_key(GET("/v1/models") "Host: localhost\nOrigin: null\n", "", 403);
    with_key(GET("/v1/models") "Host: localhost\nOrigin: http://evil.example\n",
             "", 403);
    struct hail_answer a =
        hail_raw("OPTIONS /v1/completions HTTP/1.1\nHost: localhost\n"
                 "Connection: close\nOrigin: http://localhost:3000\n",
                 "");
    cr_expect_eq(a.http, 204);
    cr_expect(strstr(a.head, "Access-Control-Allow-Origin: "
                             "http://localhost:3000"));
    hail_release(&a);
    answers("OPTIONS /v1/completions HTTP/1.1\nHost: localhost\n"
            "Connection: close\nOrigin: http://evil.example\n",
            "", 403);
}

#define BODY "{\"model\":\"llama\",\"prompt\":\"the\",\"max_tokens\":1}"
#define JSON "Content-Type: application/json\n"
#define MAY  POST("/v1/completions") "Host: localhost\n"

Test(serve_hostile, a_body_is_json_has_a_length_and_is_small)
{
    char length[256];

    snprintf(length, sizeof length, MAY JSON "Content-Length: %zu\n",
             strlen(BODY));
    with_key(length, BODY, 200);
    with_key(MAY "Content-Type: text/plain\nContent-Length: 2\n", "{}", 415);
    with_key(MAY "Content-Length: 2\n", "{}", 415);
    with_key(MAY JSON "Transfer-Encoding: chunked\n", "2\r\n{}\r\n0\r\n\r\n",
             411);
    with_key(MAY JSON "Content-Length: 2\nTransfer-Encoding: chunked\n",
             "2\r\n{}\r\n0\r\n\r\n", 411);
    with_key(MAY JSON "Content-Length: 1048577\n", "{", 413);
    with_key(MAY JSON "Content-Length: 2\nContent-Length: 3\n", "{}", 400);
    with_key(MAY JSON "Content-Length: 2\n", "{}", 400);
    with_key(POST("/v1/models") "Host: localhost\n" JSON "Content-Length: 2\n",
             "{}", 405);
    with_key(GET("/v1/completions") "Host: localhost\n", "", 405);
    with_key(GET("/v1/files/etc/passwd") "Host: localhost\n", "", 404);
    with_key(GET("/v1/models/../../etc/passwd") "Host: localhost\n", "", 404);
    still_answers();
}

Test(serve_hostile, lengths_that_are_none_end_the_connection)
{
    static const char *const length[] = {"-1", "99999999999999999999999", "2x",
                                         "0x2", ""};

    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        char head[1024];

        snprintf(head, sizeof head,
                 MAY JSON "Content-Length: %s\nAuthorization: Bearer %s\n",
                 length[i], serve_key(hail_server));
        struct hail_answer a = hail_raw(head, "{}");
        cr_expect(a.http == 0 || (a.http >= 400 && a.http < 500), "%s: %d",
                  length[i], a.http);
        hail_release(&a);
    }
    still_answers();
}

Test(serve_hostile, a_head_has_a_size)
{
    struct buf b;

    for (int kib = 12; kib <= 40; kib += 14) {
        buf_init(&b, (size_t)1 << 20);
        buf_text(&b, GET("/v1/models") "Host: localhost\nX-Fill: ");
        for (int i = 0; i < kib * 1024; i++)
            buf_char(&b, 'a');
        buf_printf(&b, "\nAuthorization: Bearer %s\n", serve_key(hail_server));
        struct hail_answer a = hail_raw(buf_string(&b), "");
        cr_expect(kib < 16 ? a.http == 200 : a.http == 431 || a.http == 413,
                  "%d KiB: %d", kib, a.http);
        hail_release(&a);
        buf_release(&b);
    }
    still_answers();
}

/* Every beginning of a request, then silence. */
Test(serve_hostile, half_a_request_harms_nobody)
{
    struct buf b;

    hail_head(&b, "/v1/completions", strlen(BODY), "");
    buf_text(&b, BODY);
    for (size_t n = 0; n < b.bytes; n += 7) {
        const int fd = hail_open();

        hail_send(fd, buf_string(&b), n);
        close(fd);
    }
    buf_release(&b);
    still_answers();
}

/* Input i depends on i alone. */
Test(serve_hostile, damaged_requests_are_answered_or_dropped)
{
    struct buf b;

    hail_head(&b, "/v1/chat/completions", 92, "");
    buf_text(&b, "{\"model\":\"llama\",\"messages\":[{\"role\":\"user\","
                 "\"content\":\"the\"}],\"max_tokens\":2,\"seed\":1}   ");
    for (uint64_t i = 0; i < 200; i++) {
        struct rng r = rng_make(11, i);
        char *copy = malloc(b.bytes);

        memcpy(copy, b.data, b.bytes);
        for (uint32_t k = 0; k <= i % 3; k++)
            copy[rng_below(&r, (uint32_t)b.bytes)] =
                i % 2 ? (char)rng_next(&r) : "\r\n :{}\"0"[rng_below(&r, 8)];
        const int fd = hail_open();
        hail_send(fd, copy, b.bytes);
        shutdown(fd, SHUT_WR);
        struct hail_answer a = hail_read(fd);
        cr_expect(a.http == 0 || a.http == 200 || a.http >= 400, "%d: %s",
                  a.http, a.head);
        hail_release(&a);
        free(copy);
    }
    buf_release(&b);
    still_answers();
}

Test(serve_hostile, silent_clients_keep_nobody_out)
{
    int fd[100];

    for (int i = 0; i < 100; i++) {
        fd[i] = hail_open();
        hail_send(fd[i], "GET /v1/mod", 11);
    }
    /* The last ones may still be on their way in. */
    struct hail_answer a = {0};
    for (int tries = 0; tries < 50 && a.http != 200; tries++) {
        hail_release(&a);
        a = hail_get("/v1/models");
    }
    cr_expect_eq(a.http, 200);
    hail_release(&a);
    for (int i = 0; i < 100; i++)
        close(fd[i]);
    still_answers();
}

/* A request that takes the engine some time: many vectors. */
static char *long_work(void)
{
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    buf_text(&b, "{\"model\":\"bert\",\"input\":[");
    for (int i = 0; i < 160; i++) {
        buf_text(&b, i ? ",\"" : "\"");
        for (int k = 0; k < 24; k++)
            buf_text(&b, "the sand ");
        buf_char(&b, '"');
    }
    buf_text(&b, "]}");
    return buf_take(&b);
}

static void wait_for_tells(int n)
{
    const double start = clock_seconds();

    while (atomic_load(&tells) < n && clock_seconds() - start < 100.0)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    cr_assert_geq(atomic_load(&tells), n);
}

Test(serve_hostile, who_leaves_ends_his_answer_and_no_other)
{
    char *work = long_work();
    struct hail_answer a = hail_post("/v1/embeddings", work);

    cr_assert_eq(a.http, 200, "%s", a.body);
    hail_release(&a);
    wait_for_tells(1);
    const int64_t whole = told[0].prompt;
    const int first = hail_ask("/v1/embeddings", work);
    const int stays = hail_ask("/v1/embeddings", work);
    const int waits = hail_ask("/v1/embeddings", work);
    close(waits);
    close(first);
    a = hail_read(stays);
    cr_expect_eq(a.http, 200);
    hail_release(&a);
    wait_for_tells(4);
    int broken = 0, done = 0;
    for (int i = 1; i < 4; i++) {
        broken += told[i].http == 0 && told[i].prompt < whole;
        done += told[i].http == 200 && told[i].prompt == whole;
    }
    cr_expect_eq(done, 1);
    cr_expect_eq(broken, 2, "broken off before their end");
    free(work);
}

Test(serve_hostile, the_ninth_that_waits_is_sent_away)
{
    int fd[8];

    atomic_store(&closed, true);
    for (int i = 0; i < 8; i++)
        fd[i] = hail_ask("/v1/completions", BODY);
    wait_for_tells(8);
    const int ninth = hail_ask("/v1/completions", BODY);
    wait_for_tells(9);
    cr_expect_eq(told[8].http, 503);
    atomic_store(&closed, false);
    struct hail_answer a = hail_read(ninth);
    cr_expect_eq(a.http, 503);
    cr_expect(strstr(a.body, "wait already") && strstr(a.head, "Retry-After"));
    hail_release(&a);
    for (int i = 0; i < 8; i++) {
        a = hail_read(fd[i]);
        cr_expect_eq(a.http, 200);
        hail_release(&a);
    }
    a = hail_post("/v1/completions", BODY);
    cr_expect_eq(a.http, 200, "and may come back");
    hail_release(&a);
}

Test(serve_hostile, the_end_comes_at_once_and_is_said)
{
    char *work = long_work();
    int fd[4];

    for (int i = 0; i < 4; i++)
        fd[i] = hail_ask("/v1/embeddings", work);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    const double start = clock_seconds();
    hail_end();
    cr_expect_lt(clock_seconds() - start, 30.0);
    for (int i = 0; i < 4; i++) {
        struct hail_answer a = hail_read(fd[i]);

        cr_expect(a.http == 0 || a.http == 503 || a.http == 200, "%d", a.http);
        hail_release(&a);
    }
    free(work);
}
