/* The C sources that labs name. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/lab.h"
#include "lessons/labs/labsource.h"

static char *line_of(const struct labsource *s, int i)
{
    int bytes;
    const char *at = labsource_line(s, i, &bytes);

    return strndup(at, (size_t)bytes);
}

Test(labsource, sources_that_labs_name_are_there)
{
    for (int i = 0; i < lab_count(); i++) {
        const struct lab *lab = lab_at(i);

        for (int k = 0; lab->sources && lab->sources[k]; k++) {
            struct labsource s;
            const struct status st = labsource_open(&s, lab->sources[k]);
            const char *name = strchr(lab->sources[k], ':');

            cr_assert_eq(st.code, 0, "%s: %s", lab->name, st.text);
            char *line = line_of(&s, s.line);
            cr_assert(!name || strstr(line, name + 1),
                      "%s: %s stands at \"%s\"", lab->name, lab->sources[k],
                      line);
            free(line);
            labsource_release(&s);
        }
    }
}

Test(labsource, the_map_of_attention_leads_to_its_kernel)
{
    const struct lab *lab = lab_find("attention-map");

    cr_assert_str_eq(lab->sources[0],
                     "engine/kernels/k_attention.c:attention_rows");
}

Test(labsource, a_function_is_found_where_it_is_defined)
{
    struct labsource s;
    const struct status st = labsource_open(&s, "viz/ink.c:ink_signed");

    cr_assert_eq(st.code, 0, "%s", st.text);
    char *line = line_of(&s, s.line), *next = line_of(&s, s.line + 1);
    cr_assert_str_eq(line, "unsigned ink_signed(float share)");
    cr_assert_str_eq(next, "{");
    free(line);
    free(next);
    line = line_of(&s, s.lines + 1);
    cr_assert_str_eq(line, "", "past the end");
    free(line);
    labsource_release(&s);
}

Test(labsource, a_call_or_a_prototype_is_no_definition)
{
    struct labsource s;
    const struct status st = labsource_open(&s, "viz/ink.h:ink_signed");

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(s.line, 1);
    labsource_release(&s);
}

Test(labsource, a_kernel_is_found_under_its_own_name)
{
    struct labsource s;
    const struct status st =
        labsource_open(&s, "engine/kernels/k_softmax.c:softmax_forward");

    cr_assert_eq(st.code, 0, "%s", st.text);
    char *line = line_of(&s, s.line);
    cr_assert_not_null(strstr(line, "KERNEL(softmax_forward)("));
    free(line);
    labsource_release(&s);
}

Test(labsource, what_is_not_installed_is_named_with_its_place)
{
    struct labsource s;
    const struct status st =
        labsource_open(&s, "engine/ops/nosuch.c:nosuch_op");

    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(st.text, "engine/ops/nosuch.c"));
    cr_assert_not_null(strstr(st.text, "source tree"));
}
