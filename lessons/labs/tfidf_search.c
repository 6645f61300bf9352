/* tfidf_search.c - the town's entries as bags of weighted words, and a search
 * among them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "engine/model/tfidf.h"
#include "lessons/data/source.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "viz/bars.h"
#include "viz/table.h"

enum { QUERY, IDF, HITS, DATA };
enum { MOST = 10, TERMS = 10, ROOM = 40, NAME = 32, EXCERPT = 160 };
#define TEXT_BYTES ((size_t)1 << 28)

static const struct wordlist_rule rule = {0};

static const struct lab_knob knobs[] = {
    [QUERY] = {.name = "query",
               .help = "the words to look for",
               .kind = LAB_TEXT,
               .fallback = "the storm and the bell",
               .live = true},
    [IDF] = {.name = "idf",
             .help = "weigh words by how few entries have them",
             .kind = LAB_SWITCH,
             .fallback = "on"},
    [HITS] = {.name = "hits",
              .help = "how many entries to find",
              .kind = LAB_WHOLE,
              .fallback = "6",
              .low = 1,
              .high = MOST,
              .live = true},
    [DATA] = {.name = "data",
              .help = "whose lines are the entries: town, town:BYTES or a file",
              .kind = LAB_TEXT,
              .fallback = "town:400000"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose an entry"}, {"t", "type another query"}, {NULL, NULL}};

struct state {
    struct buf text;
    struct labwords words;
    struct tfidf *bags;
    int64_t *line;  /* [docs + 1]: where each begins in the text */
    int64_t *start; /* [docs + 1]: its words */
};

struct term {
    char word[NAME];
    int count, in; /* here; entries that have it */
    double idf, weight;
};

struct hit {
    int doc;
    double cosine;
    char text[EXCERPT];
    int terms;
    struct term term[TERMS]; /* of the entry, the heaviest first */
};

struct found {
    char query[EXCERPT];
    struct term asked[TERMS];
    int terms, unknown, docs, vocab, hits;
    bool idf;
    struct hit hit[MOST];
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for entries");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        tfidf_free(s->bags);
        labwords_release(&s->words);
        buf_release(&s->text);
        free(s->line);
        free(s->start);
    }
    free(s);
    r->state = NULL;
}

/* Every line that holds a word is a document. */
static struct status cut(struct state *s, int32_t *docs)
{
    const char *text = buf_string(&s->text);
    const size_t bytes = s->text.bytes;
    char word[WORDLIST_WORD_BYTES];
    size_t length, lines = 1;
    int64_t n = 0;

    for (size_t i = 0; i < bytes; i++)
        lines += text[i] == '\n';
    s->line = malloc((lines + 1) * sizeof *s->line);
    s->start = malloc((lines + 1) * sizeof *s->start);
    if (!s->line || !s->start)
        return no_memory();
    *docs = 0;
    for (size_t i = 0; i < bytes;) {
        const char *end = memchr(text + i, '\n', bytes - i);
        const size_t stop = end ? (size_t)(end - text) : bytes;
        const int64_t before = n;

        for (size_t at = i;
             wordlist_next(&rule, text, stop, &at, word, &length);)
            n++;
        if (n > before) {
            s->line[*docs] = (int64_t)i;
            s->start[(*docs)++] = before;
        }
        i = stop + 1;
    }
    s->line[*docs] = (int64_t)bytes;
    s->start[*docs] = n;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    int32_t docs = 0;

    r->state = s;
    if (!s)
        return no_memory();
    buf_init(&s->text, TEXT_BYTES);
    struct status st = source_read(&s->text, r->value[DATA].text);
    if (!st.code)
        st = labwords_of(&s->words, buf_string(&s->text), s->text.bytes, &rule);
    if (!st.code)
        st = cut(s, &docs);
    if (!st.code)
        st = tfidf_new_by(&s->bags, s->words.ids, s->start, docs,
                          wordlist_size(s->words.list),
                          r->value[IDF].number < 0.5, labrun_device(r)->stead);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)r;
    (void)knob;
    return STATUS_OK;
}

static struct term term_of(const struct state *s, int32_t word, int count,
                           bool idf)
{
    struct term t = {.count = count,
                     .in = tfidf_frequency(s->bags, word),
                     .idf = tfidf_idf(s->bags, word)};

    snprintf(t.word, NAME, "%s", wordlist_word(s->words.list, word));
    t.weight = count * (idf ? t.idf : 1.0);
    return t;
}

/* Into a list of at most TERMS, the heaviest first. */
static void keep(struct term *list, int *n, struct term t)
{
    if (*n == TERMS && t.weight <= list[TERMS - 1].weight)
        return;
    int at = *n < TERMS ? (*n)++ : TERMS - 1;
    for (; at > 0 && list[at - 1].weight < t.weight; at--)
        list[at] = list[at - 1];
    list[at] = t;
}

static void fill_hit(struct hit *h, const struct state *s,
                     const struct tfidf_hit *found, bool idf)
{
    const char *text = buf_string(&s->text) + s->line[found->doc];
    int32_t n;
    const struct tfidf_term *term = tfidf_terms(s->bags, found->doc, &n);

    h->doc = found->doc;
    h->cosine = found->cosine;
    snprintf(h->text, EXCERPT, "%.*s", (int)strcspn(text, "\n"), text);
    for (int32_t i = 0; i < n; i++)
        keep(h->term, &h->terms, term_of(s, term[i].word, term[i].count, idf));
}

static struct status fill(struct found *f, const struct lab_run *r)
{
    const struct state *s = r->state;
    struct tfidf_hit hit[MOST];
    int32_t ids[ROOM];
    int64_t known = 0;

    f->idf = r->value[IDF].number > 0.5;
    f->docs = tfidf_docs(s->bags);
    f->vocab = tfidf_vocab(s->bags);
    snprintf(f->query, EXCERPT, "%s", r->value[QUERY].text);
    const int n = labwords_read(&s->words, &rule, f->query, ids, ROOM);
    for (int i = 0; i < n; i++) {
        if (ids[i] == WORDLIST_UNKNOWN) {
            f->unknown++;
            continue;
        }
        int count = 1;
        for (int64_t k = 0; k < known; k++)
            count += ids[k] == ids[i];
        if (count == 1)
            keep(f->asked, &f->terms, term_of(s, ids[i], 1, f->idf));
        ids[known++] = ids[i];
    }
    STATUS_TRY(tfidf_search(s->bags, ids, known, hit,
                            (int)r->value[HITS].number, &f->hits));
    for (int i = 0; i < f->hits; i++)
        fill_hit(&f->hit[i], s, &hit[i], f->idf);
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct found *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return no_memory();
    const struct status st = fill(f, r);
    if (st.code)
        free(f);
    else
        *out = f;
    return st;
}

static int chosen(const struct found *f, const struct lab_view *view)
{
    return view && labcells_has(view, f->hits, 1) ? view->row : 0;
}

enum { COLUMNS = 5, CELL = NAME };

static void draw_terms(const struct term *term, int n, struct canvas *cv,
                       struct canvas_rect at)
{
    static const struct table_column column[COLUMNS] = {
        {"word", TABLE_LEFT},
        {"here", TABLE_RIGHT},
        {"entries", TABLE_RIGHT},
        {"idf", TABLE_RIGHT},
        {"weight", TABLE_RIGHT}};
    char text[TERMS][COLUMNS][CELL];
    const char *cell[TERMS * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = n};

    for (int i = 0; i < n; i++) {
        snprintf(text[i][0], CELL, "%s", term[i].word);
        snprintf(text[i][1], CELL, "%d", term[i].count);
        snprintf(text[i][2], CELL, "%d", term[i].in);
        snprintf(text[i][3], CELL, "%.2f", term[i].idf);
        snprintf(text[i][4], CELL, "%.2f", term[i].weight);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    table_draw(&table, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int at = chosen(f, view), half = cv->cols / 2;
    const int most = cv->rows / 2 - 1 > 1 ? cv->rows / 2 - 1 : 1;
    const int shown = f->hits < most ? f->hits : most;
    const int first = at >= shown ? at - shown + 1 : 0;
    const int rows = cv->rows - shown - 2;

    canvas_printf(cv, 0, 0, INK_TITLE, "\"%s\" among %d entries%s", f->query,
                  f->docs, f->hits ? "" : ": nothing found");
    for (int i = first; i < first + shown; i++)
        canvas_printf(cv, 1 + i - first, 0, i == at ? INK_FOCUS : INK_TEXT,
                      "%c %.3f  %s", i == at ? '>' : ' ', f->hit[i].cosine,
                      f->hit[i].text);
    canvas_text(cv, shown + 1, 0, "the query", INK_DIM);
    draw_terms(f->asked, f->terms, cv,
               (struct canvas_rect){shown + 2, 0, rows, half - 2});
    if (!f->hits)
        return;
    canvas_text(cv, shown + 1, half, "the chosen entry", INK_DIM);
    draw_terms(f->hit[at].term, f->hit[at].terms, cv,
               (struct canvas_rect){shown + 2, half, rows, cv->cols - half});
}

static void say_terms(const struct term *term, int n, struct buf *out)
{
    for (int i = 0; i < n; i++)
        buf_printf(out, "%s%s %d x %.2f", i ? ", " : " ", term[i].word,
                   term[i].count, term[i].idf);
    buf_text(out, ".\n");
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int at = chosen(f, view);

    if (!f->hits) {
        buf_printf(out,
                   "None of %d entries shares a word of weight with \"%s\".\n",
                   f->docs, f->query);
        return;
    }
    buf_printf(out, "Nearest of %d entries, cosine %.3f: %s\n", f->docs,
               f->hit[0].cosine, f->hit[0].text);
    buf_text(out, "Count and idf of the query's words:");
    say_terms(f->asked, f->terms, out);
    buf_printf(out, "Heaviest words of entry %d:", at + 1);
    say_terms(f->hit[at].term, f->hit[at].terms, out);
    for (int i = 1; i < f->hits; i++)
        buf_printf(out, "%.3f %s\n", f->hit[i].cosine, f->hit[i].text);
}

static json_t *terms_json(const struct term *term, int n)
{
    json_t *list = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(
            list, json_pack("{ss si si sf sf}", "word", term[i].word, "count",
                            term[i].count, "entries", term[i].in, "idf",
                            term[i].idf, "weight", term[i].weight));
    return list;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *hits = json_array();

    for (int i = 0; i < f->hits; i++)
        json_array_append_new(
            hits, json_pack("{si sf ss so}", "entry", f->hit[i].doc, "cosine",
                            f->hit[i].cosine, "text", f->hit[i].text, "terms",
                            terms_json(f->hit[i].term, f->hit[i].terms)));
    return json_pack("{ss so si si si so si}", "query", f->query, "terms",
                     terms_json(f->asked, f->terms), "unknown", f->unknown,
                     "entries", f->docs, "vocab", f->vocab, "hits", hits,
                     "chosen", chosen(f, view));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = QUERY};
    return labcells_key(view, f->hits, 1, (const int[]){0, 0}, code);
}

const struct lab tfidf_search_lab = {
    .name = "tfidf-search",
    .question = "Which entries are about these words?",
    .about = "Every line of the town's text is a bag of words, each weighing "
             "more the fewer lines have it. The lines nearest to your query "
             "come first.",
    .sources = (const char *const[]){"engine/model/tfidf.c", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
    .lends = true,
};
