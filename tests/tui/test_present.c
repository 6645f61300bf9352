/* A presentation that goes away, seen from the terminals that watch it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/ptyrun.h"

static const double patience = 60.0;
static char folder[] = "/tmp/test_presentXXXXXX";
static char runtime[64];

static void start(struct ptyrun *p, const char *how)
{
    const char *const argv[] = {"lathe", "present", "L16", how, NULL};
    const char *const setting[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8",
                                   runtime, NULL};

    cr_assert(ptyrun_start(p, LATHE_BINARY, argv, setting, 92, 28));
}

static void see(struct ptyrun *p, size_t from, const char *part)
{
    cr_assert(ge(dbl, ptyrun_wait(p, from, part, patience), 0.0),
              "no \"%s\" in\n%s", part, p->bytes);
}

Test(present, who_watches_is_told_that_it_is_lost_and_goes_on_when_it_is_back)
{
    static struct ptyrun hall, again, notes, follower;
    size_t seen, followed;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(runtime, sizeof runtime, "XDG_RUNTIME_DIR=%s", folder);
    start(&hall, NULL);
    see(&hall, 0, "1 / ");
    start(&notes, "--notes");
    see(&notes, 0, "step 1 of");
    start(&follower, "--follow");
    see(&follower, 0, "1 / ");
    seen = notes.count;
    followed = follower.count;
    kill(hall.pid, SIGKILL);
    see(&notes, seen, "lost at ");
    see(&notes, seen, "nobody presents L16 now");
    see(&follower, followed, "lost at ");
    ptyrun_end(&hall, patience);
    seen = notes.count;
    followed = follower.count;
    start(&again, NULL);
    see(&again, 0, "1 / ");
    see(&notes, seen, "step 1 of");
    see(&follower, followed, "1 / ");
    ptyrun_type(&again, "]"); /* and it is told what goes on */
    see(&notes, seen, "step 2 of");
    seen = notes.count;
    ptyrun_take(&again, 300);
    ptyrun_type(&again, "q");
    ptyrun_take(&again, 300);
    ptyrun_type(&again, "q"); /* the map, then out */
    see(&notes, seen, "lost at ");
    ptyrun_end(&again, patience);
    kill(notes.pid, SIGINT);
    kill(follower.pid, SIGINT);
    ptyrun_end(&notes, patience);
    ptyrun_end(&follower, patience);
    ptyrun_free(&hall);
    ptyrun_free(&again);
    ptyrun_free(&notes);
    ptyrun_free(&follower);
    snprintf(runtime, sizeof runtime, "rm -rf %s", folder);
    cr_assert(eq(int, system(runtime), 0));
}
