#include "tui/guests.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"

enum { WORD_MS = 100 };

static const char *const words[GUESTS_KINDS] = {"notes", "follow"};

struct status guests_path(char out[108], const char *id)
{
    const char *run = getenv("XDG_RUNTIME_DIR");
    struct status st = STATUS_OK;
    struct buf folder;

    buf_init(&folder, 4096);
    if (run && *run) {
        buf_printf(&folder, "%s/lathe", run);
    } else {
        st = paths_cache(&folder, "present");
    }
    if (!st.code)
        st = savefile_folder(buf_string(&folder));
    if (!st.code &&
        snprintf(out, 108, "%s/%.20s.sock", buf_string(&folder), id) >= 108) {
        st = status_fail(STATUS_TOO_BIG,
                         "%s: too long a path for a socket; set "
                         "XDG_RUNTIME_DIR",
                         buf_string(&folder));
    }
    buf_release(&folder);
    return st;
}

static struct sockaddr_un address(const char path[108])
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};

    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    return a;
}

static int connect_to(const char path[108])
{
    const struct sockaddr_un a = address(path);
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

struct status guests_open(struct guests *g, const char *id)
{
    struct sockaddr_un a;
    int other;

    *g = (struct guests){.fd = -1};
    STATUS_TRY(guests_path(g->path, id));
    other = connect_to(g->path);
    if (other >= 0) {
        close(other);
        return status_fail(STATUS_BAD_USAGE, "%s is presented already: %s", id,
                           g->path);
    }
    unlink(g->path); /* of one that was killed */
    a = address(g->path);
    g->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (g->fd < 0 || bind(g->fd, (const struct sockaddr *)&a, sizeof a) < 0 ||
        listen(g->fd, GUESTS_MOST) < 0) {
        const struct status st = status_fail(STATUS_IO, "%s: no socket: %s",
                                             g->path, strerror(errno));

        guests_close(g);
        return st;
    }
    return STATUS_OK;
}

void guests_close(struct guests *g)
{
    for (int i = 0; i < g->count; i++)
        close(g->guest[i]);
    if (g->fd >= 0) {
        close(g->fd);
        unlink(g->path);
    }
    *g = (struct guests){.fd = -1};
}

static void forget(struct guests *g, int i)
{
    close(g->guest[i]);
    g->count--;
    g->guest[i] = g->guest[g->count];
    g->kind[i] = g->kind[g->count];
    g->named[i] = g->named[g->count];
}

/* What a guest says first is what it wants; later words are dropped. */
static bool hear_one(struct guests *g, int i)
{
    char word[16];
    const ssize_t n = recv(g->guest[i], word, sizeof word - 1, MSG_DONTWAIT);

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
        forget(g, i);
        return false;
    }
    if (n < 0 || g->named[i])
        return false;
    word[n] = '\0';
    g->named[i] = true;
    g->kind[i] =
        strcmp(word, words[GUESTS_NOTES]) == 0 ? GUESTS_NOTES : GUESTS_FOLLOW;
    return true;
}

bool guests_hear(struct guests *g)
{
    bool any = false;
    int fd;

    while (g->fd >= 0 && (fd = accept(g->fd, NULL, NULL)) >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        if (g->count == GUESTS_MOST) {
            close(fd);
            continue;
        }
        g->guest[g->count] = fd;
        g->named[g->count++] = false;
        /* Its word is on the way: it is sent with the connection. */
        if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, WORD_MS) < 0)
            continue;
    }
    for (int i = g->count - 1; i >= 0; i--)
        any = hear_one(g, i) || any;
    return any;
}

void guests_tell(struct guests *g, enum guests_kind kind, const char *text,
                 size_t bytes)
{
    for (int i = g->count - 1; i >= 0; i--) {
        if (!g->named[i] || g->kind[i] != kind || bytes > GUESTS_BYTES)
            continue;
        if (send(g->guest[i], text, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
            errno != EAGAIN && errno != EWOULDBLOCK)
            forget(g, i);
    }
}

struct status guests_join(int *fd, const char *id, enum guests_kind kind)
{
    char path[108];

    STATUS_TRY(guests_path(path, id));
    *fd = connect_to(path);
    if (*fd < 0) {
        return status_fail(STATUS_NOT_FOUND,
                           "nobody presents %s here; \"lathe present %s\" in "
                           "another terminal does",
                           id, id);
    }
    if (send(*fd, words[kind], strlen(words[kind]), MSG_NOSIGNAL) < 0) {
        close(*fd);
        return status_fail(STATUS_IO, "%s: %s", path, strerror(errno));
    }
    return STATUS_OK;
}
