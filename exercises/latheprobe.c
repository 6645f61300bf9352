/* latheprobe.c - `lathe-probe ATTACK [WHAT]`: one thing that a hostile program
 * would try. Ends with 0 where it worked and with 1 where it did not. `doctor
 * --sandbox` runs it under every combination of layers. */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool nothing(const char *what)
{
    return !*what;
}

static bool read_file(const char *what)
{
    char c;
    const int fd = open(what, O_RDONLY);

    return fd >= 0 && read(fd, &c, 1) == 1;
}

static bool truncate_file(const char *what)
{
    return truncate(what, 0) == 0;
}

static bool create_file(const char *what)
{
    return open(what, O_CREAT | O_EXCL | O_WRONLY, 0600) >= 0;
}

static bool stat_file(const char *what)
{
    struct stat info;

    return stat(what, &info) == 0;
}

static bool chmod_file(const char *what)
{
    return chmod(what, 0777) == 0;
}

static bool reach(int type, const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    const int fd = socket(AF_INET, type, 0);

    to.sin_port = htons((uint16_t)strtol(port, NULL, 10));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
           write(fd, "x", 1) == 1;
}

static bool tcp(const char *what)
{
    return reach(SOCK_STREAM, what);
}

static bool udp(const char *what)
{
    return reach(SOCK_DGRAM, what);
}

static bool abstract(const char *what)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const size_t n = strlen(what);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (fd < 0 || n + 1 >= sizeof to.sun_path)
        return false;
    memcpy(to.sun_path + 1, what, n);
    return connect(fd, (struct sockaddr *)&to,
                   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                               n)) == 0;
}

static bool signal_other(const char *what)
{
    return kill((pid_t)strtol(what, NULL, 10), SIGWINCH) == 0;
}

static bool trace_other(const char *what)
{
    const pid_t pid = (pid_t)strtol(what, NULL, 10);

    return ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0;
}

static bool read_environment(const char *what)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%.20s/environ", what);
    return read_file(path);
}

static bool forks(const char *what)
{
    (void)what;
    for (int i = 0; i < 300; i++) {
        const pid_t pid = fork();

        if (pid < 0)
            return false;
        if (pid == 0) {
            pause();
            _exit(0);
        }
    }
    return true;
}

static bool large_file(const char *what)
{
    static char block[1 << 20];
    const int fd = open(what, O_CREAT | O_WRONLY, 0600);

    for (int i = 0; i < 100; i++)
        if (fd < 0 || write(fd, block, sizeof block) != (ssize_t)sizeof block)
            return false;
    return true;
}

static bool memory(const char *what)
{
    char *at = mmap(NULL, (size_t)3 << 30, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED)
        return false;
    at[0] = *what;
    return true;
}

static bool processor(const char *what)
{
    (void)what;
    while (clock() < 4 * CLOCKS_PER_SEC)
        continue;
    return true;
}

/* Lives on behind its parents, with their standard output open. */
static bool daemon_process(const char *what)
{
    (void)what;
    const pid_t pid = fork();
    if (pid < 0)
        return false;
    if (pid == 0) {
        setsid();
        if (fork() == 0)
            sleep(30);
        _exit(0);
    }
    return waitpid(pid, NULL, 0) == pid;
}

static bool plant_link(const char *what)
{
    return symlink("/etc/passwd", what) == 0;
}

/* Runs a program that no file system holds. */
static bool run_from_memory(const char *what)
{
    static char block[1 << 16];
    const int from = open("/proc/self/exe", O_RDONLY);
    const int to = (int)syscall(SYS_memfd_create, "x", 0);
    char *const argv[] = {block, block + 1, NULL};
    char *const env[] = {NULL};
    ssize_t n;

    (void)what;
    while (from >= 0 && (n = read(from, block, sizeof block)) > 0)
        if (write(to, block, (size_t)n) != n)
            return false;
    memcpy(block, "\0nothing", 9);
    fexecve(to, argv, env);
    return false;
}

static bool ring(const char *what)
{
    char parameters[512] = {0};

    (void)what;
    return syscall(425, 4, parameters) >= 0; /* io_uring_setup */
}

static bool type_into_terminal(const char *what)
{
    const int fd = open(what, O_RDWR);

    return fd >= 0 && ioctl(fd, TIOCSTI, "x") == 0;
}

static const struct attack {
    const char *name;
    bool (*run)(const char *what);
} attacks[] = {
    {"nothing", nothing},
    {"read", read_file},
    {"truncate", truncate_file},
    {"create", create_file},
    {"stat", stat_file},
    {"chmod", chmod_file},
    {"tcp", tcp},
    {"udp", udp},
    {"abstract", abstract},
    {"signal", signal_other},
    {"ptrace", trace_other},
    {"environ", read_environment},
    {"forks", forks},
    {"disk", large_file},
    {"memory", memory},
    {"cpu", processor},
    {"daemon", daemon_process},
    {"symlink", plant_link},
    {"memfd", run_from_memory},
    {"io_uring", ring},
    {"tiocsti", type_into_terminal},
};

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[2] : "";

    for (size_t i = 0; argc > 1 && i < sizeof attacks / sizeof *attacks; i++)
        if (strcmp(attacks[i].name, argv[1]) == 0)
            return attacks[i].run(what) ? 0 : 1;
    fprintf(stderr, "usage: lathe-probe ATTACK [WHAT]\n");
    return 2;
}
