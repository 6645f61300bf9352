#include "tui/runchart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct status add(struct runchart *c, const struct runs_run *r,
                         const struct runs_curve *from, bool numbered)
{
    const int i = c->chart.count;
    const size_t n = (size_t)from->count;
    float *room = calloc(n + 1, 2 * sizeof *room);

    if (!room)
        return status_fail(STATUS_NO_MEMORY, "no memory for the curves");
    for (size_t k = 0; k < n; k++) {
        room[k] = (float)from->step[k];
        room[n + k] = (float)from->value[k];
    }
    if (numbered) {
        snprintf(c->name[i], sizeof c->name[i], "%lld %s", (long long)r->number,
                 from->name);
    } else {
        snprintf(c->name[i], sizeof c->name[i], "%s", from->name);
    }
    c->room[i] = room;
    c->series[i] =
        (struct chart_series){c->name[i], room, room + n, from->count};
    c->chart.count++;
    return STATUS_OK;
}

static struct status add_run(struct runchart *c, const struct runs_run *r,
                             const struct runs_curves *of, int most,
                             bool numbered)
{
    for (int i = 0; i < of->count && i < most; i++)
        STATUS_TRY(add(c, r, &of->curve[i], numbered));
    return STATUS_OK;
}

struct status runchart_init(struct runchart *c, const struct runs_run *a,
                            const struct runs_curves *of_a,
                            const struct runs_run *b,
                            const struct runs_curves *of_b)
{
    const int most = b ? CHART_MAX_SERIES / 2 : CHART_MAX_SERIES;
    struct status st;

    *c = (struct runchart){.chart = {.x_name = "step"}};
    st = add_run(c, a, of_a, most, b != NULL);
    if (!st.code && b)
        st = add_run(c, b, of_b, most, true);
    c->chart.series = c->series;
    if (st.code)
        runchart_release(c);
    return st;
}

void runchart_release(struct runchart *c)
{
    for (int i = 0; i < c->chart.count; i++)
        free(c->room[i]);
    *c = (struct runchart){0};
}

void runchart_what(const struct runs_run *r, char *out, size_t size)
{
    const char *from =
        strncmp(r->command, "lathe ", 6) == 0 ? r->command + 6 : r->command;

    snprintf(out, size, "%s", from);
}

void runchart_when(const struct runs_run *r, char out[RUNCHART_WHEN_BYTES])
{
    const time_t at = (time_t)r->started;
    struct tm tm;

    if (!localtime_r(&at, &tm) ||
        strftime(out, RUNCHART_WHEN_BYTES, "%Y-%m-%d %H:%M", &tm) == 0)
        snprintf(out, RUNCHART_WHEN_BYTES, "%lld", (long long)r->started);
}
