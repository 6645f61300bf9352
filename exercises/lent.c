#define _GNU_SOURCE 1
#include "exercises/lent.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/base/clock.h"

#define FILL 0x40e00000u /* 7, where results come to stand */

enum { PARTS = 4 * TALK_ARRAYS + 4 };

/* What goes over the wire, piece by piece. */
struct pieces {
    struct iovec part[PARTS];
    int parts;
    size_t bytes;
};

static void add(struct pieces *p, const void *data, size_t bytes)
{
    void *base;

    if (!bytes)
        return;                        /* an array without numbers */
    memcpy(&base, &data, sizeof base); /* iovec knows no const */
    p->part[p->parts++] = (struct iovec){.iov_base = base, .iov_len = bytes};
    p->bytes += bytes;
}

/* All of them, or false: the other side is gone or too slow. */
static bool move(int fd, struct pieces *p, bool out)
{
    int first = 0;

    while (first < p->parts) {
        struct msghdr msg = {.msg_iov = p->part + first,
                             .msg_iovlen = (size_t)(p->parts - first)};
        ssize_t n = out ? sendmsg(fd, &msg, MSG_NOSIGNAL)
                        : recvmsg(fd, &msg, MSG_WAITALL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 && p->bytes)
            return false;
        p->bytes -= (size_t)(n > 0 ? n : 0);
        while (first < p->parts && (size_t)n >= p->part[first].iov_len)
            n -= (ssize_t)p->part[first++].iov_len;
        if (first < p->parts) {
            p->part[first].iov_base = (char *)p->part[first].iov_base + n;
            p->part[first].iov_len -= (size_t)n;
        }
    }
    return true;
}

static size_t count_of(const struct lent_array *a)
{
    return (size_t)a->rows * (size_t)a->cols;
}

static bool comes_out(const struct lent_array *a)
{
    return a->out || a->unwanted;
}

static struct talk_array head_of(const struct lent_array *a)
{
    struct talk_array head = {.type = a->type,
                              .role = (a->in ? TALK_IN : 0u) |
                                      (comes_out(a) ? TALK_OUT : 0u),
                              .rows = (uint32_t)a->rows,
                              .cols = (uint32_t)a->cols};

    snprintf(head.name, sizeof head.name, "%s", a->name);
    return head;
}

static bool ask(struct lent *l, struct talk_head *head,
                const struct lent_array *array, int arrays)
{
    struct talk_array heads[TALK_ARRAYS];
    const uint32_t words[2] = {FILL, (uint32_t)arrays};
    struct pieces p = {.parts = 0};

    add(&p, head, sizeof *head);
    add(&p, words, sizeof words);
    for (int i = 0; i < arrays; i++) {
        heads[i] = head_of(&array[i]);
        add(&p, &heads[i], sizeof heads[i]);
        if (array[i].in)
            add(&p, array[i].in, count_of(&array[i]) * 4);
    }
    head->bytes = (uint32_t)(p.bytes - sizeof *head);
    return move(l->channel, &p, true);
}

/* Results nobody wants need a place, too. */
struct answer {
    uint32_t guard[TALK_ARRAYS][2][TALK_GUARDS];
    void *waste;
    uint64_t leak;
};

static bool take(struct lent *l, const struct talk_head *head,
                 const struct lent_array *array, int arrays, struct answer *a)
{
    struct talk_head back;
    struct pieces first = {.parts = 0}, p = {.parts = 0};
    size_t most = 0;

    for (int i = 0; i < arrays; i++)
        if (array[i].unwanted && count_of(&array[i]) > most)
            most = count_of(&array[i]);
    a->waste = malloc(most * 4 + 1);
    for (int i = 0; i < arrays && a->waste; i++) {
        if (!comes_out(&array[i]))
            continue;
        add(&p, a->guard[i][0], sizeof a->guard[i][0]);
        add(&p, array[i].unwanted ? a->waste : array[i].out,
            count_of(&array[i]) * 4);
        add(&p, a->guard[i][1], sizeof a->guard[i][1]);
    }
    add(&p, &a->leak, sizeof a->leak);
    add(&first, &back, sizeof back);
    return a->waste && move(l->channel, &first, false) &&
           back.magic == TALK_MAGIC && back.kind == head->kind &&
           back.bytes == p.bytes &&
           memcmp(back.nonce, head->nonce, TALK_NONCE) == 0 &&
           move(l->channel, &p, false);
}

static bool guards_stand(const struct answer *a, const struct lent_array *array,
                         int arrays)
{
    for (int i = 0; i < arrays; i++)
        for (int k = 0; k < 2 * TALK_GUARDS && comes_out(&array[i]); k++)
            if (a->guard[i][k / TALK_GUARDS][k % TALK_GUARDS] != TALK_GUARD)
                return false;
    return true;
}

static const char *signal_words(int number)
{
    switch (number) {
    case SIGSEGV:
        return "it reads or writes an address that is not its own";
    case SIGFPE:
        return "it divides a whole number by zero";
    case SIGABRT:
        return "it was aborted: a failed assert(), or an overwritten heap";
    case SIGSYS:
        return "it asks the system for something that an exercise may not "
               "have";
    default:
        return "it was ended by a signal";
    }
}

/* Why there was no answer, once and for all. */
static void fail(struct lent *l, int error)
{
    struct sandbox_end end = {.code = -1};

    close(l->channel);
    l->channel = -1;
    const struct status st = judge_take_back(&l->judge, &end);
    if (error == EAGAIN || error == EWOULDBLOCK) {
        l->status = status_fail(STATUS_UNSUPPORTED,
                                "your %s did not answer within %d s: a loop "
                                "without end, or far too slow for this run",
                                l->name, LENT_PATIENCE_S);
    } else if (!st.code && end.signal && end.signal != SIGKILL) {
        l->status = status_fail(STATUS_UNSUPPORTED, "your %s broke off: %s",
                                l->name, signal_words(end.signal));
    } else if (!st.code && end.code >= 0) {
        l->status = status_fail(STATUS_UNSUPPORTED,
                                "your %s ended its program (exit status %d) "
                                "where it had to return",
                                l->name, end.code);
    } else {
        l->status = status_fail(STATUS_UNSUPPORTED,
                                "your %s gave no answer: its program was "
                                "disturbed",
                                l->name);
    }
}

/* Products of such numbers, and sums of them, overflow nothing. */
#define PLAIN 1e15f

/* Are all numbers that go in plain ones? */
static bool plain_in(const struct lent_array *array, int arrays)
{
    for (int i = 0; i < arrays; i++) {
        const float *x = array[i].in;

        for (size_t k = 0; x && k < count_of(&array[i]); k++)
            if (array[i].type == TALK_FLOAT && !(fabsf(x[k]) <= PLAIN))
                return false;
    }
    return true;
}

/* Of plain numbers no function of ours makes NaN. */
static void refuse_nan(struct lent *l, const struct lent_array *array,
                       int arrays)
{
    for (int i = 0; i < arrays; i++) {
        const float *y = array[i].out;
        size_t k = 0,
               n = y && array[i].type == TALK_FLOAT ? count_of(&array[i]) : 0;

        while (k < n && !isnan(y[k]))
            k++;
        if (k == n)
            continue;
        fail(l, 0);
        l->status = status_fail(
            STATUS_UNSUPPORTED,
            "your %s made NaN of plain numbers: %s, row %zu, column %zu",
            l->name, array[i].name, k / (size_t)array[i].cols,
            k % (size_t)array[i].cols);
        return;
    }
}

static void call(struct lent *l, const struct lent_array *array, int arrays)
{
    struct talk_head head = {.magic = TALK_MAGIC, .kind = TALK_RUN};
    struct answer a = {.leak = 0};
    const bool plain = plain_in(array, arrays); /* some will be overwritten */

    if (getrandom(head.nonce, sizeof head.nonce, 0) !=
        (ssize_t)sizeof head.nonce) {
        fail(l, 0);
        return;
    }
    errno = 0;
    if (!ask(l, &head, array, arrays) || !take(l, &head, array, arrays, &a)) {
        fail(l, errno);
    } else if (!guards_stand(&a, array, arrays)) {
        fail(l, 0);
        l->status = status_fail(STATUS_UNSUPPORTED,
                                "your %s wrote outside of its result", l->name);
    } else if (plain) {
        refuse_nan(l, array, arrays);
    }
    free(a.waste);
}

bool lent_call(struct lent *l, const struct lent_array *array, int arrays)
{
    const int64_t from = clock_ns();

    pthread_mutex_lock(&l->lock);
    for (int i = 0; i < arrays && l->channel >= 0; i++) {
        if (count_of(&array[i]) > TALK_NUMBERS) {
            l->status = status_fail(
                STATUS_TOO_BIG,
                "your %s is asked for %d x %d numbers at a time; the sandbox "
                "takes a million",
                l->name, array[i].rows, array[i].cols);
            close(l->channel);
            l->channel = -1;
        }
    }
    if (l->channel >= 0)
        call(l, array, arrays);
    const bool good = l->channel >= 0;
    l->calls += good;
    l->busy_ns += clock_ns() - from;
    pthread_mutex_unlock(&l->lock);
    return good;
}

struct status lent_status(struct lent *l)
{
    pthread_mutex_lock(&l->lock);
    const struct status st = l->status;
    pthread_mutex_unlock(&l->lock);
    return st;
}

void lent_refuse(struct lent *l, const char *fmt, ...)
{
    char why[100];
    va_list args;

    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    pthread_mutex_lock(&l->lock);
    if (l->channel >= 0) {
        fail(l, 0);
        l->status = status_fail(STATUS_UNSUPPORTED, "your %s %s", l->name, why);
    }
    pthread_mutex_unlock(&l->lock);
}

static struct status start(struct lent *l, const char *folder, const char *text,
                           size_t bytes)
{
    const struct timeval patience = {.tv_sec = LENT_PATIENCE_S};
    const struct exam_file file = {.text = text, .bytes = bytes};
    struct report *r = calloc(1, sizeof *r);

    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a function");
    struct status st = judge_open(&l->judge);
    if (!st.code)
        st = judge_exercise(&l->judge, folder, SANDBOX_ALL);
    if (!st.code)
        st = judge_lend(&l->judge, &file, r, &l->channel);
    if (!st.code && l->channel < 0)
        st = status_fail(STATUS_BAD_FILE, "your %s: %.400s", l->name, r->say);
    free(r);
    if (!st.code) {
        setsockopt(l->channel, SOL_SOCKET, SO_RCVTIMEO, &patience,
                   sizeof patience);
        setsockopt(l->channel, SOL_SOCKET, SO_SNDTIMEO, &patience,
                   sizeof patience);
    }
    return st;
}

struct status lent_open(struct lent *l, const char *name, const char *folder,
                        const char *text, size_t bytes)
{
    *l = (struct lent){.channel = -1};
    l->judge.channel = -1;
    snprintf(l->name, sizeof l->name, "%s", name);
    pthread_mutex_init(&l->lock, NULL);
    const struct status st = start(l, folder, text, bytes);
    if (st.code)
        lent_close(l);
    return st;
}

void lent_close(struct lent *l)
{
    if (l->channel >= 0)
        close(l->channel);
    l->channel = -1;
    judge_close(&l->judge);
    pthread_mutex_destroy(&l->lock);
}
