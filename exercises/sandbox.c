/* sandbox.c - starts a job. The caller forks a keeper, which sets up what the
 * job and its keeper share (user, namespaces, root), forks the program, and
 * waits with it: at the program's end, at the wall clock's, or when the caller
 * is gone, every process that came of it is killed, and the keeper reports. */
#define _GNU_SOURCE 1
#include "exercises/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "exercises/sandbox_parts.h"

enum { FIRST_USER = 64000, USERS = 1000, MOST_FILES = 64 };

uid_t sandbox_user(void)
{
    return geteuid() ? geteuid() : (uid_t)(FIRST_USER + (int)getpid() % USERS);
}

struct status sandbox_own(const char *folder)
{
    if (!geteuid() && lchown(folder, sandbox_user(), (gid_t)sandbox_user()))
        return status_fail(STATUS_IO, "cannot give %.200s to another user: %s",
                           folder, strerror(errno));
    return STATUS_OK;
}

const char *const *sandbox_roots(void)
{
    static const char *const roots[] = {"/usr",
                                        "/lib",
                                        "/lib64",
                                        "/lib32",
                                        "/bin",
                                        "/etc/ld.so.cache",
                                        "/etc/alternatives",
                                        NULL};

    return roots;
}

/* --- in the program's process --------------------------------------------- */

/* The first thing that went wrong; the pipe is closed by a successful exec. */
_Noreturn static void trouble(const char *what)
{
    char text[180];
    const int n = snprintf(text, sizeof text, "%s: %s", what, strerror(errno));

    if (n > 0 && write(SANDBOX_TROUBLE, text, (size_t)n) < 0)
        _exit(126);
    _exit(127);
}

static void limit(int what, size_t value, size_t hard)
{
    const struct rlimit r = {value, hard};

    if (setrlimit(what, &r))
        trouble("a resource limit");
}

static void limits(const struct sandbox_job *job)
{
    const struct sandbox_limits *l = &job->limits;
    const size_t cpu = (size_t)l->cpu_s;

    limit(RLIMIT_CPU, cpu, cpu + 1);
    limit(RLIMIT_FSIZE, l->file_bytes, l->file_bytes);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_NOFILE, MOST_FILES, MOST_FILES);
    if (l->memory_bytes)
        limit(RLIMIT_AS, l->memory_bytes, l->memory_bytes);
    /* Counted by user: binds only where the user is the job's own. */
    if (l->processes && (!getuid() || getuid() >= FIRST_USER))
        limit(RLIMIT_NPROC, (size_t)l->processes, (size_t)l->processes);
}

/* Puts every descriptor in its place and closes the others. The way there
 * leads over high numbers, so that none is lost. */
static void descriptors(const struct sandbox_job *job, int pipe_end)
{
    const int from[] = {
        open("/dev/null", O_RDONLY),  job->out, job->err, job->channel,
        open(job->argv[0], O_RDONLY), pipe_end};
    const int to[] = {0, 1, 2, SANDBOX_CHANNEL, SANDBOX_EXE, SANDBOX_TROUBLE};
    int high[6];

    for (int i = 0; i < 6; i++)
        high[i] = from[i] < 0 ? -1 : fcntl(from[i], F_DUPFD, 300);
    if (dup2(high[5], SANDBOX_TROUBLE) < 0)
        _exit(127);
    if (high[4] < 0)
        trouble(job->argv[0]);
    for (int i = 0; i < 5; i++) {
        if (high[i] >= 0 && dup2(high[i], to[i]) < 0)
            trouble("a descriptor");
    }
    fcntl(SANDBOX_EXE, F_SETFD, FD_CLOEXEC);
    fcntl(SANDBOX_TROUBLE, F_SETFD, FD_CLOEXEC);
    const unsigned first = job->channel < 0 ? 3 : 4;
    if (syscall(__NR_close_range, first, SANDBOX_EXE - 1, 0) ||
        syscall(__NR_close_range, SANDBOX_TROUBLE + 1, ~0u, 0))
        trouble("closing descriptors");
}

/* Root in a namespace of its own would get its powers back by starting a
 * program. */
static void drop_powers(void)
{
    enum { NO_ROOT = 0x2f }; /* SECBIT_NOROOT and the like, all locked */

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        trouble("giving up privileges");
    if (getuid())
        return;
    if (prctl(PR_SET_SECUREBITS, NO_ROOT, 0, 0, 0))
        trouble("giving up privileges");
    for (int cap = 0; cap < 64; cap++)
        prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
}

_Noreturn static void become(const struct sandbox_job *job, int pipe_end)
{
    const char *bad = NULL;

    descriptors(job, pipe_end);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || chdir(job->folder))
        trouble(job->folder);
    signal(SIGPIPE, SIG_DFL);
    if (job->profile == SANDBOX_RUN)
        (void)syscall(SYS_personality, 0x0040000); /* fixed addresses */
    drop_powers();
    if (job->layers & SANDBOX_LANDLOCK)
        bad = sandbox_landlock(job);
    if (bad)
        trouble(bad);
    limits(job);
    if (job->layers & SANDBOX_FILTER)
        bad = sandbox_filter(job->profile);
    if (bad)
        trouble(bad);
    if (job->profile == SANDBOX_RUN) {
        syscall(__NR_execveat, SANDBOX_EXE, "", job->argv, job->env,
                AT_EMPTY_PATH);
    } else {
        execve(job->argv[0], job->argv, job->env);
    }
    trouble(job->argv[0]);
}

/* --- in the keeper ---------------------------------------------------------
 */

_Noreturn static void report(int control, const struct sandbox_end *end)
{
    const ssize_t n = send(control, end, sizeof *end, MSG_NOSIGNAL);

    _exit(n < 0);
}

_Noreturn static void give_up(int control, const char *what)
{
    struct sandbox_end end = {.code = -1};

    snprintf(end.why, sizeof end.why, "%s: %s", what, strerror(errno));
    report(control, &end);
}

static void change_user(int control, bool spaces, uid_t outside)
{
    const uid_t user = spaces ? 0 : outside;

    if (geteuid() && !spaces)
        return;
    /* A plain user's new namespace has no other groups to give up. */
    if (setgroups(0, NULL) && !spaces)
        give_up(control, "giving up groups");
    if (setresgid((gid_t)user, (gid_t)user, (gid_t)user) ||
        setresuid(user, user, user))
        give_up(control, "running as another user");
}

/* Orphans fall to the keeper: kills its children until there is none. */
static int sweep(void)
{
    int killed = 0;

    for (int round = 0; round < 1000; round++) {
        char path[64], list[4096];
        pid_t pid;

        snprintf(path, sizeof path, "/proc/self/task/%d/children",
                 (int)syscall(SYS_gettid));
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        const ssize_t n = fd < 0 ? 0 : read(fd, list, sizeof list - 1);
        if (fd >= 0)
            close(fd);
        list[n > 0 ? n : 0] = '\0';
        for (char *at = list, *end; (pid = (pid_t)strtol(at, &end, 10)) > 0;
             at = end)
            kill(pid, SIGKILL);
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            killed++;
        if (pid < 0)
            break;
        poll(NULL, 0, 1);
    }
    return killed;
}

static int64_t now_ms(void)
{
    return clock_ns() / 1000000;
}

/* Until the program ends, its time is over, or the caller is gone. */
static void watch(pid_t pid, int control, int wall_ms, struct sandbox_end *end)
{
    const int64_t deadline = now_ms() + wall_ms;
    struct pollfd fds[2] = {{(int)syscall(__NR_pidfd_open, pid, 0), POLLIN, 0},
                            {control, POLLIN, 0}};
    struct rusage used;
    int status = 0;

    for (int ready = 0; ready <= 0;) {
        const int64_t left = deadline - now_ms();

        ready = left <= 0 ? 0 : poll(fds, 2, (int)left);
        end->timed_out = ready == 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0 || fds[1].revents)
            kill(pid, SIGKILL);
        if (ready <= 0)
            break;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    getrusage(RUSAGE_CHILDREN, &used);
    end->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end->cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

_Noreturn static void keep(const struct sandbox_job *job, int control,
                           uid_t user)
{
    const bool spaces = job->layers & SANDBOX_NAMESPACES;
    struct sandbox_end end = {.code = -1};
    int pipe_ends[2];
    char go;

    /* The caller has to map our user first. */
    if (setsid() < 0 || recv(control, &go, 1, 0) != 1)
        give_up(control, "a session");
    change_user(control, spaces, user);
    const char *bad = spaces ? sandbox_mounts(job) : NULL;
    if (bad)
        give_up(control, bad);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) ||
        pipe2(pipe_ends, O_CLOEXEC))
        give_up(control, "a pipe");

    const pid_t pid = fork();
    if (pid < 0)
        give_up(control, "fork");
    if (pid == 0)
        become(job, pipe_ends[1]);
    close(pipe_ends[1]);
    end.started = read(pipe_ends[0], end.why, sizeof end.why - 1) <= 0;
    /* Its ends of these must be the only ones. */
    close(job->channel);
    close(job->out);
    close(job->err);
    watch(pid, control, job->limits.wall_ms, &end);
    end.left = sweep();
    report(control, &end);
}

/* --- in the caller ----------------------------------------------------------
 */

static bool write_text(pid_t pid, const char *file, const char *text)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return good;
}

/* Its root is our user, or for root the throw-away one. */
static bool map_user(pid_t pid)
{
    char map[64];

    if (geteuid() && !write_text(pid, "setgroups", "deny"))
        return false;
    snprintf(map, sizeof map, "0 %u 1", (unsigned)sandbox_user());
    if (!write_text(pid, "uid_map", map))
        return false;
    if (geteuid())
        snprintf(map, sizeof map, "0 %u 1", (unsigned)getegid());
    return write_text(pid, "gid_map", map);
}

struct status sandbox_start(struct sandbox_process *p,
                            const struct sandbox_job *job)
{
    const bool spaces = job->layers & SANDBOX_NAMESPACES;
    const int flags =
        SIGCHLD | (spaces ? CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID |
                                CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
                          : 0);
    const uid_t user = sandbox_user(); /* by our process, not the keeper's */
    int ends[2];

    *p = (struct sandbox_process){.control = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
        return status_fail(STATUS_IO, "sandbox: %s", strerror(errno));
    fflush(NULL);
    p->keeper = (pid_t)syscall(SYS_clone, flags, 0, 0, 0, 0);
    if (p->keeper == 0) {
        close(ends[0]);
        keep(job, ends[1], user);
    }
    close(ends[1]);
    p->control = ends[0];
    if (p->keeper < 0 || (spaces && !map_user(p->keeper))) {
        const int why = errno;
        struct sandbox_end end;

        if (p->keeper > 0)
            (void)sandbox_stop(p, &end);
        else
            close(ends[0]);
        return status_fail(STATUS_UNSUPPORTED,
                           spaces ? "user namespaces: %s" : "fork: %s",
                           strerror(why));
    }
    if (send(p->control, "", 1, MSG_NOSIGNAL) != 1)
        return status_fail(STATUS_IO, "sandbox: %s", strerror(errno));
    return STATUS_OK;
}

struct status sandbox_wait(struct sandbox_process *p, struct sandbox_end *end)
{
    ssize_t n;

    do {
        n = recv(p->control, end, sizeof *end, 0);
    } while (n < 0 && errno == EINTR);
    close(p->control);
    while (waitpid(p->keeper, NULL, 0) < 0 && errno == EINTR)
        continue;
    if (n != (ssize_t)sizeof *end) {
        *end = (struct sandbox_end){.code = -1};
        return status_fail(STATUS_IO, "the sandbox ended without a report");
    }
    if (!end->started)
        return status_fail(STATUS_UNSUPPORTED, "sandbox: %s", end->why);
    return STATUS_OK;
}

struct status sandbox_stop(struct sandbox_process *p, struct sandbox_end *end)
{
    /* Half closed, it is still told how the job ended. */
    shutdown(p->control, SHUT_WR);
    return sandbox_wait(p, end);
}
