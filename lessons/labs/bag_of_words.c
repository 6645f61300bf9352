/* bag_of_words.c - texts as counts of words, in no order, and how far a
 * classifier gets with them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/bagbayes.h"
#include "engine/model/tfidf.h"
#include "lessons/data/reviews.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "viz/table.h"

enum { A, B, LEARN, TRAIN };
enum { BOTH = 2, ROWS = 24, ROOM = 60, EXAMS = 400, NAME = 24, SHOWN = 3 };
enum { PLAIN_ALONE, ALL_KINDS, EXAM_SEED = 1 << 20 };

static const struct wordlist_rule rule = {0};
static const char *const learns[] = {"plain", "all", NULL};

static const struct lab_knob knobs[] = {
    [A] = {.name = "a",
           .help = "an entry in the inn's book",
           .kind = LAB_TEXT,
           .fallback = "the soup was not cold but tender",
           .live = true},
    [B] = {.name = "b",
           .help = "another one",
           .kind = LAB_TEXT,
           .fallback = "the soup was not tender but cold",
           .live = true},
    [LEARN] = {.name = "learn",
               .help = "entries it learns from: plain ones, or of all kinds",
               .kind = LAB_CHOICE,
               .fallback = "plain",
               .choices = learns},
    [TRAIN] = {.name = "train",
               .help = "how many entries of each kind it learns from",
               .kind = LAB_WHOLE,
               .fallback = "1000",
               .low = 1,
               .high = 20000},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "type entry a"}, {"b", "type entry b"}, {NULL, NULL}};

struct state {
    struct labwords words;
    struct bagbayes *bayes;
    char entry[SHOWN][REVIEWS_BYTES]; /* of those learned from */
    float right[REVIEWS_KINDS];
};

struct row {
    char word[NAME];
    int count[BOTH + SHOWN]; /* in a, in b, in entries learned from */
    double says;             /* ln p(word | praise) / p(word | blame) */
};

struct found {
    struct row row[ROWS];
    int rows, train, kinds;
    bool same;
    double cosine, praise[BOTH];
    float right[REVIEWS_KINDS];
    char text[BOTH][REVIEWS_BYTES];
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for bags of words");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        bagbayes_free(s->bayes);
        labwords_release(&s->words);
    }
    free(s);
    r->state = NULL;
}

/* All entries as one text, for the list of their words. */
static struct status list_words(struct state *s, const struct lab_run *r,
                                int kinds)
{
    struct reviews_entry e;
    struct buf text;

    buf_init(&text, (size_t)1 << 26);
    for (int k = 0; k < kinds; k++) {
        for (int i = 0; i < (int)r->value[TRAIN].number; i++) {
            reviews_draw(&e, (enum reviews_kind)k, r->seed, (uint64_t)i);
            buf_printf(&text, "%s\n", e.text);
            if (k == 0 && i < SHOWN)
                memcpy(s->entry[i], e.text, sizeof e.text);
        }
    }
    struct status st = buf_status(&text);
    if (!st.code)
        st = labwords_of(&s->words, buf_string(&text), text.bytes, &rule);
    buf_release(&text);
    return st;
}

static struct status learn(struct state *s, const struct lab_run *r, int kinds)
{
    int32_t ids[ROOM];
    struct reviews_entry e;

    STATUS_TRY(list_words(s, r, kinds));
    STATUS_TRY(bagbayes_new(&s->bayes, 2, wordlist_size(s->words.list), 1.0));
    for (int k = 0; k < kinds; k++) {
        for (int i = 0; i < (int)r->value[TRAIN].number; i++) {
            reviews_draw(&e, (enum reviews_kind)k, r->seed, (uint64_t)i);
            const int n = labwords_read(&s->words, &rule, e.text, ids, ROOM);
            STATUS_TRY(bagbayes_learn(s->bayes, e.praise, ids, n));
        }
    }
    return STATUS_OK;
}

/* Fresh entries; swapped ones come in whole pairs. */
static void examine(struct state *s, uint64_t seed)
{
    int32_t ids[ROOM];
    struct reviews_entry e;

    for (int k = 0; k < REVIEWS_KINDS; k++) {
        int right = 0;

        for (int i = 0; i < EXAMS; i++) {
            reviews_draw(&e, (enum reviews_kind)k, seed + EXAM_SEED,
                         (uint64_t)i);
            const int n = labwords_read(&s->words, &rule, e.text, ids, ROOM);
            right += bagbayes_guess(s->bayes, ids, n, NULL) == e.praise;
        }
        s->right[k] = (float)right / EXAMS;
    }
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return no_memory();
    const int kinds =
        (int)r->value[LEARN].number == ALL_KINDS ? REVIEWS_KINDS : 1;
    const struct status st = learn(s, r, kinds);
    if (st.code)
        close(r);
    else
        examine(s, r->seed);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)r;
    (void)knob;
    return STATUS_OK;
}

/* The row of a word, a new one where there is room for it. */
static struct row *row_of(struct found *f, const char *word)
{
    for (int i = 0; i < f->rows; i++)
        if (strncmp(f->row[i].word, word, NAME - 1) == 0)
            return &f->row[i];
    if (f->rows == ROWS)
        return NULL;
    struct row *row = &f->row[f->rows++];
    snprintf(row->word, NAME, "%.*s", NAME - 1, word);
    return row;
}

static void count(struct found *f, const char *text, int column, bool add)
{
    char word[WORDLIST_WORD_BYTES];
    size_t at = 0, length;

    while (wordlist_next(&rule, text, strlen(text), &at, word, &length)) {
        const int rows = f->rows;
        struct row *row = row_of(f, word);

        if (row && !add && f->rows > rows)
            f->rows--; /* a word of neither a nor b has no row */
        else if (row)
            row->count[column]++;
    }
}

/* Cosine of the two bags, each word weighing its count. */
static struct status compare(struct found *f)
{
    int32_t ids[2 * ROOM];
    int64_t start[3] = {0};
    struct tfidf *bags;

    for (int d = 0; d < BOTH; d++) {
        start[d + 1] = start[d];
        for (int i = 0; i < f->rows; i++)
            for (int k = 0; k < f->row[i].count[d] && start[d + 1] < 2 * ROOM;
                 k++)
                ids[start[d + 1]++] = i;
    }
    STATUS_TRY(tfidf_new(&bags, ids, start, BOTH, ROWS, true));
    f->cosine = tfidf_alike(bags, 0, 1);
    tfidf_free(bags);
    f->same = true;
    for (int i = 0; i < f->rows; i++)
        f->same = f->same && f->row[i].count[0] == f->row[i].count[1];
    return STATUS_OK;
}

/* What says most comes first, so that little room shows what decides. */
static int by_weight(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (fabs(x->says) > fabs(y->says) || fabs(x->says) < fabs(y->says))
        return fabs(x->says) > fabs(y->says) ? -1 : 1;
    return strcmp(x->word, y->word);
}

static struct status fill(struct found *f, const struct lab_run *r)
{
    const struct state *s = r->state;
    int32_t ids[ROOM];
    double odds[2];

    memcpy(f->right, s->right, sizeof f->right);
    f->train = (int)r->value[TRAIN].number;
    f->kinds = (int)r->value[LEARN].number == ALL_KINDS ? REVIEWS_KINDS : 1;
    for (int d = 0; d < BOTH; d++) {
        const char *text = r->value[d == 0 ? A : B].text;
        const int n = labwords_read(&s->words, &rule, text, ids, ROOM);

        snprintf(f->text[d], REVIEWS_BYTES, "%s", text);
        count(f, text, d, true);
        bagbayes_guess(s->bayes, ids, n, odds);
        f->praise[d] = odds[1];
    }
    for (int d = 0; d < SHOWN; d++)
        count(f, s->entry[d], BOTH + d, false);
    for (int i = 0; i < f->rows; i++) {
        const char *word = f->row[i].word;
        const int32_t id = wordlist_find(s->words.list, word, strlen(word));

        f->row[i].says =
            bagbayes_word(s->bayes, 1, id) - bagbayes_word(s->bayes, 0, id);
    }
    qsort(f->row, (size_t)f->rows, sizeof *f->row, by_weight);
    return compare(f);
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

enum { COLUMNS = 2 + BOTH + SHOWN, CELL = NAME };

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {
        {"word", TABLE_LEFT},     {"a", TABLE_RIGHT},
        {"b", TABLE_RIGHT},       {"entry 1", TABLE_RIGHT},
        {"entry 2", TABLE_RIGHT}, {"entry 3", TABLE_RIGHT},
        {"says", TABLE_RIGHT}};
    const struct found *f = snapshot_;
    char text[ROWS][COLUMNS][CELL];
    const char *cell[ROWS * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = f->rows};

    (void)view;
    for (int i = 0; i < f->rows; i++) {
        const struct row *row = &f->row[i];

        snprintf(text[i][0], CELL, "%s", row->word);
        for (int c = 0; c < BOTH + SHOWN; c++)
            snprintf(text[i][1 + c], CELL, row->count[c] ? "%d" : ".",
                     row->count[c]);
        snprintf(text[i][COLUMNS - 1], CELL, "%+.2f", row->says);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    for (int d = 0; d < BOTH; d++)
        canvas_printf(cv, d, 0, INK_TEXT, "%c  praise %3.0f %%  %s", "ab"[d],
                      100.0 * f -> praise[d], f -> text[d]);
    canvas_printf(cv, 2, 0, INK_DIM,
                  "%s, cosine %.3f; says: above 0 for praise",
                  f->same ? "the same bag" : "two bags", f->cosine);
    const bool roomy = cv->rows >= 14;
    table_draw(
        &table, cv,
        (struct canvas_rect){3, 0, cv->rows - (roomy ? 5 : 4), cv->cols});
    if (roomy)
        canvas_printf(cv, cv->rows - 2, 0, INK_DIM,
                      "learned from %d %s entries; right on %d new ones:",
                      f->train * f->kinds, learns[f->kinds > 1], EXAMS);
    canvas_printf(cv, cv->rows - 1, 0, INK_TITLE,
                  "right: plain %.1f %%   negated %.1f %%   swapped %.1f %%",
                  100.0 * (double)f->right[0], 100.0 * (double)f->right[1],
                  100.0 * (double)f->right[2]);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "a and b are %s: their cosine is %.3f. a is praise with %.0f "
               "%%, b with %.0f %%.\n",
               f->same ? "the same bag" : "different bags", f->cosine,
               100.0 * f->praise[0], 100.0 * f->praise[1]);
    buf_printf(out, "Learned from %d entries, of %d new ones it gets right:",
               f->train * f->kinds, EXAMS);
    for (int k = 0; k < REVIEWS_KINDS; k++)
        buf_printf(out, " %s %.1f %%%c", reviews_name((enum reviews_kind)k),
                   100.0 * (double)f->right[k],
                   k + 1 < REVIEWS_KINDS ? ',' : '.');
    buf_text(out, "\n");
    for (int i = 0; i < f->rows; i++)
        buf_printf(out, "%s: %d in a, %d in b, says %+.2f.\n", f->row[i].word,
                   f->row[i].count[0], f->row[i].count[1], f->row[i].says);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *rows = json_array(), *right = json_object();

    (void)view;
    for (int i = 0; i < f->rows; i++)
        json_array_append_new(
            rows, json_pack("{ss si si sf}", "word", f->row[i].word, "a",
                            f->row[i].count[0], "b", f->row[i].count[1], "says",
                            f->row[i].says));
    for (int k = 0; k < REVIEWS_KINDS; k++)
        json_object_set_new(right, reviews_name((enum reviews_kind)k),
                            json_real((double)f->right[k]));
    return json_pack("{si sf s[ff] so so}", "same", (int)f->same, "cosine",
                     f->cosine, "praise", f->praise[0], f->praise[1], "right",
                     right, "rows", rows);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    (void)view;
    if (code == 't' || code == 'b')
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = code == 't' ? A : B};
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab bag_of_words_lab = {
    .name = "bag-of-words",
    .question = "What is left of a text without its order?",
    .about = "Two entries of the inn's book as counts of words, and a "
             "classifier (naive Bayes) that learned from such counts which "
             "entries praise and which blame.",
    .sources = (const char *const[]){"engine/model/bagbayes.c", NULL},
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
};
