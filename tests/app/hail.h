#ifndef TESTS_APP_HAIL_H
#define TESTS_APP_HAIL_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/app/serve.h"
#include "engine/base/buf.h"

/*
 * hail.h - a server in this process, and requests to it over a socket, byte
 * by byte as a test wants them.
 */
#define HAIL_TWINS TEST_ROOT "/tests/model/fixtures/published/"

enum { HAIL_MS = 60000 }; /* a loaded machine is slow, a deadlock is not it */

static struct serve *hail_server;

static inline void hail_serve(const struct serve_options *with)
{
    static const char *const twins[] = {HAIL_TWINS "llama", HAIL_TWINS "bert"};
    struct serve_options o = with ? *with : (struct serve_options){0};

    o.models = twins;
    o.count = 2;
    o.device = device_find("cpu");
    o.threads = 1;
    const struct status st = serve_open(&hail_server, &o);
    cr_assert_eq(st.code, 0, "%s", st.text);
}

static inline void hail_end(void)
{
    serve_close(hail_server);
    hail_server = NULL;
}

static inline int hail_open(void)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port =
                                       htons((uint16_t)serve_port(hail_server)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    cr_assert_geq(fd, 0);
    cr_assert_eq(connect(fd, (const void *)&at, sizeof at), 0);
    return fd;
}

/* What the server closes early is no failure of ours. */
static inline void hail_send(int fd, const char *text, size_t bytes)
{
    while (bytes) {
        const ssize_t n = send(fd, text, bytes, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        text += n;
        bytes -= (size_t)n;
    }
}

struct hail_answer {
    int http;         /* 0: none came */
    const char *head; /* in `all` */
    const char *body; /* chunks are joined */
    struct buf all, joined;
};

static inline void hail_release(struct hail_answer *a)
{
    buf_release(&a->all);
    buf_release(&a->joined);
}

static inline void hail_join(struct hail_answer *a)
{
    const char *at = a->body;

    if (!strstr(a->head, "ransfer-Encoding: chunked"))
        return;
    for (char *end; *at; at += 2) {
        const unsigned long n = strtoul(at, &end, 16);

        if (!n || end[0] != '\r' || strlen(end + 2) < n)
            break;
        buf_add(&a->joined, end + 2, n);
        at = end + 2 + n;
    }
    a->body = buf_string(&a->joined);
}

/* All up to the end of the connection. */
static inline struct hail_answer hail_read(int fd)
{
    struct hail_answer a = {.head = "", .body = ""};
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char part[4096];

    buf_init(&a.all, (size_t)1 << 26);
    buf_init(&a.joined, (size_t)1 << 26);
    while (poll(&p, 1, HAIL_MS) > 0) {
        const ssize_t n = recv(fd, part, sizeof part, 0);

        if (n <= 0)
            break;
        buf_add(&a.all, part, (size_t)n);
    }
    close(fd);
    char *gap = a.all.data ? strstr(a.all.data, "\r\n\r\n") : NULL;
    if (!gap || sscanf(a.all.data, "HTTP/1.%*1[01] %d", &a.http) != 1)
        return a;
    gap[2] = '\0';
    a.head = a.all.data;
    a.body = gap + 4;
    hail_join(&a);
    return a;
}

/* A request whose lines the test writes; '\n' becomes "\r\n" in the head. */
static inline struct hail_answer hail_raw(const char *head, const char *body)
{
    const int fd = hail_open();
    struct buf b;

    buf_init(&b, (size_t)1 << 22);
    for (; *head; head++) {
        if (*head == '\n')
            buf_char(&b, '\r');
        buf_char(&b, *head);
    }
    buf_text(&b, "\r\n");
    buf_text(&b, body);
    hail_send(fd, buf_string(&b), b.bytes);
    buf_release(&b);
    return hail_read(fd);
}

/* The head of a post that may pass; `more` are lines. */
static inline void hail_head(struct buf *b, const char *path, size_t bytes,
                             const char *more)
{
    buf_init(b, (size_t)1 << 22);
    buf_printf(b,
               "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
               "Content-Type: application/json\r\nContent-Length: %zu\r\n"
               "Authorization: Bearer %s\r\n%s\r\n",
               path, bytes, serve_key(hail_server), more);
}

static inline int hail_ask(const char *path, const char *body)
{
    const int fd = hail_open();
    struct buf b;

    hail_head(&b, path, strlen(body), "");
    buf_text(&b, body);
    hail_send(fd, buf_string(&b), b.bytes);
    buf_release(&b);
    return fd;
}

static inline struct hail_answer hail_post(const char *path, const char *body)
{
    return hail_read(hail_ask(path, body));
}

static inline struct hail_answer hail_get(const char *path)
{
    char head[512];

    snprintf(head, sizeof head,
             "GET %s HTTP/1.1\nHost: 127.0.0.1:1\nConnection: close\n"
             "Authorization: Bearer %s\n",
             path, serve_key(hail_server));
    return hail_raw(head, "");
}

#endif
