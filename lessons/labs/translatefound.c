/* translatefound.c - the pictures of the lab translate. */
#include "lessons/labs/translatefound.h"

#include "lessons/labs/labnumbers.h"
#include "viz/heatmap.h"

static void draw_map(struct canvas *cv, struct canvas_rect at,
                     const char *title, const float *value,
                     const char (*rows)[TONGUES_TEXT],
                     const char (*cols)[TONGUES_TEXT], const int n[2])
{
    const char *row[TRANSLATEFOUND_MOST], *col[TRANSLATEFOUND_MOST];
    const struct heatmap map = {.value = value,
                                .rows = n[0],
                                .cols = n[1],
                                .row_label = row,
                                .col_label = col,
                                .title = title,
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f};

    for (int i = 0; i < n[0]; i++)
        row[i] = rows[i];
    for (int i = 0; i < n[1]; i++)
        col[i] = cols[i];
    heatmap_draw(&map, cv, at);
}

static void draw_title(const struct translatefound *f, struct canvas *cv)
{
    const double whole = 100.0 * (double)f->written.whole;

    if (f->beam > 1)
        canvas_printf(
            cv, 0, 0, INK_TITLE,
            "%.0f %% right with %d beams, %.0f %% with one; BLEU %.1f", whole,
            f->beam, 100.0 * (double)f->greedy.whole, (double)f->written.bleu);
    else
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "%.0f %% right, BLEU %.1f; looks right in %.0f %%", whole,
                      (double)f->written.bleu,
                      f->looks ? 100.0 * (double)f->found : 0.0);
}

void translatefound_draw(const void *snapshot, const struct lab_view *view,
                         struct canvas *cv)
{
    const struct translatefound *f = snapshot;
    const struct canvas_rect rest = {1, 0, cv->rows - 1, cv->cols};

    if (!f->measured) {
        canvas_printf(cv, 0, 0, INK_TEXT, "step %d of %d, loss %.3f", f->steps,
                      f->planned, (double)f->loss);
        return;
    }
    draw_title(f, cv);
    if (view->page % 3 == 0)
        draw_map(cv, rest, "rows: what it wrote; columns: what it read",
                 f->weight, f->target, f->source,
                 (const int[]){f->wrote, f->read});
    else
        draw_map(cv, rest,
                 view->page % 3 == 1 ? "another pair: where it looked"
                                     : "the same pair: where words come from",
                 view->page % 3 == 1 ? f->seen : f->truth, f->word[1],
                 f->word[0], (const int[]){f->of[1], f->of[0]});
}

static void join(struct buf *out, const char (*word)[TONGUES_TEXT], int n)
{
    for (int i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", word[i]);
}

/* What the search made of the same model. */
static void beam_words(const struct translatefound *f, struct buf *out)
{
    if (f->beam == 1)
        return;
    buf_printf(out,
               "%d beams find a likelier text for %.0f %% of sentences. With "
               "one beam %.0f %% are right, BLEU %.1f.\n",
               f->beam, 100.0 * (double)f->likelier,
               100.0 * (double)f->greedy.whole, (double)f->greedy.bleu);
    buf_printf(out, "Log-probability here: %.2f; one beam writes \"",
               (double)f->logprob[0]);
    join(out, f->first, f->alone);
    buf_printf(out, "\", %.2f.\n", (double)f->logprob[1]);
}

static void look_words(const struct translatefound *f, struct buf *out)
{
    if (!f->looks) {
        buf_text(out, "It hands over one state and looks at nothing.\n");
        return;
    }
    buf_printf(out,
               "In %.0f %% of words it looks most at the word they truly come "
               "from.\n",
               100.0 * (double)f->found);
    for (int t = 0; t < f->wrote; t++) {
        int best = 0;

        for (int i = 1; i < f->read; i++)
            if (f->weight[t * f->read + i] > f->weight[t * f->read + best])
                best = i;
        buf_printf(out, "  %s looks at %s (%.2f)\n", f->target[t],
                   f->source[best], (double)f->weight[t * f->read + best]);
    }
}

void translatefound_words(const void *snapshot, const struct lab_view *view,
                          struct buf *out)
{
    const struct translatefound *f = snapshot;

    (void)view;
    if (!f->measured) {
        buf_printf(out, "After %d of %d steps the loss is %.3f.\n", f->steps,
                   f->planned, (double)f->loss);
        return;
    }
    buf_text(out, "\"");
    join(out, f->source, f->read);
    buf_text(out, "\" becomes \"");
    join(out, f->target, f->wrote);
    buf_printf(out,
               "\".\nOf sentences it never saw %.0f %% are right, BLEU %.1f.\n",
               100.0 * (double)f->written.whole, (double)f->written.bleu);
    beam_words(f, out);
    look_words(f, out);
}

static json_t *names(const char (*word)[TONGUES_TEXT], int n)
{
    json_t *row = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(row, json_string(word[i]));
    return row;
}

static void beam_data(const struct translatefound *f, json_t *out)
{
    json_object_set_new(out, "beam", json_integer(f->beam));
    if (f->beam == 1)
        return;
    json_object_set_new(out, "likelier", json_real((double)f->likelier));
    json_object_set_new(out, "logprob", json_real((double)f->written.logprob));
    json_object_set_new(
        out, "greedy",
        json_pack("{sf sf sf so}", "whole", (double)f->greedy.whole, "bleu",
                  (double)f->greedy.bleu, "logprob", (double)f->greedy.logprob,
                  "target", names(f->first, f->alone)));
}

json_t *translatefound_data(const void *snapshot, const struct lab_view *view)
{
    const struct translatefound *f = snapshot;
    json_t *out =
        json_pack("{si sf}", "steps", f->steps, "loss", (double)f->loss);

    (void)view;
    if (!f->measured)
        return out;
    json_object_set_new(out, "whole", json_real((double)f->written.whole));
    json_object_set_new(out, "bleu", json_real((double)f->written.bleu));
    beam_data(f, out);
    json_object_set_new(out, "source", names(f->source, f->read));
    json_object_set_new(out, "target", names(f->target, f->wrote));
    json_object_set_new(out, "wrote", json_integer(f->wrote));
    json_object_set_new(out, "truth",
                        labnumbers_table(f->truth, f->of[1], f->of[0]));
    if (f->looks) {
        json_object_set_new(out, "looks_right", json_real((double)f->found));
        json_object_set_new(out, "weights",
                            labnumbers_table(f->weight, f->wrote, f->read));
        json_object_set_new(out, "seen",
                            labnumbers_table(f->seen, f->of[1], f->of[0]));
    }
    return out;
}
