/* ngram_next.c - a model that counts: what it holds likely after a text, what
 * the text itself costs it word by word, and what it writes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/core/device.h"
#include "engine/model/generate.h"
#include "engine/model/ngram.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "viz/bars.h"
#include "viz/strip.h"

enum { TEXT, ORDER, SMOOTHING, BY, COMPARE, WRITE, DATA };
enum {
    MOST = 10,
    COMPARED = 4,
    WORDS = 40,
    SAMPLE = 200,
    NAME = WORDLIST_WORD_BYTES
};
enum { FEWEST_BARS = 3, SAMPLE_BYTES = 1024, WRITE_STREAM = 21 };

static const struct wordlist_rule rule = {.marks = true, .least = 2};
static const char *const smoothings[] = {"add", "mix", "kneser-ney", NULL};

static const struct lab_knob knobs[] = {
    [TEXT] = {.name = "text",
              .help = "what was said so far",
              .kind = LAB_TEXT,
              .fallback = "the cat sat on the",
              .live = true},
    [ORDER] = {.name = "order",
               .help = "words of a run that is counted: 3 looks at two before",
               .kind = LAB_WHOLE,
               .fallback = "3",
               .low = 1,
               .high = NGRAM_ORDER,
               .live = true},
    [SMOOTHING] = {.name = "smoothing",
                   .help = "what is done about runs that were never counted",
                   .kind = LAB_CHOICE,
                   .fallback = "kneser-ney",
                   .choices = smoothings,
                   .live = true},
    [BY] = {.name = "by",
            .help = "add: what is added to every count; mix: share of the "
                    "longest context, below 1",
            .kind = LAB_REAL,
            .fallback = "0.7",
            .low = 1e-6,
            .high = 10.0,
            .log = true,
            .live = true},
    [COMPARE] = {.name = "compare",
                 .help = "words to hold against each other; commas between",
                 .kind = LAB_TEXT,
                 .fallback = "",
                 .live = true},
    [WRITE] = {.name = "write",
               .help = "how many words it writes",
               .kind = LAB_WHOLE,
               .fallback = "40",
               .low = 0,
               .high = SAMPLE,
               .live = true},
    [DATA] = {.name = "data",
              .help = "what is counted: town, town:BYTES or a file",
              .kind = LAB_TEXT,
              .fallback = "town:1000000"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "type another text"},
    {"o", "next order"},
    {"m", "next smoothing"},
    {NULL, NULL},
};

struct state {
    struct labwords words;
    struct ngram *grams;
    double *row; /* [vocab]: after the text, or while it writes */
};

struct candidate {
    char word[NAME];
    int64_t count; /* behind the context */
    double probability;
};

struct found {
    char word[WORDS][NAME];
    double bits[WORDS]; /* of each word of the text, from those before it */
    int words;
    double sum, score; /* of the bits; the engine's own score of the text */
    char context[NAME * NGRAM_ORDER];
    int order, smoothing;
    int64_t seen;         /* how often the context stands in the text */
    int32_t vocab, kinds; /* kinds: different words that followed it */
    double total, unseen; /* of all probabilities; of words never seen there */
    struct candidate best[MOST];
    struct candidate compared[COMPARED];
    int candidates, compares;
    char sample[SAMPLE_BYTES];
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for counts");
}

static struct ngram_way way_of(const struct lab_run *r)
{
    return (struct ngram_way){(enum ngram_kind)r->value[SMOOTHING].number,
                              (int)r->value[ORDER].number, r->value[BY].number,
                              labrun_device(r)->stead};
}

/* What a word looks like in running text. */
static const char *shown(const struct state *s, int32_t id)
{
    const char *word = wordlist_word(s->words.list, id);

    return *word == '\n' ? "(end of line)" : word;
}

static void score_text(struct found *f, const struct state *s,
                       const struct ngram_way *way, const int32_t *ids)
{
    for (int i = 0; i < f->words; i++) {
        const double p = ngram_probability(s->grams, way, ids, i, ids[i]);

        snprintf(f->word[i], NAME, "%s", shown(s, ids[i]));
        f->bits[i] = -log2(p);
        f->sum += f->bits[i];
    }
    f->score = f->words ? ngram_loss(s->grams, way, ids, 0, f->words) *
                              f->words / log(2.0)
                        : 0.0;
}

/* Words in the order of their probability; counts are of the longest context
 * that the way looks at. */
static void rank(struct found *f, const struct state *s,
                 const struct ngram_way *way, const int32_t *ids)
{
    const int before = way->order - 1 < f->words ? way->order - 1 : f->words;
    const int32_t *context = ids + f->words - before;
    int32_t run[NGRAM_ORDER];

    memcpy(run, context, (size_t)before * sizeof *run);
    f->seen = ngram_count(s->grams, context, before);
    for (int i = 0; i < before; i++)
        snprintf(f->context + strlen(f->context),
                 sizeof f->context - strlen(f->context), "%s%s", i ? " " : "",
                 shown(s, context[i]));
    ngram_row(s->grams, way, ids, f->words, s->row);
    for (int32_t w = 0; w < f->vocab; w++) {
        run[before] = w;
        const int64_t count = ngram_count(s->grams, run, before + 1);
        int at = f->candidates;

        f->kinds += count > 0;
        f->total += s->row[w];
        f->unseen += count > 0 ? 0.0 : s->row[w];
        if (at == MOST && s->row[w] <= f->best[MOST - 1].probability)
            continue;
        at = at < MOST ? f->candidates++ : MOST - 1;
        for (; at > 0 && f->best[at - 1].probability < s->row[w]; at--)
            f->best[at] = f->best[at - 1];
        f->best[at] = (struct candidate){{0}, count, s->row[w]};
        snprintf(f->best[at].word, NAME, "%s", shown(s, w));
    }
}

/* After rank(): the words that the knob names, as far as they are known. */
static void compare(struct found *f, const struct state *s, const char *list)
{
    char word[WORDLIST_WORD_BYTES];
    size_t at = 0, length;

    while (f->compares < COMPARED &&
           wordlist_next(&rule, list, strlen(list), &at, word, &length)) {
        const int32_t id = wordlist_find(s->words.list, word, length);
        struct candidate *c = &f->compared[f->compares];

        if (*word == ',')
            continue;
        snprintf(c->word, NAME, "%s", word);
        c->probability = s->row[id];
        f->compares++;
    }
}

static int32_t draw_word(const double *row, int32_t n, double at)
{
    for (int32_t w = 0; w < n; w++) {
        at -= row[w];
        if (at < 0.0)
            return w;
    }
    return n - 1;
}

/* Goes on from the text, word by word, each drawn by its probability. */
static void write(struct found *f, const struct state *s,
                  const struct lab_run *r, const int32_t *text)
{
    const struct ngram_way way = way_of(r);
    struct rng rng = rng_make(r->seed, WRITE_STREAM);
    int32_t ids[WORDS + SAMPLE];
    size_t at = 0;

    memcpy(ids, text, (size_t)f->words * sizeof *ids);
    for (int i = 0; i < (int)r->value[WRITE].number; i++) {
        const int n = f->words + i;

        ngram_row(s->grams, &way, ids, n, s->row);
        ids[n] = draw_word(s->row, f->vocab, (double)rng_uniform(&rng));
        const char *word = wordlist_word(s->words.list, ids[n]);
        const bool mark = strchr(".,;:?!", *word) != NULL;
        const int bytes =
            snprintf(f->sample + at, SAMPLE_BYTES - at, "%s%s",
                     mark || i == 0 ? "" : " ", *word == '\n' ? "/" : word);
        if (bytes < 0 || (size_t)bytes >= SAMPLE_BYTES - at)
            break;
        at += (size_t)bytes;
    }
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;
    const struct ngram_way way = way_of(r);
    struct found *f = calloc(1, sizeof *f);
    int32_t ids[WORDS];

    *out = NULL;
    if (!f)
        return no_memory();
    f->vocab = wordlist_size(s->words.list);
    f->order = way.order;
    f->smoothing = (int)r->value[SMOOTHING].number;
    f->words = labwords_read(&s->words, &rule, r->value[TEXT].text, ids, WORDS);
    score_text(f, s, &way, ids);
    rank(f, s, &way, ids);
    compare(f, s, r->value[COMPARE].text);
    write(f, s, r, ids);
    *out = f;
    return STATUS_OK;
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        ngram_free(s->grams);
        labwords_release(&s->words);
        free(s->row);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    const struct ngram_way way = way_of(r);

    r->state = s;
    if (!s)
        return no_memory();
    struct status st = labwords_open(&s->words, r->value[DATA].text, &rule);
    if (!st.code) {
        const int32_t vocab = wordlist_size(s->words.list);

        s->row = malloc((size_t)vocab * sizeof *s->row);
        st = s->row ? ngram_new(&s->grams, s->words.ids, s->words.held, vocab,
                                NGRAM_ORDER)
                    : no_memory();
    }
    if (!st.code)
        st = ngram_check(s->grams, &way);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    const struct state *s = r->state;
    const struct ngram_way way = way_of(r);

    (void)knob;
    return ngram_check(s->grams, &way);
}

/* What it wrote, broken at blanks, from a row on (nothing is drawn where `cv`
 * is NULL); how many lines it takes. */
static int sample_lines(const char *text, int wide, struct canvas *cv, int row)
{
    int lines = 0;

    while (*text && wide > 0) {
        size_t n = strlen(text);

        if (n > (size_t)wide) {
            for (n = (size_t)wide; n > 1 && text[n] != ' ';)
                n--;
        }
        if (cv)
            canvas_printf(cv, row + lines, 2, INK_TEXT, "%.*s", (int)n, text);
        text += n;
        text += strspn(text, " ");
        lines++;
    }
    return lines;
}

/* The words of the text with their bits, then what may follow, then what it
 * wrote. */
static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const char *text[WORDS], *note[WORDS];
    char bits[WORDS][12], label[MOST][NAME + 24];
    struct bars_row row[MOST + COMPARED];
    const int wide = cv->cols - 8;
    int at = 0;

    (void)view;
    for (int i = 0; i < f->words; i++) {
        snprintf(bits[i], sizeof bits[i], "%.1f", f->bits[i]);
        text[i] = f->word[i];
        note[i] = bits[i];
    }
    const struct strip strip = {.text = text, .note = note, .count = f->words};
    const int lines = f->words ? strip_lines(&strip, cv, cv->cols) * 2 : 0;
    strip_draw(&strip, cv, (struct canvas_rect){0, 0, lines, cv->cols});
    at = lines;
    canvas_printf(cv, at++, 0, INK_DIM,
                  "%.1f bits in all; \"%s\" seen %lld times, %d different "
                  "words behind it",
                  f->sum, f->context, (long long)f->seen, (int)f->kinds);
    for (int i = 0; i < f->candidates; i++) {
        snprintf(label[i], sizeof label[i], "%s %lldx", f->best[i].word,
                 (long long)f->best[i].count);
        row[i] = (struct bars_row){label[i], (float)f->best[i].probability};
    }
    const int all = sample_lines(f->sample, wide, NULL, 0) + 1;
    const int most = cv->rows - at - FEWEST_BARS;
    const int below = all < most ? all : most < 2 ? 2 : most;
    for (int i = 0; i < f->compares; i++)
        row[f->candidates + i] = (struct bars_row){
            f->compared[i].word, (float)f->compared[i].probability};
    const struct bars bars = {
        .row = row, .count = f->candidates + f->compares, .decimals = 3};
    bars_draw(&bars, cv,
              (struct canvas_rect){at, 0, cv->rows - at - below, cv->cols});
    canvas_text(cv, cv->rows - below, 0, "it writes", INK_DIM);
    sample_lines(f->sample, wide, cv, cv->rows - below + 1);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "After \"%s\", seen %lld times with %d different words behind "
               "it, the likeliest is \"%s\" with %.3f. Words never seen there "
               "have %.3f together.\n",
               f->context, (long long)f->seen, (int)f->kinds, f->best[0].word,
               f->best[0].probability, f->unseen);
    for (int i = 0; i < f->candidates; i++)
        buf_printf(out, "\"%s\" counted %lld times, %.4f%s", f->best[i].word,
                   (long long)f->best[i].count, f->best[i].probability,
                   i + 1 < f->candidates ? "; " : ".\n");
    for (int i = 0; i < f->compares; i++)
        buf_printf(out, "Compared: \"%s\" %.4f.\n", f->compared[i].word,
                   f->compared[i].probability);
    buf_printf(out, "The text costs %.2f bits:", f->sum);
    for (int i = 0; i < f->words; i++)
        buf_printf(out, " %s %.2f%s", f->word[i], f->bits[i],
                   i + 1 < f->words ? "," : ".");
    buf_printf(out, "\nIt writes: %s\n", f->sample);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *best = json_array(), *bits = json_array(), *text = json_array();
    json_t *compared = json_object();

    (void)view;
    for (int i = 0; i < f->candidates; i++)
        json_array_append_new(best,
                              json_pack("{ss sI sf}", "word", f->best[i].word,
                                        "count", (json_int_t)f->best[i].count,
                                        "probability", f->best[i].probability));
    for (int i = 0; i < f->words; i++) {
        json_array_append_new(bits, json_real(f->bits[i]));
        json_array_append_new(text, json_string(f->word[i]));
    }
    for (int i = 0; i < f->compares; i++)
        json_object_set_new(compared, f->compared[i].word,
                            json_real(f->compared[i].probability));
    return json_pack("{so so so sf sf ss sI si si sf sf so ss}", "compare",
                     compared, "text", text, "bits", bits, "sum", f->sum,
                     "score", f->score, "context", f->context, "seen",
                     (json_int_t)f->seen, "kinds", (int)f->kinds, "vocab",
                     (int)f->vocab, "total", f->total, "unseen", f->unseen,
                     "candidates", best, "sample", f->sample);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == 'm')
        return labcells_next(knobs, SMOOTHING, f->smoothing);
    if (code == 'o') {
        struct lab_answer a = {.wish = LAB_TURN, .knob = ORDER};

        snprintf(a.text, sizeof a.text, "%d", f->order % NGRAM_ORDER + 1);
        return a;
    }
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab ngram_next_lab = {
    .name = "ngram-next",
    .question = "What comes next, if all one does is count?",
    .about = "Counts runs of words in the town's text. What followed the last "
             "words of yours, and how often, becomes the probability of the "
             "next word.",
    .sources =
        (const char *const[]){"engine/model/ngram_odds.c:ngram_probability",
                              NULL},
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
