/* walk.c - a model that is told nothing but the moves of a robot: does it know
 * where the robot stands? */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/walkboard.h"

enum { WALK, MOVE_TO, PLACE, ALONG, BOARD, STEPS, RATE };
enum { B = ROBOTWORLD_BATCH, T = ROBOTWORLD_TOKENS, SIDE = ROBOTWORLD_SIDE };

#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 28)

static const char *const boards[] = {"open", "walls", NULL};

static const char *const alongs[] = {"spread", "weights", NULL};

static const struct lab_knob knobs[] = {
    [WALK] = {.name = "walk",
              .help = "the moves that the model reads: n, e, s, w from the "
                      "middle",
              .kind = LAB_TEXT,
              .fallback = "nneess",
              .live = true},
    [MOVE_TO] = {.name = "move-to",
                 .help = "row,column: the robot is moved there in the model's "
                         "mind",
                 .kind = LAB_TEXT,
                 .fallback = "",
                 .live = true},
    [PLACE] = {.name = "place",
               .help = "where the probe reads: 0 the embedding, 1 block 0, 2 "
                       "block 1",
               .kind = LAB_WHOLE,
               .fallback = "1",
               .low = 0,
               .high = ROBOTWORLD_PLACES - 1,
               .live = true},
    [ALONG] = {.name = "along",
               .help = "moved along the probe's weights as they are, or as the "
                       "model's vectors spread",
               .kind = LAB_CHOICE,
               .fallback = "spread",
               .choices = alongs,
               .live = true},
    [BOARD] = {.name = "board",
               .help = "open, or with walls",
               .kind = LAB_CHOICE,
               .fallback = "open",
               .choices = boards},
    [STEPS] = {.name = "steps",
               .help = "training steps",
               .kind = LAB_WHOLE,
               .fallback = "300",
               .low = WALKBOARD_EVERY,
               .high = WALKBOARD_STEPS},
    [RATE] = {.name = "lr",
              .help = "learning rate at first; it falls to a tenth",
              .kind = LAB_REAL,
              .fallback = "0.01",
              .low = 1e-5,
              .high = 1,
              .log = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a cell"},
    {"Enter", "move the robot there, in the model's mind alone"},
    {"o", "leave the model as it is again"},
    {"m", "type other moves"},
    {"p", "read from the next place"},
    {NULL, NULL},
};

struct state {
    struct walkboard found;
    struct graph *graph;
    struct decoder *model;
    struct robotworld walks;
    struct robotprobe probe[ROBOTWORLD_PLACES];
    int32_t ids[T];
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        decoder_free(s->model);
        graph_free(s->graph);
    }
    free(s);
    r->state = NULL;
}

/* The learner's walk and what is to be moved, from the knobs. */
static struct status read_knobs(struct state *s, const struct lab_run *r)
{
    struct walkboard *f = &s->found;
    const char *to = r->value[MOVE_TO].text;
    int row = -1, col = -1, cells[T], count, end = 0;
    int32_t ids[T];

    STATUS_TRY(
        robotworld_read(f->walls, r->value[WALK].text, ids, cells, &count));
    if (*to && (sscanf(to, "%3d ,%3d %n", &row, &col, &end) != 2 || to[end] ||
                row < 0 || col < 0 || row >= SIDE || col >= SIDE))
        return status_fail(STATUS_BAD_USAGE,
                           "move-to is row,column, each from 0 to %d",
                           SIDE - 1);
    if (*to && !robotworld_free(f->walls, row * SIDE + col))
        return status_fail(STATUS_BAD_USAGE, "a wall stands in %d,%d", row,
                           col);
    memcpy(s->ids, ids, sizeof ids);
    memcpy(f->cells, cells, sizeof cells);
    f->count = count;
    for (int i = 1; i < count; i++)
        f->moves[i - 1] = robotworld_letter(ids[i]);
    f->moves[count - 1] = '\0';
    f->target = *to ? row * SIDE + col : -1;
    f->place = (int)r->value[PLACE].number;
    f->straight = r->value[ALONG].number > 0.5;
    f->read = false;
    return STATUS_OK;
}

/* What impossible moves get, on walks that it was not trained on. */
static struct status measure(struct state *s, uint64_t seed)
{
    struct walkboard *f = &s->found;
    float odds[B * T * ROBOTWORLD_MOVES];
    double sum = 0.0;

    robotworld_deal(&s->walks, f->walls, seed, EXAM_STREAM);
    STATUS_TRY(
        robotworld_ask(s->model, s->graph, s->walks.ids, B, T, NULL, odds));
    for (int i = 0; i < B * T; i++)
        sum += robotworld_illegal(f->walls, s->walks.cell[i],
                                  odds + (size_t)i * ROBOTWORLD_MOVES);
    f->step[f->points] = (float)f->steps;
    f->illegal[f->points++] = (float)(sum / (B * T));
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    struct walkboard *f = &s->found;

    f->walls = r->value[BOARD].number > 0.5;
    f->planned =
        (int)r->value[STEPS].number / WALKBOARD_EVERY * WALKBOARD_EVERY;
    graph_set_hook(s->graph, r->hook);
    STATUS_TRY(read_knobs(s, r));
    STATUS_TRY(robotworld_model(&s->model, r->seed));
    return measure(s, r->seed);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st =
        status_fail(STATUS_NO_MEMORY, "no memory for a small model");

    r->state = s;
    if (s)
        s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (s && s->graph)
        st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status train(struct state *s, const struct lab_run *r)
{
    struct walkboard *f = &s->found;

    for (int i = 0; i < WALKBOARD_EVERY; i++) {
        const double left = 1.0 - (double)f->steps / f->planned;
        double loss;

        robotworld_deal(&s->walks, f->walls, r->seed, (uint64_t)f->steps);
        STATUS_TRY(robotworld_train(s->model, s->graph, &s->walks,
                                    r->value[RATE].number * (0.1 + 0.9 * left),
                                    f->steps, &loss));
        f->loss[f->steps++] = (float)loss;
    }
    return measure(s, r->seed);
}

/* The learner's walk: what the probe reads behind its last move, what comes
 * next, and both again where the vector is moved. */
static struct status read_walk(struct state *s)
{
    struct walkboard *f = &s->found;
    const struct robotprobe *p = &s->probe[f->place];
    const struct robotprobe_pass pass = {s->model, s->graph, f->place,
                                         s->ids,   1,        f->count};
    const int last = f->count - 1;
    const bool straight = f->straight;
    float x[T * ROBOTWORLD_WIDTH], odds[T * ROBOTWORLD_MOVES];
    struct robotprobe_edit edit = {.at = {last}};

    STATUS_TRY(robotprobe_run(&pass, NULL, x, odds));
    memcpy(edit.vector, x + (size_t)last * ROBOTWORLD_WIDTH,
           ROBOTWORLD_WIDTH * sizeof *x);
    (void)robotprobe_read(p, edit.vector, f->belief);
    memcpy(f->odds, odds + (size_t)last * ROBOTWORLD_MOVES, sizeof f->odds);
    if (f->target >= 0) {
        f->length = robotprobe_move(p, edit.vector, f->target, straight);
        (void)robotprobe_read(p, edit.vector, f->belief2);
        STATUS_TRY(robotprobe_run(&pass, &edit, NULL, odds));
        memcpy(f->odds2, odds + (size_t)last * ROBOTWORLD_MOVES,
               sizeof f->odds2);
    }
    f->read = true;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct walkboard *f = &s->found;

    *more = true;
    if (f->steps < f->planned)
        return train(s, r);
    if (f->fitted < ROBOTWORLD_PLACES) {
        struct robotprobe *p = &s->probe[f->fitted];

        STATUS_TRY(robotprobe_fit(p, f->fitted, s->model, s->graph, f->walls,
                                  r->hook, r->seed));
        f->right[f->fitted++] = p->right;
        return STATUS_OK;
    }
    *more = false;
    const struct robotprobe_pass pass = {
        .model = s->model, .graph = s->graph, .place = f->place};
    STATUS_TRY(robotprobe_try(&f->test, &s->probe[f->place], f->straight, &pass,
                              f->walls, r->seed));
    f->tried = true;
    return read_walk(s);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    STATUS_TRY(read_knobs(r->state, r));
    r->again = true;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    walkboard_draw(snapshot_, view, cv);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    (void)view;
    walkboard_words(snapshot_, out);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    (void)view;
    return walkboard_data(snapshot_);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct walkboard *f = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = MOVE_TO};

    switch (code) {
    case 'm':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = WALK};
    case 'o':
        return a;
    case 'p':
        return labcells_number(PLACE, f->place, ROBOTWORLD_PLACES);
    case LAB_KEY_ENTER:
        if (!labcells_has(view, SIDE, SIDE) ||
            !robotworld_free(f->walls, view->row * SIDE + view->col))
            return (struct lab_answer){.wish = LAB_IGNORED};
        snprintf(a.text, sizeof a.text, "%d,%d", view->row, view->col);
        return a;
    default:
        return labcells_key(view, SIDE, SIDE, (const int[]){2, 2}, code);
    }
}

const struct lab walk_lab = {
    .name = "walk",
    .question = "Does it know where the robot stands?",
    .about = "A small transformer is trained on the moves of a robot, and on "
             "nothing else. A linear probe reads the robot's cell out of it; "
             "moved along the probe's weights, the model foretells the moves "
             "of another cell.",
    .sources =
        (const char *const[]){"lessons/labs/robotprobe.c:robotprobe_move",
                              "lessons/labs/robotworld.c:robotworld_deal",
                              "engine/core/probe.c:probe_take", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
