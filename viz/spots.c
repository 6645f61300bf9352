#include "viz/spots.h"

#include <stddef.h>

void spots_start(struct spots *s, struct canvas *cv)
{
    s->count = 0;
    s->first = cv->cells;
    s->stride = cv->stride;
    cv->spots = s;
}

static void clip(int *from, int *count, int end)
{
    if (*from < 0) {
        *count += *from;
        *from = 0;
    }
    if (*count > end - *from)
        *count = end - *from;
}

/* A part of a canvas knows only its cells: where those begin tells the place.
 */
void spots_note(const struct canvas *cv, struct spots_spot spot)
{
    struct spots *s = cv->spots;

    if (!s || s->count == SPOTS_MOST || cv->rows < 1 || cv->cols < 1)
        return;
    const int from = (int)(cv->cells - s->first);

    clip(&spot.at.row, &spot.at.rows, cv->rows);
    clip(&spot.at.col, &spot.at.cols, cv->cols);
    if (spot.at.rows < 1 || spot.at.cols < 1)
        return;
    spot.at.row += from / s->stride;
    spot.at.col += from % s->stride;
    s->spot[s->count++] = spot;
}

void spots_one(const struct canvas *cv, enum spots_kind kind,
               struct canvas_rect at, int row)
{
    spots_note(cv, (struct spots_spot){.kind = kind, .at = at, .row = row});
}

static bool holds(const struct spots_spot *k, int row, int col)
{
    return row >= k->at.row && row < k->at.row + k->at.rows &&
           col >= k->at.col && col < k->at.col + k->at.cols;
}

static void answer(const struct spots_spot *k, int row, int col,
                   struct spots_spot *out)
{
    *out = *k;
    if (k->wide > 0) {
        out->row += (row - k->at.row) * k->high;
        out->col += (col - k->at.col) / k->wide;
    }
}

bool spots_find(const struct spots *s, int row, int col, struct spots_spot *out)
{
    for (int i = s->count - 1; i >= 0; i--) {
        if (holds(&s->spot[i], row, col)) {
            answer(&s->spot[i], row, col, out);
            return true;
        }
    }
    return false;
}

bool spots_find_kind(const struct spots *s, enum spots_kind kind, int row,
                     int col, struct spots_spot *out)
{
    for (int i = s->count - 1; i >= 0; i--) {
        if (s->spot[i].kind == kind && holds(&s->spot[i], row, col)) {
            answer(&s->spot[i], row, col, out);
            return true;
        }
    }
    return false;
}
