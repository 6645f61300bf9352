/* shell_mouse.c - what a mouse does. Whatever was drawn noted where it stands
 * (viz/spots.h); here that becomes a key, or a place for the screen to go to.
 */
#include "tui/prompt.h"
#include "tui/shell.h"

/* Goes there; true where that is chosen already. */
static bool go(struct shell *s, const struct spots_spot *spot)
{
    const struct shell_level *top = shell_top(s);

    if (s->prompting) {
        const bool there = s->prompt_at == spot->row;

        if (spot->kind == SPOTS_ROW)
            s->prompt_at = spot->row;
        return there && spot->kind == SPOTS_ROW;
    }
    return top && top->screen->go && top->screen->go(s, top->state, spot);
}

void shell_click(struct shell *s, int row, int col)
{
    struct spots_spot spot;

    s->changed = true;
    if (!spots_find(&s->spots, row, col, &spot))
        return;
    if (spot.kind == SPOTS_KEY) {
        shell_key(s, spot.row);
    } else if (s->clicked[0] == row && s->clicked[1] == col) {
        shell_key(s, KEYS_ENTER); /* a list may have moved under the mouse */
    } else if (go(s, &spot)) {
        shell_key(s, KEYS_ENTER);
    } else if (spot.kind != SPOTS_PANEL) {
        s->clicked[0] = row;
        s->clicked[1] = col;
    }
}

void shell_wheel(struct shell *s, int row, int col, int way)
{
    const struct shell_level *top = shell_top(s);
    struct spots_spot panel;

    s->changed = true;
    if (!s->prompting && top && top->screen->wheel &&
        spots_find_kind(&s->spots, SPOTS_PANEL, row, col, &panel) &&
        top->screen->wheel(s, top->state, panel.row, way))
        return;
    shell_key(s, way < 0 ? KEYS_UP : KEYS_DOWN);
}
