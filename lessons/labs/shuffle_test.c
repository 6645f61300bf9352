/* shuffle_test.c - the same tokens in another order: does a transformer give
 * the same rows in that order, or other ones? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/decoder.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"

enum { TEXT, POSITIONS, MASK, LAYERS };
enum { WORDS = 24, WORD = 24, VOCAB = 256, WIDTH = 32 };

static const char *const schemes[] = {"none", "sinusoid", "learned", "rope",
                                      NULL};

static const struct lab_knob knobs[] = {
    [TEXT] = {.name = "text",
              .help = "words, each a token",
              .kind = LAB_TEXT,
              .fallback = "the dog bites the man",
              .live = true},
    [POSITIONS] = {.name = "positions",
                   .help = "how places are marked",
                   .kind = LAB_CHOICE,
                   .fallback = "none",
                   .choices = schemes,
                   .live = true},
    [MASK] = {.name = "mask",
              .help = "a position sees only what is before it",
              .kind = LAB_SWITCH,
              .fallback = "off",
              .live = true},
    [LAYERS] = {.name = "layers",
                .help = "blocks of the transformer",
                .kind = LAB_WHOLE,
                .fallback = "1",
                .low = 1,
                .high = 8,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"t", "type other words"},
    {"p", "the next kind of positions"},
    {"m", "the mask on, off"},
    {NULL, NULL},
};

struct found {
    int words, scheme;
    bool mask;
    char word[WORDS][WORD];
    int order[WORDS];   /* place i of the other order is word order[i] */
    float apart[WORDS]; /* largest difference of the row of a word */
    float most;
};

/* Words between blanks; the same word is the same token. */
static struct status split(struct found *f, const char *text)
{
    f->words = 0;
    while (*(text += strspn(text, " "))) {
        const size_t n = strcspn(text, " ");

        if (n >= WORD || f->words == WORDS)
            return status_fail(STATUS_BAD_USAGE,
                               "text takes at most %d words of at most %d "
                               "bytes",
                               WORDS, WORD - 1);
        memcpy(f->word[f->words], text, n);
        f->word[f->words++][n] = '\0';
        text += n;
    }
    if (f->words < 2)
        return status_fail(STATUS_BAD_USAGE,
                           "text: one word has no other order");
    return STATUS_OK;
}

/* Another order: every word moves, as they go round by a part of the row. */
static void reorder(struct found *f, uint64_t seed)
{
    struct rng rng = rng_make(seed, 1);
    const int by = 1 + (int)rng_below(&rng, (uint32_t)f->words - 1);

    for (int i = 0; i < f->words; i++)
        f->order[i] = (i + by) % f->words;
    for (int i = f->words - 1; i > 1; i--) {
        const int j = (int)rng_below(&rng, (uint32_t)i);
        const int kept = f->order[i];

        /* Not back to where it came from. */
        if (f->order[j] == i || kept == j)
            continue;
        f->order[i] = f->order[j];
        f->order[j] = kept;
    }
}

static struct status make_model(struct decoder **m, const struct lab_run *r,
                                int words)
{
    struct decoder_config c = decoder_gpt2();

    c.vocab = VOCAB;
    c.context = words;
    c.layers = (int64_t)r->value[LAYERS].number;
    c.heads = c.groups = 4;
    c.width = WIDTH;
    c.hidden = 2 * WIDTH;
    c.causal = r->value[MASK].number > 0.5;
    c.headless = true;
    c.tied = false;
    c.init = 0.3;
    STATUS_TRY(
        decoder_set(&c, "positions", schemes[(int)r->value[POSITIONS].number]));
    return decoder_new(m, &c, labrun_device(r), r->seed);
}

/* The index of the first word like it. */
static int32_t token_of(const struct found *f, int i)
{
    int at = 0;

    while (strcmp(f->word[at], f->word[i]) != 0)
        at++;
    return at;
}

/* Rows of both orders; `apart` compares row i of the other order with the row
 * of the same word. */
static struct status run(struct found *f, struct decoder *m, struct graph *g)
{
    const int64_t shape[] = {2, f->words};
    int32_t ids[2 * WORDS];

    for (int i = 0; i < f->words; i++) {
        ids[i] = token_of(f, i);
        ids[f->words + i] = token_of(f, f->order[i]);
    }
    graph_set_gradients(g, false);
    const struct tensor *x =
        decoder_forward(m, g, graph_ints(g, 2, shape, ids), NULL);
    STATUS_TRY(graph_status(g));
    f->most = 0.0f;
    for (int i = 0; i < f->words; i++) {
        const int there = (f->words + i) * WIDTH, here = f->order[i] * WIDTH;
        float most = 0.0f;

        for (int k = 0; k < WIDTH; k++)
            most = fmaxf(most, fabsf((float)(tensor_get(x, there + k) -
                                             tensor_get(x, here + k))));
        f->apart[i] = most;
        f->most = fmaxf(f->most, most);
    }
    return STATUS_OK;
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    struct decoder *m;

    STATUS_TRY(split(f, r->value[TEXT].text));
    reorder(f, r->seed);
    f->scheme = (int)r->value[POSITIONS].number;
    f->mask = r->value[MASK].number > 0.5;
    STATUS_TRY(make_model(&m, r, f->words));
    const struct status st = run(f, m, g);
    graph_reset(g); /* its tape names the model's weights */
    decoder_free(m);
    return st;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static struct bars bars_of(const struct found *f, struct bars_row row[WORDS])
{
    for (int i = 0; i < f->words; i++)
        row[i] = (struct bars_row){f->word[f->order[i]], f->apart[i]};
    return (struct bars){
        .row = row, .count = f->words, .full = f->most > 1e-5f ? 0.0f : 1.0f};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct bars_row row[WORDS];
    const struct bars bars = bars_of(f, row);
    int col = 0;

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE, "positions %s, mask %s",
                  schemes[f->scheme], f->mask ? "on" : "off");
    canvas_printf(cv, 1, 0, INK_TEXT,
                  "the row of a word differs by at most %.2g", (double)f->most);
    for (int i = 0; i < f->words; i++)
        col += 1 + canvas_printf(cv, 2, col, INK_DIM, "%s", f->word[i]);
    bars_draw(&bars, cv, (struct canvas_rect){4, 0, cv->rows - 4, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "With positions %s and the mask %s, putting the words into "
               "another order changes the row of a word by at most %.2g.\n",
               schemes[f->scheme], f->mask ? "on" : "off", (double)f->most);
    for (int i = 0; i < f->words; i++)
        buf_printf(out, "\"%s\", from place %d to %d: %.2g.\n",
                   f->word[f->order[i]], f->order[i], i, (double)f->apart[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *order = json_array();

    (void)view;
    for (int i = 0; i < f->words; i++)
        json_array_append_new(order, json_integer(f->order[i]));
    return json_pack("{sf so so}", "difference", (double)f->most, "order",
                     order, "apart", labnumbers_row(f->apart, f->words));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == 'p')
        return labcells_next(knobs, POSITIONS, f->scheme);
    if (code != 'm')
        return (struct lab_answer){.wish = LAB_IGNORED};
    struct lab_answer a = {.wish = LAB_TURN, .knob = MASK};
    snprintf(a.text, sizeof a.text, "%s", f->mask ? "off" : "on");
    return a;
}

const struct lab shuffle_test_lab = {
    .name = "shuffle-test",
    .question = "Does the order of the words matter?",
    .about = "A transformer with random weights reads words in two orders. Of "
             "each word the row that comes out is compared with itself.",
    .sources =
        (const char *const[]){"engine/model/decoder.c:decoder_forward", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
