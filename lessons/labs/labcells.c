#include "lessons/labs/labcells.h"

#include <stdio.h>

static int within(int x, int count)
{
    return x < 0 ? 0 : x >= count ? count - 1 : x;
}

bool labcells_has(const struct lab_view *view, int rows, int cols)
{
    return view->row >= 0 && view->col >= 0 && view->row < rows &&
           view->col < cols;
}

static struct lab_answer move(struct lab_view *view, int rows, int cols,
                              const int start[2], const int by[2])
{
    if (!labcells_has(view, rows, cols)) {
        view->row = start[0];
        view->col = start[1];
    } else {
        view->row = within(view->row + by[0], rows);
        view->col = within(view->col + by[1], cols);
    }
    view->chosen = false;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

struct lab_answer labcells_key(struct lab_view *view, int rows, int cols,
                               const int start[2], int key)
{
    switch (key) {
    case LAB_KEY_UP:
        return move(view, rows, cols, start, (const int[]){-1, 0});
    case LAB_KEY_DOWN:
        return move(view, rows, cols, start, (const int[]){1, 0});
    case LAB_KEY_LEFT:
        return move(view, rows, cols, start, (const int[]){0, -1});
    case LAB_KEY_RIGHT:
        return move(view, rows, cols, start, (const int[]){0, 1});
    case LAB_KEY_ENTER:
        view->chosen = labcells_has(view, rows, cols);
        return (struct lab_answer){.wish = LAB_REDRAW};
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

struct lab_answer labcells_next(const struct lab_knob *knobs, int knob, int now)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};
    const char *const *choices = knobs[knob].choices;

    snprintf(a.text, sizeof a.text, "%s",
             choices[now + 1] ? choices[now + 1] : choices[0]);
    return a;
}

struct lab_answer labcells_number(int knob, int now, int count)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};

    snprintf(a.text, sizeof a.text, "%d", (now + 1) % count);
    return a;
}
