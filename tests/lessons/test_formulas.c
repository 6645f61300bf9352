/* Every formula of the course has words for who listens. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lessons/course.h"
#include "viz/spoken.h"

/* Those whose words were read and found right, as they stand in the text. */
static const struct {
    const char *formula, *said;
} known[] = {
    {"softmax(Q K^T / sqrt(d)) V",
     "softmax of Q K transposed over root d, times V"},
    {"softmax(Q K^T / sqrt(d))", "softmax of Q K transposed over root d"},
    {"Q K^T", "Q K transposed"},
    {"Q^T K", "Q transposed K"},
    {"e^16", "e to the 16"},
    {"e^2", "e squared"},
};
enum { KNOWN = sizeof known / sizeof known[0] };

static int seen[KNOWN], found;

/* No sign is left that a reader would spell or leave out. */
static void check(const char *formula, size_t bytes, const char *where)
{
    char said[SPOKEN_BYTES];

    spoken_formula(formula, bytes, said, sizeof said);
    found++;
    cr_expect(strlen(said) > 1, "%s: \"%.*s\" has no words", where, (int)bytes,
              formula);
    cr_expect(strpbrk(said, "^_\\{}()[]$/*=<>|~+") == NULL,
              "%s: \"%.*s\" is said as \"%s\"", where, (int)bytes, formula,
              said);
    cr_expect(strstr(said, "  ") == NULL, "%s: two blanks in \"%s\"", where,
              said);
    for (int i = 0; i < KNOWN; i++) {
        if (strlen(known[i].formula) == bytes &&
            memcmp(known[i].formula, formula, bytes) == 0) {
            cr_expect_str_eq(said, known[i].said);
            seen[i]++;
        }
    }
}

static void check_text(const char *text, const char *where)
{
    size_t bytes;

    while (text && (text = spoken_find(text, &bytes)) != NULL) {
        check(text, bytes, where);
        text += bytes;
        text += *text == '$';
    }
}

static void check_block(const struct lesson_block *b, const char *where)
{
    if (b->kind == LESSON_TEXT)
        check_text(b->text, where);
    check_text(b->ask, where);
    for (int i = 0; b->kind == LESSON_QUESTION && i < b->item_count; i++) {
        check_text(b->items[i].answer, where);
        check_text(b->items[i].remark, where);
    }
}

Test(formulas, each_of_the_course_is_said_without_a_sign_left)
{
    struct course c;

    cr_assert_eq(course_open(&c, TEST_ROOT "/lessons/course", NULL).code,
                 STATUS_FINE);
    for (int i = 0; i < c.catalogue.count; i++) {
        const struct lesson *l = c.entries[i].lesson;

        for (int s = 0; l && s < l->step_count; s++) {
            char where[64];

            snprintf(where, sizeof where, "%s step %d", l->id, s + 1);
            for (int b = 0; b < l->steps[s].block_count; b++)
                check_block(&l->steps[s].blocks[b], where);
        }
    }
    course_close(&c);
    for (int i = 0; i < KNOWN; i++)
        cr_expect(seen[i] > 0, "\"%s\" is not found", known[i].formula);
    cr_expect(found >= 7, "only %d formulas are found", found);
}
