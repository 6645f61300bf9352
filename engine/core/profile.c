#include "engine/core/profile.h"

#include <stdlib.h>
#include <string.h>

static struct profile_row *find(struct profile *p, const char *name, bool back)
{
    for (int i = 0; i < p->rows; i++)
        if (p->row[i].back == back && strcmp(p->row[i].name, name) == 0)
            return &p->row[i];
    if (p->rows == PROFILE_ROWS) /* more ops than the table has rows */
        return &p->row[PROFILE_ROWS - 1];
    p->row[p->rows] = (struct profile_row){.name = name, .back = back};
    return &p->row[p->rows++];
}

static void add(struct profile_row *row, double seconds, struct op_cost cost)
{
    row->calls++;
    row->seconds += seconds;
    row->flops += cost.flops;
    row->bytes += cost.bytes;
}

void profile_tape(struct profile *p, const struct graph *g)
{
    for (int i = 0; i < graph_records(g); i++) {
        const struct op_record *r = graph_record(g, i);
        const struct op_cost none = {0.0, 0.0};

        if (r->forward_ns)
            add(find(p, r->op->name, false), 1e-9 * (double)r->forward_ns,
                r->op->forward_cost ? r->op->forward_cost(r) : none);
        if (r->backward_ns)
            add(find(p, r->op->name, true), 1e-9 * (double)r->backward_ns,
                r->op->backward_cost ? r->op->backward_cost(r) : none);
    }
}

void profile_add(struct profile *p, const char *name, double seconds,
                 double flops, double bytes)
{
    add(find(p, name, false), seconds, (struct op_cost){flops, bytes});
}

void profile_step(struct profile *p, double seconds)
{
    p->steps++;
    p->seconds += seconds;
}

static int by_seconds(const void *a, const void *b)
{
    const struct profile_row *x = a, *y = b;

    return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

void profile_sort(struct profile *p)
{
    qsort(p->row, (size_t)p->rows, sizeof *p->row, by_seconds);
}

double profile_share(const struct profile_row *row, const struct roof *roof,
                     enum graph_mode mode, bool *memory)
{
    const bool half = mode == GRAPH_BF16 && strcmp(row->name, "linear") == 0;
    const double peak =
        half && roof->bf16_flops > 0.0 ? roof->bf16_flops : roof->f32_flops;
    const double compute = row->flops / peak;
    const double moving = row->bytes / roof->stream_bytes;

    *memory = moving > compute;
    if (!(row->seconds > 0.0))
        return 0.0;
    return (*memory ? moving : compute) / row->seconds;
}
