/* The sandbox measured: what gets through is counted, layer by layer. A layer
 * that this machine lacks is said and skipped. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "exercises/judge.h"
#include "exercises/probes.h"

static struct probes measured(void)
{
    struct probes p;
    struct judge j;

    struct status st = judge_open(&j);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    st = judge_probes(&j, &p);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    judge_close(&j);
    return p;
}

static int way_of(unsigned layers)
{
    for (int w = 0; w < PROBES_WAYS; w++)
        if (probes_layers(w) == layers)
            return w;
    cr_assert_fail("no way with layers %u", layers);
    return -1;
}

static int count(const struct probes *p, unsigned layers)
{
    const int w = way_of(layers);
    int n = 0;

    for (int i = 0; i < PROBES_ATTACKS; i++) {
        n += p->through[w][i];
        if (p->through[w][i])
            fprintf(stderr, "%s: %s\n", probes_way(w), probes_attack(i));
    }
    return n;
}

Test(sandbox, each_layer_stops_more_and_all_stop_everything, .timeout = 110)
{
    const struct probes p = measured();
    const int limits = count(&p, 0);

    /* Without layers most of it works: the attacks are real. */
    cr_expect_geq(limits, 10);
    if (p.have.layers & SANDBOX_LANDLOCK)
        cr_expect_lt(count(&p, SANDBOX_LANDLOCK), limits);
    else
        fprintf(stderr, "skipped: %s\n", p.have.missing[1]);
    if (p.have.layers & SANDBOX_FILTER)
        cr_expect_lt(count(&p, SANDBOX_FILTER), limits);
    else
        fprintf(stderr, "skipped: %s\n", p.have.missing[2]);
    if (p.have.level >= SANDBOX_GOOD && p.have.layers & SANDBOX_LANDLOCK)
        cr_expect_leq(count(&p, SANDBOX_LANDLOCK | SANDBOX_FILTER), 1);
    if (p.have.level == SANDBOX_FULL)
        cr_expect_eq(count(&p, SANDBOX_ALL), 0);
    else
        fprintf(stderr, "skipped: %s\n", p.have.missing[0]);
}

Test(sandbox, level_is_no_better_than_its_layers)
{
    cr_expect_eq(sandbox_level_of(SANDBOX_ALL, 1), SANDBOX_FULL);
    cr_expect_eq(sandbox_level_of(SANDBOX_FILTER | SANDBOX_NAMESPACES, 0),
                 SANDBOX_GOOD);
    cr_expect_eq(sandbox_level_of(SANDBOX_FILTER | SANDBOX_LANDLOCK, 4),
                 SANDBOX_GOOD);
    cr_expect_eq(sandbox_level_of(SANDBOX_FILTER | SANDBOX_LANDLOCK, 2),
                 SANDBOX_BASIC);
    cr_expect_eq(sandbox_level_of(SANDBOX_FILTER, 0), SANDBOX_BASIC);
    cr_expect_eq(sandbox_level_of(SANDBOX_NAMESPACES | SANDBOX_LANDLOCK, 7),
                 SANDBOX_NONE);
}
