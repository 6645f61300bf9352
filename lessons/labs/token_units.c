/* token_units.c - the same text in words, characters, bytes and pieces: how
 * many, from how large a vocabulary, and what is unknown. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer.h"
#include "lessons/data/town.h"
#include "lessons/labs/commonwords.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/table.h"

enum { TEXT, SAMPLE, VOCAB, WIDTH };
enum { WORD, CHARACTER, BYTE, PIECES, UNITS };
enum {
    OWN,
    SAMPLES = 6,
    TRAIN_BYTES = 120000,
    HELD_BYTES = 20000,
    SPELT = 400
};

#define TEXT_SEED 1

static const char *const unit_names[UNITS] = {"word", "char", "byte", "bpe"};
static const char *const samples[] = {"own",   "english", "german",  "turkish",
                                      "greek", "hindi",   "chinese", NULL};
static const char *const sample_text[] = {
    NULL,
    "the ship lies at the quay",
    "das schiff liegt am kai",
    "gemi r\xc4\xb1ht\xc4\xb1mda duruyor",
    "\xcf\x84\xce\xbf \xcf\x80\xce\xbb\xce\xbf\xce\xaf\xce\xbf "
    "\xce\xb2\xcf\x81\xce\xaf\xcf\x83\xce\xba\xce\xb5\xcf\x84\xce\xb1\xce\xb9 "
    "\xcf\x83\xcf\x84\xce\xb7\xce\xbd "
    "\xcf\x80\xcf\x81\xce\xbf\xce\xb2\xce\xbb\xce\xae\xcf\x84\xce\xb1",
    "\xe0\xa4\x9c\xe0\xa4\xb9\xe0\xa4\xbe\xe0\xa4\x9c \xe0\xa4\x98\xe0\xa4\xbe"
    "\xe0\xa4\x9f \xe0\xa4\xaa\xe0\xa4\xb0 "
    "\xe0\xa4\x96\xe0\xa4\xa1\xe0\xa4\xbc\xe0\xa4\xbe \xe0\xa4\xb9\xe0\xa5\x88",
    "\xe8\x88\xb9\xe5\x81\x9c\xe5\x9c\xa8\xe7\xa0\x81\xe5\xa4\xb4"};

static const struct lab_knob knobs[] = {
    [TEXT] = {.name = "text",
              .help = "what is cut, where the sample is own",
              .kind = LAB_TEXT,
              .fallback = "the snorkfish lies at the quay",
              .live = true},
    [SAMPLE] = {.name = "sample",
                .help = "your own text, or one sentence in six languages",
                .kind = LAB_CHOICE,
                .fallback = "own",
                .choices = samples,
                .live = true},
    [VOCAB] = {.name = "vocab",
               .help = "tokens of byte pair encoding; words are kept up to the "
                       "same number",
               .kind = LAB_WHOLE,
               .fallback = "1024",
               .low = 256,
               .high = 8192},
    [WIDTH] = {.name = "width",
               .help = "numbers that a model keeps for each token",
               .kind = LAB_WHOLE,
               .fallback = "192",
               .low = 1,
               .high = 16384},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "another text"}, {"l", "the next sample"}, {NULL, NULL}};

/* One unit on one text. */
struct cut {
    int tokens, unknown;
    char spelt[SPELT]; /* the tokens with bars between */
};

struct found {
    int sample, width, characters, bytes;
    int vocabulary[UNITS];
    struct cut cut[UNITS];
    int held_tokens[UNITS], held_unknown[UNITS], held_characters;
    int in_language[SAMPLES + 1], length[SAMPLES + 1]; /* bpe, characters */
    bool round_trip; /* bytes and pieces gave the text back */
};

struct state {
    struct found found;
    struct commonwords words;
    struct tokenizer *of[UNITS]; /* of WORD: NULL */
    struct buf held;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        for (int i = 0; i < UNITS; i++)
            tokenizer_free(s->of[i]);
        commonwords_release(&s->words);
        buf_release(&s->held);
    }
    free(s);
    r->state = NULL;
}

/* Bytes of the character at `at`. */
static size_t step_of(const char *at)
{
    size_t n = 1;

    while (((unsigned char)at[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static int characters_of(const char *text)
{
    int n = 0;

    for (; *text; text += step_of(text))
        n++;
    return n;
}

static void add_piece(struct cut *c, const char *piece, size_t bytes,
                      bool known)
{
    const size_t used = strlen(c->spelt);

    c->tokens++;
    c->unknown += !known;
    snprintf(c->spelt + used, SPELT - used, "%s%.*s", c->tokens > 1 ? "|" : "",
             known ? (int)bytes : 5, known ? piece : "[UNK]");
}

static void cut_words(struct cut *c, const struct commonwords *list,
                      const char *text)
{
    for (;;) {
        text += strspn(text, " \n");
        const size_t n = strcspn(text, " \n");

        if (!n)
            return;
        add_piece(c, text, n, commonwords_has(list, text, n));
        text += n;
    }
}

static void cut_characters(struct cut *c, const struct tokenizer *t,
                           const char *text)
{
    for (size_t n; *text; text += n) {
        n = step_of(text);
        add_piece(c, text, n, tokenizer_find(t, text, n) >= 0);
    }
}

static struct status cut_known(struct cut *c, const struct tokenizer *t,
                               const char *text, bool *same)
{
    const size_t bytes = strlen(text), room = tokenizer_room(t, bytes);
    int32_t *id = malloc(room * sizeof *id + 1);
    struct buf back, piece;
    size_t count = 0;

    if (!id)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    buf_init(&back, bytes + 1);
    struct status st = tokenizer_encode(t, text, bytes, id, room, &count);
    for (size_t i = 0; i < count && !st.code; i++) {
        buf_init(&piece, 4096);
        tokenizer_show(t, id[i], &piece);
        add_piece(c, buf_string(&piece), piece.bytes, true);
        buf_release(&piece);
    }
    if (!st.code)
        st = tokenizer_decode(t, id, count, &back);
    *same = *same && !st.code && strcmp(buf_string(&back), text) == 0;
    buf_release(&back);
    free(id);
    return st;
}

static struct status cut_text(struct state *s, int unit, const char *text,
                              struct cut *c, bool *same)
{
    *c = (struct cut){0};
    if (unit == WORD)
        cut_words(c, &s->words, text);
    else if (unit == CHARACTER)
        cut_characters(c, s->of[unit], text);
    else
        return cut_known(c, s->of[unit], text, same);
    return STATUS_OK;
}

static struct status look(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    const char *text;

    f->sample = (int)r->value[SAMPLE].number;
    text = f->sample == OWN ? r->value[TEXT].text : sample_text[f->sample];
    f->bytes = (int)strlen(text);
    f->characters = characters_of(text);
    f->round_trip = true;
    for (int unit = 0; unit < UNITS; unit++)
        STATUS_TRY(cut_text(s, unit, text, &f->cut[unit], &f->round_trip));
    return STATUS_OK;
}

/* What stays the same whatever text is typed: days never read, and one sentence
 * in six languages. */
static struct status measure(struct state *s)
{
    struct found *f = &s->found;
    struct cut c;
    bool same = true;

    f->held_characters = characters_of(buf_string(&s->held));
    for (int unit = 0; unit < UNITS; unit++) {
        STATUS_TRY(cut_text(s, unit, buf_string(&s->held), &c, &same));
        f->held_tokens[unit] = c.tokens;
        f->held_unknown[unit] = c.unknown;
    }
    for (int i = 1; i <= SAMPLES; i++) {
        STATUS_TRY(cut_text(s, PIECES, sample_text[i], &c, &same));
        f->in_language[i] = c.tokens;
        f->length[i] = characters_of(sample_text[i]);
    }
    return STATUS_OK;
}

static struct status train(struct state *s, const struct lab_run *r)
{
    const struct town_options held = {
        .seed = TEXT_SEED, .skip_days = TOWN_CUTOFF, .bytes = HELD_BYTES};
    const int vocab = (int)r->value[VOCAB].number;
    struct found *f = &s->found;
    struct buf text;

    buf_init(&text, 4 * TRAIN_BYTES);
    buf_init(&s->held, 4 * HELD_BYTES);
    struct status st = town_text(&text, TEXT_SEED, TRAIN_BYTES);
    if (!st.code)
        st = town_write(&s->held, &held);
    if (!st.code)
        st = commonwords_learn(&s->words, buf_string(&text), vocab);
    if (!st.code)
        st = tokenizer_train_char(&s->of[CHARACTER], text.data, text.bytes);
    if (!st.code)
        st = tokenizer_train_byte(&s->of[BYTE]);
    if (!st.code)
        st = tokenizer_train_bpe(&s->of[PIECES], text.data, text.bytes, vocab);
    buf_release(&text);
    if (st.code)
        return st;
    f->vocabulary[WORD] = s->words.count + 1; /* [UNK] */
    for (int unit = CHARACTER; unit < UNITS; unit++)
        f->vocabulary[unit] = tokenizer_size(s->of[unit]);
    f->width = (int)r->value[WIDTH].number;
    return measure(s);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    struct status st = train(s, r);
    if (!st.code)
        st = look(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return look(r->state, r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static double share_unknown(const struct found *f, int unit)
{
    return f->held_tokens[unit]
               ? (double)f->held_unknown[unit] / f->held_tokens[unit]
               : 0.0;
}

static void draw_spelt(const struct found *f, struct canvas *cv, int row)
{
    for (int i = 0; i < UNITS; i++) {
        canvas_text(cv, row + i, 0, unit_names[i], INK_DIM);
        canvas_fit(cv, (struct canvas_rect){row + i, 5, 1, cv->cols - 5},
                   f->cut[i].spelt, INK_TEXT);
    }
}

static void draw_languages(const struct found *f, struct canvas *cv, int row)
{
    for (int i = 1; i <= SAMPLES; i++)
        canvas_printf(cv, row + i - 1, 0,
                      i == f->sample ? INK_TITLE | INK_BOLD : INK_TEXT,
                      "%-8s %3d characters are %3d bpe tokens", samples[i],
                      f->length[i], f->in_language[i]);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    enum { COLUMNS = 6, CELL = 24 };
    static const struct table_column column[COLUMNS] = {
        {"unit", TABLE_LEFT},
        {"vocabulary", TABLE_RIGHT},
        {"tokens", TABLE_RIGHT},
        {"unknown", TABLE_RIGHT},
        {"unknown, unseen days", TABLE_RIGHT},
        {"numbers", TABLE_RIGHT}};
    const struct found *f = snapshot_;
    char text[UNITS][COLUMNS][CELL];
    const char *cell[UNITS * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = UNITS};

    (void)view;
    for (int i = 0; i < UNITS; i++) {
        snprintf(text[i][0], CELL, "%s", unit_names[i]);
        snprintf(text[i][1], CELL, "%d", f->vocabulary[i]);
        snprintf(text[i][2], CELL, "%d", f->cut[i].tokens);
        snprintf(text[i][3], CELL, "%d", f->cut[i].unknown);
        snprintf(text[i][4], CELL, "%.2f %%", 100.0 * share_unknown(f, i));
        snprintf(text[i][5], CELL, "%d", f->vocabulary[i] * f->width);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    table_draw(&table, cv, (struct canvas_rect){0, 0, UNITS + 1, cv->cols});
    if (f->sample == OWN) {
        draw_spelt(f, cv, UNITS + 1);
        draw_languages(f, cv, 2 * UNITS + 2);
    } else {
        draw_languages(f, cv, UNITS + 1);
        draw_spelt(f, cv, UNITS + SAMPLES + 2);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "%d characters, %d bytes: %d words (%d unknown), %d byte pair "
               "tokens, none of them unknown.\n",
               f->characters, f->bytes, f->cut[WORD].tokens,
               f->cut[WORD].unknown, f->cut[PIECES].tokens);
    for (int i = 0; i < UNITS; i++)
        buf_printf(out,
                   "%s: vocabulary %d, %d tokens, %d unknown; on unseen days "
                   "%.2f %% unknown. %s\n",
                   unit_names[i], f->vocabulary[i], f->cut[i].tokens,
                   f->cut[i].unknown, 100.0 * share_unknown(f, i),
                   f->cut[i].spelt);
    for (int i = 1; i <= SAMPLES; i++)
        buf_printf(out, "%s: %d characters, %d byte pair tokens.\n", samples[i],
                   f->length[i], f->in_language[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{si si sb}", "characters", f->characters, "bytes",
                            f->bytes, "round_trip", f->round_trip);
    json_t *languages = json_object();

    (void)view;
    for (int i = 0; i < UNITS; i++)
        json_object_set_new(
            out, unit_names[i],
            json_pack("{si si si sf sf si}", "vocabulary", f->vocabulary[i],
                      "tokens", f->cut[i].tokens, "unknown", f->cut[i].unknown,
                      "held_out_unknown", share_unknown(f, i),
                      "held_out_per_token",
                      (double)f->held_characters / f->held_tokens[i], "numbers",
                      f->vocabulary[i] * f->width));
    for (int i = 1; i <= SAMPLES; i++)
        json_object_set_new(languages, samples[i],
                            json_pack("{si si}", "characters", f->length[i],
                                      "tokens", f->in_language[i]));
    json_object_set_new(out, "languages", languages);
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == 'l')
        return labcells_next(knobs, SAMPLE, f->sample);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab token_units_lab = {
    .name = "token-units",
    .question = "Words, characters, bytes or pieces?",
    .about = "One text in four kinds of units, each learned from the town's "
             "texts: how many tokens, how large a vocabulary, and what is "
             "unknown, here and in days that were not learned from.",
    .sources = (const char *const[]){"engine/model/tokenizer_encode.c", NULL},
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
