/*
 * bench_viz [FRAMES [TERM]] - what a frame costs on a terminal: bytes written
 * by curses into a pseudo terminal, and processor time to draw and show it,
 * for every sample picture and for a dashboard of three.
 *
 * The picture is another one in every frame. Ends with 1 where a bar that
 * does not depend on the machine is missed: a dashboard of 120x40 takes more
 * than 12 KB a frame in 256 colours, or a screen that did not change takes any
 * byte at all.
 */
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/viz/samples.h"
#include "tui/tty.h"

enum { ROWS = 40, COLS = 120, MOST_FRAMES = 1000, DASHBOARD_BYTES = 12 << 10 };

/* The other end of the terminal: swallows and counts. */
struct end {
    int fd;
    atomic_llong bytes;
};

static void *swallow(void *arg)
{
    struct end *e = arg;
    char part[1 << 14];
    ssize_t n;

    while ((n = read(e->fd, part, sizeof part)) > 0)
        atomic_fetch_add(&e->bytes, n);
    return NULL;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

/* All that was written so far has arrived when the count rests. */
static long long settled(struct end *e)
{
    long long before = -1, now = atomic_load(&e->bytes);

    while (now != before) {
        before = now;
        pause_ms(30); /* a busy machine lets the reader wait */
        now = atomic_load(&e->bytes);
    }
    return now;
}

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static const struct samples_one *named(const char *name)
{
    for (int i = 0; samples_at(i); i++)
        if (strcmp(samples_at(i)->name, name) == 0)
            return samples_at(i);
    abort();
}

/* A loss curve, an attention map and token odds, all of them moving. */
static void dashboard(struct canvas *cv, float t)
{
    const int half = cv->rows / 2, middle = cv->cols / 2;
    struct canvas top =
        canvas_sub(cv, (struct canvas_rect){0, 0, half, cv->cols});
    struct canvas left =
        canvas_sub(cv, (struct canvas_rect){half, 0, cv->rows - half, middle});
    struct canvas right = canvas_sub(
        cv, (struct canvas_rect){half, middle, cv->rows - half, middle});

    named("chart")->draw(&top, t);
    named("heatmap")->draw(&left, t);
    named("bars")->draw(&right, t);
}

struct cost {
    double bytes, ms;
};

static struct cost measure(struct tty *t, struct end *e, int rows, int cols,
                           void (*draw)(struct canvas *, float), int frames)
{
    struct canvas *cv = canvas_new(rows, cols, tty_look(t));
    long long before = 0;
    double ms = 0;

    if (!cv)
        abort();
    for (int i = 0; i <= frames; i++) {
        const double start = cpu_ms();

        canvas_fill(cv, canvas_whole(cv), 0, 0);
        draw(cv, (float)i / (float)(frames + 1));
        tty_show(t, cv, -1, -1);
        if (i > 0) /* the first one clears what was there */
            ms += cpu_ms() - start;
        else
            before = settled(e);
    }
    const struct cost c = {(double)(settled(e) - before) / frames, ms / frames};

    canvas_free(cv);
    return c;
}

/* Answers the bytes a frame at full size. */
static double row(struct tty *t, struct end *e, const char *name,
                  void (*draw)(struct canvas *, float), int frames, FILE *out)
{
    const struct cost full = measure(t, e, ROWS, COLS, draw, frames);
    const struct cost small = measure(t, e, 24, 80, draw, frames);

    fprintf(out, "%-14s %9.0f %8.3f %9.0f %8.3f\n", name, full.bytes, full.ms,
            small.bytes, small.ms);
    return full.bytes;
}

static double unchanged(struct tty *t, struct end *e)
{
    struct canvas *cv = canvas_new(ROWS, COLS, tty_look(t));

    if (!cv)
        abort();
    dashboard(cv, 0.5f);
    tty_show(t, cv, -1, -1);
    const long long before = settled(e);
    for (int i = 0; i < 10; i++)
        tty_show(t, cv, -1, -1);
    canvas_free(cv);
    return (double)(settled(e) - before);
}

static int run(struct tty *t, struct end *e, int frames, FILE *out)
{
    const struct canvas_look look = tty_look(t);
    const bool rgb = look.colours == CANVAS_RGB;

    fprintf(out,
            "%s, %d frames\n%-14s %9s %8s %9s %8s\n"
            "%-14s %9s %8s %9s %8s\n",
            rgb ? "24-bit colour" : "256 colours or fewer", frames, "",
            "120x40", "", "80x24", "", "picture", "bytes", "cpu ms", "bytes",
            "cpu ms");
    for (int i = 0; samples_at(i); i++)
        row(t, e, samples_at(i)->name, samples_at(i)->draw, frames, out);
    const double bytes = row(t, e, "dashboard", dashboard, frames, out);
    const double still = unchanged(t, e);

    fprintf(out, "unchanged: %.0f bytes\n", still);
    return still > 0 || (!rgb && bytes > DASHBOARD_BYTES);
}

int main(int argc, char **argv)
{
    const int frames = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 40;
    const struct winsize size = {.ws_row = ROWS, .ws_col = COLS};
    const struct prefs options = {
        .colour = argc > 2 && strstr(argv[2], "direct") ? PREFS_COLOUR_24
                                                        : PREFS_COLOUR_AUTO};
    struct end end = {.bytes = 0};
    pthread_t reader;
    struct tty *t;
    int slave;
    FILE *out = fdopen(dup(STDOUT_FILENO), "w");

    if (!out || frames < 1 || frames > MOST_FRAMES) {
        fprintf(stderr, "usage: bench_viz [1..%d [TERM]]\n", MOST_FRAMES);
        return 2;
    }
    setenv("TERM", argc > 2 ? argv[2] : "xterm-256color", 1);
    unsetenv("NO_COLOR");
    setenv("LC_ALL", "C.UTF-8", 1);
    if (openpty(&end.fd, &slave, NULL, NULL, &size) != 0 ||
        dup2(slave, STDIN_FILENO) < 0 || dup2(slave, STDOUT_FILENO) < 0 ||
        pthread_create(&reader, NULL, swallow, &end) != 0) {
        fprintf(stderr, "bench_viz: there is no pseudo terminal\n");
        return 3;
    }
    const struct status st = tty_open(&options, &t);
    if (st.code) {
        fprintf(stderr, "bench_viz: %s\n", st.text);
        return 3;
    }
    const int code = run(t, &end, frames, out);
    tty_close(t);
    fclose(out);
    return code;
}
