#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/exercises/judged.h"

#define HEAD                                     \
    "#include \"twice.h\"\n#include <stdio.h>\n" \
    "#include <stdlib.h>\n"                      \
    "void twice(float *out, const float *x, int n) {\n"
#define RIGHT "for (int i = 0; i < n; i++) out[i] = x[i] + x[i];\n"

static struct judge judge;

static void open_twice(void)
{
    judged_open(&judge, JUDGED_TWICE, SANDBOX_ALL);
}

static void close_twice(void)
{
    judge_close(&judge);
}

/* The verdict about a body of the function, which must not pass. */
static struct report *refused(const char *body, enum report_verdict want)
{
    char text[2000];

    snprintf(text, sizeof text, HEAD "%s\n}\n", body);
    struct report *r = judged_text(&judge, text, 0);
    cr_expect(!r->passed);
    cr_expect_eq(r->verdict, want, "%s: %s / %s / %s", body,
                 report_verdict_name(r->verdict), r->say, r->list[0].say);
    return r;
}

static void expect_words(const char *text, const char *words)
{
    cr_expect(strstr(text, words), "\"%s\" does not say \"%s\"", text, words);
}

TestSuite(judge, .init = open_twice, .fini = close_twice, .timeout = 60);

Test(judge, right_file_passes_both_builds)
{
    struct report *r =
        judged_file(&judge, JUDGED_TWICE "/solution.c", EXAM_STRICT);

    cr_expect(r->passed, "%s %s", r->say, r->log);
    cr_expect(r->sanitized);
    cr_expect_eq(r->cases, 4);
    for (int i = 0; i < r->cases; i++)
        cr_expect_eq(r->list[i].verdict, REPORT_PASS);
    free(r);
}

Test(judge, every_level_of_the_sandbox_gives_the_same_verdict)
{
    static const unsigned layers[] = {0, SANDBOX_FILTER, SANDBOX_LANDLOCK,
                                      SANDBOX_FILTER | SANDBOX_LANDLOCK};

    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        judged_fine(judge_exercise(&judge, JUDGED_TWICE, layers[i]));
        struct report *r = judged_file(&judge, JUDGED_TWICE "/solution.c", 0);
        cr_expect(r->passed, "layers %u: %s %s", layers[i], r->say,
                  r->list[0].say);
        free(r);
    }
}

Test(judge, first_difference_is_named)
{
    struct report *r =
        refused("(void)n; " RIGHT "if (n > 3) out[3] = 0;", REPORT_WRONG);

    cr_expect_eq(r->list[0].verdict, REPORT_PASS);
    cr_expect_eq(r->list[1].verdict, REPORT_WRONG);
    cr_expect(r->list[1].differs);
    cr_expect_str_eq(r->list[1].array, "out");
    cr_expect_eq(r->list[1].col, 3);
    cr_expect_eq(r->list[1].wrong, 1);
    cr_expect_eq(r->list[1].got, 0.0);
    cr_expect(fabs(r->list[1].expected) > 0.0);
    expect_words(r->list[1].say, "out[3]: expected ");
    cr_expect_eq(r->grid.cols, 5);
    free(r);
}

Test(judge, numbers_that_look_alike_get_more_digits)
{
    struct report *r =
        refused("for (int i = 0; i < n; i++) out[i] = 2.0f * x[i] * 1.0001f;",
                REPORT_WRONG);
    double want = 0, have = 0;
    const char *at = strstr(r->list[0].say, "expected ");

    cr_assert(at);
    cr_assert_eq(sscanf(at, "expected %lf, yours %lf", &want, &have), 2);
    cr_expect(want < have || have < want, "%s", r->list[0].say);
    expect_words(r->list[1].shape, "1.0001 times");
    free(r);
}

Test(judge, words_of_the_author_come_first)
{
    struct report *r = refused(
        "for (int i = 0; i < n; i++) out[i] = 1e9f; (void)x;", REPORT_WRONG);

    expect_words(r->list[1].say, "out[0] is huge");
    free(r);
}

Test(judge, known_mistake_gets_its_words)
{
    struct report *r = judged_text(
        &judge, HEAD "for (int i = n; i-- > 0;) out[i] = x[i] * 3;\n}\n",
        EXAM_KNOWN);

    cr_expect_str_eq(r->known, "times three");
    expect_words(r->known_say, "two was asked for");
    free(r);
    r = judged_text(&judge,
                    HEAD "for (int i = n; i-- > 0;) out[i] = x[i] * 4;\n}\n",
                    EXAM_KNOWN);
    cr_expect_str_empty(r->known);
    free(r);
}

Test(judge, step_past_the_end_is_named_with_its_line)
{
    struct report *r = refused("\n" RIGHT "out[n] = 1.0f;", REPORT_MEMORY);

    expect_words(r->list[0].say, "twice.c:7: writes 4 bytes, past the end");
    free(r);
}

Test(judge, null_pointer_is_named_with_its_line)
{
    struct report *r = refused("\nfloat *volatile p = NULL; " RIGHT "*p = 1;",
                               REPORT_UNDEFINED);

    expect_words(r->list[0].say, "twice.c:");
    expect_words(r->list[0].say, "null pointer");
    free(r);
}

Test(judge, overflow_of_an_int_is_undefined_behaviour)
{
    struct report *r =
        refused(RIGHT "volatile int k = 2147483647; k = k + 1; (void)k;",
                REPORT_UNDEFINED);

    expect_words(r->list[0].say, "signed integer overflow");
    free(r);
}

Test(judge, memory_that_is_not_freed_is_counted)
{
    struct report *r = refused(
        "volatile char *p = malloc(1000); p[0] = 0;" RIGHT, REPORT_MEMORY);

    expect_words(r->list[0].say, "never freed");
    free(r);
}

Test(judge, result_that_depends_on_rubbish_is_told)
{
    struct report *r = refused(
        "for (int i = 0; i < n; i++) out[i] = out[i] == 7 ? 2 * x[i] : 0;",
        REPORT_UNINITIALISED);

    expect_words(r->list[0].say, "what was in memory before");
    free(r);
    r = refused("(void)out, (void)x, (void)n;", REPORT_UNINITIALISED);
    expect_words(r->list[0].say, "wrote nothing there");
    free(r);
}

Test(judge, text_of_the_compiler_names_file_and_line)
{
    struct report *r = refused("int 3;", REPORT_COMPILE);

    expect_words(r->log, "twice.c:5:");
    cr_expect_eq(r->cases, 0);
    free(r);
}

Test(judge, other_function_is_missed_by_name)
{
    struct report *r = judged_text(&judge, "int two(void) { return 2; }\n", 0);

    cr_expect_eq(r->verdict, REPORT_COMPILE);
    expect_words(r->say, "does not define twice()");
    free(r);
}

Test(judge, forbidden_calls_teach)
{
    struct report *r =
        refused("(void)out, (void)x, (void)n; exit(0);", REPORT_FORBIDDEN);

    expect_words(r->say, "uses exit");
    expect_words(r->say, "returns to its caller");
    free(r);
}

Test(judge, loop_without_end_is_stopped)
{
    struct report *r = refused(
        "volatile int on = 1; while (on) continue;" RIGHT, REPORT_TIMEOUT);

    expect_words(r->list[0].say, "stopped after");
    cr_expect_eq(r->list[3].verdict, REPORT_SKIPPED);
    free(r);
}

Test(judge, printed_text_comes_back_once_and_cannot_move_the_cursor)
{
    struct report *r = judged_text(
        &judge, HEAD "printf(\"n %d \\033[2J\\n\", n);\n" RIGHT "}\n",
        EXAM_PLAIN);

    cr_expect(r->passed, "%s", r->say);
    cr_expect_str_eq(r->printed, "n 1 \\x1b[2J\nn 5 \\x1b[2J\n"
                                 "n 1000 \\x1b[2J\nn 0 \\x1b[2J\n");
    free(r);
}

Test(judge, helper_may_have_the_name_of_a_library_function)
{
    struct report *r =
        judged_text(&judge,
                    "#include \"twice.h\"\n"
                    "float index(float x) { return 2 * x; }\n"
                    "void twice(float *out, const float *x, int n) {\n"
                    "for (int i = 0; i < n; i++) out[i] = index(x[i]); }\n"
                    "int main(void) { return 1; }\n",
                    0);

    cr_expect(r->passed, "%s %s", r->say, r->log);
    free(r);
}

Test(judge, tried_program_prints)
{
    static const char file[] = HEAD RIGHT "}\n";
    static const char program[] =
        "#include \"twice.h\"\n#include <stdio.h>\n"
        "int main(void) { float x[2] = {1, 2}, y[2]; twice(y, x, 2);\n"
        "printf(\"%g %g\\n\", y[0], y[1]); return 0; }\n";
    const struct exam_file f = {.text = file, .bytes = sizeof file - 1};
    struct report *r = calloc(1, sizeof *r);

    judged_fine(judge_try(&judge, &f, program, sizeof program - 1, r));
    cr_expect(r->passed, "%s %s", r->say, r->log);
    cr_expect_str_eq(r->printed, "2 4\n");
    free(r);
}

Test(judge, dead_judge_is_an_error_and_no_verdict)
{
    struct report *r = calloc(1, sizeof *r);
    const struct exam_file f = {.text = "", .bytes = 0};

    kill(judge.pid, SIGKILL);
    cr_expect_eq(judge_check(&judge, &f, r).code, STATUS_IO);
    cr_expect(!r->passed);
    free(r);
}

Test(judge, seed_of_a_file_is_its_own)
{
    const uint64_t a = judge_seed("", "twice", "abc", 3);

    cr_expect_eq(a, judge_seed("", "twice", "abc", 3));
    cr_expect_neq(a, judge_seed("", "twice", "abd", 3));
    cr_expect_neq(a, judge_seed("", "thrice", "abc", 3));
    cr_expect_neq(a, judge_seed("key", "twice", "abc", 3));
}

Test(judge, exercise_that_is_not_there_is_an_error)
{
    const struct status st =
        judge_exercise(&judge, TEST_ROOT "/exercises/none", SANDBOX_ALL);

    cr_expect_eq(st.code, STATUS_NOT_FOUND);
    expect_words(st.text, "exercises/none");
}

static int entries(const char *folder)
{
    DIR *dir = opendir(folder);
    int n = 0;

    cr_assert(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n - 2;
}

Test(judge, nothing_is_left_behind)
{
    char folder[] = "/tmp/lathe-left-XXXXXX";
    struct judge j;

    cr_assert(mkdtemp(folder));
    chmod(folder, 0755);
    setenv("TMPDIR", folder, 1);
    judged_open(&j, JUDGED_TWICE, SANDBOX_ALL);
    struct report *r = judged_file(&j, JUDGED_TWICE "/solution.c", EXAM_PLAIN);
    cr_expect(r->passed);
    cr_expect_gt(entries(folder), 0);
    judge_close(&j);
    cr_expect_eq(entries(folder), 0);
    /* What a killed judge leaves goes with the next one. */
    judged_open(&j, JUDGED_TWICE, SANDBOX_ALL);
    kill(j.pid, SIGKILL);
    judge_close(&j);
    cr_expect_eq(entries(folder), 1);
    judged_open(&j, JUDGED_TWICE, SANDBOX_ALL);
    cr_expect_eq(entries(folder), 1);
    judge_close(&j);
    cr_expect_eq(entries(folder), 0);
    cr_expect_eq(rmdir(folder), 0);
    free(r);
}

/* --- the sandbox that dies --------------------------------------------------
 */

/* The first child of a process, of any of its threads; 0: none. */
static pid_t child_of(pid_t pid)
{
    char path[64];
    int child = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid,
             (int)pid);
    FILE *f = fopen(path, "r");
    if (f) {
        if (fscanf(f, "%d", &child) != 1)
            child = 0;
        fclose(f);
    }
    return child;
}

/* Is that a part of the toolchain, or not yet any program? */
static bool builds(pid_t pid)
{
    static const char *const parts[] = {
        "cc", "gcc", "collect2", "objcopy", "lathe-judge", "x86_64", "aarch64"};
    char path[64], name[64] = "";

    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return true;
    if (!fgets(name, sizeof name, f))
        name[0] = '\0';
    fclose(f);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(name, parts[i], strlen(parts[i])) == 0)
            return true;
    return false;
}

/* Hundredths of a second that a process has computed. */
static long ticks_of(pid_t pid)
{
    char path[64];
    long ticks = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    if (fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld",
               &ticks) != 1)
        ticks = 0;
    fclose(f);
    return ticks;
}

/* The keepers of the programs that are at work: [0] of the reference, which
 * waits, [1] of the learner's, which computes. */
static void find_keepers(pid_t keeper[2])
{
    char path[64], list[1024] = "";

    keeper[0] = keeper[1] = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)judge.pid,
             (int)judge.pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return;
    if (!fgets(list, sizeof list, f))
        list[0] = '\0';
    fclose(f);
    for (char *at = list, *end; *at; at = end) {
        const pid_t one = (pid_t)strtol(at, &end, 10);
        const pid_t program = one > 0 ? child_of(one) : 0;

        if (end == at)
            return;
        if (program > 0 && !builds(program))
            keeper[ticks_of(program) > 10] = one;
    }
}

struct hunt {
    int which; /* of find_keepers() */
    bool killed;
};

static void *kill_keeper(void *hunt)
{
    struct hunt *h = hunt;

    for (int round = 0; round < 20000 && !h->killed; round++) {
        pid_t keeper[2];

        usleep(2000);
        find_keepers(keeper);
        if (keeper[0] && keeper[1])
            h->killed = kill(keeper[h->which], SIGKILL) == 0;
    }
    return NULL;
}

/* A function that computes for a while and is wrong, until a sandbox dies. */
static void expect_fault(int which)
{
    struct hunt h = {.which = which};
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, kill_keeper, &h), 0);
    struct report *r = judged_text(
        &judge,
        HEAD "for (volatile long i = 0; i < 200000000; i++) continue;\n"
             "for (int i = 0; i < n; i++) out[i] = x[i];\n}\n",
        EXAM_PLAIN);
    pthread_join(thread, NULL);
    cr_assert(h.killed);
    cr_expect_eq(r->verdict, REPORT_FAULT, "%s: %s",
                 report_verdict_name(r->verdict), r->list[0].say);
    cr_expect(!r->passed);
    free(r);
}

Test(judge, a_sandbox_that_dies_is_our_fault_and_no_verdict)
{
    expect_fault(1);
    /* And it judges on. */
    struct report *r =
        judged_file(&judge, JUDGED_TWICE "/solution.c", EXAM_PLAIN);
    cr_expect(r->passed, "%s", r->say);
    free(r);
}

Test(judge, so_is_a_reference_that_dies)
{
    expect_fault(0);
}
