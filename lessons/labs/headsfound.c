#include "lessons/labs/headsfound.h"

#include <stdio.h>

#include "lessons/labs/labcells.h"

const struct headlabels *headsfound_label(const struct headsfound *f, int layer,
                                          int head)
{
    return &f->label[layer * f->off.heads + head];
}

float headsfound_damage(const struct headsfound *f, int layer, int head)
{
    return f->off.damage[layer * f->off.heads + head];
}

/* Is the damage of this layer's heads known, from one text at least? */
bool headsfound_known(const struct headsfound *f, int layer)
{
    return f->off.done > layer;
}

double headsfound_score(const struct headlabels *h)
{
    return h->label == HEADLABELS_MIXED ? -1.0 : (double)h->score[h->label];
}

/* All scores of one head, and what it is worth. */
void headsfound_detail(const struct headsfound *f, int layer, int head,
                       char *out, size_t bytes)
{
    const struct headlabels *h = headsfound_label(f, layer, head);
    int at = snprintf(out, bytes, "head %d.%d", layer, head);

    for (int k = 0; k < HEADLABELS_MIXED; k++) {
        if (h->score[k] >= 0.0f)
            at += snprintf(out + at, bytes - (size_t)at, "  %s %.2f",
                           headlabels_short((enum headlabels_kind)k),
                           (double)h->score[k]);
    }
    if (headsfound_known(f, layer))
        snprintf(out + at, bytes - (size_t)at, "  alone %+.3f",
                 (double)headsfound_damage(f, layer, head));
}

/* Layer and head of the greatest score of a kind; false where none has any. */
static bool best_of(const struct headsfound *f, enum headlabels_kind kind,
                    int at[2])
{
    float best = -1.0f;

    for (int i = 0; i < f->off.layers * f->off.heads; i++) {
        if (f->label[i].score[kind] > best) {
            best = f->label[i].score[kind];
            at[0] = i / f->off.heads;
            at[1] = i % f->off.heads;
        }
    }
    return best >= 0.0f;
}

/* The head whose loss costs most (sign 1) or least (-1). */
static void extreme(const struct headsfound *f, float sign, int at[2])
{
    const int measured =
        f->off.done < f->off.layers ? f->off.done : f->off.layers;
    int best = 0;

    for (int i = 1; i < measured * f->off.heads; i++)
        if (sign * f->off.damage[i] > sign * f->off.damage[best])
            best = i;
    at[0] = best / f->off.heads;
    at[1] = best % f->off.heads;
}

static double sum_alone(const struct headsfound *f)
{
    double sum = 0.0;

    for (int l = 0; l < f->off.layers; l++)
        for (int h = 0; h < f->off.heads; h++)
            if (headoff_has(&f->set, l, h))
                sum += (double)headsfound_damage(f, l, h);
    return sum;
}

static void loss_words(const struct headsfound *f, struct buf *out)
{
    int worst[2], least[2];
    char off[64];

    if (!f->off.done)
        return;
    extreme(f, 1.0f, worst);
    extreme(f, -1.0f, least);
    headoff_spell(&f->set, &f->off, off, sizeof off);
    buf_printf(out,
               "The loss on %d tokens that the model has not read is %.3f nats "
               "a token.\nThe head it misses most is %d.%d (%+.3f), the least "
               "%d.%d (%+.3f).\n",
               f->off.tokens, f->off.loss, worst[0], worst[1],
               (double)headsfound_damage(f, worst[0], worst[1]), least[0],
               least[1], (double)headsfound_damage(f, least[0], least[1]));
    if (f->set.count && f->measured)
        buf_printf(out,
                   "Without %s the loss is %.3f (%+.3f); alone they cost %+.3f "
                   "together.\n",
                   off, f->loss, f->loss - f->off.loss, sum_alone(f));
}

void headsfound_words(const struct headsfound *f, const struct lab_view *view,
                      struct buf *out)
{
    char text[160];
    int at[2] = {0, 0};

    loss_words(f, out);
    if (best_of(f, HEADLABELS_INDUCTION, at))
        buf_printf(out, "Most like induction: head %d.%d (%.2f).\n", at[0],
                   at[1],
                   (double)headsfound_label(f, at[0], at[1])
                       ->score[HEADLABELS_INDUCTION]);
    if (labcells_has(view, f->off.layers, f->off.heads)) {
        headsfound_detail(f, view->row, view->col, text, sizeof text);
        buf_printf(out, "Chosen: %s\n", text);
    }
    for (int l = 0; l < f->off.layers; l++) {
        buf_printf(out, "layer %d:", l);
        for (int h = 0; h < f->off.heads; h++) {
            const struct headlabels *label = headsfound_label(f, l, h);

            buf_printf(out, "%s %s", h ? "," : "",
                       headlabels_name(label->label));
            if (label->label != HEADLABELS_MIXED)
                buf_printf(out, " %.2f", headsfound_score(label));
            if (headsfound_known(f, l))
                buf_printf(out, " (%+.3f)", (double)headsfound_damage(f, l, h));
        }
        buf_text(out, "\n");
    }
    buf_text(out, "In brackets: loss that is added without the head.\n");
}

/* --- data -------------------------------------------------------------------
 */

static json_t *head_json(const struct headsfound *f, int layer, int head)
{
    const struct headlabels *h = headsfound_label(f, layer, head);
    json_t *out = json_pack("{si si ss}", "layer", layer, "head", head, "label",
                            headlabels_name(h->label));

    for (int k = 0; out && k < HEADLABELS_MIXED; k++)
        if (h->score[k] >= 0.0f)
            json_object_set_new(out, headlabels_name((enum headlabels_kind)k),
                                json_real((double)h->score[k]));
    if (out && headsfound_known(f, layer))
        json_object_set_new(
            out, "damage",
            json_real((double)headsfound_damage(f, layer, head)));
    return out;
}

/* How many heads have each label, and the best of each kind. */
static json_t *labels_json(const struct headsfound *f, json_t *best)
{
    json_t *out = json_object();
    int count[HEADLABELS_KINDS] = {0}, at[2] = {0, 0};

    for (int i = 0; i < f->off.layers * f->off.heads; i++)
        count[f->label[i].label]++;
    for (int k = 0; k < HEADLABELS_KINDS; k++) {
        const enum headlabels_kind kind = (enum headlabels_kind)k;

        json_object_set_new(out, headlabels_name(kind), json_integer(count[k]));
        if (kind != HEADLABELS_MIXED && best_of(f, kind, at))
            json_object_set_new(best, headlabels_name(kind),
                                head_json(f, at[0], at[1]));
    }
    return out;
}

static json_t *loss_json(const struct headsfound *f)
{
    int worst[2], least[2];
    char off[64];

    extreme(f, 1.0f, worst);
    extreme(f, -1.0f, least);
    headoff_spell(&f->set, &f->off, off, sizeof off);
    return json_pack("{sf si ss si sf sf sf so so}", "loss", f->off.loss,
                     "tokens", f->off.tokens, "off", off, "count", f->set.count,
                     "without", f->loss, "damage", f->loss - f->off.loss,
                     "alone", sum_alone(f), "worst",
                     head_json(f, worst[0], worst[1]), "least",
                     head_json(f, least[0], least[1]));
}

json_t *headsfound_data(const struct headsfound *f, const struct lab_view *view)
{
    json_t *heads = json_array(), *best = json_object();

    for (int l = 0; l < f->off.layers; l++)
        for (int h = 0; h < f->off.heads; h++)
            json_array_append_new(heads, head_json(f, l, h));
    json_t *out = json_pack("{so so so}", "heads", heads, "labels",
                            labels_json(f, best), "best", best);
    if (out && f->measured)
        json_object_set_new(out, "held", loss_json(f));
    const bool chosen =
        view && view->chosen && labcells_has(view, f->off.layers, f->off.heads);
    if (out) /* before a head is chosen, -1 names none */
        json_object_set_new(
            out, "chosen",
            chosen ? head_json(f, view->row, view->col)
                   : json_pack("{si si}", "layer", -1, "head", -1));
    return out;
}
