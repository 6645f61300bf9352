#define _GNU_SOURCE 1
#include "exercises/syntax.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "exercises/report.h"
#include "exercises/toolchain.h"

/* Where the object file goes: to /dev/null, but not by that name, because a
 * compiler may remove what it is about to write. */
#define OBJECT "/proc/self/fd/3"

enum { OUTPUT_BYTES = 16384, PATIENCE_MS = 1000 };

bool syntax_tool(char out[SYNTAX_PATH])
{
    const char *wish = getenv("LATHE_TCC");

    out[0] = '\0';
    return (!wish || *wish) && toolchain_search(wish ? wish : "tcc", out);
}

/* Its words go to `to`, nothing else of ours to it. */
static struct status start(const char *tool, const char *path, int to,
                           pid_t *pid)
{
    char folder[SYNTAX_PATH + 2];
    const char *slash = strrchr(path, '/');
    char *const env[] = {NULL};
    posix_spawn_file_actions_t act;

    snprintf(folder, sizeof folder, "-I%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    const char *const args[] = {
        tool, "-c", "-D_DEFAULT_SOURCE", folder, "-o", OBJECT, path, NULL};
    char *argv[sizeof args / sizeof *args];
    memcpy(argv, args, sizeof args); /* which posix_spawn() does not write */
    if (posix_spawn_file_actions_init(&act))
        return status_fail(STATUS_NO_MEMORY, "no memory for a program");
    /* `to` first: it may be one of the numbers that are opened then. */
    int error = posix_spawn_file_actions_adddup2(&act, to, 1);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&act, to, 2);
    if (!error)
        error =
            posix_spawn_file_actions_addopen(&act, 0, "/dev/null", O_RDONLY, 0);
    if (!error)
        error =
            posix_spawn_file_actions_addopen(&act, 3, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn(pid, tool, &act, NULL, argv, env);
    posix_spawn_file_actions_destroy(&act);
    return error ? status_fail(STATUS_IO, "cannot start %.200s: %s", tool,
                               strerror(error))
                 : STATUS_OK;
}

/* Everything it says, until it is through; false: it takes too long. */
static bool listen_to(int from, char text[OUTPUT_BYTES])
{
    const int64_t until = clock_ns() + PATIENCE_MS * INT64_C(1000000);
    size_t used = 0;

    for (;;) {
        const int64_t left = (until - clock_ns()) / 1000000;
        struct pollfd fd = {.fd = from, .events = POLLIN};
        char rest[512];

        text[used] = '\0';
        if (left <= 0 || (poll(&fd, 1, (int)left) < 0 && errno != EINTR))
            return false;
        if (!fd.revents)
            continue;
        const bool room = used + sizeof rest < OUTPUT_BYTES;
        const ssize_t n = read(from, room ? text + used : rest, sizeof rest);
        if (n == 0)
            return true;
        used += n > 0 && room ? (size_t)n : 0;
    }
}

/* "PATH:12: error: ';' expected": the first in the learner's own file. */
static void read_words(struct syntax *out, const char *path, const char *text)
{
    const char *slash = strrchr(path, '/');
    const size_t n = strlen(path);

    for (const char *at = strstr(text, path); at; at = strstr(at + 1, path)) {
        static const char error[] = ": error: ";
        char *end = NULL;
        const long line = at[n] == ':' ? strtol(at + n + 1, &end, 10) : 0;
        char say[SYNTAX_SAY];

        if ((at > text && at[-1] != '\n') || line <= 0 || line > 1 << 20 ||
            strncmp(end, error, strlen(error)) != 0)
            continue;
        end += strlen(error);
        snprintf(say, sizeof say, "%.80s:%ld: %.*s", slash ? slash + 1 : path,
                 line, (int)strcspn(end, "\n"), end);
        report_clean(out->say, sizeof out->say, say, strlen(say));
        out->line = (int)line;
        return;
    }
}

struct status syntax_look(struct syntax *out, const char *tool,
                          const char *path)
{
    char *text = malloc(OUTPUT_BYTES);
    int ends[2];
    pid_t pid;

    *out = (struct syntax){.line = 0};
    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for a look");
    if (pipe2(ends, O_CLOEXEC)) {
        free(text);
        return status_fail(STATUS_IO, "cannot make a pipe: %s",
                           strerror(errno));
    }
    struct status st = start(tool, path, ends[1], &pid);
    close(ends[1]);
    if (!st.code) {
        if (!listen_to(ends[0], text)) {
            kill(pid, SIGKILL);
            st = status_fail(STATUS_IO, "%.200s takes too long", tool);
        }
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    if (!st.code)
        read_words(out, path, text);
    free(text);
    return st;
}
