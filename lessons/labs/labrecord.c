#include "lessons/labs/labrecord.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/train/runs.h"

static const char *const names[] = {"loss", "val_loss", "accuracy"};
enum { NAMES = sizeof names / sizeof *names };

struct lines {
    struct runlog_curve curve[RUNS_CURVES];
    char name[RUNS_CURVES][RUNS_NAME_BYTES];
    int count;
    int64_t steps;
    bool failed;
};

static double number_at(const json_t *array, size_t i)
{
    const json_t *x = json_array_get(array, i);

    return json_is_number(x) ? json_number_value(x) : (double)NAN;
}

/* A line's steps stand beside it; else it counts from 1, or from 0 where it
 * also has the moment before the first step. */
static double step_of(const json_t *steps, size_t n, size_t i, int64_t done)
{
    if (json_array_size(steps) == n)
        return number_at(steps, i);
    return (double)i + ((int64_t)n == done + 1 ? 0.0 : 1.0);
}

static void add(struct lines *l, const char *owner, const char *name,
                const json_t *values, const json_t *steps)
{
    const size_t n = json_array_size(values);
    double *room;

    if (n == 0 || l->count == RUNS_CURVES)
        return;
    room = calloc(n, 2 * sizeof *room);
    if (!room) {
        l->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        room[i] = step_of(steps, n, i, l->steps);
        room[n + i] = number_at(values, i);
    }
    snprintf(l->name[l->count], RUNS_NAME_BYTES, "%s%s%s", owner,
             *owner ? "." : "", name);
    l->curve[l->count] = (struct runlog_curve){
        .name = l->name[l->count],
        .step = room,
        .value = room + n,
        .count = (int)n,
    };
    l->count++;
}

static void add_object(struct lines *l, const char *owner, const json_t *from)
{
    for (int i = 0; i < NAMES; i++)
        add(l, owner, names[i], json_object_get(from, names[i]),
            json_object_get(from, "steps"));
}

static void collect(struct lines *l, const json_t *data)
{
    const char *key;
    json_t *value;

    add_object(l, "", data);
    /* jansson's own loop takes what it only reads as changeable. */
    for (void *at = json_object_iter((json_t *)(uintptr_t)data); at;
         at = json_object_iter_next((json_t *)(uintptr_t)data, at)) {
        key = json_object_iter_key(at);
        value = json_object_iter_value(at);
        if (json_is_object(value))
            add_object(l, key, value);
    }
}

static void release(struct lines *l)
{
    for (int i = 0; i < l->count; i++)
        free((void *)(uintptr_t)l->curve[i].step);
}

bool labrecord_trains(const json_t *data)
{
    struct lines l = {0};
    bool any;

    collect(&l, data);
    any = l.count > 0;
    release(&l);
    return any;
}

struct status labrecord_keep(struct db *d, const struct labrecord *about,
                             const json_t *data, int64_t *number)
{
    const struct runlog_about run = {.command = about->run,
                                     .argv = "",
                                     .recipe = "",
                                     .data_hash = "",
                                     .mode = "strict", /* of every recipe */
                                     .version = about->version,
                                     .seed = about->seed,
                                     .lab = true,
                                     .going = about->going};
    struct lines l = {.steps = about->steps};
    struct status st = STATUS_OK;

    collect(&l, data);
    if (l.failed) {
        st = status_fail(STATUS_NO_MEMORY, "no memory to record a run");
    } else if (l.count > 0) {
        st = runlog_put(d, &run, about->steps, l.curve, l.count, number);
    }
    release(&l);
    return st;
}

struct status labrecord_run(struct db *d, const struct labrun *r,
                            const char *version, int64_t *number)
{
    const struct lab_view view = labrun_view(NULL);
    char *run = labplan_string(&r->plan);
    void *snapshot = NULL;
    struct status st =
        run ? labrun_snapshot(r, &snapshot)
            : status_fail(STATUS_NO_MEMORY, "no memory to record a run");

    if (!st.code) {
        json_t *data = r->run.lab->data(snapshot, &view);

        st = labrecord_keep(d,
                            &(struct labrecord){.run = run,
                                                .version = version,
                                                .seed = r->plan.seed,
                                                .steps = r->run.steps,
                                                .going = r->more},
                            data, number);
        json_decref(data);
        labrun_forget(r, snapshot);
    }
    free(run);
    return st;
}
