/* exam_lend.c - a learner's function at work: its program runs in the sandbox
 * for as long as somebody wants it, and whoever does talks to it directly. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exercises/exam_parts.h"

enum { DAY_S = 86400, OUTPUT_BYTES = 1 << 20 };

static struct status start(struct exam *e, int *channel)
{
    static char threads[] = "OMP_NUM_THREADS=1";
    char path[SCRATCH_PATH + 8];
    char *const argv[] = {path, NULL};
    char *const env[] = {threads, NULL};
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int ends[2];

    if (nowhere < 0)
        return status_fail(STATUS_IO, "/dev/null: %s", strerror(errno));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
        close(nowhere);
        return status_fail(STATUS_IO, "socketpair: %s", strerror(errno));
    }
    snprintf(path, sizeof path, "%s/lent", e->work);
    const struct sandbox_job job = {
        .profile = SANDBOX_RUN,
        .layers = e->layers,
        .folder = e->work,
        .argv = argv,
        .env = env,
        .channel = ends[1],
        .out = nowhere,
        .err = nowhere,
        .limits = {.cpu_s = DAY_S,
                   .wall_ms = DAY_S * 1000,
                   .memory_bytes = (size_t)1 << 30,
                   .file_bytes = OUTPUT_BYTES},
    };
    const struct status st = sandbox_start(&e->lent, &job);
    close(ends[1]);
    close(nowhere);
    e->lending = !st.code;
    *channel = st.code ? -1 : ends[0];
    if (st.code)
        close(ends[0]);
    return st;
}

static struct status lend(struct exam *e, const struct exam_file *file,
                          struct report *out, int *channel)
{
    struct sandbox_end end;

    if (e->lending)
        STATUS_TRY(exam_take_back(e, &end));
    STATUS_TRY(scratch_put(e->work, e->source, file->text, file->bytes));
    STATUS_TRY(exam_build(e, BUILDING_PLAIN, file->flags, "lent", &out->verdict,
                          out->say));
    return out->verdict ? STATUS_OK : start(e, channel);
}

void exam_lend(struct exam *e, const struct exam_file *file, struct report *out,
               int *channel)
{
    memset(out, 0, sizeof *out);
    *channel = -1;
    snprintf(out->exercise, sizeof out->exercise, "%s", e->name);
    const struct status st = lend(e, file, out, channel);
    if (st.code) {
        out->verdict = REPORT_FAULT;
        snprintf(out->say, sizeof out->say, "%s", st.text);
    }
}

struct status exam_take_back(struct exam *e, struct sandbox_end *end)
{
    if (!e->lending)
        return status_fail(STATUS_BAD_USAGE, "no program is lent");
    e->lending = false;
    return sandbox_stop(&e->lent, end);
}
