/* `lathe chat` on a terminal: what the keys do between two answers. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/ptyrun.h"

static const double patience_seconds = 40.0;

static void start(struct ptyrun *p)
{
    static const char *const argv[] = {"lathe",     "chat", "house",
                                       "--tokens",  "20",   "--stop",
                                       "no such x", NULL};
    static const char *const setting[] = {"TERM=xterm", "LC_ALL=C.UTF-8", NULL};

    cr_assert(ptyrun_start(p, LATHE_BINARY, argv, setting, 80, 24));
    cr_assert_geq(ptyrun_wait(p, 0, "> ", patience_seconds), 0.0, "%s",
                  p->bytes);
}

/* Types, waits for what must come, and then for the next line's prompt: keys
 * that come before it are those of a terminal that edits by itself. */
static void expect(struct ptyrun *p, const char *keys, const char *answer)
{
    const size_t from = p->count;

    ptyrun_type(p, keys);
    cr_assert_geq(ptyrun_wait(p, from, answer, patience_seconds), 0.0,
                  "no \"%s\" in\n%s", answer, p->bytes + from);
    const size_t told = (size_t)(strstr(p->bytes + from, answer) - p->bytes);
    cr_assert_geq(ptyrun_wait(p, told + strlen(answer), "> ", patience_seconds),
                  0.0, "no prompt after\n%s", p->bytes + from);
}

static void finish(struct ptyrun *p)
{
    ptyrun_type(p, "\004");
    const int status = ptyrun_end(p, patience_seconds);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %d, %s",
              status, p->bytes);
    cr_assert(ptyrun_restored(p), "the terminal has other modes");
    ptyrun_free(p);
}

Test(talk, ctrl_c_between_answers_gives_up_the_line_and_nothing_else,
     .timeout = 120)
{
    struct ptyrun p;

    start(&p);
    expect(&p, "a line that is given up\003", "/quit ends)");
    expect(&p, "\003", "/quit ends)");
    expect(&p, "the sea\r", " a second)");
    cr_expect_null(strstr(p.bytes, "stopped"), "%s", p.bytes);
    finish(&p);
}

Test(talk, commands_are_told_and_undone, .timeout = 120)
{
    struct ptyrun p;

    start(&p);
    expect(&p, "/undo\r", "(nothing to forget)");
    expect(&p, "/nosuch\r", "/again");
    expect(&p, "the sea\r", " a second)");
    expect(&p, "/again\r", " a second)");
    expect(&p, "/undo\r", "(forgotten)");
    finish(&p);
}

Test(talk, ctrl_d_typed_before_the_prompt_is_no_key_lost, .timeout = 120)
{
    struct ptyrun p;

    start(&p);
    ptyrun_type(&p, "the sea\r");
    cr_assert_geq(ptyrun_wait(&p, 0, "log,", patience_seconds), 0.0, "%s",
                  p.bytes);
    finish(&p);
}
