/* word_vectors.c - vectors of words are trained on the town's text while their
 * neighbours, groups and analogies are measured, round by round. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/wordvec.h"
#include "lessons/data/source.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwords.h"
#include "lessons/labs/vecfound.h"

enum {
    METHOD,
    ROUNDS,
    STEPS,
    WIDTH,
    WINDOW,
    NEGATIVES,
    STORIES,
    WORD,
    ANALOGY,
    EXCLUDE,
    DATA,
    FILE_
};
enum { AT_ONCE = 20, LEAST = 5, STORY_LINES = 4000, PAGES = 4 };
#define TEXT_BYTES ((size_t)1 << 30)

static const struct wordlist_rule rule = {.least = LEAST};
static const char *const methods[] = {"skip-gram", "glove", NULL};

static const struct lab_knob knobs[] = {
    [METHOD] = {.name = "method",
                .help = "guess neighbours, or fit how often words meet",
                .kind = LAB_CHOICE,
                .fallback = "skip-gram",
                .choices = methods},
    [ROUNDS] = {.name = "rounds",
                .help = "how often it is measured",
                .kind = LAB_WHOLE,
                .fallback = "10",
                .low = 1,
                .high = VECFOUND_ROUNDS},
    [STEPS] = {.name = "steps",
               .help = "training steps of a round",
               .kind = LAB_WHOLE,
               .fallback = "120",
               .low = 1,
               .high = 20000},
    [WIDTH] = {.name = "width",
               .help = "numbers a word",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 1,
               .high = 256},
    [WINDOW] = {.name = "window",
                .help = "neighbours are at most so many words away",
                .kind = LAB_WHOLE,
                .fallback = "3",
                .low = 1,
                .high = 20},
    [NEGATIVES] = {.name = "negatives",
                   .help = "skip-gram: words drawn against each neighbour",
                   .kind = LAB_WHOLE,
                   .fallback = "5",
                   .low = 1,
                   .high = 30},
    [STORIES] = {.name = "stories",
                 .help = "read stories of families and courts as well",
                 .kind = LAB_SWITCH,
                 .fallback = "on"},
    [WORD] = {.name = "word",
              .help = "whose neighbours to show",
              .kind = LAB_TEXT,
              .fallback = "cat",
              .live = true},
    [ANALOGY] = {.name = "analogy",
                 .help = "a,b,c: a is to b as c is to what",
                 .kind = LAB_TEXT,
                 .fallback = "man,woman,king",
                 .live = true},
    [EXCLUDE] = {.name = "exclude",
                 .help = "the three words themselves may not be the answer",
                 .kind = LAB_SWITCH,
                 .fallback = "on",
                 .live = true},
    [DATA] = {.name = "data",
              .help = "what it reads: town, town:BYTES or a file",
              .kind = LAB_TEXT,
              .fallback = "town:1500000"},
    [FILE_] = {.name = "file",
               .help = "vectors in a text file (GloVe, word2vec) in place of "
                       "training; empty: none",
               .kind = LAB_TEXT,
               .fallback = ""},
    {.name = NULL},
};

static const struct lab_key keys[] = {{"v", "scores, map, paths, analogies"},
                                      {"t", "type a word"},
                                      {"a", "type an analogy"},
                                      {NULL, NULL}};

struct state {
    struct vecfound found;
    struct labwords words;
    struct wordvec *model; /* NULL: vectors come from a file */
    struct vectors now;    /* as last measured */
    float *rows; /* [rounds + 1, VECFOUND_TRACED, width]; NULL with a file */
    int done;    /* steps of the round that runs */
    double sum;  /* of their losses */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        wordvec_free(s->model);
        vectors_free(&s->now);
        labwords_release(&s->words);
        free(s->rows);
    }
    free(s);
    r->state = NULL;
}

static struct status read_text(struct state *s, const struct lab_run *r)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, r->value[DATA].text);
    if (!st.code && r->value[STORIES].number > 0.5)
        kindred_write(&text, 1, STORY_LINES);
    if (!st.code)
        st = buf_status(&text);
    if (!st.code)
        st = labwords_of(&s->words, buf_string(&text), text.bytes, &rule);
    buf_release(&text);
    return st;
}

/* The vectors as they are now, with names, measured as one round. */
static struct status measure(struct state *s, uint64_t seed)
{
    struct vecfound *f = &s->found;
    struct vectors v;

    STATUS_TRY(wordvec_vectors(s->model, &v));
    struct status st = STATUS_OK;
    for (int32_t i = 0; i < v.n && !st.code; i++) {
        const char *word = wordlist_word(s->words.list, i);

        st = vectors_name(&v, i, word, strlen(word));
    }
    if (!st.code)
        st = vecfound_measure(f, &v, seed);
    for (int i = 0; i < VECFOUND_TRACED && !st.code; i++) {
        const int64_t at = vectors_find(&v, vecfound_traced(i));
        float *to =
            s->rows + ((int64_t)f->rounds * VECFOUND_TRACED + i) * v.width;

        if (at >= 0)
            memcpy(to, v.row + at * v.width, (size_t)v.width * sizeof *to);
    }
    if (st.code) {
        vectors_free(&v);
        return st;
    }
    vectors_free(&s->now);
    s->now = v;
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    struct wordvec_settings set = wordvec_defaults();
    const bool glove = r->value[METHOD].number > 0.5;

    set.kind = glove ? WORDVEC_GLOVE : WORDVEC_SKIPGRAM;
    set.width = (int64_t)r->value[WIDTH].number;
    set.window = (int)r->value[WINDOW].number;
    set.negatives = (int)r->value[NEGATIVES].number;
    set.batch = 2048;
    set.rate = 0.02;
    set.seed = r->seed;
    STATUS_TRY(read_text(s, r));
    STATUS_TRY(wordvec_new(&s->model, s->words.ids, s->words.n,
                           wordlist_size(s->words.list), &set));
    s->rows = calloc((size_t)(VECFOUND_ROUNDS + 1) * VECFOUND_TRACED *
                         (size_t)set.width,
                     sizeof *s->rows);
    if (!s->rows)
        return status_fail(STATUS_NO_MEMORY, "no memory for paths");
    s->found.text = s->words.n;
    return measure(s, r->seed);
}

static struct status look(struct vecfound *f, const struct lab_run *r)
{
    const struct state *s = r->state;

    f->exclude = r->value[EXCLUDE].number > 0.5;
    return vecfound_look(f, &s->now, r->value[WORD].text,
                         r->value[ANALOGY].text);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    const bool file = *r->value[FILE_].text;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for word vectors");
    struct vecfound *f = &s->found;
    snprintf(f->method, VECFOUND_NAME, "%s",
             file ? "vectors of a file"
                  : methods[(int)r->value[METHOD].number]);
    f->planned = file ? 0 : (int)r->value[ROUNDS].number;
    f->steps = file ? 0 : (int)r->value[STEPS].number;
    struct status st =
        file ? vectors_read(&s->now, r->value[FILE_].text) : start(s, r);
    if (!st.code && file)
        st = vecfound_measure(f, &s->now, r->seed);
    if (!st.code)
        st = look(f, r);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct vecfound *f = &s->found;

    for (int i = 0; s->model && i < AT_ONCE && s->done < f->steps; i++) {
        double loss;

        STATUS_TRY(wordvec_step(s->model, &loss));
        s->sum += loss;
        s->done++;
    }
    if (s->model && s->done == f->steps) {
        f->rounds++;
        const struct status st = measure(s, r->seed);
        if (st.code) {
            f->rounds--;
            return st;
        }
        f->loss[f->rounds] = (float)(s->sum / f->steps);
        s->done = 0;
        s->sum = 0.0;
    }
    *more = f->rounds < f->planned;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    const struct state *s = r->state;
    struct vecfound trial = s->found;

    (void)knob;
    return look(&trial, r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    STATUS_TRY(labnumbers_copy(&s->found, sizeof s->found, out));
    struct status st = look(*out, r);
    if (!st.code)
        st = vecfound_map(*out, &s->now, s->rows);
    if (st.code) {
        free(*out);
        *out = NULL;
    }
    return st;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    if (code == 't' || code == 'a')
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = code == 't' ? WORD : ANALOGY};
    if (code != 'v')
        return (struct lab_answer){.wish = LAB_IGNORED};
    view->page = (view->page + 1) % PAGES;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab word_vectors_lab = {
    .name = "word-vectors",
    .question = "Can words learn what they mean from their neighbours?",
    .about = "Every word has a row of numbers, at random. Training moves the "
             "rows so that words foretell their neighbours; round by round it "
             "is measured which words come near each other.",
    .sources =
        (const char *const[]){"engine/model/wordvec.c",
                              "engine/model/vectors.c:vectors_analogy", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = vecfound_draw,
    .words = vecfound_words,
    .data = vecfound_data,
    .key = key,
};
