#define _GNU_SOURCE 1
#include "exercises/party.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exercises/wire.h"

struct status party_open(struct party *p, struct sandbox_job job)
{
    int ends[2];

    *p = (struct party){.channel = -1, .out = -1, .err = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return status_fail(STATUS_IO, "socketpair: %s", strerror(errno));
    p->channel = ends[0];
    p->out = memfd_create("out", MFD_CLOEXEC);
    p->err = memfd_create("err", MFD_CLOEXEC);
    job.channel = ends[1];
    job.out = p->out;
    job.err = p->err;
    const struct status st =
        p->out < 0 || p->err < 0
            ? status_fail(STATUS_IO, "memfd: %s", strerror(errno))
            : sandbox_start(&p->process, &job);
    close(ends[1]);
    if (st.code) {
        close(p->channel);
        p->channel = -1;
        party_forget(p);
    }
    return st;
}

static struct status broken(const char *what)
{
    return status_fail(STATUS_IO, "%s", what);
}

/* Nothing may be there that nobody asked for. */
static bool silent(int fd)
{
    char c;

    return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
}

struct status party_check(const struct talk_head *ask,
                          const struct talk_head *back,
                          const struct party_words *w, size_t room)
{
    if (back->magic != TALK_MAGIC || back->kind != ask->kind ||
        back->number != ask->number ||
        memcmp(back->nonce, ask->nonce, TALK_NONCE) != 0)
        return broken("the program around your function was disturbed: its "
                      "answer is not the one that was asked for");
    if (w->answer_bytes == PARTY_ANY ? back->bytes > room
                                     : back->bytes != w->answer_bytes)
        return broken("the program around your function was disturbed: its "
                      "answer has the wrong length");
    return STATUS_OK;
}

/* The keeper's clock ends the other side, so that this comes back. */
struct status party_ask(struct party *p, const struct party_words *w,
                        void *answer, size_t room, size_t *got)
{
    struct talk_head ask = {
        .magic = TALK_MAGIC, .kind = w->kind, .number = (uint32_t)w->number};
    struct talk_head back;

    if (w->head_bytes + w->bytes > PARTY_MOST)
        return status_fail(STATUS_TOO_BIG, "a case is too large");
    ask.bytes = (uint32_t)(w->head_bytes + w->bytes);
    if (getrandom(ask.nonce, sizeof ask.nonce, 0) != (ssize_t)sizeof ask.nonce)
        return status_fail(STATUS_IO, "getrandom: %s", strerror(errno));
    if (!silent(p->channel))
        return broken("the program around your function was disturbed: it "
                      "ended or spoke before it was asked");
    if (!wire_send(p->channel, &ask, sizeof ask) ||
        !wire_send(p->channel, w->head, w->head_bytes) ||
        !wire_send(p->channel, w->data, w->bytes) ||
        !wire_receive(p->channel, &back, sizeof back))
        return broken("the program ended before its answer");
    STATUS_TRY(party_check(&ask, &back, w, room));
    *got = back.bytes;
    if (!wire_receive(p->channel, answer, back.bytes))
        return broken("the program ended in the middle of its answer");
    return STATUS_OK;
}

struct status party_close(struct party *p, bool part, struct sandbox_end *end)
{
    const struct party_words leave = {.kind = TALK_END};
    struct status st = STATUS_OK;
    size_t got;

    if (part)
        st = party_ask(p, &leave, NULL, 0, &got);
    if (part && !st.code) {
        char c;

        /* It has nothing left to say: the next thing is its end. */
        if (recv(p->channel, &c, 1, 0) != 0)
            st = broken("the program spoke after it had taken leave");
    }
    const struct status wait = part && !st.code
                                   ? sandbox_wait(&p->process, end)
                                   : sandbox_stop(&p->process, end);
    close(p->channel);
    p->channel = -1;
    if (part && !st.code && !wait.code && (end->code != 0 || end->left != 0))
        st = broken("the program did not end by returning from its main()");
    return wait.code ? wait : st;
}

void party_forget(struct party *p)
{
    if (p->out >= 0)
        close(p->out);
    if (p->err >= 0)
        close(p->err);
    p->out = p->err = -1;
}

size_t party_read(int fd, char *to, size_t room)
{
    struct stat info;
    const ssize_t n = pread(fd, to, room - 1, 0);

    to[n > 0 ? n : 0] = '\0';
    return fstat(fd, &info) ? 0 : (size_t)info.st_size;
}
