/* A lesson on the stage: what the hall, the notes and those who follow see. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/shellbench.h"
#include "tui/screens/stage.h"

static void hear(struct shellbench *b, int fd, char *out, size_t size)
{
    ssize_t n;

    shellbench_frame(b, 92, 28);
    n = recv(fd, out, size - 1, 0);
    cr_assert(n > 0);
    out[n] = '\0';
}

Test(onstage, a_lesson_is_presented_bit_by_bit_with_notes_in_another_terminal)
{
    struct shellbench b;
    char told[8192];
    int notes, follower;

    shellbench_room(&b, "");
    setenv("XDG_RUNTIME_DIR", b.folder, 1);
    cr_assert(eq(int, stage_push(b.shell, "L01", 1).code, STATUS_FINE));
    cr_assert(
        eq(int, guests_join(&notes, "L01", GUESTS_NOTES).code, STATUS_FINE));
    cr_assert(eq(int, guests_join(&follower, "L01", GUESTS_FOLLOW).code,
                 STATUS_FINE));
    shell_news(b.shell);
    cr_assert(shellbench_shows(&b, 92, 28, "A sum grows"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 92, 28, "after five steps of two")),
              "%s", b.text);
    hear(&b, notes, told, sizeof told);
    cr_assert(strstr(told, "\"reveal\":1") != NULL, "%s", told);
    hear(&b, follower, told, sizeof told);
    cr_assert(strstr(told, "grows with every step") != NULL, "%s", told);
    shellbench_press(&b, " ");
    cr_assert(shellbench_shows(&b, 92, 28, "after five steps of two"), "%s",
              b.text);
    shellbench_press(&b, " ");
    shellbench_wait_for(&b, 92, 28, "sum 10");
    cr_assert(shellbench_shows(&b, 92, 28, "count seed 1"), "%s", b.text);
    shellbench_golden(&b, "stage");
    shellbench_press(&b, "b");
    cr_assert(not(shellbench_shows(&b, 92, 28, "sum 10")), "%s", b.text);
    shellbench_press(&b, "bF");
    shellbench_frame(&b, 92, 28);
    shellbench_press(&b, "]");
    cr_assert(shellbench_shows(&b, 92, 28, "sum 10"), "%s", b.text);
    shellbench_press(&b, "F");
    cr_assert(shellbench_shows(&b, 92, 28, "This one does not end"), "%s",
              b.text);
    shellbench_press(&b, "  "); /* the question, then its answer */
    cr_assert(shellbench_shows(&b, 92, 28, "One."), "%s", b.text);
    shellbench_press(&b, "q");
    close(notes);
    close(follower);
    cr_assert(eq(int, guests_join(&notes, "L01", GUESTS_NOTES).code,
                 STATUS_NOT_FOUND));
    shellbench_end(&b);
}

Test(onstage, a_step_that_is_too_long_for_the_hall_is_found)
{
    struct shellbench b;
    struct canvas hall = {.rows = 40, .cols = 92};
    int lines;

    shellbench_room(&b, "");
    cr_assert(
        eq(int,
           stage_overflow(b.shell->course.entries[0].lesson, 0, &hall, &lines)
               .code,
           STATUS_FINE));
    cr_assert(eq(int, lines, 0));
    hall.rows = 6;
    hall.cols = 30;
    stage_overflow(b.shell->course.entries[0].lesson, 0, &hall, &lines);
    cr_assert(gt(int, lines, 0));
    shellbench_end(&b);
}
