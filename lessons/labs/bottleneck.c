/* bottleneck.c - two encoder-decoders learn one task: one hands over a single
 * state, the other looks back. How long a text can each take? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/seqtasks.h"
#include "lessons/data/tongues.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/writer.h"
#include "viz/chart.h"

enum { TASK, LENGTHS, STEPS, WIDTH, TAUGHT, STOP };
enum { NETS = 2, LEAST = 3, MOST_LENGTHS = 16, EXAMPLES = 3, TEXT = 200 };

/* The same in both vocabularies. */
enum { BEGIN = SEQTASKS_BEGIN, END = SEQTASKS_END };
_Static_assert((int)TONGUES_BEGIN == (int)SEQTASKS_BEGIN &&
                   (int)TONGUES_END == (int)SEQTASKS_END,
               "one begin and one end for all tasks");

/* Behind the tasks of characters: sentences into Tidal, length in words. */
enum { TRANSLATE = SEQTASKS_KINDS };

#define EXAM_STREAM ((uint64_t)1 << 40)
#define RATE        0.01

static const char *const tasks[] = {"copy",  "reverse", "sort",      "recall",
                                    "dates", "sums",    "translate", NULL};
static const char *const net_name[NETS] = {"one state", "looks back"};

static const struct lab_knob knobs[] = {
    [TASK] = {.name = "task",
              .help = "what is to be written",
              .kind = LAB_CHOICE,
              .fallback = "translate",
              .choices = tasks},
    [LENGTHS] = {.name = "length",
                 .help = "characters or words of the longest text, from 3 on",
                 .kind = LAB_WHOLE,
                 .fallback = "14",
                 .low = LEAST,
                 .high = MOST_LENGTHS},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model",
               .kind = LAB_WHOLE,
               .fallback = "250",
               .low = 1,
               .high = 5000},
    [WIDTH] = {.name = "width",
               .help = "numbers of a state",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 4,
               .high = 128},
    [TAUGHT] = {.name = "taught",
                .help = "how often the token before is the right one in "
                        "training, else the model's own",
                .kind = LAB_REAL,
                .fallback = "1",
                .low = 0,
                .high = 1},
    [STOP] = {.name = "stop",
              .help = "is an end written behind each target in training?",
              .kind = LAB_SWITCH,
              .fallback = "on"},
    {.name = NULL},
};

struct example {
    char read[TEXT], wrote[TEXT], want[TEXT];
};

struct result {
    int steps;
    float loss;
    bool measured;
    float right[MOST_LENGTHS + 1];   /* whole texts, by length; -1: none */
    float letters[MOST_LENGTHS + 1]; /* characters in their place */
    float whole;                     /* over all lengths */
    float ended; /* share of texts in which the end was written in time */
    struct example example[EXAMPLES];
};

struct found {
    int task;                   /* enum seqtasks_kind, or TRANSLATE */
    int longest, planned, done; /* done: models */
    struct result result[NETS];
};

struct state {
    struct found found;
    struct writer writer; /* of the model that learns */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        writer_close(&s->writer);
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for two models");
    s->found.task = (int)r->value[TASK].number;
    s->found.longest = (int)r->value[LENGTHS].number;
    s->found.planned = (int)r->value[STEPS].number;
    for (int n = 0; n < NETS; n++)
        for (int i = 0; i <= MOST_LENGTHS; i++)
            s->found.result[n].right[i] = s->found.result[n].letters[i] = -1.0f;
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    const bool tongues = s->found.task == TRANSLATE;
    const struct seq2seq_config c = {
        .source_vocab =
            tongues ? tongues_vocab(TONGUES_ENGLISH) : seqtasks_vocab(),
        .target_vocab =
            tongues ? tongues_vocab(TONGUES_TIDAL) : seqtasks_vocab(),
        .begin = BEGIN,
        .end = END,
        .width = (int64_t)r->value[WIDTH].number,
        .kind = RECLAYER_GRU,
        .attends = s->found.done == 1};

    return writer_open(&s->writer, &c, labrun_device(r), r->hook, r->seed);
}

/* Is there only one length? Dates are as long as they are. */
static bool one_length(const struct found *f)
{
    return f->task == SEQTASKS_DATES;
}

/* A sentence of `length` words, of one clause or two: one of the first that are
 * drawn for this number and have it. */
static void draw_sentence(struct seqtasks_pair *p, int length, uint64_t seed,
                          uint64_t i)
{
    struct tongues_pair pair;
    uint64_t k = 0;

    do {
        tongues_draw(&pair, seed, i * 4096 + k, 1 + (int)(k % 2), 1);
        k++;
    } while (pair.words[TONGUES_ENGLISH] != length && k < 4096);
    for (int side = 0; side < 2; side++) {
        p->length[side] = pair.words[side];
        memcpy(p->id[side], pair.id[side],
               (size_t)pair.words[side] * sizeof *pair.id[side]);
    }
}

/* Texts of `length`; their pairs, if not NULL, are kept. */
static void draw_batch(struct writer_batch *b, const struct found *f,
                       int length, const uint64_t from[2], bool stop,
                       struct seqtasks_pair *pairs)
{
    b->rows = WRITER_ROWS;
    b->read = b->write = 0;
    for (int i = 0; i < WRITER_ROWS; i++) {
        if (f->task == TRANSLATE)
            draw_sentence(&pairs[i], length, from[0], from[1] + (uint64_t)i);
        else
            seqtasks_draw(&pairs[i], (enum seqtasks_kind)f->task, length,
                          from[0], from[1] + (uint64_t)i);
        if (pairs[i].length[0] > b->read)
            b->read = pairs[i].length[0];
        if (pairs[i].length[1] + 1 > b->write)
            b->write = pairs[i].length[1] + 1;
    }
    for (int i = 0; i < WRITER_ROWS; i++) {
        const int32_t *const ids[] = {pairs[i].id[0], pairs[i].id[1]};

        writer_lay(b, i, ids, pairs[i].length, stop ? END : -1);
    }
}

static void spell(char out[TEXT], const struct found *f, int side,
                  const int32_t *ids, int n)
{
    char word[TONGUES_TEXT] = "";
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < n && at + TONGUES_TEXT + 2 < TEXT; i++) {
        if (f->task == TRANSLATE)
            tongues_word(word, (enum tongues_side)side, ids[i]);
        else
            word[0] = seqtasks_character(ids[i]);
        at += (size_t)snprintf(out + at, TEXT - at, "%s%s",
                               f->task == TRANSLATE && i ? " " : "", word);
    }
}

/* Written up to the first end, or all that was asked for. */
static int written(const int32_t *ids, int most)
{
    int n = 0;

    while (n < most && ids[n] != END)
        n++;
    return n;
}

/* Whole texts and characters of a batch that are right. */
static void judge(const struct seqtasks_pair *pairs, const int32_t *out,
                  int most, float counts[3])
{
    for (int i = 0; i < WRITER_ROWS; i++) {
        const int32_t *got = out + i * most;
        const int want = pairs[i].length[1], n = written(got, most);
        int same = 0;

        for (int k = 0; k < want; k++)
            same += k < n && got[k] == pairs[i].id[1][k];
        counts[0] += n == want && same == want;
        counts[1] += (float)same / (float)want;
        counts[2] += n < most;
    }
}

static struct status examine(struct state *s, struct result *x, uint64_t seed)
{
    struct found *f = &s->found;
    struct seqtasks_pair pairs[WRITER_ROWS];
    struct writer_batch b;
    int32_t out[WRITER_ROWS * WRITER_MOST];
    const int first = one_length(f) ? f->longest : LEAST;
    const int lengths = f->longest - first + 1;

    for (int n = first; n <= f->longest; n++) {
        float counts[3] = {0};

        draw_batch(
            &b, f, n,
            (const uint64_t[]){seed, EXAM_STREAM + (uint64_t)n * WRITER_ROWS},
            true, pairs);
        const int most = (int)b.write + 4; /* room to run on */
        STATUS_TRY(writer_write(&s->writer, &b, out, most));
        judge(pairs, out, most, counts);
        x->right[n] = counts[0] / WRITER_ROWS;
        x->letters[n] = counts[1] / WRITER_ROWS;
        x->whole += x->right[n] / (float)lengths;
        x->ended += counts[2] / WRITER_ROWS / (float)lengths;
        for (int i = 0; i < EXAMPLES && n == f->longest; i++) {
            spell(x->example[i].read, f, 0, pairs[i].id[0], pairs[i].length[0]);
            spell(x->example[i].want, f, 1, pairs[i].id[1], pairs[i].length[1]);
            spell(x->example[i].wrote, f, 1, out + i * most,
                  written(out + i * most, most));
        }
    }
    x->measured = true;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct result *x = &f->result[f->done];
    struct seqtasks_pair pairs[WRITER_ROWS];
    struct writer_batch b;

    if (!s->writer.model)
        STATUS_TRY(start(s, r));
    if (x->steps < f->planned) {
        const int length = LEAST + x->steps % (f->longest - LEAST + 1);

        draw_batch(
            &b, f, one_length(f) ? f->longest : length,
            (const uint64_t[]){r->seed, (uint64_t)x->steps * WRITER_ROWS},
            r->value[STOP].number > 0.0, pairs);
        STATUS_TRY(writer_train(&s->writer, &b, RATE, r->value[TAUGHT].number,
                                r->seed, &x->loss));
        x->steps++;
    }
    if (x->steps == f->planned) {
        STATUS_TRY(examine(s, x, r->seed));
        writer_close(&s->writer);
        f->done++;
    }
    *more = f->done < NETS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* The line of a model; *n points of it. */
static struct chart_series line_of(const struct found *f, int net, float *x,
                                   float *y)
{
    int n = 0;

    for (int i = LEAST; i <= f->longest; i++)
        if (f->result[net].right[i] >= 0.0f) {
            x[n] = (float)i;
            y[n++] = f->result[net].right[i];
        }
    return (struct chart_series){net_name[net], x, y, n};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    float x[NETS][MOST_LENGTHS], y[NETS][MOST_LENGTHS];
    struct chart_series series[NETS];
    int lines = 0;

    (void)view;
    for (int n = 0; n < NETS; n++) {
        const struct result *o = &f->result[n];

        if (o->measured)
            canvas_printf(cv, n, 0, INK_TEXT, "%-10s %3.0f %%  %s -> %s",
                          net_name[n], 100.0 * (double)o->whole,
                          o->example[0].read, o->example[0].wrote);
        else
            canvas_printf(cv, n, 0, INK_TEXT, "%-10s step %d, loss %.3f",
                          net_name[n], o->steps, (double)o->loss);
    }
    for (int n = 0; n < f->done; n++)
        series[lines++] = line_of(f, n, x[n], y[n]);
    const struct chart chart = {.series = series,
                                .count = lines,
                                .x_name = "length",
                                .title = "whole texts right",
                                .y_high = 1.0f};
    chart_draw(&chart, cv,
               (struct canvas_rect){NETS, 0, cv->rows - NETS, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (!f->done)
        buf_printf(out, "Step %d of %d.\n", f->result[0].steps, f->planned);
    for (int n = 0; n < f->done; n++) {
        const struct result *x = &f->result[n];

        buf_printf(out, "%s: %.0f %% of texts right (%s)", net_name[n],
                   100.0 * (double)x->whole, tasks[f->task]);
        for (int i = LEAST; i <= f->longest; i++)
            if (x->right[i] >= 0.0f)
                buf_printf(out, "; %d long %.0f %%", i,
                           100.0 * (double)x->right[i]);
        buf_text(out, ".\n");
        for (int i = 0; i < EXAMPLES; i++)
            buf_printf(out, "  %s -> %s%s%s\n", x->example[i].read,
                       x->example[i].wrote,
                       strcmp(x->example[i].wrote, x->example[i].want) == 0
                           ? ""
                           : ", not ",
                       strcmp(x->example[i].wrote, x->example[i].want) == 0
                           ? ""
                           : x->example[i].want);
    }
}

/* Index i is length i; null where nothing was measured. */
static json_t *by_length(const float *share, int longest)
{
    json_t *row = json_array();

    for (int i = 0; i <= longest; i++)
        json_array_append_new(
            row, share[i] >= 0.0f ? json_real((double)share[i]) : json_null());
    return row;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    static const char *const key[NETS] = {"one_state", "looks_back"};
    const struct found *f = snapshot_;
    json_t *out = json_pack("{ss si}", "task", tasks[f->task], "done", f->done);

    (void)view;
    for (int n = 0; n < f->done; n++) {
        const struct result *x = &f->result[n];

        json_object_set_new(
            out, key[n],
            json_pack("{sf so so sf sf ss ss}", "whole", (double)x->whole,
                      "right", by_length(x->right, f->longest), "letters",
                      by_length(x->letters, f->longest), "ended",
                      (double)x->ended, "loss", (double)x->loss, "read",
                      x->example[0].read, "wrote", x->example[0].wrote));
    }
    return out;
}

const struct lab bottleneck_lab = {
    .name = "bottleneck",
    .question = "How much fits into one state?",
    .about = "A GRU reads a sentence, another writes its translation. One "
             "model hands over the last state alone, the other may look back "
             "at every state. Accuracy is by length.",
    .sources = (const char *const[]){"engine/model/seq2seq.c",
                                     "engine/nn/addattn.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .lends = true,
};
