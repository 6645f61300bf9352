/* Plays the workbench itself, on a terminal that is in memory. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "engine/base/clock.h"

enum { TEXT_BYTES = 1 << 16, TAIL_BYTES = 4096, TRIES = 9 };

/* What a person notices. Judged by the median of TRIES, because the machine
 * that runs tests is busy with others. */
static const double promise_seconds = 0.050;
static const double patience_seconds = 40.0;

struct screen_under_test {
    int fd, slave, rows, cols;
    pid_t pid;
    VTerm *vt;
    VTermScreen *screen;
    struct termios before;
    char folder[64], text[TEXT_BYTES], tail[TAIL_BYTES];
    size_t tail_bytes;
};

static void launch(struct screen_under_test *t, int cols, int rows,
                   const char *term, const char *locale)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};

    cr_assert(eq(int, openpty(&t->fd, &t->slave, NULL, NULL, &size), 0));
    cr_assert(eq(int, tcgetattr(t->slave, &t->before), 0));
    t->pid = fork();
    if (t->pid == 0) {
        setsid();
        ioctl(t->slave, TIOCSCTTY, 0);
        dup2(t->slave, 0);
        dup2(t->slave, 1);
        dup2(t->slave, 2);
        setenv("XDG_DATA_HOME", t->folder, 1);
        setenv("XDG_CONFIG_HOME", t->folder, 1);
        setenv("LATHE_HOME", t->folder, 1);
        unsetenv("COLORTERM");
        setenv("TERM", term, 1);
        setenv("LC_ALL", locale, 1);
        setenv("OMP_WAIT_POLICY", "passive", 1);
        unsetenv("NO_COLOR");
        execl(LATHE_BINARY, "lathe", (char *)NULL);
        abort();
    }
    fcntl(t->fd, F_SETFL, O_NONBLOCK);
    t->rows = rows;
    t->cols = cols;
    t->vt = vterm_new(rows, cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
}

static void start(struct screen_under_test *t, int cols, int rows,
                  const char *term, const char *locale)
{
    memset(t, 0, sizeof *t);
    snprintf(t->folder, sizeof t->folder, "/tmp/test_journeyXXXXXX");
    cr_assert(mkdtemp(t->folder) != NULL);
    launch(t, cols, rows, term, locale);
}

static void keep_tail(struct screen_under_test *t, const char *data, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (t->tail_bytes == TAIL_BYTES - 1) {
            memmove(t->tail, t->tail + TAIL_BYTES / 2, TAIL_BYTES / 2);
            t->tail_bytes -= TAIL_BYTES / 2;
        }
        t->tail[t->tail_bytes++] = data[i];
    }
    t->tail[t->tail_bytes] = '\0';
}

static void take(struct screen_under_test *t, int wait_ms)
{
    struct pollfd fd = {.fd = t->fd, .events = POLLIN};
    char data[8192];
    ssize_t n;

    poll(&fd, 1, wait_ms);
    while ((n = read(t->fd, data, sizeof data)) > 0) {
        vterm_input_write(t->vt, data, (size_t)n);
        keep_tail(t, data, (size_t)n);
    }
}

static bool shows(struct screen_under_test *t, const char *part)
{
    const VTermRect all = {0, t->rows, 0, t->cols};
    const size_t n =
        vterm_screen_get_text(t->screen, t->text, TEXT_BYTES - 1, all);

    t->text[n] = '\0';
    return strstr(t->text, part) != NULL;
}

/* Answers the seconds until the screen showed `part`. */
static double wait_for(struct screen_under_test *t, const char *part)
{
    const double from = clock_seconds();

    while (!shows(t, part) && clock_seconds() < from + patience_seconds)
        take(t, 2);
    cr_assert(shows(t, part), "no \"%s\" in:\n%s", part, t->text);
    return clock_seconds() - from;
}

static void type(struct screen_under_test *t, const char *keys)
{
    cr_assert(eq(sz, (size_t)write(t->fd, keys, strlen(keys)), strlen(keys)));
}

static void resize(struct screen_under_test *t, int cols, int rows)
{
    struct winsize size = {.ws_row = rows, .ws_col = cols};

    vterm_set_size(t->vt, rows, cols);
    t->rows = rows;
    t->cols = cols;
    ioctl(t->fd, TIOCSWINSZ, &size);
    kill(t->pid, SIGWINCH);
}

static int wait_end(struct screen_under_test *t)
{
    const double until = clock_seconds() + patience_seconds;
    int status = 0;
    pid_t got = 0;

    while (got == 0 && clock_seconds() < until) {
        take(t, 2);
        got = waitpid(t->pid, &status, WNOHANG);
    }
    take(t, 0);
    cr_assert(eq(int, got, t->pid));
    return status;
}

/* The modes of before, the first screen, a visible cursor. */
static void check_restored(struct screen_under_test *t)
{
    struct termios after;

    cr_assert(eq(int, tcgetattr(t->slave, &after), 0));
    cr_assert(eq(int, after.c_lflag, t->before.c_lflag));
    cr_assert(eq(int, after.c_iflag, t->before.c_iflag));
    cr_assert(eq(int, after.c_oflag, t->before.c_oflag));
    cr_assert(strstr(t->tail, "\033[?1049l") != NULL, "the screen stays");
    cr_assert(strstr(t->tail, "\033[?2004l") != NULL, "paste stays marked");
}

static void end(struct screen_under_test *t)
{
    char command[128];

    vterm_free(t->vt);
    close(t->fd);
    close(t->slave);
    snprintf(command, sizeof command, "rm -rf %s", t->folder);
    cr_assert(eq(int, system(command), 0));
}

/* From the first start to the lab of lesson 21 that trains, by its own keys:
 * the map, the lesson, its third step, a guess, more steps, run. */
static void to_training(struct screen_under_test *t)
{
    wait_for(t, "Type the start");
    type(t, "\r1");
    wait_for(t, "course map");
    type(t, "/learns to write\r\r");
    wait_for(t, "1/15");
    type(t, "]]");
    wait_for(t, "3/15");
    type(t, "\t");
    wait_for(t, "First your guess");
    type(t, "\t2.3\r\t"); /* back to the text, a guess, to the picture */
    wait_for(t, "> How");
    type(t, "\t");
    wait_for(t, "> data:");
    type(t, "\033OB\033OB");
    wait_for(t, "> steps:");
    type(t, "\r\02520000\r"); /* so many that it outlasts the test */
    wait_for(t, "[steps 20000]");
    type(t, "r");
    wait_for(t, "running");
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The median of the times from a key to what it shows. */
static double key_to_screen(struct screen_under_test *t)
{
    double took[TRIES];

    for (int i = 0; i < TRIES; i++) {
        type(t, "?");
        took[i] = wait_for(t, "Keys of the lesson");
        type(t, "q");
        wait_for(t, "3/15");
    }
    qsort(took, TRIES, sizeof *took, by_value);
    return took[TRIES / 2];
}

static void play_lesson(int cols, int rows)
{
    struct screen_under_test t;
    int status;

    start(&t, cols, rows, "xterm-256color", "C.UTF-8");
    to_training(&t);
    cr_assert(lt(dbl, key_to_screen(&t), promise_seconds));
    type(&t, "\033OB\033OC"); /* to the learning rate, and up */
    wait_for(&t, "[lr 0.004]");
    type(&t, "q");
    wait_for(&t, "course map");
    type(&t, "c\t\t"); /* to where it was left, and to the knobs */
    wait_for(&t, "[lr 0.004]");
    wait_for(&t, "running");
    resize(&t, 60, 20);
    wait_for(&t, "[lr 0.004]");
    resize(&t, cols, rows);
    wait_for(&t, "running");
    type(&t, "q");
    wait_for(&t, "course map");
    type(&t, "q");
    wait_for(&t, "still runs");
    type(&t, "q");
    status = wait_end(&t);
    cr_assert(eq(int, WIFEXITED(status) != 0, 1));
    cr_assert(eq(int, WEXITSTATUS(status), 0));
    check_restored(&t);
    end(&t);
}

Test(journey, a_lesson_trains_a_model_while_keys_are_answered_at_once)
{
    play_lesson(120, 40);
}

Test(journey, the_same_where_text_stands_above_the_lab)
{
    play_lesson(80, 24);
}

Test(journey, the_same_where_one_part_is_shown_at_a_time)
{
    play_lesson(40, 12);
}

Test(journey, every_size_is_drawn_again_and_none_is_fatal)
{
    struct screen_under_test t;

    start(&t, 120, 40, "xterm-256color", "C.UTF-8");
    wait_for(&t, "Type the start");
    type(&t, "\r2");
    wait_for(&t, "course map");
    resize(&t, 80, 24);
    wait_for(&t, "Attention and the");
    resize(&t, 40, 12);
    wait_for(&t, "course map");
    resize(&t, 20, 5);
    wait_for(&t, "need 40x12");
    resize(&t, 1, 1);
    wait_for(&t, "L");
    resize(&t, 120, 40);
    wait_for(&t, "course map");
    type(&t, "q");
    cr_assert(eq(int, wait_end(&t), 0));
    check_restored(&t);
    end(&t);
}

Test(journey, the_terminal_comes_back_from_every_deadly_signal)
{
    static const int deadly[] = {SIGHUP, SIGTERM, SIGABRT, SIGSEGV, SIGQUIT};
    struct screen_under_test t;

    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        int status;

        start(&t, 80, 24, "xterm-256color", "C.UTF-8");
        wait_for(&t, "Type the start");
        kill(t.pid, deadly[i]);
        status = wait_end(&t);
        cr_assert(eq(int, WIFSIGNALED(status) != 0, 1));
        cr_assert(eq(int, WTERMSIG(status), deadly[i]));
        check_restored(&t);
        end(&t);
    }
}

Test(journey, a_terminal_without_utf8_gets_ascii_alone)
{
    struct screen_under_test t;

    start(&t, 80, 24, "vt100", "C");
    wait_for(&t, "Type the start");
    type(&t, "\r1");
    wait_for(&t, "course map");
    type(&t, ":lab train-gpt\r");
    wait_for(&t, "paused");
    for (size_t i = 0; i < t.tail_bytes; i++)
        cr_assert(lt(int, (unsigned char)t.tail[i], 128));
    type(&t, "qq");
    cr_assert(eq(int, wait_end(&t), 0));
    end(&t);
}

Test(journey, a_killed_session_goes_on_at_the_same_step)
{
    struct screen_under_test t;
    struct screen_under_test again = {.fd = -1};

    start(&t, 80, 24, "xterm-256color", "C.UTF-8");
    wait_for(&t, "Type the start");
    type(&t, "\r1");
    wait_for(&t, "course map");
    type(&t, ":lesson L16\r");
    wait_for(&t, "1/");
    type(&t, "]]");
    wait_for(&t, " 3/");
    kill(t.pid, SIGKILL);
    cr_assert(eq(int, WTERMSIG(wait_end(&t)), SIGKILL));
    snprintf(again.folder, sizeof again.folder, "%s", t.folder);
    launch(&again, 80, 24, "xterm-256color", "C.UTF-8");
    wait_for(&again, "course map");
    type(&again, "c");
    wait_for(&again, " 3/");
    type(&again, "qq");
    cr_assert(eq(int, wait_end(&again), 0));
    end(&again);
    vterm_free(t.vt);
    close(t.fd);
    close(t.slave);
}
