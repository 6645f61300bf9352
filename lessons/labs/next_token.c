/* next_token.c - which token comes next, and how sure the model is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"
#include "viz/strip.h"

enum { MODEL, TEXT, COMPARE, TEMPERATURE, TOP };

enum { WORDS = 8, SHOWN = 50, SNAPSHOT_BYTES = 1 << 20 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model has read",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box",
              .live = true},
    [COMPARE] = {.name = "compare",
                 .help = "what may come next, compared; commas between",
                 .kind = LAB_TEXT,
                 .fallback = "",
                 .live = true},
    [TEMPERATURE] = {.name = "temperature",
                     .help = "below 1 sharper, above 1 flatter",
                     .kind = LAB_REAL,
                     .fallback = "1",
                     .low = 0.05,
                     .high = 10,
                     .log = true,
                     .live = true},
    [TOP] = {.name = "top",
             .help = "how many candidates to show",
             .kind = LAB_WHOLE,
             .fallback = "10",
             .low = 1,
             .high = SHOWN,
             .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "type another text"},
    {NULL, NULL},
};

struct word {
    char *text;
    double probability;
};

struct found {
    struct arena arena;
    const char **token;
    int *id;
    int tokens;
    struct bars_row row[SHOWN];
    int32_t row_id[SHOWN];
    int rows;
    double rest, entropy_bits;
    struct word word[WORDS];
    int words;
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
    return status_fail(STATUS_NO_MEMORY, "no memory for the candidates");
}

static struct status list_tokens(struct found *f, const struct labmodel *m)
{
    f->tokens = (int)m->count;
    f->token = labmodel_pieces(m, &f->arena);
    f->id = arena_add(&f->arena, m->count * sizeof *f->id);
    if (!f->token || !f->id)
        return no_memory();
    for (int i = 0; i < f->tokens; i++)
        f->id[i] = m->ids[i];
    return STATUS_OK;
}

static struct status rank(struct found *f, struct labmodel *m,
                          const struct lab_run *r, float *logits,
                          struct generate_candidate *c)
{
    const int vocab = tokenizer_size(m->checkpoint.tokenizer);

    STATUS_TRY(generate_logits(m->checkpoint.model, m->graph, m->ids,
                               (int64_t)m->count, logits));
    generate_rank(logits, vocab, r->value[TEMPERATURE].number, c);
    f->rest = 1.0;
    for (int i = 0; i < vocab; i++) {
        const double p = c[i].probability;

        if (p > 0.0)
            f->entropy_bits -= p * log2(p);
        if (i >= (int)r->value[TOP].number)
            continue;
        f->row_id[i] = c[i].id;
        f->row[i].label = labmodel_piece(m, c[i].id, &f->arena);
        f->row[i].value = (float)p;
        f->rest -= p;
        f->rows = i + 1;
        if (!f->row[i].label)
            return no_memory();
    }
    f->rest = f->rest > 0.0 ? f->rest : 0.0;
    return STATUS_OK;
}

static struct status rank_all(struct found *f, struct labmodel *m,
                              const struct lab_run *r)
{
    const size_t vocab = (size_t)tokenizer_size(m->checkpoint.tokenizer);
    float *logits = malloc(vocab * sizeof *logits);
    struct generate_candidate *c = malloc(vocab * sizeof *c);
    const struct status st =
        logits && c ? rank(f, m, r, logits, c) : no_memory();

    free(logits);
    free(c);
    return st;
}

static struct status compare(struct found *f, struct labmodel *m,
                             const char *list)
{
    for (const char *at = list; *at;) {
        const size_t n = strcspn(at, ",");
        struct word *w = &f->word[f->words];

        if (n && f->words == WORDS)
            return status_fail(STATUS_BAD_USAGE,
                               "compare takes at most %d words", WORDS);
        if (n) {
            double logprob;

            w->text = arena_add(&f->arena, n + 1);
            if (!w->text)
                return no_memory();
            memcpy(w->text, at, n);
            STATUS_TRY(labmodel_logprob(m, w->text, &logprob));
            w->probability = exp(logprob);
            f->words++;
        }
        at += n + (at[n] == ',');
    }
    return STATUS_OK;
}

static struct status find(struct found *f, const struct lab_run *r)
{
    struct labmodel *m = r->state;

    STATUS_TRY(list_tokens(f, m));
    STATUS_TRY(rank_all(f, m, r));
    return compare(f, m, r->value[COMPARE].text);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct found *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return no_memory();
    arena_init(&f->arena, SNAPSHOT_BYTES);
    const struct status st = find(f, r);
    if (st.code)
        forget(f);
    else
        *out = f;
    return st;
}

static struct status open(struct lab_run *r)
{
    struct labmodel *m = calloc(1, sizeof *m);

    if (!m)
        return no_memory();
    struct status st =
        labmodel_open(m, r->value[MODEL].text, r->value[TEXT].text, r->hook);
    if (!st.code && (st = labmodel_foretells(m)).code)
        labmodel_release(m);
    if (st.code)
        free(m);
    else
        r->state = m;
    return st;
}

/* Everything but the text is read when a snapshot is taken. */
static struct status turn(struct lab_run *r, int knob)
{
    return knob == TEXT ? labmodel_read(r->state, r->value[TEXT].text)
                        : STATUS_OK;
}

static struct strip strip_of(const struct found *f)
{
    return (struct strip){.text = f->token, .id = f->id, .count = f->tokens};
}

static struct bars bars_of(const struct found *f)
{
    return (struct bars){
        .row = f->row, .count = f->rows, .total = 1.0f, .tokens = true};
}

/* The words to compare; on one line where room is scarce. Answers the rows. */
static int draw_compared(const struct found *f, struct canvas *cv, int row,
                         bool tight)
{
    int col = 0;

    for (int i = 0; i < f->words; i++) {
        const struct word *w = &f->word[i];

        if (tight) {
            col += 3 + canvas_printf(cv, row, col, INK_TITLE, "%s %.4f",
                                     w->text, w->probability);
        } else {
            canvas_printf(cv, row + i, 0, INK_TITLE, "%-12s %.4f", w->text,
                          w->probability);
        }
    }
    return tight ? f->words > 0 : f->words;
}

/* Below this many rows, ids and blank lines give way to bars. */
enum { ROOMY = 14 };

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const bool tight = cv->rows < ROOMY;
    struct strip strip = strip_of(f);
    const struct bars bars = bars_of(f);
    struct canvas_rect at = canvas_whole(cv);
    const int most = cv->rows / 4 > 0 ? cv->rows / 4 : 1;
    int lines;

    (void)view;
    if (tight)
        strip.id = NULL;
    lines = strip_lines(&strip, cv, cv->cols);
    if (lines > most) { /* the end of the text is what counts */
        strip.first_line = lines - most;
        lines = most;
    }
    at.rows = tight ? lines : 2 * lines;
    strip_draw(&strip, cv, at);
    at.row = at.rows + !tight;
    at.row += draw_compared(f, cv, at.row, tight);
    at.row += !tight && f->words > 0;
    at.rows = cv->rows - at.row - (cv->rows > 3);
    bars_draw(&bars, cv, at);
    if (cv->rows <= 3)
        return;
    const int below = at.row + f->rows + 1 + !tight; /* behind the rest */
    canvas_printf(cv, below < cv->rows ? below : cv->rows - 1, 0, INK_DIM,
                  "entropy %.2f bits", f->entropy_bits);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct bars bars = bars_of(f);
    char text[2048];

    (void)view;
    if (f->rows)
        buf_printf(out, "Likeliest next: \"%s\" with probability %.4f. ",
                   f->row[0].label, (double)f->row[0].value);
    for (int i = 0; i < f->words; i++)
        buf_printf(out, "\"%s\" has %.4f. ", f->word[i].text,
                   f->word[i].probability);
    buf_printf(out, "The choice is worth %.2f bits.\n", f->entropy_bits);
    bars_words(&bars, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *context = json_array(), *candidates = json_array(),
           *compared = json_object();

    (void)view;
    for (int i = 0; i < f->tokens; i++)
        json_array_append_new(context, json_string(f->token[i]));
    for (int i = 0; i < f->rows; i++) {
        json_array_append_new(candidates,
                              json_pack("{ss si sf}", "token", f->row[i].label,
                                        "id", (int)f->row_id[i], "probability",
                                        (double)f->row[i].value));
    }
    for (int i = 0; i < f->words; i++)
        json_object_set_new(compared, f->word[i].text,
                            json_real(f->word[i].probability));
    return json_pack("{so so sf sf so}", "context", context, "candidates",
                     candidates, "rest", f->rest, "entropy_bits",
                     f->entropy_bits, "compare", compared);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    (void)view;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab next_token_lab = {
    .name = "next-token",
    .question = "Which token comes next?",
    .about = "A trained model reads your text once. Its last position gives "
             "every token of the vocabulary a probability.",
    .sources =
        (const char *const[]){"engine/model/generate.c:generate_rank",
                              "engine/model/decoder.c:decoder_forward", NULL},
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
