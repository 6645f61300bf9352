#include "viz/netplan.h"

#include <string.h>

enum { BOX_ROWS = 3, MOST_NAME = 18, SWEEPS = 4 };

int netplan_nodes(const struct netgraph *g)
{
    if (!g->node || g->nodes < 0)
        return 0;
    return g->nodes < NETGRAPH_MOST ? g->nodes : NETGRAPH_MOST;
}

bool netplan_sees(const struct netgraph *g, const struct netgraph_edge *e)
{
    const int n = netplan_nodes(g);

    return e->from >= 0 && e->to >= 0 && e->from < n && e->to < n &&
           e->from != e->to;
}

/* One layer after the last input. A circle ends at the last layer there is. */
static void find_layers(struct netplan *p, const struct netgraph *g)
{
    const int n = netplan_nodes(g);
    bool moved = true;

    for (int i = 0; i < n; i++)
        p->slot[i] = (struct netplan_slot){.node = i, .source = i};
    p->slots = n;
    for (int round = 0; round < n && moved; round++) {
        moved = false;
        for (int e = 0; e < g->edges; e++) {
            if (!netplan_sees(g, &g->edge[e]))
                continue;
            struct netplan_slot *to = &p->slot[g->edge[e].to];
            const int after = p->slot[g->edge[e].from].layer + 1;

            if (to->layer < after && after < n) {
                to->layer = after;
                moved = true;
            }
        }
    }
    for (int i = 0; i < n; i++) {
        if (p->slot[i].layer >= p->layers)
            p->layers = p->slot[i].layer + 1;
    }
}

static void add_wire(struct netplan *p, int from, int to)
{
    if (p->wires < NETPLAN_WIRES)
        p->wire[p->wires++] = (struct netplan_wire){from, to};
    else
        p->whole = false;
}

/* An edge over several layers is a chain of wires. */
static void add_edge(struct netplan *p, int from, int to)
{
    const int last = p->slot[to].layer;
    int at = from;

    for (int layer = p->slot[from].layer + 1; layer < last; layer++) {
        if (p->slots == NETPLAN_SLOTS) {
            p->whole = false;
            return;
        }
        p->slot[p->slots] =
            (struct netplan_slot){.node = -1, .source = from, .layer = layer};
        add_wire(p, at, p->slots);
        at = p->slots++;
    }
    if (p->slot[from].layer < last)
        add_wire(p, at, to);
}

static void first_orders(struct netplan *p)
{
    int next[NETPLAN_LAYERS] = {0};

    for (int i = 0; i < p->slots; i++)
        p->slot[i].order = next[p->slot[i].layer]++;
}

/* Slots of a layer by their wish; equal ones keep their order. */
static void sort_layer(struct netplan *p, int layer)
{
    for (int i = 0; i < p->slots; i++) {
        struct netplan_slot *s = &p->slot[i];
        int before = 0;

        if (s->layer != layer)
            continue;
        for (int k = 0; k < p->slots; k++) {
            const struct netplan_slot *o = &p->slot[k];

            if (o->layer == layer && k != i &&
                (o->wish < s->wish || (!(o->wish > s->wish) && k < i)))
                before++;
        }
        s->order = before;
    }
}

/* The middle of the neighbours on one side. */
static void wish(struct netplan *p, int layer, bool left)
{
    for (int i = 0; i < p->slots; i++) {
        int n = 0, sum = 0;

        if (p->slot[i].layer != layer)
            continue;
        for (int w = 0; w < p->wires; w++) {
            const int here = left ? p->wire[w].to : p->wire[w].from;
            const int there = left ? p->wire[w].from : p->wire[w].to;

            if (here == i) {
                sum += p->slot[there].order;
                n++;
            }
        }
        p->slot[i].wish = n ? (float)sum / (float)n : (float)p->slot[i].order;
    }
}

static void untangle(struct netplan *p)
{
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int k = 1; k < p->layers; k++) {
            const int layer = sweep % 2 ? p->layers - 1 - k : k;

            wish(p, layer, sweep % 2 == 0);
            sort_layer(p, layer);
        }
    }
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* Boxes of a layer are as wide as its longest name; the wires behind them
 * take the longest shape, and a column for each slot that has one. */
static void find_columns(struct netplan *p, const struct netgraph *g,
                         const struct canvas *cv)
{
    int shape[NETPLAN_LAYERS] = {0}, tracks[NETPLAN_LAYERS] = {0}, col = 0;

    for (int i = 0; i < p->slots; i++) {
        const struct netplan_slot *s = &p->slot[i];
        const struct netgraph_node *node =
            s->node < 0 ? NULL : &g->node[s->node];

        tracks[s->layer]++;
        if (!node)
            continue;
        const int name = node->name ? canvas_cols(cv, node->name) : 0;
        const int wire = node->shape ? canvas_cols(cv, node->shape) : 0;

        p->wide[s->layer] = most(p->wide[s->layer], least(name, MOST_NAME) + 4);
        shape[s->layer] = most(shape[s->layer], least(wire, MOST_NAME));
    }
    for (int layer = 0; layer < p->layers; layer++) {
        const bool last = layer + 1 == p->layers;

        p->col[layer] = col;
        col += p->wide[layer] + shape[layer] + 2;
        col += last ? 0 : 2 * tracks[layer] + 1;
    }
    p->cols = col;
}

static int rows_of(const struct netplan_slot *s)
{
    return s->node < 0 ? 1 : BOX_ROWS;
}

/* The rows of every layer into `high`; answers those of the highest. */
static int measure(const struct netplan *p, int gap, int high[NETPLAN_LAYERS])
{
    int rows = 0;

    memset(high, 0, sizeof *high * NETPLAN_LAYERS);
    for (int i = 0; i < p->slots; i++) {
        int *h = &high[p->slot[i].layer];

        *h += rows_of(&p->slot[i]) + (*h > 0 ? gap : 0);
        rows = most(rows, *h);
    }
    return rows;
}

/* Layers are centred on each other; there is a free row between boxes where
 * the place is high enough. */
static void find_rows(struct netplan *p, int rows)
{
    int high[NETPLAN_LAYERS] = {0}, gap = 1;

    p->rows = measure(p, gap, high);
    if (p->rows > rows) {
        gap = 0;
        p->rows = measure(p, gap, high);
    }
    for (int i = 0; i < p->slots; i++) {
        struct netplan_slot *s = &p->slot[i];
        int row = (p->rows - high[s->layer]) / 2;

        for (int k = 0; k < p->slots; k++) {
            const struct netplan_slot *o = &p->slot[k];

            if (o->layer == s->layer && o->order < s->order)
                row += rows_of(o) + gap;
        }
        s->row = row + rows_of(s) / 2;
    }
}

void netplan_make(struct netplan *p, const struct netgraph *g,
                  const struct canvas *cv, int rows)
{
    *p = (struct netplan){.whole = netplan_nodes(g) == g->nodes};
    find_layers(p, g);
    for (int e = 0; e < g->edges; e++) {
        if (netplan_sees(g, &g->edge[e]))
            add_edge(p, g->edge[e].from, g->edge[e].to);
    }
    first_orders(p);
    untangle(p);
    find_columns(p, g, cv);
    find_rows(p, rows);
}
