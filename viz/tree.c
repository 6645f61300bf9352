#include "viz/tree.h"

#include "viz/scroll.h"
#include "viz/spots.h"

static int count_of(const struct tree *t)
{
    return t->node && t->count > 0 ? t->count : 0;
}

static int depth_of(const struct tree *t, int i)
{
    const int d = t->node[i].depth;

    return d < 0 ? 0 : d > TREE_MOST_DEPTH ? TREE_MOST_DEPTH : d;
}

static const char *name_of(const struct tree *t, int i)
{
    return t->node[i].name ? t->node[i].name : "";
}

/* Whether a later node stands at `depth` below the same parent. */
static bool goes_on(const struct tree *t, int i, int depth)
{
    for (int k = i + 1; k < count_of(t); k++) {
        if (depth_of(t, k) <= depth)
            return depth_of(t, k) == depth;
    }
    return false;
}

/* Two columns a level. */
static int draw_branch(const struct tree *t, struct canvas *cv, int row, int i)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int depth = depth_of(t, i);
    int col = 0;

    for (int d = 1; d <= depth; d++, col += 3) {
        const bool on = goes_on(t, i, d);
        const uint32_t own = ascii ? (on ? '|' : '`') : on ? 0x251c : 0x2514;
        const uint32_t up = ascii ? '|' : 0x2502;

        if (d == depth) {
            canvas_put(cv, row, col, own, INK_FRAME);
            canvas_put(cv, row, col + 1, ascii ? '-' : 0x2500, INK_FRAME);
        } else if (on) {
            canvas_put(cv, row, col, up, INK_FRAME);
        }
    }
    return col;
}

static void draw_node(const struct tree *t, struct canvas *cv, int row, int i)
{
    const bool chosen = t->cursor && i == t->chosen;
    const int col = draw_branch(t, cv, row, i);
    const char *note = t->node[i].note ? t->node[i].note : "";
    const int note_cols = canvas_cols(cv, note);
    struct canvas_rect name = {row, col, 1, cv->cols - col};
    const bool both = note_cols > 0 && name.cols - note_cols - 2 >= 6;

    if (both)
        name.cols -= note_cols + 2;
    canvas_fit(cv, name, name_of(t, i),
               chosen ? INK_FOCUS | INK_REVERSE | INK_BOLD : INK_TEXT);
    if (both)
        canvas_text(cv, row, cv->cols - note_cols, note, INK_DIM);
}

void tree_draw(const struct tree *t, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int count = count_of(t);
    const int first =
        scroll_first(count, place.rows, t->cursor ? t->chosen : -1);
    const bool thumb = count > place.rows && place.cols > 12;
    struct canvas text =
        canvas_sub(&place, (struct canvas_rect){0, 0, place.rows,
                                                place.cols - (thumb ? 2 : 0)});

    if (count == 0)
        canvas_text(&place, 0, 0, "no nodes", INK_DIM);
    for (int r = 0; r < text.rows && first + r < count; r++)
        draw_node(t, &text, r, first + r);
    if (t->cursor) {
        const int rows = count - first < text.rows ? count - first : text.rows;

        spots_note(
            &text,
            (struct spots_spot){
                SPOTS_ROW, {0, 0, rows, text.cols}, first, 0, text.cols, 1});
    }
    if (thumb) {
        scroll_thumb(&place,
                     (struct canvas_rect){0, place.cols - 1, place.rows, 1},
                     first, count);
    }
}

size_t tree_words(const struct tree *t, enum words_depth depth, char *out,
                  size_t size)
{
    struct words w = words_to(out, size);
    const int count = count_of(t);

    words_add(&w, "%d nodes.\n", count);
    for (int i = 0; i < count && depth != WORDS_FINDING; i++) {
        if (depth == WORDS_SHORT && i == 8) {
            words_add(&w, "%d more nodes.\n", count - i);
            break;
        }
        words_add(&w, "level %d: %s", depth_of(t, i), name_of(t, i));
        if (t->node[i].note)
            words_add(&w, ", %s", t->node[i].note);
        words_add(&w, ".\n");
    }
    return w.wanted;
}
