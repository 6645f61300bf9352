/* tensor_views.c - a tensor is numbers in memory, a shape, and steps. Commands
 * change shape and steps; the numbers are moved only where they must. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ops/arith.h"
#include "engine/ops/shape.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/tensorview.h"

enum { SHAPE, DO };
enum { MOST = 120, MOST_WORDS = 8, COMMAND_BYTES = 64, MOST_COMMANDS = 8 };

static const struct lab_knob knobs[] = {
    [SHAPE] = {.name = "shape",
               .help = "of the numbers 0, 1, 2, ...: one to four extents",
               .kind = LAB_TEXT,
               .fallback = "2,3,4",
               .live = true},
    [DO] = {.name = "do",
            .help = "reshape 6 4; transpose 0 1; slice AXIS FROM TO; "
                    "contiguous; add ROWS COLS",
            .kind = LAB_TEXT,
            .fallback = "transpose 1 2",
            .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"d", "type other commands, semicolons between"},
    {"s", "type another shape"},
    {NULL, NULL},
};

/* How a tensor lies in memory, behind each command. */
struct lie {
    char command[COMMAND_BYTES];
    int dims, offset;
    int shape[TENSOR_DIMS], stride[TENSOR_DIMS];
    bool moved; /* the numbers were written anew */
};

struct found {
    struct lie lie[1 + MOST_COMMANDS];
    int lies, copies;
    float value[MOST]; /* of the last one, row-major */
    int memory[MOST];  /* where each of them stands in the memory */
    int count;
};

static void note(struct found *f, const struct tensor *t, const char *command,
                 const struct tensor *before)
{
    struct lie *l = &f->lie[f->lies++];

    snprintf(l->command, COMMAND_BYTES, "%s", command);
    l->dims = t->dims;
    l->offset = (int)t->offset;
    for (int i = 0; i < t->dims; i++) {
        l->shape[i] = (int)t->shape[i];
        l->stride[i] = (int)t->stride[i];
    }
    l->moved = before && t->block != before->block;
    f->copies += l->moved;
}

/* "slice 1 0 2" as a word and numbers; how many numbers, -1: no such thing. */
static int read_command(const char *text, char word[COMMAND_BYTES],
                        int64_t number[MOST_WORDS])
{
    const char *at = text + strcspn(text, " ");
    int n = 0;

    snprintf(word, COMMAND_BYTES, "%.*s", (int)(at - text), text);
    for (;;) {
        char *end;
        const long x = strtol(at, &end, 10);

        if (end == at)
            break;
        if (n == MOST_WORDS || x < -MOST || x > MOST)
            return -1;
        number[n++] = x;
        at = end;
    }
    return at[strspn(at, " ")] ? -1 : n;
}

/* A table of 100, 200, 300, ... is added; extents of 1 are repeated. */
static struct tensor *add_table(struct graph *g, struct tensor *x, int dims,
                                const int64_t *shape)
{
    float number[MOST];
    int64_t count = 1;

    for (int i = 0; i < dims; i++)
        count *= shape[i];
    if (count < 1 || count > MOST)
        return graph_fail(g, STATUS_BAD_USAGE,
                          "add: a table of 1 to %d numbers", MOST);
    for (int64_t i = 0; i < count; i++)
        number[i] = (float)(100 * (i + 1));
    return arith_add(g, x, graph_floats(g, dims, shape, number));
}

static struct tensor *run(struct graph *g, struct tensor *x, const char *text)
{
    char word[COMMAND_BYTES];
    int64_t with[MOST_WORDS] = {0};
    const int n = read_command(text, word, with);

    if (strcmp(word, "reshape") == 0 && n >= 1 && n <= TENSOR_DIMS)
        return shape_reshape(g, x, n, with);
    if (strcmp(word, "transpose") == 0 && n == 2)
        return shape_transpose(g, x, (int)with[0], (int)with[1]);
    if (strcmp(word, "slice") == 0 && n == 3)
        return shape_slice(g, x, (int)with[0], with[1], with[2]);
    if (strcmp(word, "contiguous") == 0 && n == 0)
        return shape_contiguous(g, x);
    if (strcmp(word, "add") == 0 && n >= 1 && n <= TENSOR_DIMS)
        return add_table(g, x, n, with);
    return graph_fail(g, STATUS_BAD_USAGE,
                      "\"%s\" is no command; these are: reshape 6 4; "
                      "transpose 0 1; slice 1 0 2; contiguous; add 1 4",
                      text);
}

static struct status run_all(struct found *f, struct graph *g,
                             struct tensor **x, const char *list)
{
    char text[COMMAND_BYTES];

    for (const char *at = list; *at;) {
        const size_t skip = strspn(at, " ;"), bytes = strcspn(at + skip, ";");

        at += skip;
        if (!*at)
            break;
        if (bytes >= sizeof text || f->lies > MOST_COMMANDS)
            return status_fail(STATUS_BAD_USAGE,
                               "do takes at most %d short commands",
                               MOST_COMMANDS);
        snprintf(text, sizeof text, "%.*s", (int)bytes, at);
        struct tensor *before = *x;
        *x = run(g, before, text);
        STATUS_TRY(graph_status(g));
        note(f, *x, text, before);
        at += bytes;
    }
    return STATUS_OK;
}

static void copy_numbers(struct found *f, const struct tensor *x)
{
    int at[TENSOR_DIMS] = {0};

    f->count = (int)tensor_count(x);
    for (int i = 0; i < f->count; i++) {
        f->value[i] = (float)tensor_get(x, i);
        f->memory[i] = (int)x->offset;
        for (int d = 0; d < x->dims; d++)
            f->memory[i] += at[d] * (int)x->stride[d];
        for (int d = x->dims - 1; d >= 0 && ++at[d] == (int)x->shape[d]; d--)
            at[d] = 0;
    }
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    int extent[4], dims, count = 1;
    int64_t shape[4];
    float number[MOST];

    STATUS_TRY(labnumbers_read_whole(r->value[SHAPE].text, "shape",
                                     (const int[]){1, MOST}, 4, extent, &dims));
    for (int i = 0; i < dims && count <= MOST; i++) {
        shape[i] = extent[i];
        count *= extent[i];
    }
    if (count > MOST)
        return status_fail(STATUS_BAD_USAGE, "at most %d numbers", MOST);
    for (int i = 0; i < count; i++)
        number[i] = (float)i;
    struct tensor *x = graph_floats(g, dims, shape, number);
    STATUS_TRY(graph_status(g));
    note(f, x, "as it was made", NULL);
    STATUS_TRY(run_all(f, g, &x, r->value[DO].text));
    if (tensor_count(x) > MOST)
        return status_fail(STATUS_BAD_USAGE, "at most %d numbers", MOST);
    copy_numbers(f, x);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static void list(char out[64], const int *x, int n)
{
    int at = snprintf(out, 64, "[");

    for (int i = 0; i < n; i++)
        at +=
            snprintf(out + at, (size_t)(64 - at), "%s%d", i ? ", " : "", x[i]);
    snprintf(out + at, (size_t)(64 - at), "]");
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct lie *last = &f->lie[f->lies - 1];
    const struct tensorview t = {
        .value = f->value, .extent = last->shape, .dims = last->dims};

    (void)view;
    canvas_printf(cv, 0, 0, INK_DIM, "%-20s %-14s %-16s %s", "command", "shape",
                  "steps", "memory");
    for (int i = 0; i < f->lies; i++) {
        const struct lie *l = &f->lie[i];
        char shape[64], stride[64];

        list(shape, l->shape, l->dims);
        list(stride, l->stride, l->dims);
        canvas_printf(cv, 1 + i, 0, INK_TEXT, "%-20.20s %-14s %-16s %s",
                      l->command, shape, stride,
                      i == 0     ? ""
                      : l->moved ? "written anew"
                                 : "the same");
    }
    tensorview_draw(
        &t, cv,
        (struct canvas_rect){f->lies + 1, 0, cv->rows - f->lies - 1, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    for (int i = 0; i < f->lies; i++) {
        const struct lie *l = &f->lie[i];
        char shape[64], stride[64];

        list(shape, l->shape, l->dims);
        list(stride, l->stride, l->dims);
        buf_printf(out, "%s: shape %s, steps %s%s.\n", l->command, shape,
                   stride,
                   i == 0     ? ""
                   : l->moved ? ", written anew"
                              : ", the same memory");
    }
    buf_printf(out, "In order: ");
    for (int i = 0; i < f->count && i < 24; i++)
        buf_printf(out, "%s%g", i ? ", " : "", (double)f->value[i]);
    buf_printf(out, "%s.\n", f->count > 24 ? ", ..." : "");
}

static json_t *whole_row(const int *x, int n)
{
    json_t *out = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(out, json_integer(x[i]));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct lie *l = &f->lie[f->lies - 1];
    json_t *steps = json_array();

    (void)view;
    for (int i = 0; i < f->lies; i++)
        json_array_append_new(
            steps,
            json_pack("{ss so so sb}", "command", f->lie[i].command, "shape",
                      whole_row(f->lie[i].shape, f->lie[i].dims), "steps",
                      whole_row(f->lie[i].stride, f->lie[i].dims), "moved",
                      f->lie[i].moved));
    return json_pack("{si so so si si so so so}", "dims", l->dims, "shape",
                     whole_row(l->shape, l->dims), "steps",
                     whole_row(l->stride, l->dims), "offset", l->offset,
                     "copies", f->copies, "values",
                     labnumbers_row(f->value, f->count), "memory",
                     whole_row(f->memory, f->count), "done", steps);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    (void)view;
    if (code == 'd' || code == 's')
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = code == 'd' ? DO : SHAPE};
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab tensor_views_lab = {
    .name = "tensor-views",
    .question = "What moves when a tensor is turned?",
    .about = "Numbers 0, 1, 2, ... in memory, seen as a tensor. Reshape, "
             "transpose and slice change shape and steps; see when the "
             "numbers themselves have to move.",
    .sources = (const char *const[]){"engine/ops/shape.c:shape_transpose",
                                     "engine/core/tensor.c:tensor_get", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
