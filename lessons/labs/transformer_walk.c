/* transformer_walk.c - a text on its way through a whole model, one operation
 * at a time, with every number there to be taken apart. */
#include <stdlib.h>

#include "lessons/labs/blockfound.h"
#include "lessons/labs/labtable.h"

static const char *const shows[] = {"value", "gradient", NULL};

static const struct lab_knob knobs[] = {
    [BLOCKFOUND_MODEL] = {.name = "model",
                          .help = "of GPT-2's shape: sorter, house-char, a "
                                  "folder",
                          .kind = LAB_TEXT,
                          .fallback = "sorter"},
    [BLOCKFOUND_TEXT] = {.name = "text",
                         .help = "what the model reads; for sorter six of a, "
                                 "b, c",
                         .kind = LAB_TEXT,
                         .fallback = "cabacb",
                         .live = true},
    [BLOCKFOUND_WRITE] = {.name = "write",
                          .help = "tokens that the model writes behind it and "
                                  "reads again",
                          .kind = LAB_WHOLE,
                          .fallback = "5",
                          .low = 0,
                          .high = BLOCKPASS_TOKENS,
                          .live = true},
    [BLOCKFOUND_ANSWER] = {.name = "answer",
                           .help = "gradients go back from this one of its "
                                   "answers",
                           .kind = LAB_WHOLE,
                           .fallback = "1",
                           .low = 1,
                           .high = BLOCKPASS_TOKENS,
                           .live = true},
    [BLOCKFOUND_STOP] = {.name = "stop",
                         .help = "how far the text has come, from 0",
                         .kind = LAB_WHOLE,
                         .fallback = "0",
                         .low = 0,
                         .high = 10000,
                         .live = true},
    [BLOCKFOUND_ROW] = {.name = "row",
                        .help = "position of the text, from 0",
                        .kind = LAB_WHOLE,
                        .fallback = "5",
                        .low = 0,
                        .high = BLOCKPASS_TOKENS,
                        .live = true},
    [BLOCKFOUND_COL] = {.name = "col",
                        .help = "number of its row, from 0",
                        .kind = LAB_WHOLE,
                        .fallback = "0",
                        .low = 0,
                        .high = 1000000,
                        .live = true},
    [BLOCKFOUND_HEAD] = {.name = "head",
                         .help = "whose weights are shown, from 0",
                         .kind = LAB_WHOLE,
                         .fallback = "0",
                         .low = 0,
                         .high = 1023,
                         .live = true},
    [BLOCKFOUND_SHOW] = {.name = "show",
                         .help = "the numbers, or how the surprise at the "
                                 "second likeliest answer changes with each",
                         .kind = LAB_CHOICE,
                         .fallback = "value",
                         .choices = shows,
                         .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"f, b", "the next stop, the one before"},
    {"arrows", "choose a number: it is taken apart"},
    {"h", "another head"},
    {"g", "numbers or gradients"},
    {"t", "type another text"},
    {NULL, NULL},
};

struct state {
    struct labmodel model;
    struct blockpass pass;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        blockpass_release(&s->pass);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

/* What was read before stays where this fails. */
static struct status read(struct state *s, const struct lab_run *r)
{
    struct blockpass pass;

    STATUS_TRY(blockpass_read(&pass, &s->model,
                              (int)r->value[BLOCKFOUND_WRITE].number,
                              (int)r->value[BLOCKFOUND_ANSWER].number));
    blockpass_release(&s->pass);
    s->pass = pass;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a walk");
    struct status st = labmodel_open(&s->model, r->value[BLOCKFOUND_MODEL].text,
                                     r->value[BLOCKFOUND_TEXT].text, r->hook);
    if (!st.code)
        st = read(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == BLOCKFOUND_TEXT)
        STATUS_TRY(labmodel_read(&s->model, r->value[BLOCKFOUND_TEXT].text));
    return knob < BLOCKFOUND_STOP ? read(s, r) : STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;
    struct blockfound *f;
    const struct blockcell_place at = {
        .stop = (int)r->value[BLOCKFOUND_STOP].number,
        .head = (int)r->value[BLOCKFOUND_HEAD].number,
        .row = (int)r->value[BLOCKFOUND_ROW].number,
        .col = (int)r->value[BLOCKFOUND_COL].number};
    const struct status st = blockfound_new(
        &f, &s->pass, &s->model, at, r->value[BLOCKFOUND_SHOW].number > 0.5);

    *out = f;
    return st;
}

const struct lab transformer_walk_lab = {
    .name = "transformer-walk",
    .question = "What happens to a text on its way through a model?",
    .about = "A small model that sorts letters reads six and writes them in "
             "order. Walk along: every operation is a stop, every number can "
             "be taken apart into those it was made of, and computed anew.",
    .sources = (const char *const[]){"engine/model/decoder.c:run_block",
                                     "lessons/labs/blockcell.c:make", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = blockfound_free,
    .close = close,
    .draw = blockfound_draw,
    .words = blockfound_words,
    .data = blockfound_data,
    .key = blockfound_key,
};
