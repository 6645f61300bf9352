#include "lessons/labs/mlpfound.h"

#include <stdio.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "viz/chart.h"
#include "viz/decision.h"
#include "viz/heatmap.h"

enum { LABEL = 12, WIDE = 64 };

const float *mlpfound_weights(const struct mlpfound *f, int part)
{
    const float *at = f->number + f->weights;

    for (int i = 0; i < part; i++) {
        if (f->net.part[i].kind == SMALLNET_LINEAR)
            at += (f->net.part[i].in + 1) * f->net.part[i].out;
    }
    return at;
}

void mlpfound_spot(int i, float at[2])
{
    const double x = (double)(i % MLPFOUND_COLS) / (MLPFOUND_COLS - 1),
                 y = (double)(i / MLPFOUND_COLS) / (MLPFOUND_ROWS - 1);

    at[0] = (float)(MLPFOUND_SIDE * (2.0 * x - 1.0));
    at[1] = (float)(MLPFOUND_SIDE * (2.0 * y - 1.0));
}

static void draw_field(const struct mlpfound *f, struct canvas *cv,
                       struct canvas_rect at)
{
    int group[DOTSET_MOST];
    const struct decision d = {
        .score = {f->field, MLPFOUND_ROWS, MLPFOUND_COLS, -MLPFOUND_SIDE,
                  MLPFOUND_SIDE, -MLPFOUND_SIDE, MLPFOUND_SIDE},
        .full = 4.0f,
        .point = f->dots.at,
        .group = group,
        .points = f->dots.count,
    };

    for (int i = 0; i < f->dots.count; i++)
        group[i] = f->dots.label[i];
    decision_draw(&d, cv, at);
}

static void draw_losses(const struct mlpfound *f, struct canvas *cv,
                        struct canvas_rect at)
{
    const struct chart_series line[] = {
        {"loss", NULL, f->number, f->done + 1},
        {"unseen", NULL, f->number + f->done + 1, f->done + 1}};
    const struct chart chart = {
        .series = line, .count = 2, .x_name = "step", .y_high = 1.0f};

    chart_draw(&chart, cv, at);
}

/* The linear part on page 1, 2, ...; -1 on the first page. */
static int part_of(const struct mlpfound *f, int page)
{
    for (int i = 0; page > 0 && i < f->net.parts; i++) {
        if (f->net.part[i].kind == SMALLNET_LINEAR && --page == 0)
            return i;
    }
    return -1;
}

static void draw_weights(const struct mlpfound *f, const struct lab_view *view,
                         int part, struct canvas *cv, struct canvas_rect at)
{
    const struct smallnet_part *p = &f->net.part[part];
    const char *row[SMALLNET_WIDTH], *col[SMALLNET_WIDTH + 1];
    char number[SMALLNET_WIDTH + 1][LABEL];
    const struct heatmap map = {.value = mlpfound_weights(f, part),
                                .rows = p->out,
                                .cols = p->in + 1,
                                .row_label = row,
                                .col_label = col,
                                .is_signed = true,
                                .zoom = at.cols >= 5 * (p->in + 2),
                                .cursor = labcells_has(view, p->out, p->in + 1),
                                .at_row = view->row,
                                .at_col = view->col};

    for (int i = 0; i <= SMALLNET_WIDTH; i++)
        snprintf(number[i], LABEL, "%d", i);
    for (int i = 0; i < p->out; i++)
        row[i] = number[i];
    for (int i = 0; i < p->in; i++)
        col[i] = number[i];
    col[p->in] = "b";
    canvas_printf(cv, at.row, at.col, INK_TITLE | INK_BOLD,
                  "part %d, linear: a row a unit, b its bias", part);
    at.row++;
    at.rows--;
    heatmap_draw(&map, cv, at);
}

/* How many of its own dots are right stands above the picture. */
static void draw_status(const struct mlpfound *f, struct canvas *cv)
{
    canvas_printf(
        cv, 0, 0, INK_TEXT,
        cv->cols < WIDE ? "%d: loss %.3f; unseen %.3f, %d/%d"
                        : "step %d: loss %.3f; on unseen dots %.3f, %d of %d "
                          "right",
        f->done, (double)f->number[f->done], (double)f->number[2 * f->done + 1],
        f->unseen_right, f->unseen);
}

void mlpfound_draw(const void *snapshot, const struct lab_view *view,
                   struct canvas *cv)
{
    const struct mlpfound *f = snapshot;
    const int part = part_of(f, view->page);
    const bool beside = cv->cols >= WIDE;
    const int left = beside ? cv->cols * 11 / 20 : cv->cols;
    const int rows = beside ? cv->rows - 1 : (cv->rows - 1) * 3 / 5;
    const struct canvas_rect second =
        beside
            ? (struct canvas_rect){1, left + 1, rows, cv->cols - left - 1}
            : (struct canvas_rect){1 + rows, 0, cv->rows - 1 - rows, cv->cols};

    draw_status(f, cv);
    draw_field(f, cv, (struct canvas_rect){1, 0, rows, left});
    if (part < 0)
        draw_losses(f, cv, second);
    else
        draw_weights(f, view, part, cv, second);
}

void mlpfound_words(const void *snapshot, const struct lab_view *view,
                    struct buf *out)
{
    const struct mlpfound *f = snapshot;

    (void)view;
    buf_printf(out,
               "After %d steps %d of %d dots are on the right side, and %d of "
               "%d that it never saw.\n",
               f->done, f->right, f->dots.count, f->unseen_right, f->unseen);
    buf_printf(out,
               "The loss went from %.3f to %.3f, on unseen dots to %.3f; a "
               "guess costs 0.693.\n",
               (double)f->number[0], (double)f->number[f->done],
               (double)f->number[2 * f->done + 1]);
    buf_printf(out, "The network has %d weights:", smallnet_size(&f->net));
    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];

        buf_printf(out, " %s", smallnet_name(p->kind));
        if (p->kind == SMALLNET_LINEAR)
            buf_printf(out, " %d", p->out);
    }
    buf_text(out, ".\n");
    if (smallnet_size(&f->net) > 40)
        return;
    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];
        const float *w = mlpfound_weights(f, i);

        if (p->kind != SMALLNET_LINEAR)
            continue;
        for (int to = 0; to < p->out; to++) {
            buf_printf(out, "Part %d, unit %d:", i, to);
            for (int from = 0; from <= p->in; from++)
                buf_printf(out, "%s %.3f", from == p->in ? "; bias" : "",
                           (double)w[to * (p->in + 1) + from]);
            buf_text(out, ".\n");
        }
    }
}

json_t *mlpfound_data(const void *snapshot, const struct lab_view *view)
{
    const struct mlpfound *f = snapshot;
    const int n = f->done + 1;
    json_t *parts = json_array();

    (void)view;
    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];

        json_array_append_new(
            parts,
            p->kind == SMALLNET_LINEAR
                ? labnumbers_table(mlpfound_weights(f, i), p->out, p->in + 1)
                : json_string(smallnet_name(p->kind)));
    }
    return json_pack("{ss si si sf sf sf sf so so so}", "data", f->data,
                     "steps", f->done, "parameters", smallnet_size(&f->net),
                     "right", (double)f->right / f->dots.count, "unseen_right",
                     (double)f->unseen_right / f->unseen, "last_loss",
                     (double)f->number[f->done], "last_val_loss",
                     (double)f->number[2 * f->done + 1], "loss",
                     labnumbers_row(f->number, n), "val_loss",
                     labnumbers_row(f->number + n, n), "weights", parts);
}

struct lab_answer mlpfound_key(const void *snapshot, struct lab_view *view,
                               int key)
{
    static const int start[] = {0, 0};
    const struct mlpfound *f = snapshot;
    const int part = part_of(f, view->page);
    struct lab_answer a = {.wish = LAB_TURN, .knob = f->edit};

    if (key == 'e') {
        view->page = part_of(f, view->page + 1) < 0 ? 0 : view->page + 1;
        view->row = view->col = -1;
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    if (part < 0)
        return (struct lab_answer){.wish = LAB_IGNORED};
    const struct smallnet_part *p = &f->net.part[part];
    if ((key == '<' || key == '>' || key == 'z') &&
        labcells_has(view, p->out, p->in + 1)) {
        const float now =
            mlpfound_weights(f, part)[view->row * (p->in + 1) + view->col];
        const double by = key == '<' ? -0.25 : 0.25;
        char from[LABEL] = "b";

        if (view->col < p->in)
            snprintf(from, sizeof from, "%d", view->col);
        snprintf(a.text, sizeof a.text, "%d.%d.%s=%.4g", part, view->row, from,
                 key == 'z' ? 0.0 : (double)now + by);
        return a;
    }
    return labcells_key(view, p->out, p->in + 1, start, key);
}
