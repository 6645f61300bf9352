/* backprop_walk.c - a network of six or eight weights, one line of arithmetic
 * at a time: forward, back, and the step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/walklines.h"

enum { NET, X, TARGET, PASS, RATE, ROUNDS, BIASES, SHOWN };
enum { MOST_ROUNDS = 20000, CHUNK = 500 };

static const char *const nets[] = {"example", "xor", NULL};
static const char *const passes[] = {"forward", "back", "step", NULL};
static const char *const stages[] = {"forward", "back", "the step"};

static const struct lab_knob knobs[] = {
    [NET] = {.name = "net",
             .help = "2-2-2 with sigmoids, or 2-2-1 that solves xor",
             .kind = LAB_CHOICE,
             .fallback = "example",
             .choices = nets},
    [X] = {.name = "x",
           .help = "the two inputs",
           .kind = LAB_TEXT,
           .fallback = "0.05,0.10"},
    [TARGET] = {.name = "target",
                .help = "what the outputs should be: two numbers, of xor one",
                .kind = LAB_TEXT,
                .fallback = ""},
    [PASS] = {.name = "pass",
              .help = "how far the walk goes",
              .kind = LAB_CHOICE,
              .fallback = "step",
              .choices = passes},
    [RATE] = {.name = "rate",
              .help = "the learning rate",
              .kind = LAB_REAL,
              .fallback = "0.5",
              .low = 0.0,
              .high = 1000.0},
    [ROUNDS] = {.name = "rounds",
                .help = "walks the pass of this round, the others before it "
                        "unseen",
                .kind = LAB_WHOLE,
                .fallback = "1",
                .low = 1,
                .high = MOST_ROUNDS},
    [BIASES] = {.name = "biases",
                .help = "whether the step moves the biases too",
                .kind = LAB_SWITCH,
                .fallback = "off"},
    [SHOWN] = {.name = "shown",
               .help = "lines of the walk that are shown; 0: as it goes",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = WALKLINES_MOST,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "a line back, a line on"},
    {"<, >", "the round before this one, the round after"},
    {NULL, NULL},
};

struct found {
    struct walknet net; /* without its pointers */
    struct walknet_pass pass, next;
    struct walklines lines;
    int rounds, done; /* done: rounds before this one */
    int walked, shown;
    double first_error;
};

struct state {
    struct found found;
    struct walknet net;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        walknet_release(&s->net);
    free(s);
    r->state = NULL;
}

/* In f64, for a published example is compared digit by digit. */
static struct status read_numbers(const char *text, const char *what, int n,
                                  double *out)
{
    float rounded[2];

    STATUS_TRY(labnumbers_read(text, what, n, rounded));
    for (int i = 0; i < n; i++) {
        char *end;

        out[i] = strtod(text, &end);
        text = end + (*end == ',');
    }
    return STATUS_OK;
}

static struct status read_pairs(struct state *s, const struct lab_run *r)
{
    static const char *const fallback[] = {"0.01,0.99", "0"};
    const char *text = r->value[TARGET].text;

    STATUS_TRY(read_numbers(r->value[X].text, "x", 2, s->net.x));
    return read_numbers(*text ? text : fallback[s->net.kind], "target",
                        s->net.outputs, s->net.target);
}

/* The pass of the round that is walked, written down whole. */
static struct status write_down(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    struct walklines_wish wish = {
        .last = (enum walklines_stage)r->value[PASS].number,
        .rate = r->value[RATE].number,
        .biases = r->value[BIASES].number > 0.0};

    STATUS_TRY(walknet_step(&s->net, &f->pass, wish.rate, wish.biases));
    STATUS_TRY(walknet_pass(&s->net, &f->next));
    wish.new_error = f->next.error;
    walklines_write(&f->lines, &s->net, &f->pass, &wish);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a walk");
    struct status st =
        walknet_open(&s->net, (enum walknet_kind)r->value[NET].number);
    s->found.rounds = (int)r->value[ROUNDS].number;
    s->found.shown = (int)r->value[SHOWN].number;
    if (!st.code)
        st = read_pairs(s, r);
    if (!st.code)
        st = walknet_pass(&s->net, &s->found.pass);
    s->found.first_error = s->found.pass.error;
    /* A walk of the first round knows its length from the start. */
    if (!st.code && s->found.rounds == 1)
        st = write_down(s, r);
    if (st.code)
        close(r);
    return st;
}

/* Rounds that nobody watches go fast; then a line a step. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;

    *more = true;
    for (int i = 0; i < CHUNK && f->done < f->rounds - 1; i++) {
        STATUS_TRY(walknet_step(&s->net, &f->pass, r->value[RATE].number,
                                r->value[BIASES].number > 0.0));
        STATUS_TRY(walknet_pass(&s->net, &f->pass));
        f->done++;
    }
    if (f->done < f->rounds - 1)
        return STATUS_OK;
    if (!f->lines.count)
        STATUS_TRY(write_down(s, r));
    if (f->walked < f->lines.count)
        f->walked++;
    *more = f->walked < f->lines.count;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    (void)knob;
    s->found.shown = (int)r->value[SHOWN].number;
    r->again = s->found.walked < s->found.lines.count;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    STATUS_TRY(labnumbers_copy(&s->found, sizeof s->found, out));
    struct found *f = *out;
    f->net = s->net;
    f->net.params = NULL;
    f->net.graph = NULL;
    return STATUS_OK;
}

static int seen(const struct found *f)
{
    const int most = f->shown ? f->shown : f->walked;

    return most < f->lines.count ? most : f->lines.count;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int last = seen(f) - 1, rows = cv->rows - 1;
    int row = 1, first = last;

    (void)view;
    /* As many lines as there is room for, with a title a stage. */
    for (int used = 0; first >= 0; first--) {
        used += first == 0 || f->lines.line[first - 1].stage !=
                                  f->lines.line[first].stage
                    ? 2
                    : 1;
        if (used > rows)
            break;
    }
    first++;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "round %d, line %d of %d: inputs %g %g", f->done + 1,
                  last + 1, f->lines.count, f->net.x[0], f->net.x[1]);
    for (int i = first; i <= last; i++) {
        const struct walklines_line *line = &f->lines.line[i];

        if (i == 0 || line[-1].stage != line->stage)
            canvas_text(cv, row++, 0, stages[line->stage], INK_ACCENT);
        canvas_text(cv, row++, 2, line->text,
                    i == last ? INK_TEXT | INK_REVERSE : INK_TEXT);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int count = seen(f);

    (void)view;
    if (count && f->lines.line[count - 1].stage == WALKLINES_STEP)
        buf_printf(out,
                   "Round %d: the error was %.9f, and after the step it is "
                   "%.9f.\n",
                   f->done + 1, f->pass.error, f->next.error);
    else
        buf_printf(out, "Round %d: the error is %.9f.\n", f->done + 1,
                   f->pass.error);
    for (int i = 0; i < count; i++)
        buf_printf(out, "%s: %s\n", stages[f->lines.line[i].stage],
                   f->lines.line[i].text);
}

static json_t *row_of(const double *x, int n)
{
    json_t *row = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(row, json_real(x[i]));
    return row;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct walknet_pass *p = &f->pass;
    const int outputs = f->net.outputs, weights = 4 + 2 * outputs;
    json_t *lines = json_array();

    (void)view;
    for (int i = 0; i < seen(f); i++)
        json_array_append_new(lines, json_string(f->lines.line[i].text));
    return json_pack(
        "{si so so so so sf sf sf so so so so so so so}", "round", f->done + 1,
        "hidden_sum", row_of(p->hidden_sum, 2), "hidden", row_of(p->hidden, 2),
        "output_sum", row_of(p->out_sum, outputs), "output",
        row_of(p->out, outputs), "error", p->error, "new_error", f->next.error,
        "first_error", f->first_error, "d_output", row_of(p->d_out, outputs),
        "d_output_sum", row_of(p->d_out_sum, outputs), "d_hidden",
        row_of(p->d_hidden, 2), "d_weights", row_of(p->d_weight, weights),
        "weights", row_of(p->weight, weights), "new_weights",
        row_of(f->next.weight, weights), "lines", lines);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const int count = seen(f);
    struct lab_answer a = {.wish = LAB_TURN, .knob = SHOWN};
    int to = count;

    (void)view;
    if (code == LAB_KEY_LEFT || code == LAB_KEY_RIGHT) {
        to += code == LAB_KEY_RIGHT ? 1 : -1;
        if (to < 1 || to > f->lines.count)
            return (struct lab_answer){.wish = LAB_IGNORED};
    } else if ((code == '>' && f->rounds < MOST_ROUNDS) ||
               (code == '<' && f->rounds > 1)) {
        a.knob = ROUNDS;
        to = f->rounds + (code == '>' ? 1 : -1);
    } else {
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
    snprintf(a.text, sizeof a.text, "%d", to);
    return a;
}

const struct lab backprop_walk_lab = {
    .name = "backprop-walk",
    .question = "Where does each number of a training step come from?",
    .about = "A network of six or eight weights, one line of arithmetic at a "
             "time: forward, the error, every partial derivative, the new "
             "weights, and the error with them. All numbers were read off the "
             "engine's tape.",
    .sources =
        (const char *const[]){"engine/core/graph_backward.c",
                              "lessons/labs/walknet.c:walknet_pass", NULL},
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
