/* beam_tree.c - a search among texts, with all that it weighed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/beam.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwrite.h"
#include "viz/tree.h"

enum { MODEL, TEXT, WIDTH, TOKENS, LENGTH, DROPPED };

enum {
    MOST_WIDTH = 8,
    MOST_TOKENS = 32,
    NODES = MOST_WIDTH * (MOST_WIDTH + CHECKPOINT_ENDS) * MOST_TOKENS,
    PIECE = 24,
    WAY = 1024
};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model goes on with",
              .kind = LAB_TEXT,
              .fallback = "the captain"},
    [WIDTH] = {.name = "width",
               .help = "texts that are kept at every token",
               .kind = LAB_WHOLE,
               .fallback = "3",
               .low = 1,
               .high = MOST_WIDTH},
    [TOKENS] = {.name = "tokens",
                .help = "how far it searches",
                .kind = LAB_WHOLE,
                .fallback = "6",
                .low = 1,
                .high = MOST_TOKENS},
    [LENGTH] = {.name = "length",
                .help = "a score counts per token to this power; 0: the "
                        "probability of the whole text",
                .kind = LAB_REAL,
                .fallback = "0",
                .low = 0,
                .high = 2},
    [DROPPED] = {.name = "dropped",
                 .help = "also what was weighed and dropped",
                 .kind = LAB_SWITCH,
                 .fallback = "off",
                 .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a node"},
    {"w", "one text more is kept"},
    {"d", "show or hide what was dropped"},
    {"t", "type another text"},
    {NULL, NULL},
};

/* A node as the tree shows it. */
struct leaf {
    struct beam_node node;
    char token[PIECE];
    bool best; /* on the best way */
};

struct found {
    int width, tokens, depth;
    double length;
    bool dropped, done;
    char text[256];
    struct leaf leaf[NODES]; /* in the order of a walk */
    int leaves, weighed;
    char way[MOST_WIDTH][WAY];
    double score[MOST_WIDTH], total[MOST_WIDTH];
    bool ended[MOST_WIDTH];
    int ways;
    struct labwrite greedy;
    double greedy_total;
};

struct state {
    struct labmodel model;
    struct beam *beam;
    struct found found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        beam_free(s->beam);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;

    f->width = (int)r->value[WIDTH].number;
    f->tokens = (int)r->value[TOKENS].number;
    f->length = r->value[LENGTH].number;
    f->dropped = r->value[DROPPED].number > 0.5;
    snprintf(f->text, sizeof f->text, "%s", r->value[TEXT].text);
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    const struct beam_settings settings = {.width = f->width,
                                           .tokens = f->tokens,
                                           .length = f->length,
                                           .end = s->model.checkpoint.end,
                                           .ends = s->model.checkpoint.ends};
    STATUS_TRY(labwrite_text(&f->greedy, &s->model, f->tokens, NULL));
    STATUS_TRY(labwrite_surprise(&f->greedy, &s->model));
    f->greedy_total = -f->greedy.surprise * f->greedy.count;
    return beam_new(&s->beam, s->model.checkpoint.model, s->model.ids,
                    (int64_t)s->model.count, &settings, r->hook);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the beams");
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

/* The best text so far and the others, spelled. */
static struct status take_ways(struct state *s)
{
    struct found *f = &s->found;

    for (f->ways = 0; f->ways < f->width; f->ways++) {
        const int node = beam_result(s->beam, f->ways);
        int32_t ids[MOST_TOKENS];

        if (node < 0)
            break;
        const struct beam_node *n = beam_node(s->beam, node);
        beam_way(s->beam, node, ids);
        STATUS_TRY(labwrite_spell(&s->model, ids,
                                  n->depth - (n->fate == BEAM_ENDED),
                                  f->way[f->ways], WAY));
        f->score[f->ways] = beam_score(s->beam, node);
        f->total[f->ways] = n->total;
        f->ended[f->ways] = n->fate == BEAM_ENDED;
    }
    return STATUS_OK;
}

static struct status take_tree(struct state *s)
{
    struct found *f = &s->found;
    const int count = beam_count(s->beam);
    int *order = malloc(((size_t)count + 1) * sizeof *order);
    bool *best = calloc((size_t)count + 1, sizeof *best);
    struct status st =
        order && best ? beam_walk(s->beam, order)
                      : status_fail(STATUS_NO_MEMORY, "no memory for the tree");

    for (int at = beam_result(s->beam, 0); best && at >= 0;
         at = beam_node(s->beam, at)->parent)
        best[at] = true;
    f->weighed = f->leaves = count;
    for (int i = 0; i < count && !st.code; i++) {
        struct leaf *l = &f->leaf[i];

        l->node = *beam_node(s->beam, order[i]);
        l->best = best[order[i]];
        st = labmodel_label(&s->model, l->node.id, l->token, PIECE);
    }
    free(order);
    free(best);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;

    STATUS_TRY(beam_step(s->beam, more));
    s->found.depth++;
    s->found.done = !*more;
    STATUS_TRY(take_ways(s));
    return take_tree(s);
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    (void)knob;
    s->found.dropped = r->value[DROPPED].number > 0.5;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* What the tree borrows. */
struct picture {
    struct tree_node node[NODES + 1];
    char note[NODES][48], token[NODES][PIECE];
    struct tree tree;
};

/* In columns, or as it is spoken. */
static void note_of(const struct leaf *l, bool spoken, char out[48])
{
    static const char *const fate[] = {"dropped", "", "ended"};
    const char *end = fate[l->node.fate];

    if (spoken)
        snprintf(out, 48, "%.2f, in all %.2f%s%s%s", l->node.logprob,
                 l->node.total, *end ? ", " : "", end, l->best ? ", best" : "");
    else
        snprintf(out, 48, "%.2f %7.2f%s%s%s", l->node.logprob, l->node.total,
                 *end ? " " : "", end, l->best ? " best" : "     ");
}

static void fill(struct picture *p, const struct found *f,
                 const struct lab_view *view, bool spoken)
{
    int n = 0;

    p->node[n++] =
        (struct tree_node){f->text, spoken ? NULL : "token  in all     ", 0};
    for (int i = 0; i < f->leaves; i++) {
        const struct leaf *l = &f->leaf[i];

        if (l->node.fate == BEAM_DROPPED && !f->dropped)
            continue;
        note_of(l, spoken, p->note[i]);
        labwrite_fold(l->token, p->token[i], PIECE);
        p->node[n++] =
            (struct tree_node){p->token[i], p->note[i], l->node.depth};
    }
    p->tree = (struct tree){.node = p->node,
                            .count = n,
                            .cursor = view->row >= 0 && view->row < n,
                            .chosen = view->row};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct picture *p = malloc(sizeof *p);
    const int head = cv->rows < 14 ? 2 : 3 + f->ways;
    char line[WAY];

    if (!p)
        return; /* the next frame tries again */
    fill(p, f, view, false);
    canvas_printf(cv, 0, 0, INK_TITLE, "%d of %d tokens, %d kept, %d weighed",
                  f->depth, f->tokens, f->width, f->weighed);
    labwrite_fold(f->greedy.text, line, sizeof line);
    canvas_printf(cv, 1, 0, INK_DIM, "greedy %7.3f  %s", f->greedy_total, line);
    for (int i = 0; i < f->ways && 2 + i < head - 1; i++) {
        labwrite_fold(f->way[i], line, sizeof line);
        canvas_printf(cv, 2 + i, 0, i ? INK_TEXT : INK_ACCENT,
                      "beam %d %7.3f  %s%s", i + 1, f->total[i], line,
                      f->ended[i] ? " (ended)" : "");
    }
    tree_draw(&p->tree, cv,
              (struct canvas_rect){head, 0, cv->rows - head, cv->cols});
    free(p);
}

static void finding(const struct found *f, struct buf *out)
{
    if (!f->ways)
        return;
    buf_printf(
        out, "%d ways to go on were weighed. The likeliest text found is \"%s",
        f->weighed, f->text);
    labwrite_line(f->way[0], out);
    buf_printf(out, "\" with log-probability %.3f", f->total[0]);
    if (f->length > 0.0)
        buf_printf(out, ", score %.3f", f->score[0]);
    buf_printf(out, "; greedy writes \"%s", f->text);
    labwrite_line(f->greedy.text, out);
    buf_printf(out, "\" with %.3f.\n", f->greedy_total);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    struct picture *p = malloc(sizeof *p);
    char text[32768];

    finding(f, out);
    if (!f->done)
        buf_printf(out, "%d of %d tokens are searched.\n", f->depth, f->tokens);
    for (int i = 1; i < f->ways; i++) {
        labwrite_fold(f->way[i], text, WAY);
        buf_printf(out, "Place %d: \"%s\", %.3f.\n", i + 1, text, f->total[i]);
    }
    if (p) {
        fill(p, f, view, true);
        tree_words(&p->tree, WORDS_FULL, text, sizeof text);
        buf_text(out, text);
    }
    free(p);
}

static json_t *ways_json(const struct found *f)
{
    json_t *out = json_array();

    for (int i = 0; i < f->ways; i++)
        json_array_append_new(out,
                              json_pack("{ss sf sf sb}", "text", f->way[i],
                                        "logprob", f->total[i], "score",
                                        f->score[i], "ended", f->ended[i]));
    return out;
}

/* In the order of a walk: a node's parent is the last one less deep. */
static json_t *tree_json(const struct found *f)
{
    static const char *const fate[] = {"dropped", "kept", "ended"};
    json_t *out = json_array();

    for (int i = 0; i < f->leaves; i++) {
        const struct leaf *l = &f->leaf[i];

        json_array_append_new(
            out, json_pack("{si ss si sf sf ss sb}", "depth", l->node.depth,
                           "token", l->token, "id", (int)l->node.id, "logprob",
                           l->node.logprob, "total", l->node.total, "fate",
                           fate[l->node.fate], "best", l->best));
    }
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{si si si so s{ss sf} so}", "width", f->width, "depth",
                     f->depth, "weighed", f->weighed, "beams", ways_json(f),
                     "greedy", "text", f->greedy.text, "logprob",
                     f->greedy_total, "tree", tree_json(f));
}

static struct lab_answer turn_to(int knob, const char *text)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};

    snprintf(a.text, sizeof a.text, "%s", text);
    return a;
}

static struct lab_answer move(const struct found *f, struct lab_view *view,
                              int by)
{
    int nodes = 1;

    for (int i = 0; i < f->leaves; i++)
        nodes += f->dropped || f->leaf[i].node.fate != BEAM_DROPPED;
    view->row = view->row < 0 ? 0 : view->row + by;
    view->row = view->row < 0 ? 0 : view->row;
    view->row = view->row < nodes ? view->row : nodes - 1;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    char text[16];

    switch (code) {
    case LAB_KEY_UP:
        return move(f, view, -1);
    case LAB_KEY_DOWN:
        return move(f, view, 1);
    case 'w':
        snprintf(text, sizeof text, "%d", f->width % MOST_WIDTH + 1);
        return turn_to(WIDTH, text);
    case 'd':
        return turn_to(DROPPED, f->dropped ? "off" : "on");
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab beam_tree_lab = {
    .name = "beam-tree",
    .question = "Is the likeliest token the way to the likeliest text?",
    .about = "At every token the search keeps the few likeliest texts and "
             "drops the others. The tree shows what was kept; the text that "
             "always takes the likeliest token stands beside.",
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
    .sources =
        (const char *const[]){"engine/model/beam.c:choose",
                              "engine/model/beam.c:advance",
                              "engine/model/session.c:session_copy", NULL},
};
