#include "viz/netgraph.h"

#include "viz/marks.h"
#include "viz/netplan.h"
#include "viz/scroll.h"
#include "viz/wires.h"

/* The part of the plan that is seen. */
struct view {
    const struct netgraph *g;
    const struct netplan *p;
    struct canvas *cv;
    int row, col; /* of the plan, at the upper left corner */
};

static const char *name_of(const struct netgraph *g, int i)
{
    return g->node[i].name ? g->node[i].name : "?";
}

static bool is_chosen(const struct netgraph *g)
{
    return g->node && g->cursor && g->chosen >= 0 &&
           g->chosen < netplan_nodes(g);
}

static bool is_at_work(const struct netgraph *g)
{
    return g->node && g->walking && g->current >= 0 &&
           g->current < netplan_nodes(g);
}

static unsigned node_ink(const struct netgraph *g, int i)
{
    if (!g->walking || i < g->current)
        return INK_TEXT;
    return i == g->current ? INK_ACCENT | INK_BOLD : INK_DIM;
}

static void draw_box(const struct view *v, int slot)
{
    const struct netplan_slot *s = &v->p->slot[slot];
    const struct netgraph *g = v->g;
    const bool now = g->walking && s->node == g->current;
    const bool chosen = is_chosen(g) && s->node == g->chosen;
    const unsigned ink = node_ink(g, s->node);
    struct canvas_rect at = {s->row - 1 - v->row, v->p->col[s->layer] - v->col,
                             3, v->p->wide[s->layer]};

    wires_across(v->cv, at.row, at.col, at.col + at.cols - 1, ink);
    wires_across(v->cv, at.row + 2, at.col, at.col + at.cols - 1, ink);
    wires_down(v->cv, at.col, at.row, at.row + 2, ink);
    wires_down(v->cv, at.col + at.cols - 1, at.row, at.row + 2, ink);
    at = (struct canvas_rect){at.row + 1, at.col + 1, 1, at.cols - 2};
    if (now || chosen)
        canvas_fill(v->cv, at, ' ', INK_TEXT | INK_REVERSE);
    /* Not canvas_fit() at once: a box may hang over the left edge. */
    const int cols = canvas_cols(v->cv, name_of(g, s->node));
    struct canvas_rect name = {at.row, at.col + 1, 1, at.cols - 2};

    if (cols < name.cols)
        name.col += (name.cols - cols) / 2;
    if (name.col >= 0 && name.row >= 0) {
        canvas_fit(v->cv, name, name_of(g, s->node),
                   now || chosen ? INK_TEXT | INK_REVERSE | INK_BOLD : ink);
    }
}

/* A wire leaves to the right, turns in the column of its slot, and ends in an
 * arrow at a box, or goes on where it only passes. */
static void draw_wire(const struct view *v, const struct netplan_wire *wire)
{
    const struct netplan_slot *a = &v->p->slot[wire->from];
    const struct netplan_slot *b = &v->p->slot[wire->to];
    const unsigned ink =
        v->g->walking ? node_ink(v->g, a->source) & 0xffu : (unsigned)INK_FRAME;
    const bool ascii = v->cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int row = a->row - v->row, to_row = b->row - v->row;
    const int end = v->p->col[b->layer] - 1 - v->col;
    const int start = v->p->col[a->layer] - v->col +
                      (a->node < 0 ? 0 : v->p->wide[a->layer] - 1);
    const int turn = end - 2 - 2 * a->order;

    wires_across(v->cv, row, start, turn, ink);
    if (row != to_row)
        wires_down(v->cv, turn, row, to_row, ink);
    wires_across(v->cv, to_row, turn, end + (b->node < 0), ink);
    if (b->node >= 0)
        canvas_put(v->cv, to_row, end, ascii ? '>' : 0x25b8, ink);
}

/* On the wire, just behind the box. */
static void draw_shape(const struct view *v, int slot)
{
    const struct netplan_slot *s = &v->p->slot[slot];
    const char *shape = s->node < 0 ? NULL : v->g->node[s->node].shape;

    if (shape) {
        canvas_text(v->cv, s->row - v->row,
                    v->p->col[s->layer] + v->p->wide[s->layer] + 1 - v->col,
                    shape, INK_DIM);
    }
}

static void draw_more(const struct view *v)
{
    const bool ascii = v->cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int row = v->cv->rows / 2, col = v->cv->cols / 2;
    const bool more[4] = {v->col > 0,
                          v->col + v->cv->cols<v->p->cols, v->row> 0,
                          v->row + v->cv->rows < v->p->rows};
    const int at[4][2] = {
        {row, 0}, {row, v->cv->cols - 1}, {0, col}, {v->cv->rows - 1, col}};

    for (int i = 0; i < 4; i++) {
        const uint32_t rune =
            ascii ? (uint32_t) "<>^v"[i]
                  : (uint32_t[]){0x25c0, 0x25b6, 0x25b2, 0x25bc}[i];
        if (more[i])
            canvas_put(v->cv, at[i][0], at[i][1], rune,
                       INK_WARN | INK_BOLD | INK_REVERSE);
    }
}

static void draw_head(const struct netgraph *g, struct canvas *cv)
{
    int col = 0;

    if (g->title)
        col += canvas_text(cv, 0, 0, g->title, INK_TITLE) + 2;
    if (netplan_nodes(g) == 0)
        canvas_text(cv, 0, col, "no nodes", INK_DIM);
    if (is_chosen(g)) {
        const struct netgraph_node *n = &g->node[g->chosen];

        canvas_printf(cv, 0, col, INK_TEXT | INK_BOLD, "%s %s %s",
                      name_of(g, g->chosen), n->shape ? n->shape : "",
                      n->value ? n->value : "");
    } else if (is_at_work(g)) {
        canvas_printf(cv, 0, col, INK_ACCENT, "step %d of %d: %s",
                      g->current + 1, netplan_nodes(g), name_of(g, g->current));
    }
}

void netgraph_draw(const struct netgraph *g, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    struct netplan plan;
    const int head = place.rows >= 4;
    struct canvas body = canvas_sub(
        &place, (struct canvas_rect){head, 0, place.rows - head, place.cols});

    if (place.rows == 0 || place.cols == 0)
        return;
    if (head || netplan_nodes(g) == 0)
        draw_head(g, &place);
    netplan_make(&plan, g, &body, body.rows);
    const int here = is_chosen(g) ? g->chosen : is_at_work(g) ? g->current : -1;
    struct view v = {g, &plan, &body, 0, 0};

    if (here >= 0) {
        const struct netplan_slot *s = &plan.slot[here];

        v.row = scroll_first(plan.rows, body.rows, s->row);
        v.col = scroll_first(plan.cols, body.cols,
                             plan.col[s->layer] + plan.wide[s->layer] / 2);
    }
    if (plan.rows < body.rows)
        v.row = -(body.rows - plan.rows) / 2;
    for (int w = 0; w < plan.wires; w++)
        draw_wire(&v, &plan.wire[w]);
    for (int i = 0; i < plan.slots; i++) {
        if (plan.slot[i].node >= 0)
            draw_box(&v, i);
        draw_shape(&v, i);
    }
    draw_more(&v);
}

static void inputs(const struct netgraph *g, int i, struct words *w)
{
    int n = 0;

    for (int e = 0; e < g->edges; e++) {
        if (g->edge[e].to == i && g->edge[e].from >= 0 &&
            g->edge[e].from < g->nodes) {
            words_add(w, "%s%s", n++ ? ", " : " from ",
                      name_of(g, g->edge[e].from));
        }
    }
}

static void one_node(const struct netgraph *g, int i, struct words *w)
{
    const struct netgraph_node *n = &g->node[i];

    words_add(w, "%s", name_of(g, i));
    inputs(g, i, w);
    if (n->shape)
        words_add(w, ", gives %s", n->shape);
    if (n->value)
        words_add(w, ", value %s", n->value);
    if (g->walking && i == g->current)
        words_add(w, ", at work now");
    words_add(w, ".\n");
}

size_t netgraph_words(const struct netgraph *g, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);
    const int nodes = g->node && g->nodes > 0 ? g->nodes : 0;

    if (g->title)
        words_add(&w, "%s. ", g->title);
    words_add(&w, "%d nodes, %d edges.\n", nodes, nodes ? g->edges : 0);
    if (is_chosen(g) && depth != WORDS_FULL)
        one_node(g, g->chosen, &w);
    for (int i = 0; i < nodes && depth != WORDS_FINDING; i++) {
        if (depth == WORDS_SHORT && i == 5) {
            words_add(&w, "%d more nodes.\n", nodes - i);
            break;
        }
        one_node(g, i, &w);
    }
    return w.wanted;
}
