/* The exercise on the screen: what a learner reads, edits and is told. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "exercises/exercise.h"
#include "tests/support/shellbench.h"
#include "tui/checker.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/exdesk.h"

static const char right[] =
    "#include \"relu.h\"\n"
    "#include <stdio.h>\n"
    "void activation_relu_forward(float *out, const float *x, int n)\n"
    "{\n"
    "    for (int i = 0; i < n; i++)\n"
    "        out[i] = x[i] < 0 ? 0 : x[i];\n"
    "}\n"
    "void activation_relu_backward(float *dx, const float *dout,\n"
    "                              const float *x, int n)\n"
    "{\n"
    "    printf(\"here %d\\n\", n);\n"
    "    for (int i = 0; i < n; i++)\n"
    "        dx[i] += x[i] > 0 ? dout[i] : 0;\n"
    "}\n";

static const char endless[] =
    "#include \"relu.h\"\n"
    "void activation_relu_forward(float *out, const float *x, int n)\n"
    "{\n"
    "    for (volatile int i = 0; i < n;)\n"
    "        out[0] = x[0];\n"
    "}\n"
    "void activation_relu_backward(float *dx, const float *dout,\n"
    "                              const float *x, int n)\n"
    "{\n"
    "    (void)dx, (void)dout, (void)x, (void)n;\n"
    "}\n";

static char home[128];

static void open_desk(struct shellbench *b)
{
    shellbench_begin(b);
    snprintf(home, sizeof home, "%s/home", b->folder);
    setenv("LATHE_HOME", home, 1);
    coursemap_push(b->shell);
    shellbench_frame(b, 80, 24);
    shellbench_press(b, ":exercise relu\n");
}

/* As an editor does it. */
static void save(const char *text)
{
    char path[160];

    snprintf(path, sizeof path, "%s/relu/relu.c", home);
    const struct status st = savefile_replace(path, text, strlen(text));
    cr_assert(eq(int, st.code, 0), "%s", st.text);
}

Test(exdesk, it_opens_at_the_task_and_lays_out_the_files)
{
    struct shellbench b;
    char path[160];

    open_desk(&b);
    cr_assert(shellbench_shows(&b, 80, 24, "not checked yet"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "activation_relu_forward"), "%s",
              b.text);
    snprintf(path, sizeof path, "%s/relu/relu.c", home);
    cr_assert(eq(int, access(path, R_OK), 0));
    shellbench_press(&b, "2");
    cr_assert(shellbench_shows(&b, 80, 24, "  1 "), "%s", b.text);
    shellbench_end(&b);
}

Test(exdesk, the_starter_is_told_what_to_do_next)
{
    struct shellbench b;

    open_desk(&b);
    shellbench_press(&b, "r");
    shellbench_wait_for(&b, 80, 24, "[FAIL]");
    cr_assert(shellbench_shows(&b, 80, 24, "try 1"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 40, 12, "[FAIL]"), "%s", b.text);
    shellbench_press(&b, "4");
    cr_assert(shellbench_shows(&b, 80, 24, "expected"), "%s", b.text);
    shellbench_end(&b);
}

Test(exdesk, a_save_is_checked_without_a_key_and_a_pass_goes_back)
{
    struct shellbench b;

    open_desk(&b);
    save(right);
    shellbench_wait_for(&b, 80, 24, "Passed.");
    shellbench_press(&b, "5");
    cr_assert(shellbench_shows(&b, 80, 24, "here "), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "in the checks"), "%s", b.text);
    shellbench_press(&b, "3");
    for (int i = 0; i < 4 && !shellbench_shows(&b, 80, 24, "course map"); i++)
        shellbench_press(&b, " ");
    cr_assert(shellbench_shows(&b, 80, 24, "course map"), "%s", b.text);
    shellbench_press(&b, "x");
    cr_assert(shellbench_shows(&b, 80, 24, "1 of "), "%s", b.text);
    shellbench_end(&b);
}

Test(exdesk, keys_stay_alive_meanwhile_and_ctrl_c_stops_a_check)
{
    struct shellbench b;

    open_desk(&b);
    save(endless);
    shellbench_press(&b, "r");
    cr_assert(shellbench_shows(&b, 80, 24, "checking"), "%s", b.text);
    shellbench_press(&b, "2");
    cr_assert(shellbench_shows(&b, 80, 24, "volatile"), "%s", b.text);
    shell_key(b.shell, keys_ctrl('c'));
    shellbench_press(&b, "3");
    shellbench_wait_for(&b, 80, 24, "stopped: no verdict");
    cr_assert(not(b.shell->quit));
    save(right);
    shellbench_wait_for(&b, 80, 24, "Passed.");
    shellbench_end(&b);
}

Test(exdesk, hints_are_counted_and_the_solution_waits_for_them)
{
    struct shellbench b;
    int hints = 0;

    open_desk(&b);
    shellbench_press(&b, "S");
    cr_assert(shellbench_shows(&b, 80, 24, "more to go"), "%s", b.text);
    shellbench_press(&b, "i");
    cr_assert(shellbench_shows(&b, 80, 24, "1 of "), "%s", b.text);
    while (hints++ < 12)
        shellbench_press(&b, "i");
    shellbench_press(&b, "S");
    cr_assert(shellbench_shows(&b, 80, 24, "Solution"), "%s", b.text);
    shellbench_press(&b, "q");
    cr_assert(shellbench_shows(&b, 80, 24, "solution seen"), "%s", b.text);
    shellbench_end(&b);
}

Test(exdesk, reset_asks_and_keeps_what_was_there)
{
    struct shellbench b;

    open_desk(&b);
    save("/* mine */\n");
    shellbench_press(&b, ":reset\n");
    cr_assert(shellbench_shows(&b, 80, 24, "y puts the starter back"), "%s",
              b.text);
    shellbench_press(&b, "n2");
    shellbench_wait_for(&b, 80, 24, "does not"); /* the save was judged */
    shellbench_press(&b, "7G");
    cr_assert(shellbench_shows(&b, 80, 24, "/* mine */"), "%s", b.text);
    shellbench_press(&b, ":reset\n");
    shellbench_press(&b, "y");
    cr_assert(shellbench_shows(&b, 80, 24, "yours went to"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "activation_relu_forward"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(exdesk, the_editor_is_asked_for_with_the_line_of_the_fault)
{
    struct shellbench b;

    open_desk(&b);
    save("#include \"relu.h\"\n\nint broken(void) { return }\n");
    shellbench_wait_for(&b, 80, 24, "does not compile");
    shellbench_press(&b, "e");
    cr_assert(b.shell->edit.path[0] == '/');
    cr_assert(eq(int, b.shell->edit.line, 3));
    shellbench_end(&b);
}

Test(exdesk, try_runs_the_learners_own_program_apart_from_the_checks)
{
    struct shellbench b;

    open_desk(&b);
    shellbench_press(&b, "t");
    shellbench_wait_for(&b, 80, 24, "try.c printed");
    shellbench_end(&b);
}

/* A tool that finds a fault while the file holds "oops", so that the test needs
 * no tcc. */
static void fake_tool(void)
{
    static char tool[160];
    char script[512];

    mkdir(home, 0700);
    snprintf(tool, sizeof tool, "%s/tool", home);
    snprintf(script, sizeof script,
             "#!/bin/sh\nPATH=/usr/bin:/bin\n"
             "for f; do :; done\n"
             "grep -q oops \"$f\" && echo \"$f:2: error: ';' expected\"\n");
    cr_assert(eq(int, savefile_replace(tool, script, strlen(script)).code, 0));
    chmod(tool, 0700);
    setenv("LATHE_TCC", tool, 1);
}

Test(exdesk, a_fault_of_syntax_is_told_at_once_and_goes_with_its_cause)
{
    struct shellbench b;

    setenv("LATHE_JUDGE", "/nowhere", 1); /* no verdict: only the glance */
    shellbench_begin(&b);
    snprintf(home, sizeof home, "%s/home", b.folder);
    setenv("LATHE_HOME", home, 1);
    fake_tool();
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, ":exercise relu\n");
    save("int a;\noops\n");
    shellbench_wait_for(&b, 80, 24, "relu.c:2: ';' expected");
    cr_assert(shellbench_shows(&b, 40, 12, "relu.c:2: ';' expected"), "%s",
              b.text);
    shellbench_press(&b, "e");
    cr_assert(eq(int, b.shell->edit.line, 2));
    save("int a;\n");
    while (shellbench_shows(&b, 80, 24, "relu.c:2:")) {
        struct timespec nap = {0, 20000000};

        nanosleep(&nap, NULL);
        shell_news(b.shell);
    }
    shellbench_end(&b);
}

Test(exdesk, without_the_tool_nothing_is_missing)
{
    struct shellbench b;

    setenv("LATHE_TCC", "", 1);
    open_desk(&b);
    cr_assert(b.shell->glance == NULL);
    save("oops\n");
    shellbench_wait_for(&b, 80, 24, "does not compile");
    shellbench_end(&b);
}

Test(exdesk, the_case_that_failed_runs_on_a_key_with_got_beside_expected)
{
    struct shellbench b;
    char path[160];

    setenv("LATHE_TCC", "", 1);
    open_desk(&b);
    shellbench_press(&b, "c");
    cr_assert(strstr(b.shell->toast[(b.shell->toasts - 1) % SHELL_TOASTS],
                     "no shown case failed") != NULL);
    save("#include \"relu.h\"\n"
         "void activation_relu_forward(float *out, const float *x, int n)\n"
         "{\n    for (int i = 0; i < n; i++)\n        out[i] = x[i];\n}\n"
         "void activation_relu_backward(float *dx, const float *dout,\n"
         "                              const float *x, int n)\n"
         "{\n    (void)dx, (void)dout, (void)x, (void)n;\n}\n");
    shellbench_wait_for(&b, 80, 24, "[FAIL]");
    snprintf(path, sizeof path, "%s/relu/case.c", home);
    cr_assert(eq(int, access(path, R_OK), 0));
    shellbench_press(&b, "c");
    shellbench_wait_for(&b, 80, 24, "<- differs");
    cr_assert(shellbench_shows(&b, 80, 24, "numbers differ"), "%s", b.text);
    save(right);
    shellbench_wait_for(&b, 80, 24, "Passed.");
    cr_assert(ne(int, access(path, R_OK), 0), "a pass takes it away");
    shellbench_end(&b);
}

Test(exdesk, a_teacher_who_gives_no_hints_is_heard_in_the_panel)
{
    struct shellbench b;
    char path[160];

    shellbench_begin(&b);
    snprintf(home, sizeof home, "%s/home", b.folder);
    setenv("LATHE_HOME", home, 1);
    mkdir(home, 0700);
    snprintf(path, sizeof path, "%s/course.conf", home);
    cr_assert(eq(
        int, savefile_replace(path, "hints = no\ndue = 2001-02-03\n", 28).code,
        0));
    coursemap_push(b.shell);
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, ":exercise relu\n");
    cr_assert(strstr(b.shell->toast[(b.shell->toasts - 1) % SHELL_TOASTS],
                     "due 2001-02-03 23:59") != NULL);
    shellbench_press(&b, "6i");
    cr_assert(shellbench_shows(&b, 80, 24, "gives no hints"), "%s", b.text);
    shellbench_press(&b, "S");
    cr_assert(strstr(b.shell->toast[(b.shell->toasts - 1) % SHELL_TOASTS],
                     "shown after a pass") != NULL);
    shellbench_press(&b, "q");
    cr_assert(eq(int, savefile_replace(path, "hint = no\n", 10).code, 0));
    shellbench_press(&b, ":exercise relu\n");
    cr_assert(strstr(b.shell->toast[(b.shell->toasts - 1) % SHELL_TOASTS],
                     "course.conf:1: there is no key") != NULL);
    shellbench_end(&b);
}
