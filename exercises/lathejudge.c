/* lathejudge.c - the judge: a small program with one thread that compiles and
 * runs what others wrote, compares, and is the only writer of verdicts. It is
 * started by judge.c and speaks with it on its standard input. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exercises/exam.h"
#include "exercises/judge.h"
#include "exercises/probes.h"
#include "exercises/wire.h"

enum { CHANNEL = 0 };

static bool get(void *to, size_t bytes)
{
    return wire_receive(CHANNEL, to, bytes);
}

static bool put(const void *from, size_t bytes)
{
    return wire_send(CHANNEL, from, bytes);
}

static bool open_exam(struct exam **e, const struct judge_request *r)
{
    const struct exam_settings s = {.folder = r->folder,
                                    .kit = r->kit,
                                    .probe = r->probe,
                                    .layers = r->layers};

    exam_close(*e);
    const struct status st = exam_open(e, &s);
    return put(&st, sizeof st);
}

static bool examine(struct exam *e, const struct judge_request *r)
{
    struct report *report = calloc(1, sizeof *report);
    char *text = malloc((size_t)r->bytes + 1);
    char *program = malloc((size_t)r->program_bytes + 1);
    struct status st = STATUS_OK;
    int lent = -1;
    bool good = report && text && program && get(text, r->bytes) &&
                get(program, r->program_bytes);
    const struct exam_file file = {
        .text = text, .bytes = r->bytes, .flags = r->flags, .seed = r->seed};

    if (!e)
        st = status_fail(STATUS_BAD_USAGE, "no exercise is open");
    else if (good && r->kind == JUDGE_CHECK)
        exam_check(e, &file, report);
    else if (good && r->kind == JUDGE_LEND)
        exam_lend(e, &file, report, &lent);
    else if (good)
        exam_try(e, &file, program, r->program_bytes, report);
    good =
        good && put(&st, sizeof st) && (st.code || put(report, sizeof *report));
    if (lent >= 0) {
        good = good && wire_hand(CHANNEL, lent);
        close(lent);
    }
    free(report);
    free(text);
    free(program);
    return good;
}

static bool probe(const struct judge_request *r)
{
    struct probes p;
    const struct status st = probes_run(&p, r->probe);

    return put(&st, sizeof st) && (st.code || put(&p, sizeof p));
}

static bool take_back(struct exam *e)
{
    struct sandbox_end end = {.code = -1};
    const struct status st =
        e ? exam_take_back(e, &end)
          : status_fail(STATUS_BAD_USAGE, "no exercise is open");

    return put(&st, sizeof st) && (st.code || put(&end, sizeof end));
}

static bool serve(struct exam **e, const struct judge_request *r)
{
    if (r->bytes > JUDGE_SOURCE || r->program_bytes > JUDGE_SOURCE)
        return false;
    switch (r->kind) {
    case JUDGE_EXERCISE:
        return open_exam(e, r);
    case JUDGE_CHECK:
    case JUDGE_TRY:
    case JUDGE_LEND:
        return examine(*e, r);
    case JUDGE_TAKE_BACK:
        return take_back(*e);
    case JUDGE_PROBE:
        return probe(r);
    }
    return false;
}

int main(void)
{
    struct judge_request r;
    struct exam *e = NULL;

    /* Orphans of a job fall to us and not to the system. */
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    /* A key that stops the program in front must not leave folders behind. */
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    while (get(&r, sizeof r) && serve(&e, &r))
        continue;
    exam_close(e);
    return 0;
}
