/* Downloads from a server on this machine that does what servers do: breaks
 * off, ignores ranges, lies about lengths, has another file by now. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/fetch.h"

enum { BYTES = 3000, FIRST = 1000, CALLS = 8 };

/* How one request is answered. */
enum manner {
    WHOLE,       /* what is asked for */
    BREAKS_OFF,  /* FIRST bytes of what it promised */
    NO_RANGES,   /* all of it, whatever is asked for */
    TOO_LONG,    /* more than there should be */
    TOO_SHORT,   /* and says so: FIRST bytes, all there is */
    OTHER_RANGE, /* a part that was not asked for */
    NO_SUCH_RANGE,
    MISSING,
    TO_A_FILE /* a redirect to one of this machine */
};

static struct {
    int socket, port, calls;
    enum manner manner[CALLS];
    int from[CALLS]; /* where each request began; -1: no range */
    char file[BYTES + 500];
} server;

static void put(int fd, const char *text, size_t bytes)
{
    while (bytes) {
        const ssize_t n = send(fd, text, bytes, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        text += n;
        bytes -= (size_t)n;
    }
}

static void answer(int fd, enum manner how, int from)
{
    const int start = from < 0 || how == NO_RANGES ? 0 : from;
    const int all = how == TOO_LONG    ? BYTES + 500
                    : how == TOO_SHORT ? FIRST
                                       : BYTES;
    char head[256];
    int n;

    if (how == MISSING || how == NO_SUCH_RANGE) {
        n = snprintf(
            head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n",
            how == MISSING ? "404 Not Found" : "416 Range Not Satisfiable");
        put(fd, head, (size_t)n);
        return;
    }
    if (how == TO_A_FILE) {
        n = snprintf(head, sizeof head,
                     "HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n"
                     "Content-Length: 0\r\n\r\n");
        put(fd, head, (size_t)n);
        return;
    }
    n = snprintf(head, sizeof head,
                 "HTTP/1.1 %s\r\nContent-Length: %d\r\n"
                 "Content-Range: bytes %d-%d/%d\r\nConnection: close\r\n\r\n",
                 from < 0 || how == NO_RANGES ? "200 OK"
                                              : "206 Partial Content",
                 all - start, how == OTHER_RANGE ? 7 : start, all - 1, all);
    put(fd, head, (size_t)n);
    put(fd, server.file + start,
        (size_t)(how == BREAKS_OFF ? FIRST : all - start));
}

static void *serve(void *unused)
{
    int fd;

    while ((fd = accept(server.socket, NULL, NULL)) >= 0) {
        char head[4096];
        size_t n = 0;
        ssize_t got;
        int from = -1;

        while (n < sizeof head - 1 &&
               (got = recv(fd, head + n, sizeof head - 1 - n, 0)) > 0) {
            n += (size_t)got;
            head[n] = '\0';
            if (strstr(head, "\r\n\r\n"))
                break;
        }
        const char *range = strstr(head, "Range: bytes=");
        if (range)
            from = (int)strtol(range + 13, NULL, 10);
        const int call = server.calls < CALLS ? server.calls++ : CALLS - 1;
        server.from[call] = from;
        answer(fd, server.manner[call], from);
        close(fd);
    }
    return unused;
}

static char path[] = "/tmp/lathe-fetch-XXXXXX";

static void start(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    pthread_t thread;

    unsetenv("http_proxy");
    setenv("no_proxy", "*", 1);
    for (size_t i = 0; i < sizeof server.file; i++)
        server.file[i] = (char)(i * i % 251);
    server.socket = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(server.socket, (const void *)&at, size), 0);
    cr_assert_eq(listen(server.socket, 8), 0);
    cr_assert_eq(getsockname(server.socket, (void *)&at, &size), 0);
    server.port = ntohs(at.sin_port);
    cr_assert_eq(pthread_create(&thread, NULL, serve, NULL), 0);
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    close(fd);
}

static void end(void)
{
    unlink(path);
}

TestSuite(fetch, .init = start, .fini = end, .timeout = 100);

static bool skip(void)
{
    const char *why;

    return !fetch_about(&why); /* a build or a machine without libcurl */
}

static struct status fetch(void)
{
    char url[64];

    snprintf(url, sizeof url, "http://127.0.0.1:%d/model", server.port);
    return fetch_url(url, path, BYTES, NULL);
}

static void file_has(size_t bytes)
{
    struct filemap m;

    cr_assert_eq(filemap_open(&m, path, 1 << 20).code, 0);
    cr_expect_eq(m.bytes, bytes);
    if (bytes > 0)
        cr_expect_eq(memcmp(m.data, server.file, m.bytes), 0);
    filemap_close(&m);
}

static void fails(const char *why)
{
    const struct status st = fetch();

    cr_assert(st.code, "%s was expected", why);
    cr_expect(strstr(st.text, why), "%s", st.text);
    cr_expect(strstr(st.text, "127.0.0.1"), "which address: %s", st.text);
}

Test(fetch, what_was_broken_off_goes_on_where_it_ended)
{
    if (skip())
        return;
    server.manner[0] = BREAKS_OFF;
    fails("cannot fetch");
    file_has(FIRST);
    cr_assert_eq(fetch().code, 0);
    file_has(BYTES);
    cr_expect_eq(server.from[0], -1);
    cr_expect_eq(server.from[1], FIRST);
    cr_assert_eq(fetch().code, 0);
    cr_expect_eq(server.calls, 2, "a whole file is not asked for again");
}

Test(fetch, a_server_without_ranges_begins_anew)
{
    if (skip())
        return;
    server.manner[0] = BREAKS_OFF;
    server.manner[1] = server.manner[2] = NO_RANGES;
    fails("cannot fetch");
    const struct status st = fetch();
    cr_assert_eq(st.code, 0, "%s", st.text);
    file_has(BYTES);
}

Test(fetch, a_range_that_is_gone_begins_anew)
{
    if (skip())
        return;
    server.manner[0] = BREAKS_OFF;
    server.manner[1] = NO_SUCH_RANGE;
    fails("cannot fetch");
    const struct status st = fetch();
    cr_assert_eq(st.code, 0, "%s", st.text);
    file_has(BYTES);
    cr_expect_eq(server.from[2], -1);
}

Test(fetch, lengths_that_are_not_true_are_told)
{
    if (skip())
        return;
    server.manner[0] = TOO_SHORT;
    fails("ended after 1000 of 3000 bytes");
    server.manner[1] = TOO_LONG;
    fails("has more than the 3000 bytes");
    file_has(FIRST);
}

Test(fetch, what_is_not_there_is_named)
{
    if (skip())
        return;
    server.manner[0] = MISSING;
    fails("404");
    file_has(0);
}

Test(fetch, no_server_leads_to_a_file_of_this_machine)
{
    if (skip())
        return;
    server.manner[0] = TO_A_FILE;
    fails("cannot fetch");
    file_has(0);
}
