/* translate.c - from English to Tidal: what a translator looks at for each
 * word, beside where the word truly came from. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/tongues.h"
#include "lessons/labs/bleu.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/writer.h"
#include "viz/heatmap.h"

enum { SENTENCE, STEPS, PAIRS, LOOKS };
enum { EXAMS = 4, MOST = TONGUES_MOST + 1 };

#define EXAM_SEED 1000003
#define RATE      0.005

static const struct lab_knob knobs[] = {
    [SENTENCE] = {.name = "text",
                  .help = "a sentence of the harbour's English, to translate",
                  .kind = LAB_TEXT,
                  .fallback = "the grey cat saw a boat in the fog"},
    [STEPS] = {.name = "steps",
               .help = "training steps",
               .kind = LAB_WHOLE,
               .fallback = "200",
               .low = 1,
               .high = 5000},
    [PAIRS] = {.name = "pairs",
               .help = "sentences to learn from",
               .kind = LAB_WHOLE,
               .fallback = "4000",
               .low = 32,
               .high = 100000},
    [LOOKS] = {.name = "attention",
               .help = "may the writer look back?",
               .kind = LAB_SWITCH,
               .fallback = "on"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"a", "what it looked at, or where words truly came from"},
    {"t", "another sentence"},
    {NULL, NULL},
};

struct found {
    int steps, planned;
    bool measured, looks;
    float loss, whole, bleu;
    float found; /* words whose largest weight is at their true source */
    /* The typed sentence and what was made of it. */
    int read, wrote;
    char source[MOST][TONGUES_TEXT], target[MOST][TONGUES_TEXT];
    float weight[MOST * MOST]; /* [wrote + 1, read] */
    /* A pair of the exam, for the truth. */
    int of[2];
    char word[2][MOST][TONGUES_TEXT];
    float seen[MOST * MOST], truth[MOST * MOST]; /* [of[1], of[0]] */
};

struct state {
    struct found found;
    struct writer writer;
    int32_t typed[MOST];
    int words; /* of the typed sentence */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        writer_close(&s->writer);
    free(s);
    r->state = NULL;
}

static int32_t word_id(const char *word, size_t n)
{
    char text[TONGUES_TEXT];

    for (int32_t id = TONGUES_WORDS; id < tongues_vocab(TONGUES_ENGLISH);
         id++) {
        tongues_word(text, TONGUES_ENGLISH, id);
        if (strlen(text) == n && strncmp(text, word, n) == 0)
            return id;
    }
    return -1;
}

static struct status read_sentence(struct state *s, const char *text)
{
    for (const char *at = text + strspn(text, " "); *at;) {
        const size_t n = strcspn(at, " ");
        const int32_t id = word_id(at, n);

        if (id < 0)
            return status_fail(STATUS_BAD_USAGE,
                               "\"%.*s\" is no word of the harbour's English; "
                               "try: the brave girl follows gulls in the fog",
                               (int)(n < 40 ? n : 40), at);
        if (s->words == TONGUES_MOST)
            return status_fail(STATUS_BAD_USAGE,
                               "a sentence has at most %d words", TONGUES_MOST);
        s->typed[s->words++] = id;
        at += n;
        at += strspn(at, " ");
    }
    return s->words ? STATUS_OK
                    : status_fail(STATUS_BAD_USAGE, "no word to translate");
}

static struct status open(struct lab_run *r)
{
    const struct seq2seq_config c = {
        .source_vocab = tongues_vocab(TONGUES_ENGLISH),
        .target_vocab = tongues_vocab(TONGUES_TIDAL),
        .begin = TONGUES_BEGIN,
        .end = TONGUES_END,
        .width = 32,
        .kind = RECLAYER_GRU,
        .both_ways = true,
        .attends = r->value[LOOKS].number > 0.0};
    struct state *s = calloc(1, sizeof *s);
    struct status st;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a translator");
    st = read_sentence(s, r->value[SENTENCE].text);
    if (!st.code)
        st = writer_open(&s->writer, &c, labrun_device(r), r->hook, r->seed);
    if (st.code) {
        close(r);
        return st;
    }
    s->found.planned = (int)r->value[STEPS].number;
    s->found.looks = c.attends;
    return STATUS_OK;
}

/* Pairs from number `first` on, at most `pairs` different ones. */
static void draw_batch(struct writer_batch *b, uint64_t seed, uint64_t first,
                       uint64_t pairs, struct tongues_pair *pair)
{
    b->rows = WRITER_ROWS;
    b->read = b->write = TONGUES_MOST + 1;
    for (int i = 0; i < WRITER_ROWS; i++) {
        tongues_draw(&pair[i], seed, (first + (uint64_t)i) % pairs, 1, 1);
        const int32_t *const ids[] = {pair[i].id[TONGUES_ENGLISH],
                                      pair[i].id[TONGUES_TIDAL]};

        writer_lay(b, i, ids, pair[i].words, TONGUES_END);
    }
}

static int words_of(const int32_t *ids, int most)
{
    int n = 0;

    while (n < most && ids[n] != TONGUES_END)
        n++;
    return n;
}

/* The weights of one pair, [n[1] + 1, n[0]]. Its row is as wide as in training:
 * a reader that never saw a text without padding would read it otherwise. */
static struct status look(struct state *s, const int32_t *const ids[2],
                          const int n[2], float *weights)
{
    struct writer_batch b = {.rows = 1, .read = MOST, .write = n[1] + 1};
    float wide[MOST * MOST];

    if (!s->found.looks)
        return STATUS_OK;
    writer_lay(&b, 0, ids, n, TONGUES_END);
    STATUS_TRY(writer_look(&s->writer, &b, wide));
    for (int t = 0; t <= n[1]; t++)
        memcpy(weights + t * n[0], wide + (t + 1) * MOST - n[0],
               (size_t)n[0] * sizeof *weights);
    return STATUS_OK;
}

/* Of how many words of the pair is the largest weight at the true source? */
static int well_aligned(const struct tongues_pair *p, const float *weights)
{
    const int read = p->words[TONGUES_ENGLISH];
    int right = 0;

    for (int t = 0; t < p->words[TONGUES_TIDAL]; t++) {
        int best = 0;

        for (int i = 1; i < read; i++)
            if (weights[t * read + i] > weights[t * read + best])
                best = i;
        right += best == p->from[t];
    }
    return right;
}

static void keep_pair(struct found *f, const struct tongues_pair *p,
                      const float *weights)
{
    for (int side = 0; side < 2; side++) {
        f->of[side] = p->words[side];
        for (int i = 0; i < p->words[side]; i++)
            tongues_word(f->word[side][i], (enum tongues_side)side,
                         p->id[side][i]);
    }
    memcpy(f->seen, weights, sizeof f->seen);
    for (int t = 0; t < f->of[1]; t++)
        f->truth[t * f->of[0] + p->from[t]] = 1.0f;
}

static struct status examine(struct state *s, uint64_t seed)
{
    struct found *f = &s->found;
    struct tongues_pair pair[WRITER_ROWS];
    struct writer_batch b;
    struct bleu bleu = {0};
    int32_t out[WRITER_ROWS * MOST];
    int right = 0, aligned = 0, words = 0;

    for (int i = 0; i < EXAMS; i++) {
        draw_batch(&b, seed + EXAM_SEED, (uint64_t)i * WRITER_ROWS, UINT64_MAX,
                   pair);
        STATUS_TRY(writer_write(&s->writer, &b, out, MOST));
        for (int k = 0; k < WRITER_ROWS; k++) {
            const struct tongues_pair *p = &pair[k];
            const int32_t *const ids[] = {p->id[0], p->id[1]};
            const int n = words_of(out + k * MOST, MOST);
            float weights[MOST * MOST] = {0};

            bleu_add(&bleu, out + k * MOST, n, p->id[1], p->words[1]);
            right += n == p->words[1] && memcmp(out + k * MOST, p->id[1],
                                                (size_t)n * sizeof *out) == 0;
            if (i > 0)
                continue; /* one batch tells enough of where it looks */
            STATUS_TRY(look(s, ids, p->words, weights));
            aligned += well_aligned(p, weights);
            words += p->words[1];
            if (k == 0)
                keep_pair(f, p, weights);
        }
    }
    f->whole = (float)right / (EXAMS * WRITER_ROWS);
    f->bleu = (float)bleu_score(&bleu);
    f->found = f->looks ? (float)aligned / (float)words : -1.0f;
    return STATUS_OK;
}

static struct status translate(struct state *s)
{
    struct found *f = &s->found;
    struct writer_batch b = {.rows = 1, .read = MOST, .write = 1};
    const int32_t *const typed[] = {s->typed, s->typed};
    int32_t out[MOST];

    writer_lay(&b, 0, typed, (const int[]){s->words, 0}, TONGUES_END);
    STATUS_TRY(writer_write(&s->writer, &b, out, TONGUES_MOST));
    f->read = s->words;
    f->wrote = words_of(out, TONGUES_MOST);
    for (int i = 0; i < f->read; i++)
        tongues_word(f->source[i], TONGUES_ENGLISH, s->typed[i]);
    for (int i = 0; i < f->wrote; i++)
        tongues_word(f->target[i], TONGUES_TIDAL, out[i]);
    return look(s, (const int32_t *const[]){s->typed, out},
                (const int[]){f->read, f->wrote}, f->weight);
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct tongues_pair pair[WRITER_ROWS];
    struct writer_batch b;

    if (f->steps < f->planned) {
        draw_batch(&b, r->seed, (uint64_t)f->steps * WRITER_ROWS,
                   (uint64_t)r->value[PAIRS].number, pair);
        STATUS_TRY(writer_train(&s->writer, &b, RATE, 1.0, r->seed, &f->loss));
        f->steps++;
    }
    if (f->steps == f->planned) {
        STATUS_TRY(examine(s, r->seed));
        STATUS_TRY(translate(s));
        f->measured = true;
    }
    *more = f->steps < f->planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw_map(struct canvas *cv, struct canvas_rect at,
                     const char *title, const float *value,
                     const char (*rows)[TONGUES_TEXT],
                     const char (*cols)[TONGUES_TEXT], const int n[2])
{
    const char *row[MOST], *col[MOST];
    const struct heatmap map = {.value = value,
                                .rows = n[0],
                                .cols = n[1],
                                .row_label = row,
                                .col_label = col,
                                .title = title,
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f};

    for (int i = 0; i < n[0]; i++)
        row[i] = rows[i];
    for (int i = 0; i < n[1]; i++)
        col[i] = cols[i];
    heatmap_draw(&map, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct canvas_rect rest = {1, 0, cv->rows - 1, cv->cols};

    if (!f->measured) {
        canvas_printf(cv, 0, 0, INK_TEXT, "step %d of %d, loss %.3f", f->steps,
                      f->planned, (double)f->loss);
        return;
    }
    canvas_printf(cv, 0, 0, INK_TITLE,
                  "%.0f %% right, BLEU %.1f; looks right in %.0f %%",
                  100.0 * (double)f->whole, (double)f->bleu,
                  f->looks ? 100.0 * (double)f->found : 0.0);
    if (view->page % 3 == 0)
        draw_map(cv, rest, "rows: what it wrote; columns: what it read",
                 f->weight, f->target, f->source,
                 (const int[]){f->wrote, f->read});
    else
        draw_map(cv, rest,
                 view->page % 3 == 1 ? "another pair: where it looked"
                                     : "the same pair: where words come from",
                 view->page % 3 == 1 ? f->seen : f->truth, f->word[1],
                 f->word[0], (const int[]){f->of[1], f->of[0]});
}

static void join(struct buf *out, const char (*word)[TONGUES_TEXT], int n)
{
    for (int i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", word[i]);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (!f->measured) {
        buf_printf(out, "After %d of %d steps the loss is %.3f.\n", f->steps,
                   f->planned, (double)f->loss);
        return;
    }
    buf_text(out, "\"");
    join(out, f->source, f->read);
    buf_text(out, "\" becomes \"");
    join(out, f->target, f->wrote);
    buf_printf(out,
               "\".\nOf sentences it never saw %.0f %% are right, BLEU %.1f.\n",
               100.0 * (double)f->whole, (double)f->bleu);
    if (!f->looks) {
        buf_text(out, "It hands over one state and looks at nothing.\n");
        return;
    }
    buf_printf(out,
               "In %.0f %% of words it looks most at the word they truly come "
               "from.\n",
               100.0 * (double)f->found);
    for (int t = 0; t < f->wrote; t++) {
        int best = 0;

        for (int i = 1; i < f->read; i++)
            if (f->weight[t * f->read + i] > f->weight[t * f->read + best])
                best = i;
        buf_printf(out, "  %s looks at %s (%.2f)\n", f->target[t],
                   f->source[best], (double)f->weight[t * f->read + best]);
    }
}

static json_t *names(const char (*word)[TONGUES_TEXT], int n)
{
    json_t *row = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(row, json_string(word[i]));
    return row;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out =
        json_pack("{si sf}", "steps", f->steps, "loss", (double)f->loss);

    (void)view;
    if (!f->measured)
        return out;
    json_object_set_new(out, "whole", json_real((double)f->whole));
    json_object_set_new(out, "bleu", json_real((double)f->bleu));
    json_object_set_new(out, "source", names(f->source, f->read));
    json_object_set_new(out, "target", names(f->target, f->wrote));
    json_object_set_new(out, "wrote", json_integer(f->wrote));
    json_object_set_new(out, "truth",
                        labnumbers_table(f->truth, f->of[1], f->of[0]));
    if (f->looks) {
        json_object_set_new(out, "looks_right", json_real((double)f->found));
        json_object_set_new(out, "weights",
                            labnumbers_table(f->weight, f->wrote, f->read));
        json_object_set_new(out, "seen",
                            labnumbers_table(f->seen, f->of[1], f->of[0]));
    }
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int key)
{
    (void)snapshot_;
    if (key == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = SENTENCE};
    if (key != 'a')
        return (struct lab_answer){.wish = LAB_IGNORED};
    view->page = (view->page + 1) % 3;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab translate_lab = {
    .name = "translate",
    .question = "What does a translator look at?",
    .about = "English of the harbour into Tidal, the tongue of an island that "
             "was never there. A GRU reads both ways, another writes and looks "
             "back. Sentences of the exam were never trained on.",
    .sources = (const char *const[]){"engine/nn/addattn.c",
                                     "engine/model/seq2seq.c", NULL},
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
    .lends = true,
};
