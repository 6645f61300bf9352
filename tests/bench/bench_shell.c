/*
 * bench_shell [ROUNDS] - what the workbench costs a terminal, against what is
 * promised: bytes and processor time a frame, nothing where nothing changed,
 * how soon the first screen and an answer to a key stand there, memory.
 *
 * The program itself on a terminal of its own, 256 colours.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/ptyrun.h"

enum { MOST_ROUNDS = 40, STEPS = 10, COLS = 120, ROWS = 40 };

static const double patience = 60.0;

static const char *const argv[] = {"lathe", NULL};
static const char *const setting[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8",
                                      NULL};

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench_shell: %s\n", what);
    exit(3);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void line(const char *what, double value, const char *unit, double most)
{
    printf("%-44s %10.2f %-5s", what, value, unit);
    if (most >= 0.0)
        printf("  promised %.0f%s", most, value <= most ? "" : ": MISSED");
    printf("\n");
    fflush(stdout);
}

/* Seconds of processor that the program has used. */
static double cpu_of(const struct ptyrun *p)
{
    struct timespec t = {0, 0};
    clockid_t clock;

    if (clock_getcpuclockid(p->pid, &clock) == 0)
        clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double megabytes_of(const struct ptyrun *p)
{
    char path[64];
    long pages = 0, resident = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/statm", (int)p->pid);
    f = fopen(path, "r");
    if (!f || fscanf(f, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static void go(struct ptyrun *p, const char *keys, const char *part)
{
    const size_t from = p->count;

    ptyrun_type(p, keys);
    must(ptyrun_wait(p, from, part, patience) >= 0.0, part);
    ptyrun_take(p, 200);
}

static void first_screen(int rounds)
{
    double took[MOST_ROUNDS];

    for (int i = 0; i < rounds; i++) {
        struct ptyrun p;

        must(ptyrun_start(&p, LATHE_BINARY, argv, setting, COLS, ROWS),
             "no terminal");
        took[i] = ptyrun_wait(&p, 0, "Type the start", patience);
        must(took[i] >= 0.0, "no first screen");
        ptyrun_free(&p);
    }
    qsort(took, (size_t)rounds, sizeof *took, by_value);
    line("first screen, median", 1e3 * took[rounds / 2], "ms", 100.0);
}

static void lesson(struct ptyrun *p)
{
    double most = 0.0, cpu;
    size_t all = p->count;

    go(p, ":lesson L16\r", "1/14");
    cpu = cpu_of(p);
    all = p->count;
    for (int i = 0; i < STEPS; i++) {
        const size_t from = p->count;

        ptyrun_type(p, "]");
        ptyrun_take(p, 400);
        ptyrun_take(p, 400);
        if ((double)(p->count - from) > most)
            most = (double)(p->count - from);
    }
    line("lesson page, the largest step", most / 1024.0, "KB", 5.0);
    line("lesson page, mean of a step",
         (double)(p->count - all) / 1024.0 / STEPS, "KB", 5.0);
    line("lesson page, processor, with its labs",
         1e3 * (cpu_of(p) - cpu) / STEPS, "ms", -1.0);
    const size_t quiet = p->count;
    ptyrun_take(p, 1000);
    ptyrun_take(p, 1000);
    line("nothing changes: sent in two seconds", (double)(p->count - quiet),
         "bytes", 0.0);
    go(p, "q", "course map");
}

static int frames_in(const char *bytes)
{
    int n = 0;

    for (; (bytes = strstr(bytes, "\033[?2026h")); bytes += 8)
        n++;
    return n;
}

static void dashboard(struct ptyrun *p, int rounds)
{
    const double from = clock_seconds();
    double took[MOST_ROUNDS];
    size_t start;

    go(p, ":lab train-gpt?steps=20000\r", "paused");
    start = p->count;
    ptyrun_type(p, " ");
    while (clock_seconds() < from + 6.0)
        ptyrun_take(p, 100);
    const int frames = frames_in(p->bytes + start);
    line("a model trains: frames", frames, "", -1.0);
    line("a model trains, mean of a frame",
         (double)(p->count - start) / 1024.0 / (frames ? frames : 1), "KB",
         12.0);
    for (int i = 0; i < rounds; i++) {
        const size_t before = p->count;

        ptyrun_type(p, "?");
        took[i] = ptyrun_wait(p, before, "Keys", patience);
        must(took[i] >= 0.0, "no help");
        ptyrun_take(p, 50);
        ptyrun_type(p, "q");
        ptyrun_take(p, 100);
    }
    qsort(took, (size_t)rounds, sizeof *took, by_value);
    line("a model trains: key to screen, median", 1e3 * took[rounds / 2], "ms",
         50.0);
    line("a model trains: key to screen, 95 of 100",
         1e3 * took[(rounds * 95) / 100 < rounds ? (rounds * 95) / 100
                                                 : rounds - 1],
         "ms", 50.0);
}

int main(int argc, char **words)
{
    int rounds = argc > 1 ? (int)strtol(words[1], NULL, 10) : 20;
    struct ptyrun p;

    if (rounds < 1 || rounds > MOST_ROUNDS)
        rounds = MOST_ROUNDS;
    first_screen(rounds);
    must(ptyrun_start(&p, LATHE_BINARY, argv, setting, COLS, ROWS),
         "no terminal");
    must(ptyrun_wait(&p, 0, "Type the start", patience) >= 0.0, "no start");
    go(&p, "\r1", "course map");
    line("memory of the shell at the map", megabytes_of(&p), "MiB", -1.0);
    lesson(&p);
    dashboard(&p, rounds);
    ptyrun_type(&p, "\003\003");
    ptyrun_end(&p, 5.0);
    ptyrun_free(&p);
    return 0;
}
