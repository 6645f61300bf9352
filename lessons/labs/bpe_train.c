/* bpe_train.c - byte pair encoding, one merge at a time: which pair stands most
 * often, and what the text is then. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "engine/model/tokenizer.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "viz/strip.h"
#include "viz/table.h"

enum { TEXT, MERGES, WORDS, SCORE };
enum { BYTES = 4096, MOST = 200, PIECE = 64, FIRST_MADE = 256 };

static const char *const scores[] = {"count", "likelihood", NULL};

static const struct lab_knob knobs[] = {
    [TEXT] = {.name = "text",
              .help = "what the merges are learned from, 4096 bytes at most",
              .kind = LAB_TEXT,
              .fallback = "aaabdaaabac"},
    [MERGES] = {.name = "merges",
                .help = "how many are made, as long as a pair stands twice",
                .kind = LAB_WHOLE,
                .fallback = "50",
                .low = 0,
                .high = MOST},
    [WORDS] = {.name = "words",
               .help = "no token crosses the start of a word",
               .kind = LAB_SWITCH,
               .fallback = "on"},
    [SCORE] = {.name = "score",
               .help = "the commonest pair, or as WordPiece: its count divided "
                       "by those of its parts",
               .kind = LAB_CHOICE,
               .fallback = "count",
               .choices = scores},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "scroll the merges"}, {"t", "another text"}, {NULL, NULL}};

struct merge {
    int left, right, count;
    double score;
};

struct found {
    int bytes, ids, merges, done, planned; /* merges: made; done: no more */
    bool words, agrees, asked; /* asked: the engine made the same, so far */
    int score;
    int id[BYTES];
    struct merge merge[MOST];
    char piece[FIRST_MADE + MOST][PIECE]; /* cut where it is longer */
    unsigned char length[FIRST_MADE + MOST];
};

static void close(struct lab_run *r)
{
    free(r->state);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    const char *text = r->value[TEXT].text;
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for the merges");
    r->state = f;
    f->bytes = f->ids = (int)strlen(text);
    f->planned = (int)r->value[MERGES].number;
    f->words = r->value[WORDS].number > 0.0;
    f->score = (int)r->value[SCORE].number;
    f->agrees = true;
    for (int i = 0; i < f->ids; i++)
        f->id[i] = (unsigned char)text[i];
    for (int i = 0; i < FIRST_MADE; i++) {
        f->piece[i][0] = (char)i;
        f->length[i] = 1;
    }
    if (f->bytes)
        return STATUS_OK;
    close(r);
    return status_fail(STATUS_BAD_USAGE, "there is no text to learn from");
}

/* May the tokens at i and i + 1 join? A word begins at a space. */
static bool may_join(const struct found *f, int i)
{
    return !f->words || f->piece[f->id[i + 1]][0] != ' ';
}

static int count_of(const struct found *f, int left, int right)
{
    int n = 0;

    for (int i = 0; i + 1 < f->ids; i++)
        n += f->id[i] == left && f->id[i + 1] == right && may_join(f, i);
    return n;
}

static int times(const struct found *f, int id)
{
    int n = 0;

    for (int i = 0; i < f->ids; i++)
        n += f->id[i] == id;
    return n;
}

static bool better(const struct merge *a, const struct merge *b)
{
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score;
    return a->left != b->left ? a->left < b->left : a->right < b->right;
}

/* The best pair that stands twice; count 0 where there is none. */
static struct merge best_pair(const struct found *f)
{
    struct merge best = {0};

    for (int i = 0; i + 1 < f->ids; i++) {
        struct merge m = {.left = f->id[i], .right = f->id[i + 1]};

        if (!may_join(f, i))
            continue;
        m.count = count_of(f, m.left, m.right);
        m.score = m.count;
        if (f->score)
            m.score /= (double)times(f, m.left) * times(f, m.right);
        if (m.count >= 2 && (!best.count || better(&m, &best)))
            best = m;
    }
    return best;
}

static void join(struct found *f, const struct merge *m)
{
    const int made = FIRST_MADE + f->merges;
    const int left = f->length[m->left], right = f->length[m->right];
    int n = 0;

    f->merge[f->merges++] = *m;
    f->length[made] =
        (unsigned char)(left + right < PIECE ? left + right : PIECE - 1);
    memcpy(f->piece[made], f->piece[m->left], (size_t)left);
    memcpy(f->piece[made] + left, f->piece[m->right],
           (size_t)(f->length[made] - left));
    for (int i = 0; i < f->ids; n++) {
        const bool pair = i + 1 < f->ids && f->id[i] == m->left &&
                          f->id[i + 1] == m->right && may_join(f, i);

        f->id[n] = pair ? made : f->id[i];
        i += pair ? 2 : 1;
    }
    f->ids = n;
}

/* Does the engine's own training make the same merges of this text? */
static struct status ask_engine(struct found *f, const char *text,
                                const struct stead *stead)
{
    struct tokenizer *t;

    STATUS_TRY(tokenizer_train_bpe_by(&t, text, (size_t)f->bytes,
                                      FIRST_MADE + f->merges, stead));
    f->asked = true;
    f->agrees = tokenizer_size(t) == FIRST_MADE + f->merges;
    for (int i = 0; i < f->merges && f->agrees; i++) {
        int32_t parts[2];

        f->agrees = tokenizer_parts(t, FIRST_MADE + i, parts) &&
                    parts[0] == f->merge[i].left &&
                    parts[1] == f->merge[i].right;
    }
    tokenizer_free(t);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct found *f = r->state;
    const struct merge m = best_pair(f);

    *more = m.count && f->merges < f->planned;
    if (*more)
        join(f, &m);
    else if (f->words && !f->score)
        STATUS_TRY(ask_engine(f, r->value[TEXT].text, labrun_device(r)->stead));
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

/* A piece as text that stands in a table: spaces are seen. */
static void show(const struct found *f, int id, char out[PIECE])
{
    for (int i = 0; i < f->length[id]; i++) {
        const unsigned char c = (unsigned char)f->piece[id][i];

        out[i] = (char)(c == ' ' ? '_' : c);
    }
    out[f->length[id]] = '\0';
}

static void draw_merges(const struct found *f, const struct lab_view *view,
                        struct canvas *cv, struct canvas_rect at)
{
    enum { COLUMNS = 4 };
    static const struct table_column column[COLUMNS] = {
        {"id", TABLE_RIGHT},
        {"left + right", TABLE_LEFT},
        {"makes", TABLE_LEFT},
        {"stood", TABLE_RIGHT}};
    char text[MOST][COLUMNS][2 * PIECE + 8], left[PIECE], right[PIECE];
    const char *cell[MOST * COLUMNS];
    const int last = f->merges - 1 - view->scroll;
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = f->merges,
                                .cursor = f->merges > 0,
                                .at_row = last < 0 ? 0 : last};

    for (int i = 0; i < f->merges; i++) {
        show(f, f->merge[i].left, left);
        show(f, f->merge[i].right, right);
        snprintf(text[i][0], sizeof text[i][0], "%d", FIRST_MADE + i);
        snprintf(text[i][1], sizeof text[i][1], "%s + %s", left, right);
        show(f, FIRST_MADE + i, text[i][2]);
        snprintf(text[i][3], sizeof text[i][3], "%d", f->merge[i].count);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    table_draw(&table, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const char *text[BYTES];
    char piece[FIRST_MADE + MOST][PIECE + 1];
    const struct strip strip = {.text = text, .id = f->id, .count = f->ids};
    const int rows = cv->rows > 12 ? cv->rows / 3 : 2;

    for (int i = 0; i < FIRST_MADE + f->merges; i++) {
        memcpy(piece[i], f->piece[i], PIECE);
        piece[i][f->length[i]] = '\0';
    }
    for (int i = 0; i < f->ids; i++)
        text[i] = piece[f->id[i]];
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d merges: %d bytes are %d tokens", f->merges, f->bytes,
                  f->ids);
    strip_draw(&strip, cv, (struct canvas_rect){1, 0, rows, cv->cols});
    draw_merges(
        f, view, cv,
        (struct canvas_rect){1 + rows, 0, cv->rows - 1 - rows, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    char left[PIECE], right[PIECE], made[PIECE];

    (void)view;
    buf_printf(out, "After %d merges %d bytes are %d tokens:", f->merges,
               f->bytes, f->ids);
    for (int i = 0; i < f->ids && i < 40; i++) {
        show(f, f->id[i], made);
        buf_printf(out, " %s", made);
    }
    buf_text(out, f->ids > 40 ? " ...\n" : "\n");
    if (f->asked)
        buf_printf(out, "The engine's own training makes %s merges.\n",
                   f->agrees ? "the same" : "other");
    for (int i = 0; i < f->merges; i++) {
        show(f, f->merge[i].left, left);
        show(f, f->merge[i].right, right);
        show(f, FIRST_MADE + i, made);
        buf_printf(out, "%d: %s and %s make %s; the pair stood %d times.\n",
                   FIRST_MADE + i, left, right, made, f->merge[i].count);
    }
}

/* Bytes that are no whole character alone are spelt as Latin-1. */
static json_t *spell(const char *piece)
{
    char out[2 * PIECE];
    size_t n = 0;
    json_t *whole = json_string(piece);

    if (whole)
        return whole;
    for (; *piece; piece++) {
        const unsigned char c = (unsigned char)*piece;

        if (c >= 0x80)
            out[n++] = (char)(0xc0 | c >> 6);
        out[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
    }
    out[n] = '\0';
    return json_string(out);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *merges = json_array(), *tokens = json_array();
    char text[3][PIECE];

    (void)view;
    for (int i = 0; i < f->merges; i++) {
        show(f, f->merge[i].left, text[0]);
        show(f, f->merge[i].right, text[1]);
        show(f, FIRST_MADE + i, text[2]);
        json_array_append_new(
            merges, json_pack("{si so so so si}", "id", FIRST_MADE + i, "left",
                              spell(text[0]), "right", spell(text[1]), "makes",
                              spell(text[2]), "count", f->merge[i].count));
    }
    for (int i = 0; i < f->ids; i++)
        json_array_append_new(tokens, json_integer(f->id[i]));
    return json_pack("{si si si sb so so}", "bytes", f->bytes, "tokens", f->ids,
                     "merged", f->merges, "engine_agrees",
                     f->asked && f->agrees, "merges", merges, "ids", tokens);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == LAB_KEY_UP && view->scroll + 1 < f->merges)
        view->scroll++;
    else if (code == LAB_KEY_DOWN && view->scroll > 0)
        view->scroll--;
    else
        return (struct lab_answer){.wish = LAB_IGNORED};
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab bpe_train_lab = {
    .name = "bpe-train",
    .question = "Which pieces does a text ask for?",
    .about = "Byte pair encoding learns from a text, one merge at a time: the "
             "pair that stands most often becomes a token. At its end the "
             "merges are compared with those of the engine.",
    .sources = (const char *const[]){"engine/model/tokenizer_learn.c", NULL},
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
