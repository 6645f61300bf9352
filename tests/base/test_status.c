#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/status.h"

Test(status, success_is_zero_and_says_nothing)
{
    const struct status st = STATUS_OK;

    cr_assert_eq(st.code, 0);
    cr_assert_str_empty(st.text);
}

Test(status, failure_carries_its_code_and_sentence)
{
    const struct status st =
        status_fail(STATUS_BAD_SHAPE, "a is [%d, %d]", 2, 3);

    cr_assert_eq(st.code, STATUS_BAD_SHAPE);
    cr_assert_str_eq(st.text, "a is [2, 3]");
}

Test(status, a_long_sentence_is_cut_not_overrun)
{
    char text[2000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const struct status st = status_fail(STATUS_IO, "%s", text);

    cr_assert_eq(strlen(st.text), sizeof st.text - 1);
}

Test(status, context_stands_in_front)
{
    const struct status st = status_within(
        status_fail(STATUS_NOT_FOUND, "no tensor wte"), "model.safetensors");

    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_str_eq(st.text, "model.safetensors: no tensor wte");
}

Test(status, context_leaves_success_alone)
{
    const struct status st = status_within(STATUS_OK, "model.safetensors");

    cr_assert_eq(st.code, 0);
    cr_assert_str_empty(st.text);
}

Test(status, context_of_any_length_keeps_the_reason)
{
    char context[2000];

    memset(context, 'c', sizeof context - 1);
    context[sizeof context - 1] = '\0';
    const struct status st =
        status_within(status_fail(STATUS_IO, "disk full"), context);

    cr_assert(strlen(st.text) < sizeof st.text);
    cr_assert_not_null(strstr(st.text, ": disk full"));
}

static struct status passes_up(struct status inner, int *reached)
{
    STATUS_TRY(inner);
    *reached = 1;
    return STATUS_OK;
}

Test(status, try_returns_at_the_first_failure)
{
    int reached = 0;
    const struct status st =
        passes_up(status_fail(STATUS_TOO_BIG, "too big"), &reached);

    cr_assert_eq(st.code, STATUS_TOO_BIG);
    cr_assert_eq(reached, 0);
    cr_assert_eq(passes_up(STATUS_OK, &reached).code, 0);
    cr_assert_eq(reached, 1);
}

Test(status, every_code_has_its_own_name)
{
    static const enum status_code all[] = {
#define CODE(name, text) name,
        STATUS_TABLE(CODE)};
    const size_t n = sizeof all / sizeof all[0];

    for (size_t i = 0; i < n; i++) {
        cr_assert_str_not_empty(status_name(all[i]));
        for (size_t j = 0; j < i; j++)
            cr_assert_str_neq(status_name(all[i]), status_name(all[j]));
    }
}
