#include "engine/core/tiles.h"

#include "engine/core/team.h"

/* A thread's part begins at a multiple of these, so that tiles are whole. */
#define ROW_UNIT 12
#define COL_UNIT 32
/* Operations of a part at least: less costs more in forks than it gains. */
#define PART_WORTH 1e6
/* Operations between two questions to the hook: 10 to 40 ms. */
#define RUN_WORTH 4e9

struct job {
    const struct device *device;
    struct device_product p; /* of this run */
    bool by_rows, by_batch;
    int64_t unit, length; /* of the side that is cut */
    int64_t first;        /* unit of this run */
};

static void part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct device_product *p = &j->p;
    struct gemm_args g = device_gemm(p);
    const int64_t start = (j->first + from) * j->unit;
    const int64_t end = (j->first + to) * j->unit;
    const int64_t n = (end < j->length ? end : j->length) - start;

    if (j->by_batch) {
        g.a = (const float *)g.a + start * g.a_batch;
        g.b = (const float *)g.b + start * g.b_batch;
        g.c = (float *)g.c + start * g.c_batch;
        g.batch = n;
    } else if (j->by_rows) {
        g.a = (const float *)g.a + start * (g.a_transposed ? 1 : g.a_row);
        g.c = (float *)g.c + start * g.c_row;
        g.rows = n;
    } else {
        g.b = (const float *)g.b + start * (g.b_transposed ? g.b_row : 1);
        g.c = (float *)g.c + start;
        g.bias = g.bias ? (const float *)g.bias + start : NULL;
        g.cols = n;
    }
    j->device->f32->product_forward(&g);
}

static int64_t units(int64_t length, int64_t unit)
{
    return (length + unit - 1) / unit;
}

/* The share of the slowest of `team` threads, 1 is even. A last unit that is
 * not whole still costs whole vectors only: 48 columns are 32 and 16. */
static double slowest(int64_t length, int64_t unit, int64_t team)
{
    const int64_t most = units(units(length, unit), team) * unit;

    return (double)((most < length ? most : length) * team) / (double)length;
}

/* A right side of so few numbers is copied by every thread in no time. */
#define NEAR 32768

/* Cutting by columns copies a turned A twice, by rows B; the other side must be
 * clearly evener. Where B is small, rows: what a thread wrote it then reads in
 * the next op, which is cut by rows as well. */
static struct job job_of(const struct device *d, const struct device_product *p,
                         int64_t team)
{
    struct job j = {.device = d, .p = *p, .unit = 1, .length = p->batch};
    const double rows = slowest(p->rows, ROW_UNIT, team);
    const double cols = slowest(p->cols, COL_UNIT, team);

    j.by_batch = p->batch >= team && p->batch > 1;
    if (j.by_batch)
        return j;
    if (p->a_transposed)
        j.by_rows = rows <= 1.1 * cols;
    else
        j.by_rows = cols > 1.1 * rows ||
                    (p->inner * p->cols <= NEAR && rows <= 1.1 * cols);
    j.unit = j.by_rows ? ROW_UNIT : COL_UNIT;
    j.length = j.by_rows ? p->rows : p->cols;
    return j;
}

bool tiles_product(const struct device *d, const struct device_product *p,
                   const struct hook *hook)
{
    if (p->rows == 0 || p->cols == 0 || p->batch == 0)
        return false;
    const double flops = 2.0 * (double)p->batch * (double)p->rows *
                         (double)p->cols * (double)(p->inner + 1);
    const int64_t team = team_size();
    struct job j = job_of(d, p, team);
    const int64_t items = units(j.length, j.unit);
    const double each = flops / (double)items;
    const int64_t most = each * (double)team < RUN_WORTH
                             ? (int64_t)(RUN_WORTH / each) / team * team
                             : team;
    /* team_run() decides by its own measure. */
    const double cost = each * TEAM_WORTH / (2.0 * PART_WORTH);

    for (; j.first < items; j.first += most) {
        if (j.first && hook_stops(hook))
            return true;
        const int64_t left = items - j.first;

        team_run(part, &j, left < most ? left : most, cost);
    }
    return false;
}
