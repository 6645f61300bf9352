#include "engine/ops/optable.h"
#include "tests/ops/opcheck.h"

Test(optable, every_row_has_a_name_a_formula_costs_and_sources)
{
    cr_assert(optable_count() >= 37);
    for (int i = 0; i < optable_count(); i++) {
        const struct op *op = optable_at(i);

        cr_assert(op->name && op->name[0]);
        cr_assert(op->formula && !strchr(op->formula, '\n'), "%s", op->name);
        cr_assert(strlen(op->formula) < 70, "%s", op->name);
        cr_assert(op->forward_cost && op->backward_cost, "%s", op->name);
        cr_assert(op->sources, "%s", op->name);
        cr_assert(!op->forward == !op->shape, "%s", op->name);
    }
}

Test(optable, names_are_unique_and_found)
{
    for (int i = 0; i < optable_count(); i++)
        cr_assert(optable_find(optable_at(i)->name) == optable_at(i), "%s",
                  optable_at(i)->name);
    cr_assert_null(optable_find("no such op"));
}

Test(optable, fused_rows_are_made_of_rows)
{
    int fused = 0;

    for (int i = 0; i < optable_count(); i++) {
        const char *rest = optable_at(i)->made_of;

        while (rest && *rest) {
            char name[64] = {0};
            const size_t n = strcspn(rest, " ");

            cr_assert(n < sizeof name);
            memcpy(name, rest, n);
            cr_assert(optable_find(name), "%s", name);
            rest += n + strspn(rest + n, " ");
            fused++;
        }
    }
    cr_assert(fused >= 5);
}
