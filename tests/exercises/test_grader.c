/* A class of which every verdict is known: solutions and accepted variants
 * pass, mutants, starters and what does not build do not. However often judges
 * are killed meanwhile, the record is the same. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "exercises/grader.h"
#include "tests/exercises/judged.h"

enum { PEOPLE = 64, EXERCISES = 2 };

static const char *const exercises[EXERCISES] = {"dot", "softmax"};

static struct intake in;
static struct intake_student people[PEOPLE];
static struct exercise_names names;
static bool right[PEOPLE][EXERCISES];
static char room[64];

/* The next file of exercise `e`: of the student who has none of it yet. */
static void hand_in(int e, const char *text, bool passes)
{
    int s = 0;

    while (s < in.students && people[s].works > e)
        s++;
    cr_assert_lt(s, PEOPLE);
    if (s == in.students) {
        in.students++;
        people[s].file = calloc(1, 16);
        snprintf(people[s].file, 16, "s%02d", s);
        snprintf(people[s].shown, INTAKE_NAME, "s%02d", s);
        people[s].work = calloc(EXERCISES, sizeof *people[s].work);
    }
    struct intake_work *w = &people[s].work[people[s].works++];
    snprintf(w->exercise, EXERCISE_NAME, "%s", exercises[e]);
    w->bytes = strlen(text);
    w->text = strdup(text);
    hash_bytes(w->hash, w->text, w->bytes);
    right[s][e] = passes;
}

static void hand_in_diffs(int e, const char *folder, const char *part,
                          bool passes)
{
    struct exercise_names *diffs = calloc(1, sizeof *diffs);

    judged_fine(exercise_diffs(diffs, folder, part));
    for (int i = 0; i < diffs->count; i++) {
        struct buf text;

        buf_init(&text, EXERCISE_BYTES);
        judged_fine(exercise_patched(&text, folder, part, diffs->name[i]));
        hand_in(e, buf_string(&text), passes);
        buf_release(&text);
    }
    free(diffs);
}

static void hand_in_all(int e)
{
    char folder[600], path[700];

    snprintf(folder, sizeof folder, "%s/exercises/%s", TEST_ROOT, exercises[e]);
    snprintf(path, sizeof path, "%s/solution.c", folder);
    char *text = judged_read(path);
    hand_in(e, text, true);
    free(text);
    snprintf(path, sizeof path, "%s/starter.c", folder);
    text = judged_read(path);
    hand_in(e, text, false);
    free(text);
    hand_in(e, "int broken", false);
    hand_in(e, "", false);
    hand_in_diffs(e, folder, "accepted", true);
    hand_in_diffs(e, folder, "mutants", false);
}

static void make_class(void)
{
    snprintf(room, sizeof room, "/tmp/lathe-grader-XXXXXX");
    cr_assert(mkdtemp(room));
    memset(people, 0, sizeof people);
    names.count = EXERCISES;
    for (int e = 0; e < EXERCISES; e++)
        snprintf(names.name[e], EXERCISE_NAME, "%s", exercises[e]);
    in = (struct intake){.student = people, .known = &names};
    for (int e = 0; e < EXERCISES; e++)
        hand_in_all(e);
}

static void clear_class(void)
{
    char path[100];

    for (int s = 0; s < in.students; s++) {
        for (int w = 0; w < people[s].works; w++)
            free(people[s].work[w].text);
        free(people[s].work);
        free(people[s].file);
    }
    for (const char *name = "abc"; *name; name++) {
        snprintf(path, sizeof path, "%s/%c.db", room, *name);
        unlink(path);
    }
    rmdir(room);
}

/* --- killing judges, while a run lasts
 * ---------------------------------------- */

static atomic_bool over;
static atomic_int killed;

/* The children of one thread, behind the `n` that are known. */
static uint32_t add_children(const char *thread, pid_t child[64], uint32_t n)
{
    char path[64], list[4096];

    snprintf(path, sizeof path, "/proc/self/task/%.16s/children", thread);
    FILE *f = fopen(path, "r");
    if (!f)
        return n;
    const size_t got = fread(list, 1, sizeof list - 1, f);
    fclose(f);
    list[got] = '\0';
    for (char *at = list, *end; n < 64; at = end) {
        const long pid = strtol(at, &end, 10);

        if (pid <= 0)
            break;
        child[n++] = (pid_t)pid;
    }
    return n;
}

static pid_t some_child(uint32_t which)
{
    DIR *threads = opendir("/proc/self/task");
    pid_t child[64];
    uint32_t n = 0;

    for (struct dirent *e; threads && (e = readdir(threads));)
        n = add_children(e->d_name, child, n);
    if (threads)
        closedir(threads);
    return n ? child[which % n] : 0;
}

static void *kill_judges(void *unused)
{
    struct rng r = rng_make((uint64_t)clock_ns(), 0);

    (void)unused;
    while (!over) {
        usleep(50000 + rng_below(&r, 700000));
        const pid_t pid = some_child(rng_next(&r));

        if (pid > 0 && !over && kill(pid, SIGKILL) == 0)
            killed++;
    }
    return NULL;
}

/* --- grading
 * -------------------------------------------------------------------- */

/* What the sandbox can do here, asked once a test. */
static const struct sandbox_have *have(void)
{
    static struct probes probes;
    struct judge j;

    if (probes.seconds > 0)
        return &probes.have;
    judged_fine(judge_open(&j));
    judged_fine(judge_probes(&j, &probes));
    judge_close(&j);
    return &probes.have;
}

/* Grades with the journal `name`, killing judges where it is `wild`; the
 * caller releases the book. Answers how many files could not be graded. */
static int grade(struct gradebook *b, char name, int jobs, bool wild)
{
    struct gradelog log;
    struct grader g = {.book = b, .log = &log, .jobs = jobs};
    pthread_t killer;
    char path[100];

    snprintf(path, sizeof path, "%s/%c.db", room, name);
    judged_fine(gradelog_open(&log, path));
    judged_fine(gradebook_init(b, &in));
    snprintf(b->seed, sizeof b->seed, "a class");
    judged_fine(grader_compiler(b->compiler, sizeof b->compiler));
    b->layers = have()->layers;
    b->level = have()->level;
    over = !wild;
    cr_assert_eq(pthread_create(&killer, NULL, kill_judges, NULL), 0);
    const struct status st = grader_run(&g);
    over = true;
    pthread_join(killer, NULL);
    judged_fine(st);
    gradelog_close(&log);
    return gradebook_sum(b, -1, -1).faults;
}

/* The record without times. Owner: the caller. */
static char *record(struct gradebook *b)
{
    struct buf text;
    char *from, *to;

    buf_init(&text, 64 << 20);
    judged_fine(gradebook_json(&text, b));
    char *all = buf_take(&text);
    for (from = to = all; *from;) {
        if (strncmp(from, "\"seconds\":", 10) == 0)
            from += strcspn(from, ",}");
        else
            *to++ = *from++;
    }
    *to = '\0';
    return all;
}

TestSuite(grader, .init = make_class, .fini = clear_class, .timeout = 500);

Test(grader, every_verdict_is_the_expected_one)
{
    struct gradebook b;
    int passed = 0;

    cr_expect_eq(grade(&b, 'a', 2, false), 0);
    for (int s = 0; s < in.students; s++) {
        for (int e = 0; e < EXERCISES; e++) {
            const struct gradebook_mark *m = gradebook_mark(&b, s, e);

            if (m->state == GRADEBOOK_MISSING)
                continue;
            cr_expect_eq(m->state, GRADEBOOK_GRADED, "%s", m->say);
            cr_expect_eq(m->passed, right[s][e], "file %d of %s: %s", s,
                         exercises[e], report_verdict_name(m->verdict));
            cr_expect_eq(m->passed, m->score == b.exercise[e].checks);
            passed += m->passed;
        }
    }
    cr_expect_gt(passed, 4);
    gradebook_release(&b);
}

Test(grader, killed_judges_change_no_record)
{
    struct gradebook calm, wild;
    int faults = 1;

    cr_assert_eq(grade(&calm, 'a', 1, false), 0);
    char *want = record(&calm);
    /* What could not be graded twice in a row is a fault, told and not kept:
     * the next run does it. */
    for (int round = 0; round < 20 && faults; round++) {
        faults = grade(&wild, 'b', 2, round < 12);
        if (faults)
            gradebook_release(&wild);
    }
    cr_assert_eq(faults, 0);
    char *got = record(&wild);
    cr_expect_gt(killed, 0);
    cr_log_info("%d judges killed", (int)killed);
    cr_expect_str_eq(got, want);
    free(want);
    free(got);
    gradebook_release(&calm);
    gradebook_release(&wild);
}
