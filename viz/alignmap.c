#include "viz/alignmap.h"

#include <math.h>

#include "viz/raster.h"
#include "viz/scroll.h"

/* Below this share a link of the chosen target would only be clutter. */
static const float least_drawn = 0.05f;

static int sources_of(const struct alignmap *a)
{
    return a->source && a->sources > 0 ? a->sources : 0;
}

static int targets_of(const struct alignmap *a)
{
    return a->target && a->targets > 0 ? a->targets : 0;
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

static float weight_of(const struct alignmap *a, int target, int source)
{
    return a->weight
               ? a->weight[(size_t)target * (size_t)a->sources + (size_t)source]
               : 0.0f;
}

static bool is_chosen(const struct alignmap *a)
{
    return a->cursor && a->chosen >= 0 && a->chosen < targets_of(a);
}

int alignmap_best(const struct alignmap *a, int target)
{
    int best = -1;

    for (int s = 0; s < sources_of(a) && a->weight; s++) {
        const float w = weight_of(a, target, s);

        if (!isnan(w) && (best < 0 || w > weight_of(a, target, best)))
            best = s;
    }
    return best;
}

/* Columns of the two texts and what lies between. */
struct columns {
    int left, share, right;
    int first_source, first_target, top;
    int step; /* rows from one word to the next */
};

static int longest(const struct canvas *cv, const char *const *text, int n)
{
    int cols = 0;

    for (int i = 0; i < n; i++) {
        const int wanted = canvas_cols(cv, text_of(text[i]));

        cols = wanted > cols ? wanted : cols;
    }
    return cols > cv->cols / 3 ? cv->cols / 3 : cols;
}

static struct columns make_columns(const struct alignmap *a,
                                   const struct canvas *cv)
{
    struct columns c = {.top = cv->rows >= 4 && (a->title || a->source_name)};
    const int rows = cv->rows - c.top;

    const int words =
        sources_of(a) > targets_of(a) ? sources_of(a) : targets_of(a);
    const int room = words > 1 ? (rows - 1) / (words - 1) : 1;

    c.step = room < 1 ? 1 : room > 3 ? 3 : room;
    c.left = longest(cv, a->source, sources_of(a));
    c.right = longest(cv, a->target, targets_of(a));
    c.share = is_chosen(a) && cv->cols >= 30 ? 5 : 0;
    if (is_chosen(a)) {
        const int best = alignmap_best(a, a->chosen);

        c.first_target = scroll_first(targets_of(a), rows, a->chosen);
        c.first_source = scroll_first(sources_of(a), rows, best);
    }
    return c;
}

static void link(const struct alignmap *a, const struct columns *c,
                 struct raster *r, int target, int source)
{
    const bool chosen = is_chosen(a) && target == a->chosen;
    const int middle = r->per_row > 1 ? r->per_row / 2 - 1 : 0;
    const int from[2] = {0, (source - c->first_source) * c->step * r->per_row +
                                middle};
    const int to[2] = {r->cols - 1,
                       (target - c->first_target) * c->step * r->per_row +
                           middle};

    if (from[1] < 0 || from[1] >= r->rows || to[1] < 0 || to[1] >= r->rows)
        return;
    raster_line(r, from, to,
                chosen ? ink_ramp(0.3f + 0.7f * weight_of(a, target, source)) |
                             INK_BOLD
                       : (unsigned)INK_FRAME);
}

static void draw_links(const struct alignmap *a, const struct columns *c,
                       struct canvas *cv)
{
    const int from = c->left + c->share + 1;
    struct raster r =
        raster_over(cv, (struct canvas_rect){c->top, from, cv->rows - c->top,
                                             cv->cols - from - c->right - 1});

    r.slopes = true;
    if (r.cols < 2 || !a->weight)
        return;
    for (int t = 0; t < targets_of(a); t++) {
        const int best = alignmap_best(a, t);

        if (best >= 0 && !(is_chosen(a) && t == a->chosen))
            link(a, c, &r, t, best);
    }
    if (!is_chosen(a))
        return;
    const int strongest = alignmap_best(a, a->chosen);
    for (int s = 0; s < sources_of(a); s++) {
        if (s != strongest && weight_of(a, a->chosen, s) >= least_drawn)
            link(a, c, &r, a->chosen, s);
    }
    if (strongest >= 0) /* last, so that nothing covers it */
        link(a, c, &r, a->chosen, strongest);
}

static void draw_source(const struct alignmap *a, const struct columns *c,
                        struct canvas *cv, int row, int s)
{
    const int cols = canvas_cols(cv, text_of(a->source[s]));
    const int gap = cols < c->left ? c->left - cols : 0;
    const float w = is_chosen(a) ? weight_of(a, a->chosen, s) : 0.0f;
    const bool best = is_chosen(a) && s == alignmap_best(a, a->chosen);

    canvas_fit(cv, (struct canvas_rect){row, gap, 1, c->left - gap},
               text_of(a->source[s]),
               best ? INK_TEXT | INK_BOLD | INK_UNDERLINE : INK_TEXT);
    if (c->share == 0)
        return;
    if (isnan(w)) {
        canvas_text(cv, row, c->left + 1, "nan", INK_BAD);
    } else if (w >= least_drawn) {
        canvas_printf(cv, row, c->left + 1,
                      best ? INK_TEXT | INK_BOLD : INK_DIM, "%3.0f%%",
                      100.0 * (double)w);
    }
}

static void draw_head(const struct alignmap *a, struct canvas *cv)
{
    const char *right = text_of(a->target_name);
    const int cols = canvas_cols(cv, right);
    int col = 0;

    col += canvas_text(cv, 0, 0, text_of(a->source_name), INK_DIM);
    if (a->title && col + 4 + canvas_cols(cv, a->title) + cols < cv->cols)
        canvas_text(cv, 0, (cv->cols - canvas_cols(cv, a->title)) / 2, a->title,
                    INK_TITLE);
    canvas_text(cv, 0, cv->cols - cols, right, INK_DIM);
}

void alignmap_draw(const struct alignmap *a, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct columns c = make_columns(a, &place);
    if (c.top)
        draw_head(a, &place);
    if (sources_of(a) == 0 || targets_of(a) == 0) {
        canvas_text(&place, c.top, 0, "no words", INK_DIM);
        return;
    }
    draw_links(a, &c, &place);
    for (int r = 0; r < place.rows - c.top; r += c.step) {
        const int s = c.first_source + r / c.step;
        const int t = c.first_target + r / c.step;
        const bool chosen = is_chosen(a) && t == a->chosen;

        if (s < sources_of(a))
            draw_source(a, &c, &place, c.top + r, s);
        if (t < targets_of(a)) {
            canvas_fit(&place,
                       (struct canvas_rect){c.top + r, place.cols - c.right, 1,
                                            c.right},
                       text_of(a->target[t]),
                       chosen ? INK_FOCUS | INK_REVERSE | INK_BOLD : INK_TEXT);
        }
    }
}

static void one_target(const struct alignmap *a, int t, bool all,
                       struct words *w)
{
    const int best = alignmap_best(a, t);
    char number[16];

    words_add(w, "%s", text_of(a->target[t]));
    if (best < 0) {
        words_add(w, " has no link.\n");
        return;
    }
    words_number(number, sizeof number, weight_of(a, t, best));
    words_add(w, " looks at %s (%s)", text_of(a->source[best]), number);
    for (int s = 0; all && s < sources_of(a); s++) {
        if (s == best)
            continue;
        words_number(number, sizeof number, weight_of(a, t, s));
        words_add(w, ", %s %s", text_of(a->source[s]), number);
    }
    words_add(w, ".\n");
}

size_t alignmap_words(const struct alignmap *a, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);

    if (a->title)
        words_add(&w, "%s. ", a->title);
    words_add(&w, "%d source words, %d target words.\n", sources_of(a),
              targets_of(a));
    if (depth == WORDS_FINDING && is_chosen(a))
        one_target(a, a->chosen, false, &w);
    for (int t = 0; depth != WORDS_FINDING && t < targets_of(a); t++)
        one_target(a, t, depth == WORDS_FULL, &w);
    return w.wanted;
}
