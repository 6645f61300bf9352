/* text_classes.c - praise or blame? A GRU and an encoder read the inn's book;
 * what each takes for what stands in a table of two by two. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/data/reviews.h"
#include "lessons/labs/classnet.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "viz/table.h"

enum { STEPS };
enum { KINDS = REVIEWS_KINDS, ENTRIES = 600, EXAM_BATCHES = 4 };

/* Entries of the exam are of another seed than those trained on. */
#define EXAM_SEED   1000003
#define GRAPH_BYTES ((size_t)1 << 29)

static const struct wordlist_rule rule = {0};

static const struct lab_knob knobs[] = {
    [STEPS] = {.name = "steps",
               .help = "training steps of each network",
               .kind = LAB_WHOLE,
               .fallback = "300",
               .low = 1,
               .high = 5000},
    {.name = NULL},
};

struct result {
    int steps;
    float loss;
    bool measured;
    int table[2][2]; /* [is][called], 1 is praise */
    int right[KINDS], of[KINDS];
};

struct found {
    int planned, done; /* done: networks */
    struct result result[CLASSNET_KINDS];
};

struct state {
    struct found found;
    struct labwords words;
    struct graph *graph;
    struct classnet net; /* the one that learns; no params between two */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        params_free(s->net.params);
        labwords_release(&s->words);
    }
    free(s);
    r->state = NULL;
}

/* Words are numbered by the entries that are trained on. */
static struct status number_words(struct labwords *w, uint64_t seed)
{
    struct reviews_entry e;
    struct buf text;

    buf_init(&text, (size_t)1 << 20);
    for (int i = 0; i < ENTRIES; i++) {
        reviews_draw(&e, (enum reviews_kind)(i % KINDS), seed,
                     (uint64_t)(i / KINDS));
        buf_printf(&text, "%s\n", e.text);
    }
    struct status st = buf_status(&text);
    if (!st.code)
        st = labwords_of(w, buf_string(&text), text.bytes, &rule);
    buf_release(&text);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st = STATUS_OK;

    r->state = s;
    if (s)
        s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s || !s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a network");
    if (!st.code)
        st = number_words(&s->words, r->seed);
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    s->found.planned = (int)r->value[STEPS].number;
    return STATUS_OK;
}

/* Entries from number `first` on, the kinds in turn. */
static void draw_texts(const struct state *s, uint64_t seed, int first,
                       struct classnet_texts *t)
{
    struct reviews_entry e;

    memset(t, 0, sizeof *t);
    for (int b = 0; b < CLASSNET_BATCH; b++) {
        const int i = first + b;

        reviews_draw(&e, (enum reviews_kind)(i % KINDS), seed,
                     (uint64_t)(i / KINDS));
        t->answer[b] = e.praise;
        t->count[b] = labwords_read(&s->words, &rule, e.text, t->id[b],
                                    CLASSNET_ROOM - 1);
    }
}

static struct status examine(struct state *s, struct result *out, uint64_t seed)
{
    struct classnet_texts t;

    graph_set_gradients(s->graph, false);
    for (int i = 0; i < EXAM_BATCHES * KINDS; i++) {
        draw_texts(s, seed + EXAM_SEED, i * CLASSNET_BATCH, &t);
        graph_reset(s->graph);
        const struct tensor *logits = classnet_logits(&s->net, s->graph, &t);
        STATUS_TRY(graph_status(s->graph));
        for (int b = 0; b < CLASSNET_BATCH; b++) {
            const int kind = (i * CLASSNET_BATCH + b) % KINDS;
            const int called =
                tensor_get(logits, 2 * b + 1) > tensor_get(logits, 2 * b);

            out->table[t.answer[b]][called]++;
            out->right[kind] += called == t.answer[b];
            out->of[kind]++;
        }
    }
    out->measured = true;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct result *out = &f->result[f->done];
    struct classnet_texts t;

    if (!s->net.params)
        STATUS_TRY(classnet_make(&s->net, (enum classnet_kind)f->done,
                                 wordlist_size(s->words.list), r->seed));
    if (out->steps < f->planned) {
        draw_texts(s, r->seed,
                   out->steps * CLASSNET_BATCH % (ENTRIES - CLASSNET_BATCH),
                   &t);
        STATUS_TRY(
            classnet_train(&s->net, s->graph, &t, out->steps + 1, &out->loss));
        out->steps++;
    }
    if (out->steps == f->planned) {
        STATUS_TRY(examine(s, out, r->seed));
        graph_reset(s->graph);
        params_free(s->net.params);
        s->net.params = NULL;
        f->done++;
    }
    *more = f->done < CLASSNET_KINDS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static double share(const struct result *x, int kind)
{
    int right = 0, of = 0;

    for (int k = 0; k < KINDS; k++)
        if (kind == KINDS || kind == k) {
            right += x->right[k];
            of += x->of[k];
        }
    return of ? (double)right / of : 0.0;
}

enum { COLUMNS = 3, CELL = 24, ROWS = 3 };

static void draw_net(const struct found *f, int net, int top, struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {
        {"it is", TABLE_LEFT},
        {"called blame", TABLE_RIGHT},
        {"called praise", TABLE_RIGHT}};
    const struct result *x = &f->result[net];
    char text[2][COLUMNS][CELL];
    const char *cell[2 * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = 2};

    if (!x->measured) {
        canvas_printf(cv, top, 0, INK_TEXT, "%s: step %d of %d, loss %.3f",
                      classnet_name((enum classnet_kind)net), x->steps,
                      f->planned, (double)x->loss);
        return;
    }
    canvas_printf(cv, top, 0, INK_TITLE,
                  "%s: %.1f %% right (plain %.0f, negated %.0f, swapped %.0f)",
                  classnet_name((enum classnet_kind)net),
                  100.0 * share(x, KINDS), 100.0 * share(x, 0),
                  100.0 * share(x, 1), 100.0 * share(x, 2));
    for (int is = 0; is < 2; is++) {
        snprintf(text[is][0], CELL, "%s", is ? "praise" : "blame");
        for (int c = 0; c < 2; c++)
            snprintf(text[is][1 + c], CELL, "%d", x->table[is][c]);
        for (int c = 0; c < COLUMNS; c++)
            cell[is * COLUMNS + c] = text[is][c];
    }
    table_draw(&table, cv,
               (struct canvas_rect){top + 1, 0, ROWS + 1, cv->cols});
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    (void)view;
    for (int net = 0; net < CLASSNET_KINDS; net++)
        draw_net(snapshot_, net, net * (ROWS + 3), cv);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    for (int net = 0; net < CLASSNET_KINDS; net++) {
        const struct result *x = &f->result[net];

        if (!x->measured)
            continue;
        buf_printf(out,
                   "%s: %.1f %% right. Of blame it calls %d blame and %d "
                   "praise; of praise %d blame and %d praise.\n",
                   classnet_name((enum classnet_kind)net),
                   100.0 * share(x, KINDS), x->table[0][0], x->table[0][1],
                   x->table[1][0], x->table[1][1]);
        buf_printf(out, "  by kind:");
        for (int k = 0; k < KINDS; k++)
            buf_printf(out, " %s %.1f %%%s", reviews_name((enum reviews_kind)k),
                       100.0 * share(x, k), k < KINDS - 1 ? "," : ".\n");
    }
    if (!f->done)
        buf_text(out, "No network has learned to its end yet.\n");
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_object();

    (void)view;
    for (int net = 0; net < f->done; net++) {
        const struct result *x = &f->result[net];

        json_object_set_new(
            out, classnet_name((enum classnet_kind)net),
            json_pack("{sf sf sf sf s[[ii][ii]]}", "accuracy", share(x, KINDS),
                      "plain", share(x, 0), "negated", share(x, 1), "swapped",
                      share(x, 2), "table", x->table[0][0], x->table[0][1],
                      x->table[1][0], x->table[1][1]));
    }
    return out;
}

const struct lab text_classes_lab = {
    .name = "text-classes",
    .question = "Is it praise or blame?",
    .about = "Entries of the inn's guest book. A GRU reads them word by word, "
             "an encoder lets all words look at all; both learn to tell praise "
             "from blame, and are asked about entries they never saw.",
    .sources = (const char *const[]){"lessons/labs/classnet.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
