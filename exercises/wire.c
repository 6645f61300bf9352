#include "exercises/wire.h"

#include <errno.h>
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
