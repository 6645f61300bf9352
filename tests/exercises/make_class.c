/* make_class FOLDER [PARTS] - writes a class whose verdicts are known: per part
 * five files, three right, one wrong, one hostile (100 parts by default, 500
 * files). Right are the solutions and accepted variants of every exercise in
 * turn, wrong their mutants, hostile the forgeries of this folder written for
 * c-loop. Every file says its number, so that no two are the same work.
 * `./dev class` grades it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/filemap.h"
#include "exercises/exercise.h"

enum { MOST = 1024, SLOW_TIMES = 5, HOSTILE = 100 };

/* A text of an exercise; `limit` where it runs into a limit. */
struct work {
    char exercise[EXERCISE_NAME];
    char *text;
    bool limit;
};

struct works {
    struct work at[MOST];
    int count;
};

_Noreturn static void stop(const char *what)
{
    fprintf(stderr, "make_class: %s\n", what);
    exit(3);
}

static void need(struct status st)
{
    if (st.code)
        stop(st.text);
}

static void add(struct works *w, const char *exercise, struct buf *text,
                bool limit)
{
    if (w->count == MOST)
        stop("more texts than there is room for");
    struct work *at = &w->at[w->count++];
    snprintf(at->exercise, sizeof at->exercise, "%s", exercise);
    at->text = buf_take(text);
    at->limit = limit;
}

static void add_diffs(struct works *w, const char *exercise, const char *folder,
                      const char *part)
{
    static struct exercise_names diffs;

    need(exercise_diffs(&diffs, folder, part));
    for (int i = 0; i < diffs.count; i++) {
        struct buf text;

        buf_init(&text, EXERCISE_BYTES);
        need(exercise_patched(&text, folder, part, diffs.name[i]));
        add(w, exercise, &text, false);
    }
}

static void read_exercises(struct works *right, struct works *wrong)
{
    static struct exercise_names names;

    need(exercise_list(&names));
    for (int i = 0; i < names.count; i++) {
        struct buf folder, text;

        buf_init(&folder, 4096);
        buf_init(&text, EXERCISE_BYTES);
        need(exercise_folder(&folder, names.name[i]));
        need(exercise_text(&text, buf_string(&folder), "solution.c"));
        add(right, names.name[i], &text, false);
        add_diffs(right, names.name[i], buf_string(&folder), "accepted");
        add_diffs(wrong, names.name[i], buf_string(&folder), "mutants");
        buf_release(&folder);
    }
}

/* The forgeries are written for a fixture of the same shape. */
static void adapt(struct buf *out, const char *text)
{
    for (const char *next; (next = strstr(text, "twice")); text = next + 5) {
        buf_add(out, text, (size_t)(next - text));
        buf_text(out, next[5] == '.' ? "c-loop" : "running_sum");
    }
    buf_text(out, text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_forgeries(struct works *hostile, const char *folder)
{
    DIR *dir = opendir(folder);
    char *names[MOST], path[4096];
    int n = 0;

    if (!dir)
        stop(folder);
    for (const struct dirent *e; (e = readdir(dir)) && n < MOST;)
        if (e->d_name[0] != '.')
            names[n++] = strdup(e->d_name);
    closedir(dir);
    qsort(names, (size_t)n, sizeof *names, by_name);
    for (int i = 0; i < n; i++) {
        struct filemap map;
        struct buf text;

        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        need(filemap_open(&map, path, EXERCISE_BYTES));
        char *all = strndup((const char *)map.data, map.bytes);
        buf_init(&text, EXERCISE_BYTES);
        adapt(&text, all);
        /* These wait until a limit ends them. */
        add(hostile, "c-loop", &text,
            strstr(names[i], "loop") || strstr(names[i], "stop") ||
                strstr(names[i], "half-answer"));
        free(all);
        filemap_close(&map);
        free(names[i]);
    }
}

static void write_work(const char *folder, int number, const struct work *w,
                       bool right)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/s%04d", folder, number);
    if (mkdir(path, 0700) && errno != EEXIST)
        stop(path);
    snprintf(path, sizeof path, "%s/s%04d/%s.c", folder, number, w->exercise);
    FILE *f = fopen(path, "w");
    if (!f || fprintf(f, "/* work %d */\n%s", number, w->text) < 0 || fclose(f))
        stop(path);
    printf("s%04d %s %s\n", number, w->exercise, right ? "right" : "wrong");
}

int main(int argc, char **argv)
{
    static struct works right, wrong, hostile;
    const int parts = argc > 2 ? atoi(argv[2]) : HOSTILE;
    int number = 0, next = 0, limited = 0;

    if (argc < 2 || parts < 1)
        stop("usage: make_class FOLDER [PARTS]");
    if (mkdir(argv[1], 0700) && errno != EEXIST)
        stop(argv[1]);
    read_exercises(&right, &wrong);
    read_forgeries(&hostile, TEST_ROOT "/tests/exercises/forgeries");
    for (int part = 0; part < parts; part++) {
        for (int i = 0; i < 3; i++)
            write_work(argv[1], number++,
                       &right.at[(3 * part + i) % right.count], true);
        write_work(argv[1], number++, &wrong.at[(7 * part) % wrong.count],
                   false);
        while (hostile.at[next % hostile.count].limit &&
               next >= hostile.count * SLOW_TIMES)
            next++;
        limited += hostile.at[next % hostile.count].limit;
        write_work(argv[1], number++, &hostile.at[next++ % hostile.count],
                   false);
    }
    fprintf(stderr, "make_class: %d files, %d run into a limit\n", number,
            limited);
    return 0;
}
