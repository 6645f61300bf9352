#define _GNU_SOURCE 1
#include "exercises/probes.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "exercises/scratch.h"

/* What there is to attack, and how to say it to the probe. */
struct targets {
    char room[SCRATCH_PATH], home[SCRATCH_PATH], work[SCRATCH_PATH];
    char file[SCRATCH_PATH + 16], fresh[SCRATCH_PATH + 16];
    char big[SCRATCH_PATH + 16], link[SCRATCH_PATH + 16];
    char tcp[16], udp[16], abstract[40], victim[16], terminal[64];
    int tcp_fd, udp_fd, abstract_fd, terminal_fd;
    pid_t pid;
};

/* In the order of probes_attack(). */
static const struct attack {
    const char *name;
    size_t what; /* offset in struct targets */
} attacks[PROBES_ATTACKS] = {
    {"read", offsetof(struct targets, file)},
    {"truncate", offsetof(struct targets, file)},
    {"create", offsetof(struct targets, fresh)},
    {"stat", offsetof(struct targets, file)},
    {"chmod", offsetof(struct targets, file)},
    {"tcp", offsetof(struct targets, tcp)},
    {"udp", offsetof(struct targets, udp)},
    {"abstract", offsetof(struct targets, abstract)},
    {"signal", offsetof(struct targets, victim)},
    {"ptrace", offsetof(struct targets, victim)},
    {"environ", offsetof(struct targets, victim)},
    {"forks", 0},
    {"disk", offsetof(struct targets, big)},
    {"memory", 0},
    {"cpu", 0},
    {"daemon", 0},
    {"symlink", offsetof(struct targets, link)},
    {"memfd", 0},
    {"io_uring", 0},
    {"tiocsti", offsetof(struct targets, terminal)},
};

static int listen_inet(int type, char port[16])
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t bytes = sizeof at;
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) ||
        (type == SOCK_STREAM && listen(fd, 64)) ||
        getsockname(fd, (struct sockaddr *)&at, &bytes))
        return fd;
    snprintf(port, 16, "%u", (unsigned)ntohs(at.sin_port));
    return fd;
}

static int listen_abstract(char name[40])
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(name, 40, "lathe-probe-%d", (int)getpid());
    memcpy(at.sun_path + 1, name, strlen(name));
    if (fd >= 0 && !bind(fd, (struct sockaddr *)&at,
                         (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
                                     1 + strlen(name))))
        (void)listen(fd, 64);
    return fd;
}

/* Another process of the same user, as a shell or an editor would be. */
static pid_t start_victim(void)
{
    const uid_t user = sandbox_user();
    const pid_t pid = fork();

    if (pid != 0)
        return pid;
    if (!geteuid() && (setresgid((gid_t)user, (gid_t)user, (gid_t)user) ||
                       setresuid(user, user, user)))
        _exit(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 1);
    for (;;)
        pause();
}

static int open_terminal(char name[64])
{
    const int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (fd < 0 || grantpt(fd) || unlockpt(fd) || ptsname_r(fd, name, 64))
        return fd;
    return !geteuid() && chown(name, sandbox_user(), (gid_t)-1) ? -1 : fd;
}

static struct status lay_out(struct targets *t)
{
    STATUS_TRY(scratch_open(t->room));
    STATUS_TRY(scratch_folder(t->home, t->room, "home"));
    STATUS_TRY(scratch_folder(t->work, t->room, "work"));
    snprintf(t->file, sizeof t->file, "%s/diary", t->home);
    snprintf(t->fresh, sizeof t->fresh, "%s/fresh", t->home);
    snprintf(t->big, sizeof t->big, "%s/big", t->work);
    snprintf(t->link, sizeof t->link, "%s/link", t->work);
    t->tcp_fd = listen_inet(SOCK_STREAM, t->tcp);
    t->udp_fd = listen_inet(SOCK_DGRAM, t->udp);
    t->abstract_fd = listen_abstract(t->abstract);
    t->terminal_fd = open_terminal(t->terminal);
    t->pid = start_victim();
    snprintf(t->victim, sizeof t->victim, "%d", (int)t->pid);
    return STATUS_OK;
}

static void clear(struct targets *t)
{
    const int fds[] = {t->tcp_fd, t->udp_fd, t->abstract_fd, t->terminal_fd};

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    if (t->pid > 0) {
        kill(t->pid, SIGKILL);
        waitpid(t->pid, NULL, 0);
    }
    scratch_remove(t->room);
}

/* A file of the learner's, as if the sandbox's user were the learner. */
static struct status renew(struct targets *t)
{
    unlink(t->fresh);
    unlink(t->big);
    unlink(t->link);
    STATUS_TRY(scratch_put(t->home, "diary", "dear diary\n", 11));
    return sandbox_own(t->file);
}

static bool left_behind(int read_end)
{
    struct pollfd fd = {read_end, POLLIN, 0};
    char c;

    /* Whoever still holds the other end keeps it open. */
    return poll(&fd, 1, 20) == 0 || read(read_end, &c, 1) != 0;
}

static struct status attack(struct targets *t, const char *program, int number,
                            unsigned layers, bool *through)
{
    const struct attack *a = &attacks[number];
    const char *const read[] = {program, NULL};
    char path[SCRATCH_PATH], name[16], what[SCRATCH_PATH + 16];
    char *const argv[] = {path, name, what, NULL};
    char *const env[] = {NULL};
    struct sandbox_process p;
    struct sandbox_end end;
    int ends[2];

    STATUS_TRY(renew(t));
    snprintf(path, sizeof path, "%s", program);
    snprintf(name, sizeof name, "%s", a->name);
    snprintf(what, sizeof what, "%s", a->what ? (const char *)t + a->what : "");
    if (pipe2(ends, O_CLOEXEC))
        return status_fail(STATUS_IO, "no pipe");
    const struct sandbox_job job = {
        .profile = SANDBOX_RUN,
        .layers = layers,
        .folder = t->work,
        .read = read,
        .argv = argv,
        .env = env,
        .channel = -1,
        .out = ends[1],
        .err = ends[1],
        .limits = {.cpu_s = 1,
                   .wall_ms = 5000,
                   .memory_bytes = (size_t)256 << 20,
                   .file_bytes = 1 << 20,
                   .processes = 32},
    };
    struct status st = sandbox_start(&p, &job);
    close(ends[1]);
    if (!st.code)
        st = sandbox_wait(&p, &end);
    if (!st.code) {
        *through = end.code == 0;
        if (strcmp(a->name, "daemon") == 0)
            *through = left_behind(ends[0]);
    }
    close(ends[0]);
    return st;
}

struct status probes_run(struct probes *p, const char *program)
{
    const double start = clock_seconds();
    struct targets t = {.tcp_fd = -1, .udp_fd = -1, .abstract_fd = -1};

    *p = (struct probes){.seconds = 0};
    STATUS_TRY(sandbox_look(&p->have, program));
    struct status st = lay_out(&t);
    for (int w = 0; w < PROBES_WAYS && !st.code; w++) {
        p->tried[w] = (probes_layers(w) & ~p->have.layers) == 0;
        for (int i = 0; i < PROBES_ATTACKS && p->tried[w] && !st.code; i++)
            st = attack(&t, program, i, probes_layers(w), &p->through[w][i]);
    }
    clear(&t);
    p->seconds = clock_seconds() - start;
    return st;
}
