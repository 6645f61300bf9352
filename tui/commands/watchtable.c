#include "tui/commands/watchtable.h"

#include <stdio.h>

static double share(const struct optimizer_watch *w)
{
    return w->value > 0.0 ? w->move / w->value : 0.0;
}

void watchtable_print(const struct params *ps, const struct optimizer_watch *of)
{
    printf("%-28s %10s %10s %10s %12s\n", "parameter", "numbers", "length",
           "gradient", "step/length");
    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        printf("%-28s %10lld %10.3g %10.3g ", p->name, (long long)p->count,
               of[i].value, of[i].grad);
        if (!p->trainable)
            printf("%12s\n", "frozen");
        else
            printf("%12.2e\n", share(&of[i]));
    }
}

json_t *watchtable_json(const struct params *ps,
                        const struct optimizer_watch *of)
{
    json_t *rows = json_array();

    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        json_array_append_new(
            rows,
            json_pack("{ss sI sb sf sf sf sf}", "name", p->name, "numbers",
                      (json_int_t)p->count, "trained", p->trainable, "length",
                      of[i].value, "gradient", of[i].grad, "step", of[i].move,
                      "share", share(&of[i])));
    }
    return rows;
}
