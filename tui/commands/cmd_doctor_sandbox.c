#include "tui/commands/cmd_doctor_sandbox.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "exercises/judge.h"
#include "tui/cli.h"

/* The way of all layers that are here: the one that exercises run in. */
static int best_way(const struct probes *p)
{
    int best = 0;

    for (int w = 0; w < PROBES_WAYS; w++) {
        if (p->tried[w] &&
            (probes_layers(w) == p->have.layers ||
             sandbox_level_of(probes_layers(w), p->have.landlock) >
                 sandbox_level_of(probes_layers(best), p->have.landlock)))
            best = w;
    }
    return best;
}

static int through(const struct probes *p, int way)
{
    int n = 0;

    for (int i = 0; i < PROBES_ATTACKS; i++)
        n += p->through[way][i];
    return n;
}

static void print_head(const struct probes *p)
{
    const unsigned l = p->have.layers;

    printf("sandbox: %s (namespaces %s, Landlock %d, system-call filter %s)\n",
           sandbox_level_name(p->have.level),
           l & SANDBOX_NAMESPACES ? "yes" : "no", p->have.landlock,
           l & SANDBOX_FILTER ? "yes" : "no");
    for (int i = 0; i < 3; i++)
        if (p->have.missing[i][0])
            printf("  %s\n", p->have.missing[i]);
    printf("\nWhat gets through (x) under which layers:\n");
    for (int w = 0; w < PROBES_WAYS; w++) {
        printf("  %c  %-18s %s\n", 'A' + w, probes_way(w),
               p->tried[w] ? sandbox_level_name(sandbox_level_of(
                                 probes_layers(w), p->have.landlock))
                           : "not here");
    }
}

static void print_plain(const struct probes *p)
{
    const int best = best_way(p);

    print_head(p);
    printf("\n%-42s", "");
    for (int w = 0; w < PROBES_WAYS; w++)
        printf("  %c", 'A' + w);
    printf("\n");
    for (int i = 0; i < PROBES_ATTACKS; i++) {
        printf("%-42s", probes_attack(i));
        for (int w = 0; w < PROBES_WAYS; w++)
            printf("  %c", !p->tried[w] ? ' ' : p->through[w][i] ? 'x' : '.');
        printf("\n");
    }
    printf("%-42s", "through");
    for (int w = 0; w < PROBES_WAYS; w++) {
        if (p->tried[w])
            printf(" %2d", through(p, w));
        else
            printf("   ");
    }
    printf("\n\nExercises run under %c, where %d of %d get through. %.1f s\n",
           'A' + best, through(p, best), PROBES_ATTACKS, p->seconds);
    printf("Memory is limited for each process, by address space; no control "
           "group (cgroup\nv2) is used. A submission runs as one process; its "
           "compiler may start several.\nNamespaces are made by Lathe itself "
           "or not at all: bubblewrap is not tried.\n");
}

static json_t *way_json(const struct probes *p, int w)
{
    json_t *list = json_array();

    for (int i = 0; i < PROBES_ATTACKS && p->tried[w]; i++)
        if (p->through[w][i])
            json_array_append_new(list, json_string(probes_attack(i)));
    return json_pack("{ss ss sb so}", "layers", probes_way(w), "level",
                     sandbox_level_name(
                         sandbox_level_of(probes_layers(w), p->have.landlock)),
                     "tried", p->tried[w], "through", list);
}

static void print_json(const struct probes *p)
{
    json_t *ways = json_array(), *missing = json_array();

    for (int w = 0; w < PROBES_WAYS; w++)
        json_array_append_new(ways, way_json(p, w));
    for (int i = 0; i < 3; i++)
        if (p->have.missing[i][0])
            json_array_append_new(missing, json_string(p->have.missing[i]));
    cli_json(json_pack("{s{ss si so so si sf ss}}", "sandbox", "level",
                       sandbox_level_name(p->have.level), "landlock",
                       p->have.landlock, "missing", missing, "ways", ways,
                       "attacks", (int)PROBES_ATTACKS, "seconds", p->seconds,
                       "memory", "per process"));
}

int cmd_doctor_sandbox(bool as_json)
{
    struct probes p;
    struct judge j;

    struct status st = judge_open(&j);
    if (st.code)
        return cli_fail(st);
    st = judge_probes(&j, &p);
    judge_close(&j);
    if (st.code)
        return cli_fail(st);
    if (as_json)
        print_json(&p);
    else
        print_plain(&p);
    return through(&p, best_way(&p)) ? CLI_NO : CLI_FINE;
}
