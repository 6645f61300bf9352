#define _GNU_SOURCE 1 /* MSG_CMSG_CLOEXEC */
#include "exercises/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool wire_send(int fd, const void *from, size_t bytes)
{
    const char *at = from;

    while (bytes) {
        const ssize_t n = send(fd, at, bytes, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        bytes -= (size_t)n;
    }
    return true;
}

bool wire_receive(int fd, void *to, size_t bytes)
{
    char *at = to;

    while (bytes) {
        const ssize_t n = recv(fd, at, bytes, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        bytes -= (size_t)n;
    }
    return true;
}

/* Room for the one descriptor that goes along with a byte. */
union paper {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

bool wire_hand(int fd, int what)
{
    union paper paper = {.head = {0}};
    char byte = 0;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    struct msghdr msg = {.msg_iov = &part,
                         .msg_iovlen = 1,
                         .msg_control = &paper,
                         .msg_controllen = sizeof paper.room};
    struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof what);
    memcpy(CMSG_DATA(c), &what, sizeof what);
    return sendmsg(fd, &msg, MSG_NOSIGNAL) == 1;
}

int wire_take(int fd)
{
    union paper paper = {.head = {0}};
    char byte;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    struct msghdr msg = {.msg_iov = &part,
                         .msg_iovlen = 1,
                         .msg_control = &paper,
                         .msg_controllen = sizeof paper.room};
    const struct cmsghdr *c;
    int what;

    if (recvmsg(fd, &msg, MSG_CMSG_CLOEXEC) != 1)
        return -1;
    c = CMSG_FIRSTHDR(&msg);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(sizeof what))
        return -1;
    memcpy(&what, CMSG_DATA(c), sizeof what);
    return what;
}
