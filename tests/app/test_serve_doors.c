/* Which connections stay: the clock is ours. */
#include <criterion/criterion.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/app/serve_doors.h"

static struct serve_doors doors;
static int theirs[SERVE_DOORS + 1];

static struct serve_door *come(int i, double now)
{
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    theirs[i] = pair[1];
    return serve_doors_open(&doors, pair[0], now);
}

/* Whether the server has hung up on client i. */
static bool shut(int i)
{
    struct pollfd p = {.fd = theirs[i], .events = POLLIN};
    char c;

    return poll(&p, 1, 0) > 0 && recv(theirs[i], &c, 1, MSG_DONTWAIT) == 0;
}

Test(serve_doors, who_says_nothing_in_time_is_shut)
{
    serve_doors_init(&doors);
    struct serve_door *slow = come(0, 100.0), *asks = come(1, 100.0);
    struct serve_door *sends = come(2, 100.0);

    cr_assert(slow && asks && sends);
    cr_assert(serve_doors_ask(&doors, asks));
    serve_doors_body(&doors, sends, 108.0);
    serve_doors_tick(&doors, 109.9);
    cr_expect_not(shut(0));
    serve_doors_tick(&doors, 110.1);
    cr_expect(shut(0));
    cr_expect_not(shut(1), "it waits for its answer, as long as that takes");
    cr_expect_not(shut(2), "a body has time of its own");
    serve_doors_tick(&doors, 118.1);
    cr_expect(shut(2));
    serve_doors_answered(&doors, asks, 500.0);
    serve_doors_tick(&doors, 509.0);
    cr_expect_not(shut(1));
    serve_doors_tick(&doors, 511.0);
    cr_expect(shut(1), "and then may be idle no longer than others");
    serve_doors_release(&doors);
}

Test(serve_doors, many_that_are_silent_keep_nobody_out)
{
    serve_doors_init(&doors);
    struct serve_door *door[SERVE_DOORS];
    const int most = SERVE_DOORS - SERVE_DOORS_SPARE;

    for (int i = 0; i < most; i++)
        cr_assert(door[i] = come(i, i));
    serve_doors_ask(&doors, door[0]);
    cr_assert(come(most, 1000.0));
    cr_expect_not(shut(0), "it has asked");
    cr_expect(shut(1), "the oldest that has not");
    cr_expect_not(shut(2));
    serve_doors_close(&doors, door[1]);
    cr_assert(come(1, 1000.5));
    cr_expect(shut(2));
    serve_doors_release(&doors);
}

Test(serve_doors, so_many_answers_are_waited_for_and_no_more)
{
    serve_doors_init(&doors);
    struct serve_door *door[SERVE_DOORS_ASKED + 1];

    for (int i = 0; i <= SERVE_DOORS_ASKED; i++)
        door[i] = come(i, 0.0);
    for (int i = 0; i < SERVE_DOORS_ASKED; i++)
        cr_assert(serve_doors_ask(&doors, door[i]));
    cr_expect_not(serve_doors_ask(&doors, door[SERVE_DOORS_ASKED]));
    serve_doors_answered(&doors, door[3], 1.0);
    cr_expect(serve_doors_ask(&doors, door[SERVE_DOORS_ASKED]));
    serve_doors_close(&doors, door[4]);
    cr_expect(serve_doors_ask(&doors, door[3]));
    serve_doors_release(&doors);
}

Test(serve_doors, there_are_so_many_and_no_more)
{
    serve_doors_init(&doors);
    int n = 0;

    for (int i = 0; i < SERVE_DOORS + 1; i++)
        n += come(i, 0.0) != NULL;
    cr_expect_eq(n, SERVE_DOORS);
    serve_doors_release(&doors);
}
