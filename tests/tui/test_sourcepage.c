#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/shellbench.h"
#include "tui/screens/labscreen.h"

static void begin(struct shellbench *b)
{
    shellbench_begin(b);
    shell_fault(b->shell, labscreen_push(b->shell, "next-token"));
    shellbench_wait_for(b, 80, 24, "hello");
}

Test(sourcepage, o_opens_the_source_at_its_function_at_every_size)
{
    static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};
    struct shellbench b;

    begin(&b);
    shellbench_press(&b, "o");
    for (int i = 0; i < 3; i++) {
        shellbench_frame(&b, sizes[i][0], sizes[i][1]);
        cr_assert(strstr(b.text, "viz/ink.c  1/2"), "%s", b.text);
        cr_assert(strstr(b.text, "unsigned ink_ramp(float share)"), "%s",
                  b.text);
    }
    shellbench_press(&b, "q");
    cr_assert(shellbench_shows(&b, 80, 24, "hello"), "back at the lab");
    shellbench_end(&b);
}

Test(sourcepage, tab_goes_to_the_next_source_and_around)
{
    struct shellbench b;

    begin(&b);
    shellbench_press(&b, "o\t");
    cr_assert(shellbench_shows(&b, 80, 24, "viz/ink.h  2/2, line 1 of"), "%s",
              b.text);
    shellbench_press(&b, "\t");
    cr_assert(shellbench_shows(&b, 80, 24, "viz/ink.c  1/2"), "%s", b.text);
    shellbench_end(&b);
}

Test(sourcepage, a_word_is_found_from_where_one_reads_and_around_the_end)
{
    struct shellbench b;

    begin(&b);
    shellbench_press(&b, "o");
    shellbench_frame(&b, 80, 12);
    shellbench_press(&b, "/lroundf\n");
    cr_assert(shellbench_shows(&b, 80, 12, "line 17 of"), "%s", b.text);
    shellbench_press(&b, "g/math\n");
    cr_assert(shellbench_shows(&b, 80, 12, "#include <math.h>"), "%s", b.text);
    shellbench_press(&b, "/nosuchword\n");
    cr_assert(shellbench_shows(&b, 80, 12, "\"nosuchword\" is not here"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(sourcepage, e_hands_the_file_and_the_function_to_the_editor)
{
    struct shellbench b;

    begin(&b);
    shellbench_press(&b, "o");
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, "e");
    cr_assert(strstr(b.shell->edit.path, "/viz/ink.c"), "%s",
              b.shell->edit.path);
    cr_assert_eq(b.shell->edit.line, 10);
    cr_assert(!b.shell->edit.beside);
    b.shell->edit.path[0] = '\0'; /* as whoever has the terminal does */
    cr_assert(shellbench_shows(&b, 80, 24, "viz/ink.c  1/2"), "%s", b.text);
    shellbench_end(&b);
}

Test(sourcepage, a_lab_that_names_no_source_says_so)
{
    struct shellbench b;

    shellbench_begin(&b);
    shell_fault(b.shell, labscreen_push(b.shell, "count steps=9"));
    shellbench_frame(&b, 80, 24);
    shellbench_press(&b, "o");
    cr_assert(shellbench_shows(&b, 80, 24, "names no source"), "%s", b.text);
    shellbench_end(&b);
}
