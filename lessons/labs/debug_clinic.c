/* debug_clinic.c - six models with a fault each, and a healthy twin of them:
 * which has which, from what can be seen of their training? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/data/source.h"
#include "lessons/labs/clinicfound.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"

enum { NAMES, ORDER, STEPS };
enum { AT_ONCE = 5, SPREAD_STREAM = 77 };

static const struct lab_knob knobs[] = {
    [NAMES] = {.name = "names",
               .help = "your diagnoses of patients 1 to 6, with commas: mask, "
                       "scale, residual, axis, rate, positions; - is open",
               .kind = LAB_TEXT,
               .fallback = "-,-,-,-,-,-",
               .live = true},
    [ORDER] = {.name = "order",
               .help = "who has what; 0: the seed decides",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1000000},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model",
               .kind = LAB_WHOLE,
               .fallback = "160",
               .low = 8,
               .high = CLINICASE_STEPS},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "another patient"},
    {"left, right", "another diagnosis"},
    {"Enter", "say that the patient has it"},
    {"e", "other evidence: loss, gradients, attention, text"},
    {NULL, NULL},
};

struct state {
    struct clinicfound found;
    struct clinicase_run *run; /* of the one that trains, or NULL */
    struct buf text;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        clinicase_close(s->run);
        buf_release(&s->text);
    }
    free(s);
    r->state = NULL;
}

static void deal(struct clinicfound *f, uint64_t order)
{
    struct rng rng = rng_make(order, SPREAD_STREAM);

    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        const int j = (int)rng_below(&rng, (uint32_t)i + 1);

        f->fault[i] = f->fault[j];
        f->fault[j] = i;
    }
}

/* Every name that is new and not so counts as wrong, also one taken back. */
static struct status read_names(struct clinicfound *f, const char *text)
{
    int named[CLINICASE_FAULTS];
    const char *at = text;

    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        const size_t n = strcspn(at, ",");

        named[i] = clinicase_find(at, n);
        if (named[i] == CLINICASE_FAULTS && (n != 1 || *at != '-'))
            return status_fail(STATUS_BAD_USAGE,
                               "names: \"%.*s\" is none of mask, scale, "
                               "residual, axis, rate, positions and -",
                               n < 40 ? (int)n : 40, at);
        at += n;
        if (*at != (i < CLINICASE_FAULTS - 1 ? ',' : '\0'))
            return status_fail(STATUS_BAD_USAGE,
                               "names: six with commas between, not \"%.60s\"",
                               text);
        at++;
    }
    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        f->wrong += named[i] != CLINICASE_FAULTS && named[i] != f->named[i] &&
                    named[i] != f->fault[i];
        f->named[i] = named[i];
    }
    return STATUS_OK;
}

/* Loss of one who knows nothing but how often each character comes. */
static double letters_alone(const struct buf *text)
{
    size_t count[256] = {0};
    double bits = 0.0;

    for (size_t i = 0; i < text->bytes; i++)
        count[(unsigned char)text->data[i]]++;
    for (int i = 0; i < 256; i++) {
        const double p = (double)count[i] / (double)text->bytes;

        if (p > 0.0)
            bits -= p * log(p);
    }
    return bits;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a clinic");
    struct clinicfound *f = &s->found;
    const uint64_t order = (uint64_t)r->value[ORDER].number;
    f->planned = (int)r->value[STEPS].number;
    f->names_knob = NAMES;
    deal(f, order ? order : r->seed);
    for (int i = 0; i < CLINICASE_FAULTS; i++)
        f->named[i] = CLINICASE_FAULTS;
    buf_init(&s->text, (size_t)1 << 24);
    struct status st = source_read(&s->text, "town:100000");
    if (!st.code)
        st = read_names(f, r->value[NAMES].text);
    if (st.code) {
        close(r);
        return st;
    }
    f->letters = letters_alone(&s->text);
    return STATUS_OK;
}

/* The healthy one is first. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct clinicfound *f = &s->found;
    bool again = true;

    if (!s->run)
        STATUS_TRY(clinicase_open(
            &s->run, f->done ? f->fault[f->done - 1] : CLINICASE_FAULTS,
            f->planned, &s->text, r->seed));
    for (int i = 0; i < AT_ONCE && again; i++)
        STATUS_TRY(clinicase_step(s->run, &f->of[f->done], r->hook, &again));
    if (!again) {
        clinicase_close(s->run);
        s->run = NULL;
        f->done++;
    }
    *more = f->done <= CLINICASE_FAULTS;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    return knob == NAMES ? read_names(&s->found, r->value[NAMES].text)
                         : STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

const struct lab debug_clinic_lab = {
    .name = "debug-clinic",
    .question = "What is wrong with this model?",
    .about = "Six small models of characters train, each with one real fault: "
             "no mask, no scale, no residual, softmax on the wrong axis, a "
             "rate too high, no positions. Beside them their healthy twin. Who "
             "has what is hidden; losses, gradients, attention and what they "
             "write are not.",
    .sources = (const char *const[]){"lessons/labs/clinicase.c:recipe_of",
                                     "engine/model/decoder.c:run_block", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = clinicfound_draw,
    .words = clinicfound_words,
    .data = clinicfound_data,
    .key = clinicfound_key,
};
