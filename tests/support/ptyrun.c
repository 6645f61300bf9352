#include "tests/support/ptyrun.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"

static void become(const struct ptyrun *p, const char *program,
                   const char *const *argv, const char *const *setting)
{
    static const char *const folders[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                          "XDG_CACHE_HOME", "LATHE_HOME"};
    static const char *const unset[] = {"COLORTERM", "NO_COLOR", "ACCESSIBLE",
                                        "SSH_CONNECTION"};

    setsid();
    ioctl(p->slave, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        dup2(p->slave, i);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        setenv(folders[i], p->folder, 1);
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        unsetenv(unset[i]);
    setenv("OMP_WAIT_POLICY", "passive", 1);
    for (; *setting; setting++)
        putenv((char *)(uintptr_t)*setting);
    execv(program, (char *const *)(uintptr_t)argv);
    _exit(127);
}

bool ptyrun_start(struct ptyrun *p, const char *program,
                  const char *const *argv, const char *const *setting, int cols,
                  int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)cols};

    memset(p, 0, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/ptyrunXXXXXX");
    if (!mkdtemp(p->folder) ||
        openpty(&p->fd, &p->slave, NULL, NULL, &size) != 0)
        return false;
    tcgetattr(p->slave, &p->before);
    p->pid = fork();
    if (p->pid == 0)
        become(p, program, argv, setting);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    return p->pid > 0;
}

static void keep(struct ptyrun *p, const char *data, size_t n)
{
    if (p->count + n + 1 > p->room) {
        const size_t room = 2 * (p->count + n) + 4096;
        char *bytes = realloc(p->bytes, room);

        if (!bytes)
            return;
        p->bytes = bytes;
        p->room = room;
    }
    for (size_t i = 0; i < n; i++) /* a NUL would end every search */
        p->bytes[p->count++] = data[i] ? data[i] : '?';
    p->bytes[p->count] = '\0';
}

size_t ptyrun_take(struct ptyrun *p, int ms)
{
    struct pollfd fd = {.fd = p->fd, .events = POLLIN};
    const size_t before = p->count;
    char data[8192];
    ssize_t n;

    poll(&fd, 1, ms);
    while ((n = read(p->fd, data, sizeof data)) > 0)
        keep(p, data, (size_t)n);
    return p->count - before;
}

double ptyrun_wait(struct ptyrun *p, size_t from, const char *part,
                   double patience)
{
    const double start = clock_seconds();

    while (clock_seconds() < start + patience) {
        if (p->count > from && strstr(p->bytes + from, part))
            return clock_seconds() - start;
        ptyrun_take(p, 1);
    }
    return -1.0;
}

void ptyrun_type(struct ptyrun *p, const char *keys)
{
    const ssize_t sent = write(p->fd, keys, strlen(keys));

    (void)sent; /* a program that has gone is seen by its end */
}

int ptyrun_end(struct ptyrun *p, double patience)
{
    const double until = clock_seconds() + patience;
    int status = -1;

    while (clock_seconds() < until) {
        ptyrun_take(p, 2);
        if (waitpid(p->pid, &status, WNOHANG) == p->pid) {
            ptyrun_take(p, 0);
            p->pid = 0;
            return status;
        }
    }
    return -1;
}

bool ptyrun_restored(const struct ptyrun *p)
{
    struct termios now;

    return tcgetattr(p->slave, &now) == 0 && now.c_lflag == p->before.c_lflag &&
           now.c_iflag == p->before.c_iflag && now.c_oflag == p->before.c_oflag;
}

void ptyrun_free(struct ptyrun *p)
{
    char command[128];

    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    close(p->fd);
    close(p->slave);
    free(p->bytes);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    if (system(command) != 0)
        perror(command);
}
