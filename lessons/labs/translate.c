/* translate.c - from English to Tidal: what a translator looks at for each
 * word, beside where the word truly came from. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/bleu.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/translatefound.h"
#include "lessons/labs/writer.h"

enum { SENTENCE, STEPS, PAIRS, LOOKS, BEAM };
enum { EXAMS = 4, MOST = TRANSLATEFOUND_MOST };

#define EXAM_SEED 1000003
#define RATE      0.005

/* Two ways to compute one log-probability agree to less. */
#define LIKELIER 1e-4

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
    [BEAM] = {.name = "beam",
              .help = "texts kept while it writes; 1: the likeliest word each",
              .kind = LAB_WHOLE,
              .fallback = "1",
              .low = 1,
              .high = 8},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"a", "what it looked at, or where words truly came from"},
    {"t", "another sentence"},
    {NULL, NULL},
};

struct tally {
    struct bleu bleu;
    int right;
    double logprob;
};

struct exam {
    int done; /* batches */
    struct tally written, greedy;
    int likelier;
};

struct state {
    struct translatefound found;
    struct exam exam;
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
    s->found.beam = (int)r->value[BEAM].number;
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

static void keep_pair(struct translatefound *f, const struct tongues_pair *p,
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

static void count(struct tally *t, const int32_t *out,
                  const struct tongues_pair *p, double logprob)
{
    const int n = words_of(out, MOST);

    bleu_add(&t->bleu, out, n, p->id[1], p->words[1]);
    t->right +=
        n == p->words[1] && memcmp(out, p->id[1], (size_t)n * sizeof *out) == 0;
    t->logprob += logprob;
}

static struct translatefound_marks marks_of(const struct tally *t)
{
    const double all = EXAMS * WRITER_ROWS;

    return (struct translatefound_marks){(float)(t->right / all),
                                         (float)bleu_score(&t->bleu),
                                         (float)(t->logprob / all)};
}

/* One batch of the exam, written with one beam and with as many as asked. */
static struct status write_batch(struct state *s, const struct writer_batch *b,
                                 const struct tongues_pair *pair)
{
    struct exam *e = &s->exam;
    int32_t out[WRITER_ROWS * MOST];

    if (s->found.beam == 1) {
        STATUS_TRY(writer_write(&s->writer, b, out, MOST));
        for (int k = 0; k < WRITER_ROWS; k++)
            count(&e->written, out + k * MOST, &pair[k], (double)NAN);
        return STATUS_OK;
    }
    for (int k = 0; k < WRITER_ROWS; k++) {
        double wide, narrow;

        STATUS_TRY(writer_search(&s->writer, b, k, 1, out, MOST, &narrow));
        count(&e->greedy, out, &pair[k], narrow);
        STATUS_TRY(
            writer_search(&s->writer, b, k, s->found.beam, out, MOST, &wide));
        count(&e->written, out, &pair[k], wide);
        e->likelier += wide > narrow + LIKELIER;
    }
    return STATUS_OK;
}

/* One batch tells enough of where it looks. */
static struct status look_at_batch(struct state *s,
                                   const struct tongues_pair *pair)
{
    struct translatefound *f = &s->found;
    int aligned = 0, words = 0;

    for (int k = 0; k < WRITER_ROWS; k++) {
        const struct tongues_pair *p = &pair[k];
        const int32_t *const ids[] = {p->id[0], p->id[1]};
        float weights[MOST * MOST] = {0};

        STATUS_TRY(look(s, ids, p->words, weights));
        aligned += well_aligned(p, weights);
        words += p->words[1];
        if (k == 0)
            keep_pair(f, p, weights);
    }
    f->found = f->looks ? (float)aligned / (float)words : -1.0f;
    return STATUS_OK;
}

static struct status examine(struct state *s, uint64_t seed)
{
    struct exam *e = &s->exam;
    struct translatefound *f = &s->found;
    struct tongues_pair pair[WRITER_ROWS];
    struct writer_batch b;

    draw_batch(&b, seed + EXAM_SEED, (uint64_t)e->done * WRITER_ROWS,
               UINT64_MAX, pair);
    STATUS_TRY(write_batch(s, &b, pair));
    if (e->done++ == 0)
        STATUS_TRY(look_at_batch(s, pair));
    f->written = marks_of(&e->written);
    f->greedy = marks_of(f->beam == 1 ? &e->written : &e->greedy);
    f->likelier = (float)e->likelier / (EXAMS * WRITER_ROWS);
    return STATUS_OK;
}

static int spell(char (*word)[TONGUES_TEXT], const int32_t *ids)
{
    const int n = words_of(ids, TONGUES_MOST);

    for (int i = 0; i < n; i++)
        tongues_word(word[i], TONGUES_TIDAL, ids[i]);
    return n;
}

static struct status translate(struct state *s)
{
    struct translatefound *f = &s->found;
    struct writer_batch b = {.rows = 1, .read = MOST, .write = 1};
    const int32_t *const typed[] = {s->typed, s->typed};
    int32_t out[MOST];
    double logprob;

    writer_lay(&b, 0, typed, (const int[]){s->words, 0}, TONGUES_END);
    STATUS_TRY(writer_search(&s->writer, &b, 0, 1, out, MOST, &logprob));
    f->logprob[1] = (float)logprob;
    f->alone = spell(f->first, out);
    STATUS_TRY(writer_search(&s->writer, &b, 0, f->beam, out, MOST, &logprob));
    f->logprob[0] = (float)logprob;
    f->wrote = spell(f->target, out);
    f->read = s->words;
    for (int i = 0; i < f->read; i++)
        tongues_word(f->source[i], TONGUES_ENGLISH, s->typed[i]);
    return look(s, (const int32_t *const[]){s->typed, out},
                (const int[]){f->read, f->wrote}, f->weight);
}

static struct status train(struct lab_run *r)
{
    struct state *s = r->state;
    struct tongues_pair pair[WRITER_ROWS];
    struct writer_batch b;

    draw_batch(&b, r->seed, (uint64_t)s->found.steps * WRITER_ROWS,
               (uint64_t)r->value[PAIRS].number, pair);
    s->found.steps++;
    return writer_train(&s->writer, &b, RATE, 1.0, r->seed, &s->found.loss);
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct translatefound *f = &s->found;

    *more = true;
    if (f->steps < f->planned)
        return train(r);
    STATUS_TRY(examine(s, r->seed));
    if (s->exam.done < EXAMS)
        return STATUS_OK;
    STATUS_TRY(translate(s));
    f->measured = true;
    *more = false;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
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
    .sources =
        (const char *const[]){"engine/nn/addattn.c", "engine/model/seq2seq.c",
                              "engine/model/beam.c:choose", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = translatefound_draw,
    .words = translatefound_words,
    .data = translatefound_data,
    .key = key,
    .lends = true,
};
