#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/course.h"
#include "lessons/glossary.h"

static struct status read_text(struct glossary *g, const char *text)
{
    char folder[] = "/tmp/test_glossaryXXXXXX", path[64], command[64];
    FILE *f;

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/glossary", folder);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
    const struct status st = glossary_open(g, folder);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    return st;
}

static void refuses(const char *text, const char *part)
{
    struct glossary g;
    const struct status st = read_text(&g, text);

    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, part) != NULL, "%s", st.text);
}

Test(glossary, terms_are_ordered_and_found_in_any_case_and_number)
{
    struct glossary g;

    cr_assert_eq(read_text(&g, "term: value\nsays: v\nat: L16 mixture\n\n"
                               "# a remark\nterm: Key\nsays: one\n two\n")
                     .code,
                 STATUS_FINE);
    cr_assert_eq(g.count, 2);
    cr_assert_str_eq(g.entry[0].term, "Key");
    cr_assert_str_eq(g.entry[0].says, "one two");
    cr_assert_eq(glossary_find(&g, "keys"), 0);
    cr_assert_eq(glossary_find(&g, "VALUE"), 1);
    cr_assert_eq(glossary_find(&g, "valued"), -1);
    cr_assert_str_eq(g.entry[1].step, "mixture");
    glossary_close(&g);
}

Test(glossary, a_term_is_used_as_a_whole_word)
{
    const struct glossary_entry e = {.term = "key"};

    cr_assert(glossary_used(&e, "Each **key** is a vector."));
    cr_assert(glossary_used(&e, "Keys meet queries"));
    cr_assert_not(glossary_used(&e, "a keyboard"));
    cr_assert_not(glossary_used(&e, "a low-key turkey"));
}

Test(glossary, what_is_wrong_is_named_with_its_line)
{
    refuses("term: a\n", "glossary:1: a term needs");
    refuses("term: a\nsays: b\n\nterm: A\nsays: c\n", ":5: \"A\" stands twice");
    refuses("term: a\nsays: b\nat: L16\n", ":3: at is \"L16\"");
    refuses("term: a\nsay: b\n", ":2: a term has no \"say\"");
    refuses("nonsense\n", ":1: not a line");
}

Test(glossary, every_term_of_a_written_lesson_stands_in_it_and_leads_to_a_step)
{
    struct course c;
    struct glossary g;

    cr_assert_eq(course_open(&c, TEST_ROOT "/lessons/course", NULL).code,
                 STATUS_FINE);
    const struct status st = glossary_open(&g, TEST_ROOT "/lessons/course");
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    for (int i = 0; i < c.catalogue.count; i++) {
        const struct lesson *l = c.entries[i].lesson;

        for (int k = 0; l && k < l->term_count; k++)
            cr_expect(glossary_find(&g, l->terms[k]) >= 0,
                      "%s: \"%s\" is not in the glossary", l->id, l->terms[k]);
    }
    for (int i = 0; i < g.count; i++) {
        const int at =
            g.entry[i].lesson ? course_find(&c, g.entry[i].lesson) : -1;

        if (!g.entry[i].lesson)
            continue;
        cr_assert(at >= 0, "%s: no lesson %s", g.entry[i].term,
                  g.entry[i].lesson);
        if (c.entries[at].lesson)
            cr_expect(lesson_find(c.entries[at].lesson, g.entry[i].step) >= 0,
                      "%s: %s has no step %s", g.entry[i].term,
                      g.entry[i].lesson, g.entry[i].step);
    }
    glossary_close(&g);
    course_close(&c);
}
