/* A case that fails as a program: for every exercise it compiles without a
 * warning, says that the solution is right and that the starter is not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "exercises/exercise.h"
#include "exercises/judge.h"
#include "exercises/loop.h"
#include "exercises/workplace.h"

static char room[64];

static void begin(void)
{
    snprintf(room, sizeof room, "/tmp/test_casefileXXXXXX");
    cr_assert(mkdtemp(room) != NULL);
    setenv("LATHE_HOME", room, 1);
    setenv("XDG_CACHE_HOME", room, 1);
}

static void end(void)
{
    char command[96];

    snprintf(command, sizeof command, "rm -rf %s", room);
    if (system(command))
        cr_log_info("%s stays", room);
}

TestSuite(casefile, .init = begin, .fini = end);

static void judge_text(struct judge *j, const char *folder, const char *file,
                       struct report *r)
{
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    cr_assert_eq(exercise_text(&text, folder, file).code, 0);
    const struct exam_file f = {
        .text = buf_string(&text), .bytes = text.bytes, .seed = 1};
    struct status st = judge_exercise(j, folder, SANDBOX_ALL);
    if (!st.code)
        st = judge_check(j, &f, r);
    cr_assert_eq(st.code, 0, "%s: %s", folder, st.text);
    buf_release(&text);
}

/* Builds the program with a file of the exercise and runs it: its exit status,
 * 255 for a signal, -1 where it does not compile. */
static int run(const char *folder, const char *name, const char *file)
{
    char command[2048];
    const int n =
        snprintf(command, sizeof command,
                 "cd %s && cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror "
                 "-I%s -c case.c -o case.o && cc -std=c11 -D_DEFAULT_SOURCE -w "
                 "-I%s %s/%s case.o -lm -o case",
                 room, folder, folder, folder, file);
    cr_assert(n > 0 && n < (int)sizeof command);
    if (system(command)) {
        cr_log_error("%s: case.c does not compile", name);
        return -1;
    }
    snprintf(command, sizeof command, "%s/case > %s/printed 2>&1", room, room);
    const int end = system(command);
    return WIFEXITED(end) ? WEXITSTATUS(end) : 255;
}

static void one(struct judge *j, const char *name, struct report *r,
                int *written)
{
    struct buf folder;
    char path[96];

    buf_init(&folder, 4096);
    cr_assert_eq(exercise_folder(&folder, name).code, 0);
    judge_text(j, buf_string(&folder), "starter.c", r);
    for (int k = 0; k < r->cases; k++) {
        if (r->list[k].hidden && r->program[0]) {
            char head[96];

            snprintf(head, sizeof head, "The case \"%s\"", r->list[k].id);
            cr_expect(!strstr(r->program, head), "%s: a hidden case", name);
        }
    }
    if (r->program[0]) {
        snprintf(path, sizeof path, "%s/case.c", room);
        cr_assert_eq(
            savefile_replace(path, r->program, strlen(r->program)).code, 0);
        cr_expect_eq(run(buf_string(&folder), name, "solution.c"), 0,
                     "%s: the solution is right", name);
        cr_expect_gt(run(buf_string(&folder), name, "starter.c"), 0,
                     "%s: the starter is not", name);
        ++*written;
    } else {
        cr_log_info("%s has no program", name);
    }
    buf_release(&folder);
}

Test(casefile, every_exercise_has_one_and_none_is_wrong)
{
    struct exercise_names names;
    struct report *r = calloc(1, sizeof *r);
    struct judge j;
    int written = 0;

    cr_assert_eq(exercise_list(&names).code, 0);
    cr_assert_eq(judge_open(&j).code, 0);
    for (int i = 0; i < names.count; i++) {
        const int before = written;

        one(&j, names.name[i], r, &written);
        cr_expect_eq(written - before, 1, "%s", names.name[i]);
    }
    judge_close(&j);
    free(r);
    cr_expect_gt(written, 0);
}

Test(casefile, a_file_that_passes_or_does_not_compile_has_none)
{
    struct report *r = calloc(1, sizeof *r);
    struct buf folder;
    struct judge j;

    buf_init(&folder, 4096);
    cr_assert_eq(exercise_folder(&folder, "relu").code, 0);
    cr_assert_eq(judge_open(&j).code, 0);
    judge_text(&j, buf_string(&folder), "solution.c", r);
    cr_expect(r->passed);
    cr_expect_str_eq(r->program, "");
    judge_text(&j, buf_string(&folder), "prompt.md", r);
    cr_expect_eq(r->verdict, REPORT_COMPILE);
    cr_expect_str_eq(r->program, "");
    judge_close(&j);
    buf_release(&folder);
    free(r);
}

static bool holds(const char *path, const char *part)
{
    char text[4096] = "";
    FILE *f = fopen(path, "r");

    if (!f)
        return false;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return strstr(text, part) != NULL;
}

Test(casefile, it_is_written_anew_taken_away_and_never_over_the_learners_own)
{
    char path[96];
    bool there;

    snprintf(path, sizeof path, "%s/relu", room);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/relu/case.c", room);
    cr_assert_eq(
        workplace_case("relu", REPORT_PROGRAM_MARK " one", &there).code, 0);
    cr_expect(there);
    cr_assert_eq(
        workplace_case("relu", REPORT_PROGRAM_MARK " two", &there).code, 0);
    cr_expect(holds(path, " two"));
    cr_assert_eq(workplace_case("relu", "", &there).code, 0);
    cr_expect(!there);
    cr_expect_neq(access(path, F_OK), 0);
    cr_assert_eq(savefile_replace(path, "mine", 4).code, 0);
    cr_assert_eq(workplace_case("relu", REPORT_PROGRAM_MARK, &there).code, 0);
    cr_expect(!there);
    cr_expect(holds(path, "mine"));
    cr_assert_eq(workplace_case("relu", "", &there).code, 0);
    cr_expect(holds(path, "mine"));
}
