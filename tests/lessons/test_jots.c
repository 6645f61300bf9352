#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/jots.h"

Test(jots, a_note_and_a_mark_are_kept_changed_and_taken_away)
{
    char folder[] = "/tmp/test_jotsXXXXXX", path[64], command[64];
    char text[PROGRESS_ANSWER];
    struct progress p;
    struct jots_list l;
    bool marked;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/lathe.db", folder);
    cr_assert_eq(progress_open(&p, path).code, STATUS_FINE);
    cr_assert_eq(jots_write(&p, "L16", "scores", "ask why").code, STATUS_FINE);
    cr_assert_eq(jots_mark(&p, "L16", "scores", true).code, STATUS_FINE);
    cr_assert_eq(jots_mark(&p, "L21", "rate", true).code, STATUS_FINE);
    cr_assert_eq(jots_read(&p, "L16", "scores", text, &marked).code,
                 STATUS_FINE);
    cr_assert_str_eq(text, "ask why");
    cr_assert(marked);
    cr_assert_eq(jots_list(&l, &p).code, STATUS_FINE);
    cr_assert_eq(l.count, 2);
    jots_release(&l);
    jots_write(&p, "L16", "scores", "");
    jots_mark(&p, "L21", "rate", false);
    cr_assert_eq(jots_list(&l, &p).code, STATUS_FINE);
    cr_assert_eq(l.count, 1); /* the mark of L16 stands alone */
    cr_assert_str_eq(l.jot[0].lesson, "L16");
    cr_assert_str_eq(l.jot[0].text, "");
    jots_release(&l);
    progress_close(&p);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}
