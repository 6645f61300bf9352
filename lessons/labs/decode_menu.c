/* decode_menu.c - one model, one beginning, every way to choose the next token:
 * how likely the texts are, how much they say twice, how many differ. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/beam.h"
#include "lessons/data/town_judge.h"
#include "lessons/labs/labdraws.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/table.h"

enum { MODEL, TEXT, TOKENS, TEXTS };

enum { WAYS = 7, MOST_TEXTS = 20, LINE = 640, BEAMS = 4 };
/* The town that the house models have read of, and a year more. */
enum { TOWN_SEED = 1, TOWN_DAYS = 1500, MARKS = 48 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "how every text begins",
              .kind = LAB_TEXT,
              .fallback = "the captain"},
    [TOKENS] = {.name = "tokens",
                .help = "of each text",
                .kind = LAB_WHOLE,
                .fallback = "60",
                .low = 8,
                .high = LABWRITE_TOKENS},
    [TEXTS] = {.name = "texts",
               .help = "by each way",
               .kind = LAB_WHOLE,
               .fallback = "10",
               .low = 2,
               .high = MOST_TEXTS},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "another way"},
    {"left, right", "another of its texts"},
    {"e", "type another beginning"},
    {NULL, NULL},
};

struct way {
    const char *name;
    double temperature;
    int64_t top_k;
    double top_p, min_p;
    bool beam;
};

static const struct way way[WAYS] = {
    {"greedy", 0.0, 0, 1.0, 0.0, false},
    {"beam, 4 kept", 0.0, 0, 1.0, 0.0, true},
    {"temperature 0.7", 0.7, 0, 1.0, 0.0, false},
    {"temperature 1", 1.0, 0, 1.0, 0.0, false},
    {"temperature 1.3", 1.3, 0, 1.0, 0.0, false},
    {"top-p 0.9", 1.0, 0, 0.9, 0.0, false},
    {"min-p 0.1", 1.0, 0, 1.0, 0.1, false},
};

/* What became of one way. */
struct outcome {
    int texts, distinct;
    long tokens, passed;   /* written; positions that the model computed */
    double surprise;       /* summed over tokens, nats */
    long runs, repeated;   /* runs of four tokens; of these, said before */
    long sentences, sound; /* by the judge of the town */
    double seconds;
    char text[MOST_TEXTS][LINE];
};

struct found {
    char begin[256];
    int texts;
    struct outcome of[WAYS];
};

struct state {
    struct labmodel model;
    struct labdraws draws;
    struct town_judge *judge;
    int way;
    struct found found;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the texts");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        town_judge_free(s->judge);
        labdraws_close(&s->draws);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    STATUS_TRY(labdraws_open(&s->draws, &s->model, r->hook));
    snprintf(s->found.begin, sizeof s->found.begin, "%s", r->value[TEXT].text);
    s->found.texts = (int)r->value[TEXTS].number;
    return town_judge_new(&s->judge, TOWN_SEED, TOWN_DAYS);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return no_memory();
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

/* --- one text --------------------------------------------------------------
 */

/* The best text of a beam search. */
static struct status search(struct state *s, int tokens, struct hook hook,
                            struct labwrite *w, long *passed)
{
    const struct beam_settings settings = {.width = BEAMS,
                                           .tokens = tokens,
                                           .end = s->model.checkpoint.end,
                                           .ends = s->model.checkpoint.ends};
    struct beam *b;
    bool more = true;

    *w = (struct labwrite){.count = 0};
    STATUS_TRY(beam_new(&b, s->model.checkpoint.model, s->model.ids,
                        (int64_t)s->model.count, &settings, hook));
    struct status st = STATUS_OK;
    while (more && !st.code) {
        st = beam_step(b, &more);
        *passed += BEAMS;
    }
    const int last = st.code ? -1 : beam_result(b, 0);
    if (last >= 0) {
        const struct beam_node *n = beam_node(b, last);

        beam_way(b, last, w->id);
        w->count = n->depth - (n->fate == BEAM_ENDED);
        w->surprise = -n->total / n->depth;
        st =
            labwrite_spell(&s->model, w->id, w->count, w->text, LABWRITE_BYTES);
    }
    beam_free(b);
    return st;
}

/* Sentences that are whole: what the end cut off is nobody's fault. */
static void judge(struct state *s, struct outcome *o, const char *text)
{
    struct town_judge_mark mark[MARKS];
    char all[256 + LABWRITE_BYTES];
    const char *end = all;

    snprintf(all, sizeof all, "%s%s", s->found.begin, text);
    for (const char *c = all; *c; c++)
        if (strchr(".?!", *c))
            end = c + 1;
    for (const char *line = all; line < end;) {
        size_t n = strcspn(line, "\n");

        if (line + n > end)
            n = (size_t)(end - line);
        const int marks = town_judge_line(s->judge, line, n, mark, MARKS);
        for (int i = 0; i < marks; i++)
            o->sound += mark[i].verdict != TOWN_JUDGE_NONE;
        o->sentences += marks;
        line += n + (line[n] == '\n');
    }
}

static void note(struct state *s, struct outcome *o, const struct labwrite *w)
{
    char *line = o->text[o->texts];
    bool seen = false;

    labwrite_fold(w->text, line, LINE);
    for (int i = 0; i < o->texts; i++)
        seen = seen || strcmp(o->text[i], line) == 0;
    o->distinct += !seen;
    o->texts++;
    o->tokens += w->count;
    o->surprise += w->count ? w->surprise * w->count : 0.0;
    labdraws_repeats(w, &o->runs, &o->repeated);
    judge(s, o, w->text);
}

/* One text by the way whose turn it is. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct outcome *o = &s->found.of[s->way];
    const struct way *y = &way[s->way];
    const int tokens = (int)r->value[TOKENS].number;
    struct labdraws_wish wish = {
        .knobs = sampler_plain(), .tokens = tokens, .seed = r->seed};
    const int64_t began = clock_ns();
    struct labwrite w;

    wish.knobs.temperature = y->temperature;
    wish.knobs.top_k = y->top_k;
    wish.knobs.top_p = y->top_p;
    wish.knobs.min_p = y->min_p;
    if (y->beam) {
        STATUS_TRY(search(s, tokens, r->hook, &w, &o->passed));
    } else {
        STATUS_TRY(labdraws_write(&s->draws, &wish, (uint64_t)o->texts, &w));
        o->passed += w.count;
    }
    o->seconds += (double)(clock_ns() - began) * 1e-9;
    note(s, o, &w);
    s->way += o->texts == s->found.texts;
    *more = s->way < WAYS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* --- the picture -----------------------------------------------------------
 */

static double share(double n, double of)
{
    return of > 0 ? n / of : 0.0;
}

static double surprise_of(const struct outcome *o)
{
    return share(o->surprise, (double)o->tokens);
}

enum { COLUMNS = 7, CELL = 20 };

struct cells {
    char text[WAYS][COLUMNS][CELL];
    const char *cell[WAYS * COLUMNS];
    struct table table;
};

static const struct table_column column[COLUMNS] = {
    {"way", TABLE_LEFT},         {"nats", TABLE_RIGHT},
    {"said twice", TABLE_RIGHT}, {"sound", TABLE_RIGHT},
    {"different", TABLE_RIGHT},  {"passes/token", TABLE_RIGHT},
    {"tokens/s", TABLE_RIGHT}};

static void fill(struct cells *c, const struct found *f,
                 const struct lab_view *view)
{
    const int columns = view->timing ? COLUMNS : COLUMNS - 1;
    int n = 0;

    for (int i = 0; i < WAYS; i++) {
        const struct outcome *o = &f->of[i];
        char(*t)[CELL] = c->text[i];

        memset(t, 0, sizeof c->text[i]);
        snprintf(t[0], CELL, "%s", way[i].name);
        if (o->texts) {
            snprintf(t[1], CELL, "%.2f", surprise_of(o));
            snprintf(t[2], CELL, "%.0f %%",
                     100.0 * share((double)o->repeated, (double)o->runs));
            snprintf(t[3], CELL, "%.0f %%",
                     100.0 * share((double)o->sound, (double)o->sentences));
            snprintf(t[4], CELL, "%d of %d", o->distinct, o->texts);
            snprintf(t[5], CELL, "%.1f",
                     share((double)o->passed, (double)o->tokens));
            snprintf(t[6], CELL, "%.0f", share((double)o->tokens, o->seconds));
        }
        for (int k = 0; k < columns; k++)
            c->cell[n++] = t[k];
    }
    c->table = (struct table){.column = column,
                              .columns = columns,
                              .cell = c->cell,
                              .rows = WAYS,
                              .cursor = true,
                              .at_row = view->row < 0 ? 0 : view->row};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int row = view->row < 0 ? 0 : view->row;
    const struct outcome *o = &f->of[row];
    struct canvas_rect at = canvas_whole(cv);
    struct cells c;
    char title[64];

    fill(&c, f, view);
    table_draw(&c.table, cv, at);
    at.row = WAYS + 1 + (cv->rows > WAYS + 6);
    at.rows = cv->rows - at.row;
    if (at.rows < 2 || !o->texts)
        return;
    const int i = view->col < 0 ? 0 : view->col % o->texts;
    struct labwrite w = {.count = 0};
    snprintf(w.text, sizeof w.text, "%s%s", f->begin, o->text[i]);
    snprintf(title, sizeof title, "%s, text %d of %d", way[row].name, i + 1,
             o->texts);
    labwrite_draw(&w, title, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    for (int i = 0; i < WAYS; i++) {
        const struct outcome *o = &f->of[i];

        if (!o->texts)
            continue;
        buf_printf(out,
                   "%s: %.2f nats a token, %.0f %% of the runs of four tokens "
                   "said before, %.0f %% of %ld sentences sound, %d of %d "
                   "texts different, %.1f positions computed a token",
                   way[i].name, surprise_of(o),
                   100.0 * share((double)o->repeated, (double)o->runs),
                   100.0 * share((double)o->sound, (double)o->sentences),
                   o->sentences, o->distinct, o->texts,
                   share((double)o->passed, (double)o->tokens));
        if (view->timing)
            buf_printf(out, ", %.0f tokens/s",
                       share((double)o->tokens, o->seconds));
        buf_printf(out, ".\n  %s%s\n", f->begin, o->text[0]);
    }
}

static json_t *outcome_json(const struct way *y, const struct outcome *o,
                            bool timing)
{
    json_t *texts = json_array();

    for (int i = 0; i < o->texts; i++)
        json_array_append_new(texts, json_string(o->text[i]));
    json_t *out = json_pack(
        "{ss si si sf sf sf sf so}", "way", y->name, "texts", o->texts,
        "distinct", o->distinct, "surprise", surprise_of(o), "repeated",
        share((double)o->repeated, (double)o->runs), "sound",
        share((double)o->sound, (double)o->sentences), "passes",
        share((double)o->passed, (double)o->tokens), "text", texts);
    if (timing)
        json_object_set_new(out, "tokens_per_s",
                            json_real(share((double)o->tokens, o->seconds)));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    static const char *const name[WAYS] = {"greedy", "beam",  "cool", "plain",
                                           "hot",    "top_p", "min_p"};
    const struct found *f = snapshot_;
    json_t *out = json_object();

    for (int i = 0; i < WAYS; i++)
        json_object_set_new(out, name[i],
                            outcome_json(&way[i], &f->of[i], view->timing));
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const int row = view->row < 0 ? 0 : view->row;
    const int col = view->col < 0 ? 0 : view->col;
    const struct found *f = snapshot_;

    if (code == 'e')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == LAB_KEY_UP || code == LAB_KEY_DOWN) {
        const int to = row + (code == LAB_KEY_DOWN ? 1 : -1);

        view->row = to < 0 ? 0 : to < WAYS ? to : WAYS - 1;
    } else if (code == LAB_KEY_LEFT || code == LAB_KEY_RIGHT) {
        const int to = col + (code == LAB_KEY_RIGHT ? 1 : -1);

        view->row = row;
        view->col = to < 0 ? 0 : to < f->texts ? to : f->texts - 1;
    } else {
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab decode_menu_lab = {
    .name = "decode-menu",
    .question = "Which way to choose the next token?",
    .about = "The same model goes on from the same text by seven ways to "
             "choose. Said twice: runs of four tokens that stood there before. "
             "Sound: sentences that the town's judge finds grammatical.",
    .sources = (const char *const[]){"engine/model/sampler.c:sampler_draw",
                                     "engine/model/beam.c:beam_step", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
