/* token_strip.c - a text as the tokens that a model reads, each as large a
 * surprise as the model finds it: -log2 of the probability that the model gave
 * it after everything before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/lablens.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"
#include "viz/strip.h"

enum { MODEL, TEXT, SPACE };

enum { NOTE = 16, SNAPSHOT_BYTES = 16 << 20 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what is cut into tokens",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are wet and the boat is hungry",
              .live = true},
    [SPACE] = {.name = "space",
               .help = "a space before the first word, as in running text",
               .kind = LAB_SWITCH,
               .fallback = "on",
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a token"},
    {"i", "ids below the tokens, or bits"},
    {"t", "type another text"},
    {NULL, NULL},
};

/* A token, and what the model had to say about it. */
struct token {
    const char *hex; /* its bytes: "20 77 65 74" */
    int bytes;
    int place;   /* how many the model found likelier; -1: unasked */
    double bits; /* NaN where nothing foretold it */
    double probability;
    struct bars_row best[LABLENS_BEST]; /* what was expected here */
};

struct found {
    struct arena arena;
    const char **text; /* [count] */
    int *id;           /* [count] */
    struct token *token;
    char (*note)[NOTE]; /* bits as text */
    const char **notes;
    float *heat; /* bits as a share of a blind guess */
    int count, best, vocab;
    int bytes;   /* of the text */
    int counted; /* of them, those that were foretold */
    double bits, blind;
    int worst; /* the token with most bits; -1: the model foretells none */
};

static void forget(void *snapshot)
{
    struct found *f = snapshot;

    if (f)
        arena_release(&f->arena);
    free(f);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
}

static const char *hex_of(const struct labmodel *m, int32_t id, struct arena *a,
                          int *bytes)
{
    size_t n = 0;
    const char *piece = tokenizer_piece(m->checkpoint.tokenizer, id, &n);
    char *text = arena_add(a, 3 * n + 1);

    for (size_t i = 0; text && i < n; i++)
        snprintf(text + 3 * i, 4, i + 1 < n ? "%02x " : "%02x",
                 (unsigned)(unsigned char)piece[i]);
    *bytes = (int)n;
    return text;
}

static bool take_room(struct found *f)
{
    const size_t n = (size_t)f->count;

    f->id = arena_add(&f->arena, n * sizeof *f->id);
    f->token = arena_add(&f->arena, n * sizeof *f->token);
    f->note = arena_add(&f->arena, n * sizeof *f->note);
    f->notes = arena_add(&f->arena, n * sizeof *f->notes);
    f->heat = arena_add(&f->arena, n * sizeof *f->heat);
    return f->id && f->token && f->note && f->notes && f->heat;
}

static struct status list_tokens(struct found *f, const struct labmodel *m,
                                 const char *text)
{
    f->count = (int)m->count;
    f->vocab = tokenizer_size(m->checkpoint.tokenizer);
    f->blind = log2((double)f->vocab);
    f->bytes = (int)strlen(text);
    f->worst = -1;
    f->text = labmodel_pieces(m, &f->arena);
    if (!f->text || !take_room(f))
        return no_memory();
    for (int i = 0; i < f->count; i++) {
        struct token *t = &f->token[i];

        f->id[i] = m->ids[i];
        t->hex = hex_of(m, m->ids[i], &f->arena, &t->bytes);
        t->place = -1;
        t->bits = (double)NAN;
        f->heat[i] = NAN;
        f->notes[i] = f->note[i];
        snprintf(f->note[i], NOTE, "-");
        if (!t->hex)
            return no_memory();
    }
    return STATUS_OK;
}

/* Token `i`, which the guess at the position before it was asked about. */
static struct status judge(struct found *f, const struct labmodel *m, int i,
                           const struct lablens_guess *g)
{
    struct token *t = &f->token[i];

    t->place = g->place;
    t->probability = g->probability;
    t->bits = -log2(g->probability);
    f->bits += t->bits;
    f->counted += t->bytes;
    f->heat[i] = (float)(t->bits / f->blind);
    snprintf(f->note[i], NOTE, "%.1f", t->bits);
    if (f->worst < 0 || t->bits > f->token[f->worst].bits)
        f->worst = i;
    for (int k = 0; k < f->best; k++) {
        t->best[k].label = labmodel_piece(m, g->best[k].id, &f->arena);
        t->best[k].value = (float)g->best[k].probability;
        if (!t->best[k].label)
            return no_memory();
    }
    return STATUS_OK;
}

static struct status ask(struct found *f, struct labmodel *m)
{
    const size_t n = (size_t)f->count;
    struct lablens_guess *guess = calloc(n, sizeof *guess);
    int32_t *next = calloc(n, sizeof *next);
    struct lablens lens = {0};
    struct status st = no_memory();

    if (guess && next) {
        memcpy(next, m->ids + 1, (n - 1) * sizeof *next);
        next[n - 1] = -1;
        st = lablens_open(&lens, m, f->count);
    }
    f->best = lens.best;
    if (!st.code)
        st = lablens_say(&lens, lens.stages - 1, next, guess);
    for (int i = 1; i < f->count && !st.code; i++)
        st = judge(f, m, i, &guess[i - 1]);
    lablens_release(&lens);
    free(guess);
    free(next);
    return st;
}

static struct status find(struct found *f, struct labmodel *m, const char *text)
{
    STATUS_TRY(list_tokens(f, m, text));
    return labmodel_foretells(m).code ? STATUS_OK : ask(f, m);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct found *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return no_memory();
    arena_init(&f->arena, SNAPSHOT_BYTES);
    const struct status st = find(f, r->state, r->value[TEXT].text);
    if (st.code)
        forget(f);
    else
        *out = f;
    return st;
}

/* Word pieces know a word by the space before it: without one it is another
 * word, and often more tokens. */
static struct status read_text(const struct lab_run *r)
{
    const char *text = r->value[TEXT].text;

    return r->value[SPACE].number > 0.5 ? labmodel_read(r->state, text)
                                        : labmodel_read_exactly(r->state, text);
}

static struct status open(struct lab_run *r)
{
    struct labmodel *m = calloc(1, sizeof *m);

    if (!m)
        return no_memory();
    r->state = m;
    struct status st = labmodel_load(m, r->value[MODEL].text, r->hook);
    if (!st.code)
        st = read_text(r);
    if (st.code)
        labmodel_close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return read_text(r);
}

/* The token to tell about: the chosen one, else the greatest surprise. */
static int at_token(const struct found *f, const struct lab_view *view)
{
    if (view && labcells_has(view, 1, f->count))
        return view->col;
    return f->worst < 0 ? 0 : f->worst;
}

static double bits_per_byte(const struct found *f)
{
    return f->counted ? f->bits / f->counted : 0.0;
}

static void draw_sum(const struct found *f, struct canvas *cv, int row)
{
    int col = canvas_printf(cv, row, 0, INK_TEXT, "%d bytes, %d tokens",
                            f->bytes, f->count);

    if (f->worst < 0) {
        canvas_text(cv, row, col, "; an encoder foretells none of them",
                    INK_TEXT);
        return;
    }
    col += canvas_printf(cv, row, col, INK_TEXT, ", %.1f bits: %.2f a byte",
                         f->bits, bits_per_byte(f));
    if (cv->look.colours < 8 || cv->look.theme == CANVAS_THEME_MONO)
        return;
    col += canvas_text(cv, row, col, "   0 ", INK_DIM);
    for (int i = 0; i < 10; i++)
        canvas_put(cv, row, col++, ' ',
                   ink_on(INK_TEXT, ink_ramp((float)i / 9.0f)));
    canvas_printf(cv, row, col, INK_DIM,
                  col < cv->cols - 25 ? " %.1f bits, a blind guess" : " %.1f",
                  f->blind);
}

/* "1 in 1.75", "1 in 591478". */
static void odds_of(const struct token *t, char out[32])
{
    const double n = 1.0 / t->probability;

    snprintf(out, 32,
             n < 10     ? "1 in %.2f"
             : n < 1e12 ? "1 in %.0f"
                        : "1 in %.1e",
             n);
}

/* What is known of one token; answers the rows. */
static int draw_token(const struct found *f, struct canvas *cv, int row, int i)
{
    const struct token *t = &f->token[i];
    char shown[1024], odds[32];

    strip_show(&cv->look, f->text[i], shown, sizeof shown);
    canvas_printf(cv, row, 0, INK_TITLE, "%s  id %d of %d, %s %s", shown,
                  f->id[i], f->vocab, t->bytes == 1 ? "byte" : "bytes", t->hex);
    if (isnan(t->bits)) {
        canvas_text(cv, row + 1, 0, "nothing foretells it", INK_DIM);
    } else {
        odds_of(t, odds);
        canvas_printf(cv, row + 1, 0, INK_TEXT,
                      "%.2f bits, %s, place %d; expected here:", t->bits, odds,
                      t->place + 1);
    }
    return 2;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int i = at_token(f, view);
    const int most = cv->rows > 12 ? cv->rows / 2 : cv->rows - 7;
    struct strip strip = {.text = f->text,
                          .count = f->count,
                          .picks = true,
                          .cursor = true,
                          .at_token = i,
                          .heat = f->heat};
    struct canvas_rect at = canvas_whole(cv);

    if (view->page || f->worst < 0)
        strip.id = f->id;
    else
        strip.note = f->notes;
    const int lines = strip_lines(&strip, cv, cv->cols);
    const int shown = 2 * lines < most ? lines : most < 2 ? 1 : most / 2;
    const int line = strip_line_of(&strip, cv, cv->cols, i);
    strip.first_line = line >= shown ? line - shown + 1 : 0;
    at.rows = 2 * shown;
    strip_draw(&strip, cv, at);
    at.row = at.rows + (cv->rows > 12);
    draw_sum(f, cv, at.row++);
    at.row += cv->rows > 12;
    at.row += draw_token(f, cv, at.row, i);
    at.rows = cv->rows - at.row;
    if (!isnan(f->token[i].bits) && at.rows > 0) {
        const struct bars bars = {.row = f->token[i].best,
                                  .count = f->best,
                                  .full = 1.0f,
                                  .tokens = true};

        bars_draw(&bars, cv, at);
    }
}

static void say_token(const struct found *f, int i, struct buf *out)
{
    const struct token *t = &f->token[i];
    char odds[32];

    buf_printf(out, "\"%s\": id %d, bytes %s", f->text[i], f->id[i], t->hex);
    if (isnan(t->bits)) {
        buf_text(out, ", nothing foretells it.\n");
    } else {
        odds_of(t, odds);
        buf_printf(out, ", %.2f bits, %s, place %d.\n", t->bits, odds,
                   t->place + 1);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    buf_printf(out, "The text has %d bytes and %d tokens", f->bytes, f->count);
    if (f->worst < 0) {
        buf_text(out, ". The model is an encoder and foretells none.\n");
    } else {
        const int i = at_token(f, view);
        const struct token *t = &f->token[i];

        buf_printf(out,
                   ", %.1f bits in all: %.2f a byte. A blind guess among %d "
                   "costs %.1f bits a token.\n",
                   f->bits, bits_per_byte(f), f->vocab, f->blind);
        if (!isnan(t->bits))
            buf_printf(out,
                       "%s \"%s\" with %.2f bits; expected there: \"%s\" "
                       "(%.3f).\n",
                       i == f->worst ? "The greatest surprise is"
                                     : "The chosen token is",
                       f->text[i], t->bits, t->best[0].label,
                       (double)t->best[0].value);
    }
    for (int i = 0; i < f->count; i++)
        say_token(f, i, out);
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *tokens = json_array(), *surprise = json_array();

    for (int i = 0; i < f->count; i++) {
        const struct token *t = &f->token[i];
        const bool told = t->place >= 0;

        json_array_append_new(
            tokens,
            json_pack("{ss si ss so so so}", "token", f->text[i], "id",
                      f->id[i], "bytes", t->hex, "bits", number(t->bits),
                      "probability",
                      told ? json_real(t->probability) : json_null(), "place",
                      told ? json_integer(t->place + 1) : json_null()));
    }
    for (int i = 0; i < f->count; i++) /* a token that nothing foretold: 0 */
        json_array_append_new(
            surprise,
            json_real(isnan(f->token[i].bits) ? 0.0 : f->token[i].bits));
    return json_pack("{so so si si sf sf sf si}", "tokens", tokens, "surprise",
                     surprise, "count", f->count, "bytes", f->bytes, "bits",
                     f->bits, "bits_per_byte", bits_per_byte(f), "blind_bits",
                     f->blind, "chosen", at_token(f, view));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    switch (code) {
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 'i':
        view->page = !view->page;
        return (struct lab_answer){.wish = LAB_REDRAW};
    default:
        return labcells_key(view, 1, f->count, (const int[]){0, 0}, code);
    }
}

const struct lab token_strip_lab = {
    .name = "token-strip",
    .question = "How does the model cut this text, and what surprises it?",
    .about =
        "The model's own tokenizer cuts your text. The model reads it once "
        "and says at every token how likely it found it: many bits are a "
        "great surprise.",
    .sources =
        (const char *const[]){
            "engine/model/tokenizer_encode.c:tokenizer_encode_into",
            "engine/model/tokenizer_bpe.c", "lessons/labs/lablens.c:judge",
            NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = labmodel_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
