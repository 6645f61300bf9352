/* ngram_bits.c - models that count, from one word to five, on text they have
 * read and on text they have not. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/model/ngram.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "viz/table.h"

enum { DATA, SHARE, ADD, MIX };
enum { WAYS = 3, ORDERS = NGRAM_ORDER, READ_AGAIN = 8000 };

static const struct wordlist_rule rule = {.marks = true, .least = 2};

static const struct lab_knob knobs[] = {
    [DATA] = {.name = "data",
              .help = "what is counted: town, town:BYTES or a file",
              .kind = LAB_TEXT,
              .fallback = "town:1000000"},
    [SHARE] = {.name = "share",
               .help = "part of the text that is counted, in percent",
               .kind = LAB_WHOLE,
               .fallback = "100",
               .low = 1,
               .high = 100},
    [ADD] = {.name = "add",
             .help = "what add-k adds to every count",
             .kind = LAB_REAL,
             .fallback = "0.01",
             .low = 1e-6,
             .high = 10.0,
             .log = true},
    [MIX] = {.name = "mix",
             .help = "share of the longest context when orders are mixed",
             .kind = LAB_REAL,
             .fallback = "0.7",
             .low = 0.01,
             .high = 0.99},
    {.name = NULL},
};

static const char *const ways[WAYS] = {"add", "mix", "kneser_ney"};
static const char *const titles[WAYS] = {"add-k", "mixed", "kneser-ney"};

struct found {
    int done; /* of ORDERS * WAYS */
    int64_t words, held, again;
    int32_t vocab;
    double add, mix;
    /* Bits a word: [0] of text read, [1] of text held back. */
    float bits[2][WAYS][ORDERS];
    int64_t kinds[ORDERS];
    float new_kinds[ORDERS]; /* held n-grams that were never counted, 0..1 */
};

struct state {
    struct found found;
    struct labwords words;
    struct ngram *grams;
    int64_t first; /* of the words counted */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        ngram_free(s->grams);
        labwords_release(&s->words);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for counts");
    struct status st = labwords_open(&s->words, r->value[DATA].text, &rule);
    if (!st.code) {
        struct found *f = &s->found;

        f->words = s->words.held * (int64_t)r->value[SHARE].number / 100;
        f->words = f->words < 1 ? 1 : f->words;
        f->held = s->words.n - s->words.held;
        f->again = f->words < READ_AGAIN ? f->words : READ_AGAIN;
        f->vocab = wordlist_size(s->words.list);
        f->add = r->value[ADD].number;
        f->mix = r->value[MIX].number;
        s->first = s->words.held - f->words;
        st = ngram_new(&s->grams, s->words.ids + s->first, f->words, f->vocab,
                       ORDERS);
    }
    if (st.code)
        close(r);
    return st;
}

static float new_share(const struct state *s, int order)
{
    const int32_t *ids = s->words.ids;
    int64_t unseen = 0;

    for (int64_t i = s->words.held; i < s->words.n; i++)
        unseen += ngram_count(s->grams, ids + i + 1 - order, order) == 0;
    return (float)unseen / (float)s->found.held;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    const int order = f->done / WAYS, way = f->done % WAYS;
    const struct ngram_way w = {(enum ngram_kind)way, order + 1,
                                way == 0 ? f->add : f->mix, NULL};
    const int32_t *ids = s->words.ids;

    STATUS_TRY(ngram_check(s->grams, &w));
    f->bits[0][way][order] = (float)(ngram_loss(s->grams, &w, ids + s->first,
                                                f->words - f->again, f->words) /
                                     log(2.0));
    f->bits[1][way][order] =
        (float)(ngram_loss(s->grams, &w, ids, s->words.held, s->words.n) /
                log(2.0));
    if (way == 0) {
        f->kinds[order] = ngram_kinds(s->grams, order + 1);
        f->new_kinds[order] = new_share(s, order + 1);
    }
    f->done++;
    *more = f->done < ORDERS * WAYS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static bool has(const struct found *f, int order, int way)
{
    return order * WAYS + way < f->done;
}

enum { COLUMNS = 9, CELL = 20 };

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {
        {"order", TABLE_RIGHT},    {"kinds", TABLE_RIGHT},
        {"new", TABLE_RIGHT},      {"add read", TABLE_RIGHT},
        {"mix read", TABLE_RIGHT}, {"kn read", TABLE_RIGHT},
        {"add held", TABLE_RIGHT}, {"mix held", TABLE_RIGHT},
        {"kn held", TABLE_RIGHT}};
    const struct found *f = snapshot_;
    char text[ORDERS][COLUMNS][CELL];
    const char *cell[ORDERS * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = ORDERS};

    const bool roomy = cv->rows > ORDERS + 2; /* for a line below */

    (void)view;
    for (int o = 0; o < ORDERS; o++) {
        for (int c = 0; c < COLUMNS; c++) {
            text[o][c][0] = '\0';
            cell[o * COLUMNS + c] = text[o][c];
        }
        snprintf(text[o][0], CELL, "%d", o + 1);
        if (has(f, o, 0)) {
            snprintf(text[o][1], CELL, "%lld", (long long)f->kinds[o]);
            snprintf(text[o][2], CELL, "%.0f %%",
                     100.0 * (double)f->new_kinds[o]);
        }
        for (int w = 0; w < WAYS; w++) {
            if (has(f, o, w)) {
                snprintf(text[o][3 + w], CELL, "%.2f",
                         (double)f->bits[0][w][o]);
                snprintf(text[o][6 + w], CELL, "%.2f",
                         (double)f->bits[1][w][o]);
            }
        }
    }
    canvas_printf(cv, 0, 0, INK_TITLE,
                  "bits a word, on text that was read and on text held back "
                  "(kn: kneser-ney)");
    table_draw(
        &table, cv,
        (struct canvas_rect){1, 0, cv->rows - (roomy ? 2 : 1), cv->cols});
    if (!roomy)
        return;
    canvas_printf(cv, cv->rows - 1, 0, INK_DIM,
                  "%lld words counted, %lld held back; guessing %.2f bits; "
                  "new: of held n-grams",
                  (long long)f->words, (long long)f->held,
                  log2((double)f->vocab));
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    int order = 0, way = -1;

    (void)view;
    for (int i = 0; i < f->done; i++) {
        if (way < 0 ||
            f->bits[1][i % WAYS][i / WAYS] < f->bits[1][way][order]) {
            order = i / WAYS;
            way = i % WAYS;
        }
    }
    if (way >= 0)
        buf_printf(out,
                   "On text held back, %s of order %d is best: %.2f bits a "
                   "word, as good as an even choice among %.1f words.\n",
                   titles[way], order + 1, (double)f->bits[1][way][order],
                   exp2((double)f->bits[1][way][order]));
    for (int o = 0; o < ORDERS && has(f, o, 0); o++) {
        buf_printf(out,
                   "Order %d: %lld kinds counted, %.0f %% of the held ones are "
                   "new.",
                   o + 1, (long long)f->kinds[o],
                   100.0 * (double)f->new_kinds[o]);
        for (int w = 0; w < WAYS && has(f, o, w); w++)
            buf_printf(out, " %s %.2f read, %.2f held back%c", titles[w],
                       (double)f->bits[0][w][o], (double)f->bits[1][w][o],
                       w < WAYS - 1 && has(f, o, w + 1) ? ';' : '.');
        buf_text(out, "\n");
    }
}

/* Index o is order o; index 0 is null. */
static json_t *by_order(const struct found *f, const float *x, int way)
{
    json_t *row = json_array();

    json_array_append_new(row, json_null());
    for (int o = 0; o < ORDERS && has(f, o, way); o++)
        json_array_append_new(row, json_real((double)x[o]));
    return row;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{sI sI si sf}", "words", (json_int_t)f->words,
                            "held", (json_int_t)f->held, "vocab", (int)f->vocab,
                            "guessing_bits", log2((double)f->vocab));
    json_t *kinds = json_array();

    (void)view;
    json_array_append_new(kinds, json_null());
    for (int o = 0; o < ORDERS && has(f, o, 0); o++)
        json_array_append_new(kinds, json_integer(f->kinds[o]));
    json_object_set_new(out, "kinds", kinds);
    json_object_set_new(out, "new", by_order(f, f->new_kinds, 0));
    for (int w = 0; w < WAYS; w++)
        json_object_set_new(out, ways[w],
                            json_pack("{so so}", "read",
                                      by_order(f, f->bits[0][w], w), "held",
                                      by_order(f, f->bits[1][w], w)));
    return out;
}

const struct lab ngram_bits_lab = {
    .name = "ngram-bits",
    .question = "Does a longer memory always help a model that counts?",
    .about = "Counts runs of one to five words in the town's text and scores "
             "three ways to make probabilities of them, on text that was "
             "counted and on text that was held back.",
    .sources = (const char *const[]){"engine/model/ngram_odds.c", NULL},
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
