#include "lessons/labs/samplerfound.h"

#include <math.h>
#include <stdio.h>

#include "viz/bars.h"

static double repeated(const struct samplerfound *f)
{
    return f->runs ? (double)f->repeated / (double)f->runs : 0.0;
}

static double mean_surprise(const struct samplerfound *f)
{
    double sum = 0.0;

    for (int i = 0; i < f->samples; i++)
        sum += f->surprise[i];
    return f->samples ? sum / f->samples : (double)NAN;
}

/* Rows [from, to) as bars: of what is drawn, or of what was cut off. */
static struct bars bars_of(const struct samplerfound *f,
                           struct bars_row row[SAMPLERFOUND_ROWS], int from,
                           int to)
{
    float most = 0.0f;

    for (int i = 0; i < f->rows; i++) {
        const double p = i < f->above ? f->row[i].drawn : f->row[i].plain;

        row[i] = (struct bars_row){f->row[i].token, (float)p};
        most = (float)p > most ? (float)p : most;
    }
    return (struct bars){.row = row + from,
                         .count = to - from,
                         .full = most,
                         .decimals = 4,
                         .tokens = true};
}

static void draw_odds(const struct samplerfound *f, struct canvas *cv,
                      struct canvas_rect at)
{
    struct bars_row row[SAMPLERFOUND_ROWS];
    const int below = at.rows / 4;
    int above = at.rows - 1 - below;

    if (above > f->above)
        above = f->above;
    struct bars bars = bars_of(f, row, 0, above);
    bars_draw(&bars, cv, (struct canvas_rect){at.row, at.col, above, at.cols});
    char cut[80];
    snprintf(cut, sizeof cut, "--- %d of %d left, %.3f of the odds", f->kept,
             f->vocab, f->kept_mass);
    canvas_fit(cv, (struct canvas_rect){at.row + above, at.col, 1, at.cols},
               cut, INK_ACCENT);
    int left = at.rows - above - 1;
    if (left > f->rows - f->above)
        left = f->rows - f->above;
    bars = bars_of(f, row, f->above, f->above + left);
    bars_draw(&bars, cv,
              (struct canvas_rect){at.row + above + 1, at.col, left, at.cols});
}

static void draw_samples(const struct samplerfound *f, struct canvas *cv,
                         struct canvas_rect at)
{
    canvas_printf(cv, at.row, at.col, INK_TITLE,
                  "%d of %d texts, %d different, %.2f nats a token", f->samples,
                  SAMPLERFOUND_TEXTS, f->distinct, mean_surprise(f));
    for (int i = 0; i < f->samples && i + 1 < at.rows; i++) {
        canvas_printf(cv, at.row + 1 + i, at.col, INK_DIM, "%4.2f",
                      f->surprise[i]);
        canvas_fit(
            cv,
            (struct canvas_rect){at.row + 1 + i, at.col + 5, 1, at.cols - 5},
            f->sample[i], INK_TEXT);
    }
}

enum { BESIDE = 76 }; /* columns from which odds and texts stand side by side */

void samplerfound_draw(const void *snapshot_, const struct lab_view *view,
                       struct canvas *cv)
{
    const struct samplerfound *f = snapshot_;
    struct canvas_rect odds = {2, 0, cv->rows - 2, cv->cols}, texts = odds;

    (void)view;
    canvas_fit(cv, (struct canvas_rect){0, 0, 1, cv->cols}, f->text, INK_TITLE);
    canvas_printf(cv, 1, 0, INK_DIM,
                  "temperature %.3g  top-k %d  top-p %.3g  min-p %.3g  "
                  "entropy %.2f -> %.2f bits",
                  f->knobs.temperature, (int)f->knobs.top_k, f->knobs.top_p,
                  f->knobs.min_p, f->plain_bits, f->drawn_bits);
    if (cv->cols >= BESIDE) {
        odds.cols = cv->cols * 2 / 5;
        texts.col = odds.cols + 2;
        texts.cols = cv->cols - texts.col;
    } else {
        odds.rows = cv->rows > 6 ? (cv->rows - 2) / 2 : cv->rows - 2;
        texts.row = 2 + odds.rows;
        texts.rows = cv->rows - texts.row;
    }
    draw_odds(f, cv, odds);
    if (texts.rows > 1)
        draw_samples(f, cv, texts);
}

static void say_odds(const struct samplerfound_odds *o, bool kept,
                     struct buf *out)
{
    buf_printf(out, "\"%s\": %.4f by the model, ", o->token, o->plain);
    if (kept)
        buf_printf(out, "drawn with %.4f.\n", o->drawn);
    else
        buf_text(out, "cut off.\n");
}

void samplerfound_words(const void *snapshot_, const struct lab_view *view,
                        struct buf *out)
{
    const struct samplerfound *f = snapshot_;

    (void)view;
    buf_printf(out,
               "%d of %d tokens are left to draw from; the model gives them "
               "%.4f together. The choice is worth %.2f bits, under the knobs "
               "%.2f.\n",
               f->kept, f->vocab, f->kept_mass, f->plain_bits, f->drawn_bits);
    for (int i = 0; i < f->rows && i < SAMPLERFOUND_ROWS / 4; i++)
        say_odds(&f->row[i], i < f->above, out);
    buf_printf(out,
               "%d texts, %d different, %.2f nats a token, %.0f %% of the runs "
               "of four tokens said before.\n",
               f->samples, f->distinct, mean_surprise(f), 100.0 * repeated(f));
    for (int i = 0; i < f->samples; i++)
        buf_printf(out, "%d. %s %s\n", i + 1, f->text, f->sample[i]);
}

json_t *samplerfound_data(const void *snapshot_, const struct lab_view *view)
{
    const struct samplerfound *f = snapshot_;
    json_t *odds = json_array(), *samples = json_array();

    (void)view;
    for (int i = 0; i < f->rows; i++)
        json_array_append_new(
            odds, json_pack("{si ss sf sf sb}", "id", (int)f->row[i].id,
                            "token", f->row[i].token, "model", f->row[i].plain,
                            "drawn", f->row[i].drawn, "kept", i < f->above));
    for (int i = 0; i < f->samples; i++)
        json_array_append_new(samples,
                              json_pack("{ss sf}", "text", f->sample[i],
                                        "surprise", f->surprise[i]));
    return json_pack("{so si si sf sf sf si sf sf so}", "odds", odds, "kept",
                     f->kept, "vocabulary", f->vocab, "kept_mass", f->kept_mass,
                     "model_bits", f->plain_bits, "drawn_bits", f->drawn_bits,
                     "distinct", f->distinct, "repeated", repeated(f),
                     "surprise", mean_surprise(f), "samples", samples);
}
