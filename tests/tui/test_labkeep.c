#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/testlabs.h"
#include "tui/labkeep.h"

static char home[] = "/tmp/lathe-keep-XXXXXX";
static struct labrun run;
static struct worker_shot shot;
static struct labpanel panel;

static void open_lab(void)
{
    struct labplan plan;
    void *data;

    cr_assert_not_null(mkdtemp(home));
    setenv("LATHE_HOME", home, 1);
    cr_assert_eq(labplan_parse(&plan, "count?by=2&steps=5").code, 0);
    cr_assert_eq(labrun_open(&run, &plan, (struct hook){NULL, NULL}).code, 0);
    cr_assert_eq(labrun_finish(&run, -1).code, 0);
    cr_assert_eq(labrun_snapshot(&run, &data).code, 0);
    shot = (struct worker_shot){
        .lab = run.plan.lab, .steps = run.run.steps, .data = data};
    panel = (struct labpanel){.lab = run.plan.lab, .shot = &shot};
}

static void close_lab(void)
{
    char command[128];

    labrun_forget(&run, shot.data);
    labrun_close(&run);
    snprintf(command, sizeof command, "rm -rf %s", home);
    cr_assert_eq(system(command), 0);
}

TestSuite(labkeep, .init = open_lab, .fini = close_lab);

static long size_of(const char *name)
{
    char path[256];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", home, name);
    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

Test(labkeep, a_picture_is_kept_in_three_forms_and_never_replaced)
{
    const struct canvas_look look = {.colours = 256};
    struct buf where;

    buf_init(&where, 4096);
    cr_assert_eq(labkeep_save(&panel, &look, &where).code, 0);
    cr_assert(strstr(buf_string(&where), "/pictures/count-5"));
    cr_assert_gt(size_of("pictures/count-5.svg"), 100);
    cr_assert_gt(size_of("pictures/count-5.txt"), 10);
    cr_assert_gt(size_of("pictures/count-5.csv"), 10);
    cr_assert_eq(labkeep_save(&panel, &look, &where).code, 0);
    cr_assert(strstr(buf_string(&where), "/pictures/count-5-2"));
    cr_assert_gt(size_of("pictures/count-5-2.svg"), 100);
    buf_release(&where);
}

Test(labkeep, without_a_picture_it_says_so)
{
    const struct canvas_look look = {0};
    struct labpanel none = panel;
    struct buf where;

    none.shot = NULL;
    buf_init(&where, 4096);
    const struct status st = labkeep_save(&none, &look, &where);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_str_eq(st.text, "there is no picture yet");
    buf_release(&where);
}

Test(labkeep, a_folder_that_cannot_be_made_is_named)
{
    const struct canvas_look look = {0};
    char path[64];
    struct buf where;

    snprintf(path, sizeof path, "%s/pictures", home);
    FILE *f = fopen(path, "w"); /* a file stands in the way */
    cr_assert_not_null(f);
    fclose(f);
    buf_init(&where, 4096);
    const struct status st = labkeep_save(&panel, &look, &where);
    cr_assert_neq(st.code, STATUS_FINE);
    cr_assert(strstr(st.text, "pictures"), "%s", st.text);
    buf_release(&where);
}
