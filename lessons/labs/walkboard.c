#include "lessons/labs/walkboard.h"

#include <stdio.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "viz/chart.h"
#include "viz/heatmap.h"

enum { SIDE = ROBOTWORLD_SIDE, CELLS = ROBOTWORLD_CELLS };
enum { MOVES = ROBOTWORLD_MOVES, BOARD_COLS = 18, READ_COLS = 27 };

static const char *const place_name[ROBOTWORLD_PLACES] = {"the embedding",
                                                          "block 0", "block 1"};

int walkboard_cell(const struct walkboard *w)
{
    return w->cells[w->count - 1];
}

int walkboard_best(const float *belief)
{
    int best = 0;

    for (int i = 1; i < CELLS; i++)
        if (belief[i] > belief[best])
            best = i;
    return best;
}

/* --- pictures ---------------------------------------------------------------
 */

static bool was_there(const struct walkboard *w, int cell)
{
    for (int i = 0; i + 1 < w->count; i++)
        if (w->cells[i] == cell)
            return true;
    return false;
}

static void draw_board(const struct walkboard *w, struct canvas *cv,
                       struct canvas_rect at)
{
    const struct canvas_rect in =
        at.rows < SIDE + 2 ? at
                           : canvas_frame(cv, at, 0, "the board", INK_FRAME);

    for (int i = 0; i < CELLS; i++) {
        const int row = in.row + i / SIDE, col = in.col + i % SIDE * 3 + 1;

        if (i == walkboard_cell(w))
            canvas_put(cv, row, col, 'R', INK_GOOD | INK_BOLD);
        else if (!robotworld_free(w->walls, i))
            canvas_text(cv, row, col - 1, "###", INK_DIM);
        else
            canvas_put(cv, row, col, was_there(w, i) ? '+' : '.',
                       was_there(w, i) ? INK_TEXT : INK_DIM);
    }
}

static struct heatmap belief_map(const struct walkboard *w,
                                 const struct lab_view *view, const char *title)
{
    return (struct heatmap){.value = w->target >= 0 ? w->belief2 : w->belief,
                            .rows = SIDE,
                            .cols = SIDE,
                            .title = title,
                            .scale = HEATMAP_FIXED,
                            .low = 0.0f,
                            .high = 1.0f,
                            .zoom = true,
                            .picks = true,
                            .cursor = labcells_has(view, SIDE, SIDE),
                            .at_row = view->row,
                            .at_col = view->col};
}

/* One line: the odds of move `v` from a cell. */
static void draw_odds(const struct walkboard *w, int v, bool moved,
                      struct canvas *cv, struct canvas_rect at)
{
    const int cell = moved ? w->target : walkboard_cell(w);
    const float odds = moved ? w->odds2[v] : w->odds[v];
    const bool can = robotworld_go(w->walls, cell, v) >= 0;
    const unsigned ink = !can ? INK_BAD : moved ? INK_ACCENT : INK_SERIES1;

    canvas_printf(cv, at.row, at.col, can ? INK_TEXT : INK_BAD, "%c %s %.2f",
                  robotworld_letter(v), can ? " " : "x", (double)odds);
    for (int i = 0; i < (int)(odds * (float)(at.cols - 10) + 0.5f); i++)
        canvas_put(cv, at.row, at.col + 9 + i, moved ? '#' : '=', ink);
}

/* Where both do not fit, the moved ones alone. */
static void draw_moves(const struct walkboard *w, struct canvas *cv,
                       struct canvas_rect at)
{
    const bool moved = w->target >= 0, both = moved && at.rows > 2 * MOVES;
    const int last = at.row + at.rows - 1;

    canvas_text(cv, at.row++, at.col,
                both    ? "next: = as it is, # moved"
                : moved ? "next, moved"
                        : "next move",
                INK_TITLE);
    for (int v = 0; v < MOVES; v++) {
        if (!moved || both)
            draw_odds(w, v, false, cv,
                      (struct canvas_rect){at.row++, at.col, 1, at.cols});
        if (moved)
            draw_odds(w, v, true, cv,
                      (struct canvas_rect){at.row++, at.col, 1, at.cols});
    }
    if (at.row <= last)
        canvas_text(cv, at.row, at.col, "x: not possible there", INK_DIM);
}

static void draw_curve(const struct walkboard *w, struct canvas *cv,
                       struct canvas_rect at)
{
    const struct chart_series series = {"share", w->step, w->illegal,
                                        w->points};
    const struct chart chart = {
        .series = &series,
        .count = 1,
        .title = "share of the next move that is not possible",
        .x_name = "step",
        .x_high = (float)w->planned};

    if (at.rows > 3)
        chart_draw(&chart, cv, at);
}

static void draw_title(const struct walkboard *w, struct canvas *cv)
{
    if (!w->read)
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "step %d of %d; impossible moves get %.1f %%", w->steps,
                      w->planned, 100.0 * (double)w->illegal[w->points - 1]);
    else if (w->target < 0)
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "it read %s; a probe of %s names %.0f %% of cells right",
                      w->count > 1 ? w->moves : "nothing yet",
                      place_name[w->place], 100.0 * (double)w->right[w->place]);
    else
        canvas_printf(cv, 0, 0, INK_TITLE,
                      "moved to row %d, column %d: impossible there %.0f %%, "
                      "now %.0f %%",
                      w->target / SIDE, w->target % SIDE,
                      100.0 * robotworld_illegal(w->walls, w->target, w->odds),
                      100.0 *
                          robotworld_illegal(w->walls, w->target, w->odds2));
}

void walkboard_draw(const struct walkboard *w, const struct lab_view *view,
                    struct canvas *cv)
{
    char title[48] = "";
    const int high = cv->rows - 1 < 9 ? cv->rows - 1 : 9;
    const struct heatmap map = belief_map(w, view, title);

    draw_title(w, cv);
    if (!w->read) {
        draw_curve(w, cv, (struct canvas_rect){1, 0, cv->rows - 1, cv->cols});
        return;
    }
    snprintf(title, sizeof title, "read from %s%s", place_name[w->place],
             w->target >= 0 ? ", moved" : "");
    draw_board(w, cv,
               (struct canvas_rect){1, 0, high < SIDE + 2 ? high : SIDE + 2,
                                    BOARD_COLS - 1});
    heatmap_draw(&map, cv,
                 (struct canvas_rect){1, BOARD_COLS, high, READ_COLS});
    draw_moves(w, cv,
               (struct canvas_rect){1, BOARD_COLS + READ_COLS + 1, high,
                                    cv->cols - BOARD_COLS - READ_COLS - 1});
    draw_curve(
        w, cv,
        (struct canvas_rect){1 + high, 0, cv->rows - 1 - high, cv->cols});
}

/* --- words and data ---------------------------------------------------------
 */

static void odds_words(const struct walkboard *w, int cell, const float *odds,
                       struct buf *out)
{
    for (int v = 0; v < MOVES; v++)
        buf_printf(out, "%s%c %.3f%s", v ? ", " : " ", robotworld_letter(v),
                   (double)odds[v],
                   robotworld_go(w->walls, cell, v) < 0 ? " (not possible)"
                                                        : "");
    buf_text(out, ".\n");
}

static void moved_words(const struct walkboard *w, struct buf *out)
{
    buf_printf(out, "Moved by %.2f to row %d, column %d, it foretells",
               w->length, w->target / SIDE, w->target % SIDE);
    odds_words(w, w->target, w->odds2, out);
}

void walkboard_words(const struct walkboard *w, struct buf *out)
{
    buf_printf(out,
               "After %d steps the model gives %.2f %% to moves that are not "
               "possible; before them it gave %.2f %%.\n",
               w->steps, 100.0 * (double)w->illegal[w->points - 1],
               100.0 * (double)w->illegal[0]);
    for (int i = 0; i < w->fitted; i++)
        buf_printf(out, "A probe of %s names %.1f %% of the cells right.\n",
                   place_name[i], 100.0 * (double)w->right[i]);
    if (w->tried)
        buf_printf(
            out,
            "Moved along the probe%s to another cell, it gives "
            "%.1f %% to what is not possible there, and %.1f %% unmoved; "
            "moved as far at random %.1f %%.\n",
            w->straight ? "'s weights" : ", as its vectors spread,",
            100.0 * w->test.after, 100.0 * w->test.before,
            100.0 * w->test.random);
    if (!w->read)
        return;
    const int best = walkboard_best(w->belief);
    buf_printf(out,
               "After \"%s\" the robot stands in row %d, column %d; the probe "
               "of %s says row %d, column %d (%.2f).\nNext:",
               w->moves, walkboard_cell(w) / SIDE, walkboard_cell(w) % SIDE,
               place_name[w->place], best / SIDE, best % SIDE,
               (double)w->belief[best]);
    odds_words(w, walkboard_cell(w), w->odds, out);
    if (w->target >= 0)
        moved_words(w, out);
}

static json_t *cell_json(int cell)
{
    return json_pack("{si si si}", "cell", cell, "row", cell / SIDE, "column",
                     cell % SIDE);
}

static json_t *reading_json(const float *belief, const float *odds, bool walls,
                            int cell)
{
    json_t *out = cell_json(walkboard_best(belief));

    json_object_set_new(out, "share",
                        json_real((double)belief[walkboard_best(belief)]));
    json_object_set_new(out, "next", labnumbers_row(odds, MOVES));
    json_object_set_new(out, "impossible",
                        json_real(robotworld_illegal(walls, cell, odds)));
    return out;
}

json_t *walkboard_data(const struct walkboard *w)
{
    json_t *out =
        json_pack("{so so so sf}", "loss", labnumbers_row(w->loss, w->steps),
                  "illegal", labnumbers_row(w->illegal, w->points), "right",
                  labnumbers_row(w->right, w->fitted), "final",
                  (double)w->illegal[w->points - 1]);

    if (out && w->tried)
        json_object_set_new(out, "test",
                            json_pack("{sf sf sf}", "before", w->test.before,
                                      "after", w->test.after, "random",
                                      w->test.random));
    if (!out || !w->read)
        return out;
    json_object_set_new(out, "robot", cell_json(walkboard_cell(w)));
    json_object_set_new(
        out, "read",
        reading_json(w->belief, w->odds, w->walls, walkboard_cell(w)));
    json_t *moved =
        w->target < 0 ? json_pack("{si}", "cell", -1)
                      : reading_json(w->belief2, w->odds2, w->walls, w->target);
    if (w->target >= 0) {
        json_object_set_new(moved, "length", json_real(w->length));
        json_object_set_new(
            moved, "unmoved",
            json_real(robotworld_illegal(w->walls, w->target, w->odds)));
    }
    json_object_set_new(out, "moved", moved);
    return out;
}
