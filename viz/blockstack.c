#include "viz/blockstack.h"

#include <math.h>
#include <string.h>

#include "viz/scroll.h"
#include "viz/wires.h"

/*
 * Lines of the picture, from the top: a head where the group changes, the
 * blocks, and a line where a branch joins the stream again.
 */
enum line_kind { LINE_NONE, LINE_GROUP, LINE_BLOCK, LINE_JOIN };
struct line {
    enum line_kind kind;
    int block; /* that it stands for, or before it */
};

enum { STREAM_COL = 0, BLOCK_COL = 5, SHAPE_MOST = 16 };

static int count_of(const struct blockstack *b)
{
    return b->block && b->count > 0 ? b->count : 0;
}

static bool opens_group(const struct blockstack *b, int i)
{
    const char *now = b->block[i].group;
    const char *before = i > 0 ? b->block[i - 1].group : NULL;

    return now && (!before || strcmp(now, before) != 0);
}

static bool opens_branch(const struct blockstack *b, int i)
{
    return b->block[i].branch > 0 &&
           (i == 0 || b->block[i - 1].branch != b->block[i].branch);
}

static bool closes_branch(const struct blockstack *b, int i)
{
    return b->block[i].branch > 0 &&
           (i + 1 == count_of(b) ||
            b->block[i + 1].branch != b->block[i].branch);
}

/* Line `wanted` of the picture; with `wanted` -1 *lines counts all of them
 * and *here finds that of block `b->at`. */
static struct line line_at(const struct blockstack *b, int wanted, int *lines,
                           int *here)
{
    int n = 0;

    for (int i = 0; i < count_of(b); i++) {
        if (opens_group(b, i) && n++ == wanted)
            return (struct line){LINE_GROUP, i};
        if (i == b->at && here)
            *here = n;
        if (n++ == wanted)
            return (struct line){LINE_BLOCK, i};
        if (closes_branch(b, i) && n++ == wanted)
            return (struct line){LINE_JOIN, i};
    }
    if (lines)
        *lines = n;
    return (struct line){LINE_NONE, 0};
}

static unsigned block_ink(const struct blockstack *b, int i)
{
    if (!b->walking || i < b->at)
        return INK_TEXT;
    return i == b->at ? INK_ACCENT | INK_BOLD : INK_DIM;
}

/* Columns of names and shapes, the same for all blocks. */
struct columns {
    int name, shape;
};

static struct columns columns_of(const struct blockstack *b,
                                 const struct canvas *cv)
{
    struct columns c = {0};

    for (int i = 0; i < count_of(b); i++) {
        const struct blockstack_block *k = &b->block[i];
        const int name = k->name ? canvas_cols(cv, k->name) : 0;
        const int shape = k->shape ? canvas_cols(cv, k->shape) : 0;

        c.name = name > c.name ? name : c.name;
        c.shape = shape > c.shape ? shape : c.shape;
    }
    if (c.name > cv->cols / 2 - BLOCK_COL)
        c.name = cv->cols / 2 - BLOCK_COL;
    c.name = c.name < 0 ? 0 : c.name;
    c.shape = c.shape > SHAPE_MOST ? SHAPE_MOST : c.shape;
    return c;
}

static float rms_of(const struct blockstack_block *k)
{
    double sum = 0.0;

    for (int i = 0; i < k->samples; i++)
        sum += (double)k->sample[i] * (double)k->sample[i];
    return k->samples > 0 ? (float)sqrt(sum / k->samples) : 0.0f;
}

/* The greatest size in the sample is the full colour, so that a sample has
 * its own scale; its root mean square in front says how large it is. */
static void draw_sample(const struct blockstack_block *k, struct canvas *cv,
                        int row, int col)
{
    static const char ramp[] = " .:-=+*#%@";
    const bool shades =
        cv->look.colours >= 256 && cv->look.theme != CANVAS_THEME_MONO;
    char number[16];
    float full = 0.0f;

    if (!k->sample || col + 8 >= cv->cols)
        return;
    words_number(number, sizeof number, rms_of(k));
    canvas_printf(cv, row, col, isfinite(rms_of(k)) ? INK_DIM : INK_BAD, "%6s",
                  number);
    col += 7;
    for (int i = 0; i < k->samples; i++)
        full = isfinite(k->sample[i]) ? fmaxf(full, fabsf(k->sample[i])) : full;
    for (int i = 0; i < k->samples && col + i < cv->cols; i++) {
        const float v = k->sample[i];
        const float share = full > 0.0f ? v / full : 0.0f;

        if (!isfinite(v)) {
            canvas_put(cv, row, col + i, '!', INK_BAD);
        } else if (shades) {
            canvas_put(cv, row, col + i, ' ',
                       ink_on(INK_TEXT, ink_signed(share)));
        } else {
            const long level = lroundf(fabsf(share) * 9.0f);

            canvas_put(cv, row, col + i, (uint32_t)ramp[level],
                       ink_signed(share));
        }
    }
}

/* One cell of the stream: a knot where a block stands on it. */
static void stream(struct canvas *cv, int row, bool leaves, bool on)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;

    if (on) {
        canvas_put(cv, row, STREAM_COL, ascii ? 'o' : 0x25cf, INK_FRAME);
    } else {
        wires_join(cv, row, STREAM_COL,
                   WIRES_UP | WIRES_DOWN | (leaves ? WIRES_RIGHT : 0u),
                   INK_FRAME);
    }
}

static void draw_block(const struct blockstack *b, const struct columns *c,
                       struct canvas *cv, int row, int i)
{
    const struct blockstack_block *k = &b->block[i];
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const bool now = b->walking && i == b->at;
    const unsigned ink = block_ink(b, i);
    const int shape = BLOCK_COL + c->name + 2;
    const int note = shape + c->shape + (c->shape > 0 ? 2 : 0);

    stream(cv, row, opens_branch(b, i), k->branch == 0);
    if (opens_branch(b, i)) {
        wires_join(cv, row, STREAM_COL + 1, WIRES_LEFT | WIRES_RIGHT,
                   INK_FRAME);
        canvas_put(cv, row, STREAM_COL + 2, ascii ? '>' : 0x25b8, INK_FRAME);
    }
    const int took =
        canvas_fit(cv, (struct canvas_rect){row, BLOCK_COL, 1, c->name},
                   k->name ? k->name : "?", now ? ink | INK_REVERSE : ink);
    if (now) { /* seen without any attribute, too */
        canvas_put(cv, row, BLOCK_COL - 1, '[', ink);
        canvas_put(cv, row, BLOCK_COL + took, ']', ink);
    }
    if (k->shape)
        canvas_fit(cv, (struct canvas_rect){row, shape, 1, c->shape}, k->shape,
                   now ? ink : (unsigned)INK_DIM);
    if (k->sample) {
        draw_sample(k, cv, row, note);
    } else if (k->note) {
        canvas_fit(cv, (struct canvas_rect){row, note, 1, cv->cols - note},
                   k->note, INK_DIM);
    }
}

/* The stream takes in what the branch gave. */
static void draw_join(const struct blockstack *b, struct canvas *cv, int row,
                      int i)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const unsigned ink =
        b->walking && i >= b->at ? (unsigned)INK_DIM : (unsigned)INK_GOOD;

    canvas_put(cv, row, STREAM_COL, ascii ? '+' : 0x2295, ink);
    canvas_put(cv, row, STREAM_COL + 1, ascii ? '<' : 0x25c2, INK_FRAME);
    wires_join(cv, row, STREAM_COL + 2, WIRES_LEFT | WIRES_RIGHT, INK_FRAME);
    canvas_text(cv, row, BLOCK_COL, "added to the stream", ink);
}

static void draw_line(const struct blockstack *b, const struct columns *c,
                      struct canvas *cv, int row, struct line line)
{
    if (line.kind == LINE_BLOCK) {
        draw_block(b, c, cv, row, line.block);
    } else if (line.kind == LINE_JOIN) {
        draw_join(b, cv, row, line.block);
    } else if (line.kind == LINE_GROUP) {
        stream(cv, row, false, false);
        canvas_text(cv, row, BLOCK_COL - 3, b->block[line.block].group,
                    INK_TITLE);
    }
}

void blockstack_draw(const struct blockstack *b, struct canvas *cv,
                     struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int head = place.rows >= 4 && b->title;
    const struct columns c = columns_of(b, &place);
    int lines = 0, here = 0;

    if (place.rows == 0 || place.cols == 0)
        return;
    if (head)
        canvas_text(&place, 0, 0, b->title, INK_TITLE);
    if (count_of(b) == 0) {
        canvas_text(&place, head, 0, "no blocks", INK_DIM);
        return;
    }
    line_at(b, -1, &lines, &here);
    const int rows = place.rows - head;
    const int first = scroll_first(lines, rows, here);
    struct canvas body =
        canvas_sub(&place, (struct canvas_rect){head, 0, rows,
                                                place.cols - (lines > rows)});
    for (int r = 0; r < rows && first + r < lines; r++)
        draw_line(b, &c, &body, r, line_at(b, first + r, NULL, NULL));
    scroll_thumb(&place, (struct canvas_rect){head, place.cols - 1, rows, 1},
                 first, lines);
}

static void one_block(const struct blockstack *b, int i, bool all,
                      struct words *w)
{
    const struct blockstack_block *k = &b->block[i];
    char number[16];

    words_add(w, "%s%s%s", k->group ? k->group : "", k->group ? ", " : "",
              k->name ? k->name : "?");
    if (k->shape)
        words_add(w, ", gives %s", k->shape);
    if (k->note)
        words_add(w, ", %s", k->note);
    if (k->sample) {
        words_number(number, sizeof number, rms_of(k));
        words_add(w, ", root mean square %s", number);
    }
    if (b->walking && i == b->at)
        words_add(w, ", at work now");
    if (closes_branch(b, i))
        words_add(w, ", added to the stream");
    words_add(w, ".\n");
    for (int s = 0; all && k->sample && s < k->samples; s++) {
        words_number(number, sizeof number, k->sample[s]);
        words_add(w, "%s%s%s", s ? ", " : "values: ", number,
                  s + 1 == k->samples ? ".\n" : "");
    }
}

size_t blockstack_words(const struct blockstack *b, enum words_depth depth,
                        char *out, size_t size)
{
    struct words w = words_to(out, size);
    const int count = count_of(b);

    if (b->title)
        words_add(&w, "%s. ", b->title);
    words_add(&w, "%d blocks.\n", count);
    if (depth == WORDS_FINDING && b->walking && b->at >= 0 && b->at < count)
        one_block(b, b->at, false, &w);
    for (int i = 0; depth != WORDS_FINDING && i < count; i++)
        one_block(b, i, depth == WORDS_FULL, &w);
    return w.wanted;
}
