/* roofline.c - every op of a training step under the roofs of this machine. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/roof.h"
#include "engine/model/training.h"
#include "lessons/data/source.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/roofplot.h"

enum { PRESET, MODE, STEPS };

#define TEXT_BYTES ((size_t)1 << 20)

static const char *const presets[] = {"char-tiny", "shakespeare-char-cpu",
                                      "llama-tiny", "house-char", NULL};
static const char *const modes[] = {"strict", "bf16", NULL};

static const struct lab_knob knobs[] = {
    [PRESET] = {.name = "preset",
                .help = "the model whose step is taken apart",
                .kind = LAB_CHOICE,
                .fallback = "char-tiny",
                .choices = presets},
    [MODE] = {.name = "mode",
              .help = "what linear layers multiply: f32, or bf16",
              .kind = LAB_CHOICE,
              .fallback = "strict",
              .choices = modes},
    [STEPS] = {.name = "steps",
               .help = "steps whose mean is taken",
               .kind = LAB_WHOLE,
               .fallback = "20",
               .low = 1,
               .high = 10000},
    {.name = NULL},
};

struct state {
    struct training *training;
    struct profile profile;
    struct roofplot found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        training_close(s->training);
    free(s);
    r->state = NULL;
}

static struct status open_training(struct state *s, const struct lab_run *r)
{
    struct recipe recipe;
    struct buf text;

    STATUS_TRY(recipe_preset(&recipe, r->value[PRESET].text));
    recipe.train.mode = (int)r->value[MODE].number ? GRAPH_BF16 : GRAPH_STRICT;
    recipe.train.seed = r->seed;
    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, "town:40000");
    if (!st.code)
        st = training_open(&s->training, &recipe, buf_string(&text), text.bytes,
                           device_find("auto"));
    buf_release(&text);
    if (!st.code)
        training_set_hook(s->training, r->hook);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct trainer_report warm;
    bool more;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a profile");
    struct status st = open_training(s, r);
    if (!st.code)
        st = training_step(s->training, &warm, &more);
    if (!st.code)
        st = roof_get(&s->found.roof, device_find("auto"));
    if (st.code) {
        close(r);
        return st;
    }
    trainer_set_profile(training_trainer(s->training), &s->profile);
    snprintf(s->found.preset, sizeof s->found.preset, "%s",
             r->value[PRESET].text);
    s->found.mode = training_recipe(s->training)->train.mode;
    s->found.planned = (int)r->value[STEPS].number;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct trainer_report report;

    STATUS_TRY(training_step(s->training, &report, more));
    *more = s->profile.steps < s->found.planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct state *s = r->state;

    roofplot_fill(&s->found, &s->profile);
    return labnumbers_copy(&s->found, sizeof s->found, out);
}

const struct lab roofline_lab = {
    .name = "roofline",
    .question = "What limits a training step?",
    .about = "A model is trained, and every op is timed. An op that does much "
             "arithmetic with each byte is limited by the products of this "
             "machine, one that does little by its memory; no op can rise "
             "above these two roofs. Press m to see the times.",
    .sources = (const char *const[]){"engine/core/profile.c:profile_share",
                                     "engine/core/roof.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = roofplot_draw,
    .words = roofplot_words,
    .data = roofplot_data,
};
