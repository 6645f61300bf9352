/* era_ladder.c - seventy years of language models read the same text, which
 * none of them has seen: how many bits does a character cost each? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/evaluate.h"
#include "engine/model/ngram.h"
#include "lessons/data/source.h"
#include "lessons/data/town.h"
#include "lessons/labs/charnet.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"

enum { READ, HELD, ORDER, WIDTH, STEPS };
enum { ERAS = 7, LABEL = 48 };

#define TEXT_BYTES ((size_t)16 << 20)

static const struct lab_knob knobs[] = {
    [READ] = {.name = "read",
              .help = "characters that counting and networks may read",
              .kind = LAB_WHOLE,
              .fallback = "1000000",
              .low = 2000,
              .high = 2000000},
    [HELD] = {.name = "held",
              .help = "characters of later days that all are asked about",
              .kind = LAB_WHOLE,
              .fallback = "4000",
              .low = 500,
              .high = 50000},
    [ORDER] = {.name = "order",
               .help = "letters in a run that is counted",
               .kind = LAB_WHOLE,
               .fallback = "5",
               .low = 2,
               .high = NGRAM_ORDER},
    [WIDTH] = {.name = "width",
               .help = "numbers in the state of the two recurrent networks",
               .kind = LAB_WHOLE,
               .fallback = "96",
               .low = 8,
               .high = 512},
    [STEPS] = {.name = "steps",
               .help = "training steps of each of the two",
               .kind = LAB_WHOLE,
               .fallback = "150",
               .low = 1,
               .high = 20000},
    {.name = NULL},
};

enum maker { GUESS, COUNT_ONE, COUNT_RUN, NET_RNN, NET_LSTM, GPT, PIECES };

/* By date: of the paper that first showed such a model, for the last two of
 * the model whose shape ours has. */
static const struct era {
    const char *name;
    int year;
    const char *json;
} eras[ERAS] = {
    [GUESS] = {"even guess", 0, "guess"},
    [COUNT_ONE] = {"letters counted", 1948, "letters"},
    [COUNT_RUN] = {"runs counted", 1995, "runs"},
    [NET_RNN] = {"recurrent", 1990, "rnn"},
    [NET_LSTM] = {"LSTM", 1997, "lstm"},
    [GPT] = {"GPT, letters", 2018, "gpt"},
    [PIECES] = {"GPT, word pieces", 2023, "house"},
};
static const enum maker by_date[ERAS] = {
    GUESS, COUNT_ONE, NET_RNN, COUNT_RUN, NET_LSTM, GPT, PIECES};

struct found {
    int done;         /* of by_date */
    int steps, most;  /* of the network that is learning */
    float loss;       /* its last */
    float bits[ERAS]; /* a character */
    float size[ERAS]; /* numbers that were learned or counted */
    float took[ERAS]; /* characters read to learn them; 0: unknown */
    int64_t held;
};

struct state {
    struct found found;
    struct checkpoint letters; /* its tokenizer is everybody's alphabet */
    struct graph *graph;
    struct buf past, later;
    int32_t *ids, *held_ids;
    int64_t n, held;
    float *each; /* bits of every held character, for one era */
    struct charnet net;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (!s)
        return;
    charnet_release(&s->net);
    checkpoint_release(&s->letters);
    graph_free(s->graph);
    buf_release(&s->past);
    buf_release(&s->later);
    free(s->ids);
    free(s->held_ids);
    free(s->each);
    free(s);
    r->state = NULL;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the eras");
}

static struct status encode(const struct state *s, const struct buf *text,
                            int32_t **ids, int64_t *n)
{
    const struct tokenizer *t = s->letters.tokenizer;
    const size_t room = tokenizer_room(t, text->bytes);
    size_t count;

    *ids = malloc(room * sizeof **ids);
    if (!*ids)
        return no_memory();
    STATUS_TRY(
        tokenizer_encode(t, buf_string(text), text->bytes, *ids, room, &count));
    *n = (int64_t)count;
    return STATUS_OK;
}

/* The past is what the house models learned from, or the beginning of it; the
 * text that is held back is of days after it. */
static struct status texts(struct state *s, const struct lab_run *r)
{
    const struct town_options later = {.seed = 1,
                                       .skip_days = TOWN_CUTOFF,
                                       .bytes = (size_t)r->value[HELD].number};
    char name[32];

    snprintf(name, sizeof name, "town:%d", (int)r->value[READ].number);
    STATUS_TRY(source_read(&s->past, name));
    STATUS_TRY(town_write(&s->later, &later));
    STATUS_TRY(encode(s, &s->past, &s->ids, &s->n));
    STATUS_TRY(encode(s, &s->later, &s->held_ids, &s->held));
    s->found.held = s->held;
    s->each = malloc((size_t)s->held * sizeof *s->each);
    return s->each ? STATUS_OK : no_memory();
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    const struct device *d = device_find("auto");

    r->state = s;
    if (!s)
        return no_memory();
    buf_init(&s->past, TEXT_BYTES);
    buf_init(&s->later, TEXT_BYTES);
    s->graph = graph_new(d, (size_t)1 << 30);
    struct status st = s->graph ? STATUS_OK : no_memory();
    if (!st.code)
        st = checkpoint_load(&s->letters, "house-char", d);
    if (!st.code)
        st = texts(s, r);
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    s->found.most = (int)r->value[STEPS].number;
    return STATUS_OK;
}

static float mean(const float *x, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = 1; i < n; i++)
        sum += (double)x[i];
    return (float)(sum / (double)(n - 1));
}

/* Kneser-Ney; of single letters there is nothing to fall back from. */
static struct status count(struct state *s, enum maker era, int order)
{
    const struct ngram_way way = {NGRAM_KNESER_NEY, order, 1.0, NULL};
    struct found *f = &s->found;
    struct ngram *grams;
    int64_t kinds = 0;

    STATUS_TRY(ngram_new(&grams, s->ids, s->n,
                         tokenizer_size(s->letters.tokenizer), order));
    f->bits[era] =
        (float)(ngram_loss(grams, &way, s->held_ids, 1, s->held) / log(2.0));
    for (int i = 1; i <= order; i++)
        kinds += ngram_kinds(grams, i);
    ngram_free(grams);
    f->size[era] = (float)kinds;
    f->took[era] = (float)s->n;
    return STATUS_OK;
}

/* One training step of a recurrent network; `*over` behind the last. */
static struct status learn(struct state *s, const struct lab_run *r,
                           enum maker era, bool *over)
{
    const struct rnnlm_config config = {
        tokenizer_size(s->letters.tokenizer), (int64_t)r->value[WIDTH].number,
        era == NET_RNN ? RECLAYER_RNN : RECLAYER_LSTM, 1};
    struct found *f = &s->found;

    if (!s->net.model)
        STATUS_TRY(charnet_open(&s->net, &config, r->hook, r->seed));
    if (s->net.steps < f->most)
        STATUS_TRY(charnet_train(&s->net, s->ids, s->n, r->seed));
    f->steps = s->net.steps;
    f->loss = s->net.loss;
    *over = f->steps == f->most;
    if (!*over)
        return STATUS_OK;
    STATUS_TRY(charnet_bits(&s->net, s->held_ids, s->held, s->each));
    f->bits[era] = mean(s->each, s->held);
    f->size[era] = (float)params_total(rnnlm_params(s->net.model));
    f->took[era] = (float)f->steps * (float)charnet_reads();
    charnet_release(&s->net);
    f->steps = 0;
    return STATUS_OK;
}

static struct status measure(struct state *s, enum maker era,
                             const struct checkpoint *c)
{
    const struct evaluate_options options = {0};
    struct evaluate_result result;

    STATUS_TRY(evaluate_text(&result, c, s->graph, buf_string(&s->later),
                             s->later.bytes, &options));
    s->found.bits[era] = (float)result.bits_per_byte; /* ASCII */
    s->found.size[era] = (float)decoder_size(c->model);
    return STATUS_OK;
}

static struct status measure_house(struct state *s)
{
    struct checkpoint c;

    STATUS_TRY(checkpoint_load(&c, "house", device_find("auto")));
    const struct status st = measure(s, PIECES, &c);
    checkpoint_release(&c);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    const enum maker era = by_date[f->done];
    bool over = true;
    struct status st = STATUS_OK;

    if (era == GUESS)
        f->bits[era] = log2f((float)tokenizer_size(s->letters.tokenizer));
    else if (era == COUNT_ONE)
        st = count(s, era, 1);
    else if (era == COUNT_RUN)
        st = count(s, era, (int)r->value[ORDER].number);
    else if (era == GPT)
        st = measure(s, era, &s->letters);
    else if (era == PIECES)
        st = measure_house(s);
    else
        st = learn(s, r, era, &over);
    STATUS_TRY(st);
    f->done += over;
    *more = f->done < ERAS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static bool learning(const struct found *f)
{
    return f->done < ERAS && f->steps > 0;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    char label[ERAS][LABEL];
    struct bars_row row[ERAS];
    const struct bars bars = {
        .row = row, .count = f->done, .full = f->bits[GUESS], .decimals = 2};
    const bool roomy = cv->rows > ERAS + 2;

    (void)view;
    for (int i = 0; i < f->done; i++) {
        const struct era *e = &eras[by_date[i]];

        if (e->year)
            snprintf(label[i], LABEL, "%d %s", e->year, e->name);
        else
            snprintf(label[i], LABEL, "     %s", e->name);
        row[i] = (struct bars_row){label[i], f->bits[by_date[i]]};
    }
    canvas_printf(cv, 0, 0, INK_TITLE,
                  "bits a character, on days that none of them has read");
    bars_draw(&bars, cv,
              (struct canvas_rect){1, 0, cv->rows - (roomy ? 3 : 1), cv->cols});
    if (learning(f))
        canvas_printf(cv, 1 + f->done, 0, INK_WARN,
                      "%d %s learns: step %d of %d, %.2f bits",
                      eras[by_date[f->done]].year, eras[by_date[f->done]].name,
                      f->steps, f->most, (double)f->loss / log(2.0));
    if (roomy && f->done == ERAS)
        canvas_printf(cv, cv->rows - 1, 0, INK_DIM,
                      "%lld characters; the two at the bottom were trained "
                      "before, for longer",
                      (long long)f->held);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (f->done == ERAS)
        buf_printf(out,
                   "From an even guess to the last model a character falls "
                   "from %.2f to %.2f bits.\n",
                   (double)f->bits[GUESS], (double)f->bits[PIECES]);
    for (int i = 0; i < f->done; i++) {
        const enum maker m = by_date[i];

        if (eras[m].year)
            buf_printf(out, "%d, ", eras[m].year);
        buf_printf(out, "%s: %.2f bits", eras[m].name, (double)f->bits[m]);
        if (f->size[m] > 0.0f)
            buf_printf(out, ", %.0f numbers", (double)f->size[m]);
        if (f->took[m] > 0.0f)
            buf_printf(out, ", %.0f characters read", (double)f->took[m]);
        buf_text(out, ".\n");
    }
    if (learning(f))
        buf_printf(out, "%s learns, step %d of %d.\n",
                   eras[by_date[f->done]].name, f->steps, f->most);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *bits = json_object(), *size = json_object(), *read = json_object();

    (void)view;
    for (int i = 0; i < f->done; i++) {
        const enum maker m = by_date[i];

        json_object_set_new(bits, eras[m].json, json_real((double)f->bits[m]));
        json_object_set_new(size, eras[m].json, json_real((double)f->size[m]));
        json_object_set_new(read, eras[m].json, json_real((double)f->took[m]));
    }
    return json_pack("{sI si so so so}", "held", (json_int_t)f->held, "done",
                     f->done, "bits", bits, "numbers", size, "read", read);
}

const struct lab era_ladder_lab = {
    .name = "era-ladder",
    .question = "What did each era of language models gain?",
    .about = "Counting, two recurrent networks that learn while you wait, and "
             "two transformers that come along foretell the same text of days "
             "that none of them has read.",
    .sources =
        (const char *const[]){"engine/model/ngram_odds.c",
                              "engine/model/rnnlm.c",
                              "engine/model/decoder.c:decoder_forward", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
