#define _GNU_SOURCE 1
#include "exercises/judge.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/paths.h"
#include "exercises/wire.h"

/* Beside the program, where it is installed; in ../tui for tests; in
 * libexec. */
static struct status find(const char *name, char out[JUDGE_PATH])
{
    static const char *const places[] = {"", "../tui/", "../libexec/lathe/"};
    char self[JUDGE_PATH];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        slash[1] = '\0';
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        char path[2 * JUDGE_PATH];

        snprintf(path, sizeof path, "%s%s%s", self, places[i], name);
        char *real = realpath(path, NULL);
        const bool good =
            real && !access(real, X_OK) && strlen(real) < JUDGE_PATH;
        if (good)
            snprintf(out, JUDGE_PATH, "%s", real);
        free(real);
        if (good)
            return STATUS_OK;
    }
    return status_fail(STATUS_NOT_FOUND, "the program %s is not beside %.200s",
                       name, self);
}

static struct status find_all(struct judge *j, char program[JUDGE_PATH])
{
    const char *wish = getenv("LATHE_JUDGE");
    struct buf kit;

    if (wish && wish[0] == '/' && strlen(wish) < JUDGE_PATH)
        snprintf(program, JUDGE_PATH, "%s", wish);
    else
        STATUS_TRY(find("lathe-judge", program));
    STATUS_TRY(find("lathe-probe", j->probe));
    buf_init(&kit, 8192);
    struct status st = paths_shipped(&kit, "exercises/kit");
    char *real = st.code ? NULL : realpath(buf_string(&kit), NULL);
    if (!st.code && (!real || strlen(real) >= sizeof j->kit))
        st = status_fail(STATUS_NOT_FOUND, "cannot use %.300s",
                         buf_string(&kit));
    if (!st.code)
        snprintf(j->kit, sizeof j->kit, "%s", real);
    free(real);
    buf_release(&kit);
    return st;
}

static struct status start(struct judge *j, char *program)
{
    char *const argv[] = {program, NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return status_fail(STATUS_IO, "socketpair: %s", strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    const int failed =
        posix_spawn(&j->pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed) {
        close(ends[0]);
        return status_fail(STATUS_IO, "cannot start %.300s: %s", program,
                           strerror(failed));
    }
    j->channel = ends[0];
    return STATUS_OK;
}

struct status judge_open(struct judge *j)
{
    char program[JUDGE_PATH];

    *j = (struct judge){.channel = -1};
    STATUS_TRY(find_all(j, program));
    return start(j, program);
}

void judge_close(struct judge *j)
{
    if (j->channel < 0)
        return;
    close(j->channel);
    j->channel = -1;
    while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

static struct status gone(void)
{
    return status_fail(STATUS_IO, "the judge ended without an answer");
}

static struct status put(struct judge *j, const void *from, size_t bytes)
{
    return wire_send(j->channel, from, bytes) ? STATUS_OK : gone();
}

static struct status get(struct judge *j, void *to, size_t bytes)
{
    return wire_receive(j->channel, to, bytes) ? STATUS_OK : gone();
}

static struct status answer(struct judge *j)
{
    struct status st;

    STATUS_TRY(get(j, &st, sizeof st));
    return st;
}

static struct judge_request request(const struct judge *j,
                                    enum judge_request_kind kind)
{
    struct judge_request r;

    memset(&r, 0, sizeof r); /* its gaps travel too */
    r.kind = kind;
    snprintf(r.kit, sizeof r.kit, "%s", j->kit);
    snprintf(r.probe, sizeof r.probe, "%s", j->probe);
    return r;
}

struct status judge_exercise(struct judge *j, const char *folder,
                             unsigned layers)
{
    struct judge_request r = request(j, JUDGE_EXERCISE);
    char *real = realpath(folder, NULL);

    if (!real || strlen(real) >= sizeof r.folder) {
        free(real);
        return status_fail(STATUS_NOT_FOUND, "there is no exercise %.300s",
                           folder);
    }
    snprintf(r.folder, sizeof r.folder, "%s", real);
    free(real);
    r.layers = layers;
    STATUS_TRY(put(j, &r, sizeof r));
    return answer(j);
}

static struct status ask(struct judge *j, enum judge_request_kind kind,
                         const struct exam_file *file, const char *program,
                         size_t bytes, struct report *out)
{
    struct judge_request r = request(j, kind);

    if (file->bytes > JUDGE_SOURCE || bytes > JUDGE_SOURCE)
        return status_fail(STATUS_TOO_BIG, "a source file of more than a MiB");
    r.flags = file->flags;
    r.seed = file->seed;
    r.bytes = (uint32_t)file->bytes;
    r.program_bytes = (uint32_t)bytes;
    STATUS_TRY(put(j, &r, sizeof r));
    STATUS_TRY(put(j, file->text, file->bytes));
    STATUS_TRY(put(j, program, bytes));
    STATUS_TRY(answer(j));
    return get(j, out, sizeof *out);
}

struct status judge_check(struct judge *j, const struct exam_file *file,
                          struct report *out)
{
    return ask(j, JUDGE_CHECK, file, NULL, 0, out);
}

struct status judge_try(struct judge *j, const struct exam_file *file,
                        const char *program, size_t bytes, struct report *out)
{
    return ask(j, JUDGE_TRY, file, program, bytes, out);
}

struct status judge_lend(struct judge *j, const struct exam_file *file,
                         struct report *out, int *channel)
{
    *channel = -1;
    STATUS_TRY(ask(j, JUDGE_LEND, file, NULL, 0, out));
    if (out->verdict != REPORT_PASS)
        return STATUS_OK;
    *channel = wire_take(j->channel);
    return *channel < 0 ? gone() : STATUS_OK;
}

struct status judge_take_back(struct judge *j, struct sandbox_end *end)
{
    const struct judge_request r = request(j, JUDGE_TAKE_BACK);

    STATUS_TRY(put(j, &r, sizeof r));
    STATUS_TRY(answer(j));
    return get(j, end, sizeof *end);
}

struct status judge_probes(struct judge *j, struct probes *out)
{
    const struct judge_request r = request(j, JUDGE_PROBE);

    STATUS_TRY(put(j, &r, sizeof r));
    STATUS_TRY(answer(j));
    return get(j, out, sizeof *out);
}

uint64_t judge_seed(const char *key, const char *exercise, const char *text,
                    size_t bytes)
{
    char digits[HASH_TEXT];
    struct hash *h = hash_new();

    if (!h)
        return 1;
    hash_add(h, key, strlen(key) + 1);
    hash_add(h, exercise, strlen(exercise) + 1);
    hash_add(h, text, bytes);
    hash_end(h, digits);
    digits[15] = '\0';
    return strtoull(digits, NULL, 16);
}
