#include "tests/support/testlabs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "viz/heatmap.h"

atomic_int testlabs_open, testlabs_snapshots;

static struct status open_count(struct lab_run *r)
{
    struct testlabs_count *c = calloc(1, sizeof *c);

    if (!c)
        return status_fail(STATUS_NO_MEMORY, "count: out of memory");
    c->by = r->value[0].number;
    r->state = c;
    testlabs_open++;
    return STATUS_OK;
}

static struct status step_count(struct lab_run *r, bool *more)
{
    struct testlabs_count *c = r->state;
    const struct timespec pause = {0, 1000000};

    nanosleep(&pause, NULL);
    c->sum += (int64_t)c->by;
    c->steps++;
    *more = c->steps < (int64_t)r->value[1].number;
    return STATUS_OK;
}

static struct status turn_count(struct lab_run *r, int knob)
{
    struct testlabs_count *c = r->state;

    (void)knob;
    c->by = r->value[0].number;
    if (c->turns < 64)
        c->turned_at[c->turns++] = c->steps;
    return STATUS_OK;
}

static void close_any(struct lab_run *r)
{
    free(r->state);
    testlabs_open--;
}

static struct status shoot_count(const struct lab_run *r, void **out)
{
    *out = malloc(sizeof(struct testlabs_count));
    if (!*out)
        return status_fail(STATUS_NO_MEMORY, "count: out of memory");
    memcpy(*out, r->state, sizeof(struct testlabs_count));
    testlabs_snapshots++;
    return STATUS_OK;
}

static void forget(void *snapshot)
{
    free(snapshot);
    testlabs_snapshots--;
}

static void draw_count(const void *snapshot, const struct lab_view *view,
                       struct canvas *cv)
{
    const struct testlabs_count *c = snapshot;

    (void)view;
    canvas_printf(cv, 0, 0, INK_TEXT, "sum %d", (int)c->sum);
}

static void words_count(const void *snapshot, const struct lab_view *view,
                        struct buf *out)
{
    const struct testlabs_count *c = snapshot;

    (void)view;
    buf_printf(out, "The sum is %d after %d steps.", (int)c->sum,
               (int)c->steps);
}

static json_t *data_count(const void *snapshot, const struct lab_view *view)
{
    const struct testlabs_count *c = snapshot;

    (void)view;
    return json_pack("{s:I,s:I}", "sum", (json_int_t)c->sum, "steps",
                     (json_int_t)c->steps);
}

static const struct lab_knob count_knobs[] = {
    {"by", "added by each step", LAB_WHOLE, "1", 0, 1000, false, true, NULL},
    {"steps", "how many", LAB_WHOLE, "1000000", 1, 1e6, false, false, NULL},
    {NULL, NULL, LAB_WHOLE, NULL, 0, 0, false, false, NULL},
};
static const struct lab_key count_keys[] = {{"z", "zeroes nothing"},
                                            {NULL, NULL}};
static const struct lab count_lab = {
    .name = "count",
    .question = "What is the sum?",
    .about = "Counts.",
    .knobs = count_knobs,
    .keys = count_keys,
    .open = open_count,
    .step = step_count,
    .turn = turn_count,
    .snapshot = shoot_count,
    .forget = forget,
    .close = close_any,
    .draw = draw_count,
    .words = words_count,
    .data = data_count,
};

static struct status open_echo(struct lab_run *r)
{
    r->state = strdup(r->value[0].text);
    testlabs_open++;
    return STATUS_OK;
}

static struct status turn_echo(struct lab_run *r, int knob)
{
    (void)knob;
    free(r->state);
    r->state = strdup(r->value[0].text);
    return STATUS_OK;
}

static struct status shoot_echo(const struct lab_run *r, void **out)
{
    *out = strdup(r->state);
    testlabs_snapshots++;
    return STATUS_OK;
}

static void draw_echo(const void *snapshot, const struct lab_view *view,
                      struct canvas *cv)
{
    (void)view;
    canvas_printf(cv, 0, 0, INK_TEXT, "echo: %s", (const char *)snapshot);
}

static void words_echo(const void *snapshot, const struct lab_view *view,
                       struct buf *out)
{
    (void)view;
    buf_printf(out, "It says %s.", (const char *)snapshot);
}

static json_t *data_echo(const void *snapshot, const struct lab_view *view)
{
    (void)view;
    return json_pack("{s:i}", "bytes", (int)strlen(snapshot));
}

static const struct lab_knob echo_knobs[] = {
    {"text", "what it says", LAB_TEXT, "hello", 0, 0, false, true, NULL},
    {NULL, NULL, LAB_WHOLE, NULL, 0, 0, false, false, NULL},
};
static const struct lab echo_lab = {
    .name = "next-token",
    .question = "What does it say?",
    .about = "Says it.",
    .sources = (const char *const[]){"viz/ink.c:ink_ramp", "viz/ink.h", NULL},
    .knobs = echo_knobs,
    .open = open_echo,
    .turn = turn_echo,
    .snapshot = shoot_echo,
    .forget = forget,
    .close = close_any,
    .draw = draw_echo,
    .words = words_echo,
    .data = data_echo,
};

/* As a large model does: many ops, and the hook is asked between them. */
static struct status step_heavy(struct lab_run *r, bool *more)
{
    const double until = clock_seconds() + 5.0;
    double op = clock_seconds();

    *more = true;
    while (clock_seconds() < until) {
        if (clock_seconds() < op + 0.001)
            continue;
        op = clock_seconds();
        if (hook_stops(&r->hook))
            return status_fail(STATUS_CANCELLED, "stopped");
    }
    return STATUS_OK;
}

static const struct lab heavy_lab = {
    .name = "heavy",
    .question = "How long?",
    .about = "Spins.",
    .knobs = count_knobs,
    .open = open_count,
    .step = step_heavy,
    .turn = turn_count,
    .snapshot = shoot_count,
    .forget = forget,
    .close = close_any,
    .draw = draw_count,
    .words = words_count,
    .data = data_count,
};

static json_t *data_learn(const void *snapshot, const struct lab_view *view)
{
    const struct testlabs_count *c = snapshot;
    json_t *steps = json_array(), *loss = json_array();

    (void)view;
    for (int64_t i = 1; i <= c->steps && i <= 100; i++) {
        json_array_append_new(steps, json_integer(i));
        json_array_append_new(loss, json_real(4.0 / (double)i));
    }
    return json_pack("{s:o,s:o}", "steps", steps, "loss", loss);
}

static const struct lab learn_lab = {
    .name = "learn",
    .question = "Does it learn?",
    .about = "Counts.",
    .knobs = count_knobs,
    .open = open_count,
    .step = step_count,
    .turn = turn_count,
    .snapshot = shoot_count,
    .forget = forget,
    .close = close_any,
    .draw = draw_count,
    .words = words_count,
    .data = data_learn,
};

static const float grid_value[] = {0,  1,  2,  3,  4,  10, 11, 12, 13, 14,
                                   20, 21, 22, 23, 24, 30, 31, 32, 33, 34};

static void draw_grid(const void *snapshot, const struct lab_view *view,
                      struct canvas *cv)
{
    const struct heatmap map = {.value = grid_value,
                                .rows = 4,
                                .cols = 5,
                                .picks = true,
                                .cursor = view->row >= 0,
                                .at_row = view->row,
                                .at_col = view->col};

    (void)snapshot;
    heatmap_draw(&map, cv, canvas_whole(cv));
}

static struct lab_answer key_grid(const void *snapshot, struct lab_view *view,
                                  int key)
{
    (void)snapshot;
    view->chosen = view->chosen || key == LAB_KEY_ENTER;
    return (struct lab_answer){key == LAB_KEY_ENTER ? LAB_REDRAW : LAB_IGNORED,
                               0, ""};
}

static const struct lab grid_lab = {
    .name = "grid",
    .question = "Which cell?",
    .about = "Shows a map.",
    .knobs = echo_knobs,
    .open = open_echo,
    .turn = turn_echo,
    .snapshot = shoot_echo,
    .forget = forget,
    .close = close_any,
    .draw = draw_grid,
    .words = words_echo,
    .data = data_echo,
    .key = key_grid,
};

static const struct lab *const table[] = {&count_lab, &grid_lab, &heavy_lab,
                                          &learn_lab, &echo_lab, NULL};

int lab_count(void)
{
    return 5;
}

const struct lab *lab_at(int i)
{
    return i >= 0 && i < 5 ? table[i] : NULL;
}

const struct lab *lab_find(const char *name)
{
    for (int i = 0; table[i]; i++) {
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    }
    return NULL;
}

int lab_knob(const struct lab *lab, const char *name)
{
    for (int i = 0; lab->knobs[i].name; i++) {
        if (strcmp(lab->knobs[i].name, name) == 0)
            return i;
    }
    return -1;
}
