#include "tui/commands/profiletable.h"

#include <stdio.h>

/* One row, per step. */
struct line {
    char name[48];
    double calls, ms, step_share, gflops, gbps, roof_share;
    const char *limit; /* what it runs against; "" where nothing is known */
};

static double rate(double count, double seconds)
{
    return seconds > 0.0 ? 1e-9 * count / seconds : 0.0;
}

static struct line line_of(const struct profile *p, int i,
                           const struct roof *roof, enum graph_mode mode)
{
    const struct profile_row *r = &p->row[i];
    const double steps = p->steps ? (double)p->steps : 1.0;
    struct line l = {.calls = (double)r->calls / steps,
                     .ms = 1e3 * r->seconds / steps,
                     .step_share =
                         p->seconds > 0.0 ? r->seconds / p->seconds : 0.0,
                     .gflops = rate(r->flops, r->seconds),
                     .gbps = rate(r->bytes, r->seconds),
                     .limit = ""};
    bool memory = false;

    snprintf(l.name, sizeof l.name, "%.30s%s", r->name,
             r->back ? ", back" : "");
    if (roof)
        l.roof_share = profile_share(r, roof, mode, &memory);
    if (l.roof_share > 0.0) {
        l.limit = !memory                ? "products"
                  : l.roof_share > 1.001 ? "cache"
                                         : "memory";
    }
    return l;
}

/* What the rows leave of the steps: between ops, batches, reports. */
static double rest_ms(const struct profile *p)
{
    double seconds = p->seconds;

    for (int i = 0; i < p->rows; i++)
        seconds -= p->row[i].seconds;
    return 1e3 * seconds / (p->steps ? (double)p->steps : 1.0);
}

static void print_line(const struct line *l)
{
    printf("%-24s %6.0f %9.3f %6.1f%% %9.1f %8.1f", l->name, l->calls, l->ms,
           100.0 * l->step_share, l->gflops, l->gbps);
    if (*l->limit)
        printf(" %6.0f%%  %s", 100.0 * l->roof_share, l->limit);
    printf("\n");
}

static void print_roof(const struct roof *roof)
{
    printf("%s, %d thread%s\nroofs: %.0f GFLOP/s in f32", roof->machine,
           roof->threads, roof->threads > 1 ? "s" : "", 1e-9 * roof->f32_flops);
    if (roof->bf16_flops > 0.0)
        printf(", %.0f in bf16", 1e-9 * roof->bf16_flops);
    printf("; memory %.1f GB/s\n", 1e-9 * roof->stream_bytes);
}

void profiletable_print(const struct profile *p, const struct roof *roof,
                        enum graph_mode mode)
{
    const double steps = p->steps ? (double)p->steps : 1.0;

    if (roof)
        print_roof(roof);
    printf("%-24s %6s %9s %7s %9s %8s%s\n", "op", "calls", "ms a step", "share",
           "GFLOP/s", "GB/s", roof ? "  of roof and what limits" : "");
    for (int i = 0; i < p->rows; i++) {
        const struct line l = line_of(p, i, roof, mode);

        print_line(&l);
    }
    const double rest = rest_ms(p), step = 1e3 * p->seconds / steps;
    printf("%-24s %6s %9.3f %6.1f%%\n", "between the ops", "", rest,
           step > 0.0 ? 100.0 * rest / step : 0.0);
    printf("%-24s %6s %9.3f, mean of %lld steps\n", "step", "", step,
           (long long)p->steps);
}

/* Of a learner's function neither flops nor bytes are known. */
static struct line line_of_yours(const struct profile *p,
                                 const struct mine_cost *cost)
{
    const double steps = p->steps ? (double)p->steps : 1.0;

    return (struct line){
        .calls = (double)cost->calls / steps,
        .ms = 1e3 * cost->seconds / steps,
        .step_share = p->seconds > 0.0 ? cost->seconds / p->seconds : 0.0};
}

void profiletable_yours(const struct profile *p, const struct mine_cost *cost,
                        int parts)
{
    for (int i = 0; i < parts; i++) {
        const struct line l = line_of_yours(p, &cost[i]);

        printf("your %-19s %6.0f %9.3f %6.1f%%, among the ops above\n",
               cost[i].name, l.calls, l.ms, 100.0 * l.step_share);
    }
}

json_t *profiletable_yours_json(const struct profile *p,
                                const struct mine_cost *cost, int parts)
{
    json_t *rows = json_array();

    for (int i = 0; i < parts; i++) {
        const struct line l = line_of_yours(p, &cost[i]);

        json_array_append_new(
            rows, json_pack("{ss sf sf sf}", "part", cost[i].name, "calls",
                            l.calls, "ms", l.ms, "step_share", l.step_share));
    }
    return rows;
}

json_t *profiletable_roof(const struct roof *roof)
{
    return json_pack("{ss si sf sf sf}", "machine", roof->machine, "threads",
                     roof->threads, "f32_gflops", 1e-9 * roof->f32_flops,
                     "bf16_gflops", 1e-9 * roof->bf16_flops, "gbps",
                     1e-9 * roof->stream_bytes);
}

json_t *profiletable_json(const struct profile *p, const struct roof *roof,
                          enum graph_mode mode)
{
    json_t *rows = json_array();

    for (int i = 0; i < p->rows; i++) {
        const struct line l = line_of(p, i, roof, mode);

        json_array_append_new(
            rows, json_pack("{ss sb sf sf sf sf sf ss sf}", "op",
                            p->row[i].name, "back", (int)p->row[i].back,
                            "calls", l.calls, "ms", l.ms, "gflops", l.gflops,
                            "gbps", l.gbps, "roof_share", l.roof_share, "limit",
                            l.limit, "step_share", l.step_share));
    }
    return json_pack(
        "{sI sf so so}", "steps", (json_int_t)p->steps, "seconds", p->seconds,
        "roof", roof ? profiletable_roof(roof) : json_null(), "rows", rows);
}
