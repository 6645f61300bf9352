#include "exercises/task.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "engine/base/rng.h"
#include "exercises/patch.h"
#include "exercises/taskfile.h"

#define MAX_ARENA_BYTES ((size_t)8 << 20)
#define CLOSE_ENOUGH    0.01 /* 0.33 for a third */

enum { MAX_MUTANTS = 64, MAX_NUMBERS = 16 };

static struct status no_memory(const char *what)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for %.200s", what);
}

/* A text file of the exercise, ended by '\0', in the arena. */
static struct status read_text(struct task *t, const char *path, char **out)
{
    struct filemap map;

    STATUS_TRY(filemap_open(&map, path, TASK_MAX_BYTES));
    *out = arena_add(&t->arena, map.bytes + 1);
    if (*out && map.bytes)
        memcpy(*out, map.data, map.bytes);
    const bool whole = !*out || strlen(*out) == map.bytes;
    filemap_close(&map);
    if (!whole)
        return status_fail(STATUS_BAD_FILE, "%.200s:1: not a text", path);
    return *out ? STATUS_OK : no_memory(path);
}

static char *path_of(struct task *t, const char *folder, const char *name)
{
    struct buf path;

    buf_init(&path, 4096);
    buf_printf(&path, "%s/%s", folder, name);
    char *copy = buf_status(&path).code
                     ? NULL
                     : arena_text(&t->arena, buf_string(&path));
    buf_release(&path);
    return copy;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the mutants without ".diff", in order. */
static struct status list_mutants(struct task *t, const char *folder,
                                  char *names[MAX_MUTANTS], int *count)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    *count = 0;
    if (!dir) {
        return status_fail(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                           "cannot read %.300s: %s", folder, strerror(errno));
    }
    while ((entry = readdir(dir)) && *count < MAX_MUTANTS) {
        const size_t n = strlen(entry->d_name);

        if (n < 6 || strcmp(entry->d_name + n - 5, ".diff") != 0)
            continue;
        char *name = arena_text(&t->arena, entry->d_name);
        if (!name)
            break;
        name[n - 5] = '\0';
        names[(*count)++] = name;
    }
    closedir(dir);
    qsort(names, (size_t)*count, sizeof(*names), by_name);
    return *count
               ? STATUS_OK
               : status_fail(STATUS_NOT_FOUND, "no mutant in %.300s", folder);
}

bool task_is_code(const char *text)
{
    text += strspn(text, " ");
    if (!strncmp(text, "/*", 2) || !strncmp(text, "* ", 2) || text[0] == '#')
        return false;
    return text[strspn(text, "{}() \t")] != '\0';
}

/* The line without a remark behind its code, which would tell the mutant's line
 * from the others. NULL: no memory. */
static const char *without_remark(struct task *t, const char *line)
{
    const char *remark = strstr(line, "/*");

    if (!remark || !task_is_code(line))
        return line;
    char *copy = arena_text(&t->arena, line);
    size_t n = (size_t)(remark - line);

    while (copy && n > 0 && copy[n - 1] == ' ')
        n--;
    if (copy)
        copy[n] = '\0';
    return copy;
}

static struct status make_fault(struct task *t, const char *folder,
                                const char *mutant, const char *solution,
                                const struct taskfile *file)
{
    struct task_fault *f = &t->faults[t->fault_count];
    struct patch_result result;
    struct buf name;
    char *patch;

    buf_init(&name, 512);
    buf_printf(&name, "mutants/%s.diff", mutant);
    const char *path = path_of(t, folder, buf_string(&name));
    buf_release(&name);
    if (!path)
        return no_memory(mutant);
    STATUS_TRY(read_text(t, path, &patch));
    STATUS_TRY(patch_apply(&result, &t->arena, path, patch, solution));

    f->mutant = mutant;
    f->mistake = result.mistake;
    f->line_count = result.line_count;
    f->lines =
        arena_add(&t->arena, (size_t)result.line_count * sizeof(*f->lines));
    if (!f->lines)
        return no_memory(path);
    for (int i = 0; i < result.line_count; i++) {
        struct task_line *line = &f->lines[i];

        line->text = without_remark(t, result.lines[i].text);
        if (!line->text)
            return no_memory(path);
        line->wrong = result.lines[i].changed;
        if (line->wrong) {
            line->why = result.say;
        } else if (task_is_code(line->text)) {
            line->why = taskfile_why(file, line->text);
        }
    }
    t->fault_count++;
    return STATUS_OK;
}

/* Draws without putting back. */
static struct status draw_faults(struct task *t, const char *folder,
                                 const char *solution,
                                 const struct taskfile *file, uint64_t seed)
{
    struct rng rng = rng_make(seed, 0);
    char *names[MAX_MUTANTS];
    const char *mutants = path_of(t, folder, "mutants");
    int count;

    t->faults = arena_add(&t->arena, TASK_FAULTS * sizeof(*t->faults));
    if (!mutants || !t->faults)
        return no_memory(folder);
    STATUS_TRY(list_mutants(t, mutants, names, &count));
    while (t->fault_count < TASK_FAULTS && count) {
        const uint32_t at = rng_below(&rng, (uint32_t)count);
        const char *mutant = names[at];

        names[at] = names[--count];
        STATUS_TRY(make_fault(t, folder, mutant, solution, file));
    }
    return STATUS_OK;
}

/* The faults of these mutants; of all where `count` is 0. */
static struct status name_faults(struct task *t, const char *folder,
                                 const char *solution,
                                 const struct taskfile *file,
                                 const char *const *mutants, int count)
{
    const char *where = path_of(t, folder, "mutants");
    char *names[MAX_MUTANTS];
    int there;

    if (!where)
        return no_memory(folder);
    STATUS_TRY(list_mutants(t, where, names, &there));
    if (count > MAX_MUTANTS)
        return status_fail(STATUS_TOO_BIG, "more than %d mutants", MAX_MUTANTS);
    t->faults = arena_add(&t->arena, MAX_MUTANTS * sizeof(*t->faults));
    if (!t->faults)
        return no_memory(folder);
    for (int i = 0; i < (count ? count : there); i++) {
        STATUS_TRY(make_fault(t, folder, count ? mutants[i] : names[i],
                              solution, file));
    }
    return STATUS_OK;
}

/* The texts of the exercise; its faults are still to be chosen. */
static struct status open_texts(struct task *t, const char *folder,
                                char **solution, struct taskfile *file)
{
    const char *slash = strrchr(folder, '/');
    char *solution_path, *task_path, *text;

    *t = (struct task){0};
    arena_init(&t->arena, MAX_ARENA_BYTES);
    solution_path = path_of(t, folder, "solution.c");
    task_path = path_of(t, folder, "task.md");
    t->name = arena_text(&t->arena, slash ? slash + 1 : folder);
    if (!t->name || !solution_path || !task_path)
        return no_memory(folder);
    STATUS_TRY(read_text(t, solution_path, solution));
    STATUS_TRY(read_text(t, task_path, &text));
    STATUS_TRY(taskfile_read(file, &t->arena, task_path, text));
    t->questions = file->questions;
    t->question_count = file->question_count;
    return STATUS_OK;
}

/* Authors write the right one first, mostly. */
static void mix_choices(struct task *t, uint64_t seed)
{
    struct rng rng = rng_make(seed, 1);

    for (int q = 0; q < t->question_count; q++) {
        struct task_question *question = &t->questions[q];

        for (int i = question->item_count - 1; question->choice && i > 0; i--) {
            const uint32_t at = rng_below(&rng, (uint32_t)i + 1);
            const struct task_item item = question->items[i];

            question->items[i] = question->items[at];
            question->items[at] = item;
        }
    }
}

struct status task_open(struct task *t, const char *folder, uint64_t seed)
{
    struct taskfile file;
    char *solution;

    struct status st = open_texts(t, folder, &solution, &file);
    if (!st.code)
        st = draw_faults(t, folder, solution, &file, seed);
    if (!st.code)
        mix_choices(t, seed);
    if (st.code)
        task_release(t);
    return st;
}

struct status task_open_named(struct task *t, const char *folder,
                              const char *const *mutants, int count)
{
    struct taskfile file;
    char *solution;

    struct status st = open_texts(t, folder, &solution, &file);
    if (!st.code)
        st = name_faults(t, folder, solution, &file, mutants, count);
    if (st.code)
        task_release(t);
    return st;
}

void task_release(struct task *t)
{
    arena_release(&t->arena);
    *t = (struct task){0};
}

/* "1/3 0.5 0" as numbers; -1 where it is no such list. `whole`: those that are
 * written without a point or a fraction, and so are meant exactly. */
static int read_numbers(const char *text, double out[MAX_NUMBERS],
                        bool whole[MAX_NUMBERS])
{
    int n = 0;

    while (*(text += strspn(text, " ,"))) {
        const size_t bytes = strcspn(text, " ,");
        char *end;

        if (n == MAX_NUMBERS)
            return -1;
        whole[n] = strcspn(text, "./eE") >= bytes;
        out[n] = strtod(text, &end);
        if (end == text)
            return -1;
        if (*end == '/') {
            char *below = end + 1;

            out[n] /= strtod(below, &end);
            if (end == below)
                return -1;
        }
        if (*end && *end != ' ' && *end != ',')
            return -1;
        n++;
        text = end;
    }
    return n;
}

static bool same(const char *answer, const char *item)
{
    double a[MAX_NUMBERS], b[MAX_NUMBERS];
    bool typed[MAX_NUMBERS], whole[MAX_NUMBERS];
    const int n = read_numbers(answer, a, typed);

    if (n <= 0 || read_numbers(item, b, whole) != n)
        return strcasecmp(answer, item) == 0;
    for (int i = 0; i < n; i++) {
        const double slack =
            whole[i] ? 1e-9 : CLOSE_ENOUGH * fmax(fabs(b[i]), 0.1);

        if (!(fabs(a[i] - b[i]) <= slack))
            return false;
    }
    return true;
}

int task_judge(const struct task *t, int q, const char *answer)
{
    const struct task_question *question = &t->questions[q];
    int rest = -1;

    if (!answer[strspn(answer, " ")])
        return -1;
    if (question->choice) {
        char *end;
        const long n = strtol(answer, &end, 10);

        return end != answer && !end[strspn(end, " ")] && n >= 1 &&
                       n <= question->item_count
                   ? (int)n - 1
                   : -1;
    }
    for (int i = 0; i < question->item_count; i++) {
        if (strcmp(question->items[i].answer, "*") == 0) {
            rest = i;
        } else if (same(answer, question->items[i].answer)) {
            return i;
        }
    }
    return rest;
}

double task_worth(int tries)
{
    return tries <= 1 ? 1.0 : tries == 2 ? 0.5 : 0.0;
}
