#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "viz/difftext.h"
#include "viz/form.h"
#include "viz/formula.h"
#include "viz/listview.h"
#include "viz/logview.h"
#include "viz/page.h"
#include "viz/strip.h"
#include "viz/table.h"
#include "viz/toast.h"

static struct difftext *difftext_sample(void)
{
    struct difftext *d = difftext_new(
        "void softmax(float *x, int n)\n{\n    float sum = 0;\n\n"
        "    for (int i = 0; i < n; i++)\n        sum += x[i] = expf(x[i]);\n"
        "    for (int i = 0; i < n; i++)\n        x[i] /= sum;\n}\n\n/* a */\n"
        "/* b */\n/* c */\n/* d */\n",
        "void softmax(float *x, int n)\n{\n    float most = max_of(x, n);\n"
        "    float sum = 0;\n\n    for (int i = 0; i < n; i++)\n"
        "        sum += x[i] = expf(x[i] - most);\n"
        "    for (int i = 0; i < n; i++)\n        x[i] /= sum;\n}\n\n/* a */\n"
        "/* b */\n/* c */\n/* d */\n");

    if (!d)
        abort();
    return d;
}

static void difftext_frame(struct canvas *cv, float t)
{
    struct difftext *d = difftext_sample();

    difftext_draw(d, cv, canvas_whole(cv), (int)(3 * t));
    difftext_free(d);
}

static size_t difftext_say(enum words_depth depth, char *out, size_t size)
{
    struct difftext *d = difftext_sample();
    const size_t n = difftext_words(d, depth, out, size);

    difftext_free(d);
    return n;
}

static struct logview logview_of(float t)
{
    static const struct logview_line line[] = {
        {"step 0", LOGVIEW_NOTE, "training starts, seed 7"},
        {"step 100", LOGVIEW_GOOD, "checkpoint written"},
        {"step 180", LOGVIEW_WARN, "the loss rose three times in a row"},
        {"step 200", LOGVIEW_GOOD, "checkpoint written"},
        {"step 231", LOGVIEW_BAD,
         "the loss is not a number; the step was taken back"},
        {"step 232", LOGVIEW_NOTE, "learning rate halved to 1.5e-4"}};

    return (struct logview){
        .line = line, .count = 6, .back = (int)(3 * t), .find = "loss"};
}

static void logview_frame(struct canvas *cv, float t)
{
    const struct logview l = logview_of(t);

    logview_draw(&l, cv, canvas_whole(cv));
}

static size_t logview_say(enum words_depth depth, char *out, size_t size)
{
    const struct logview l = logview_of(0);

    return logview_words(&l, depth, out, size);
}

static void toast_frame(struct canvas *cv, float t)
{
    const struct logview l = logview_of(t);

    toast_draw(&l, cv, canvas_whole(cv));
}

static struct listview listview_of(float t)
{
    static const struct listview_item item[] = {
        {"Vectors and matrices", "25 min", "✓"},
        {"Attention by hand", "30 min", "✓"},
        {"Self-attention", "40 min", "~"},
        {"Many heads", "35 min", " "},
        {"A whole block", "45 min", " "},
        {"Attention that is fast", "50 min", " "}};

    return (struct listview){.item = item,
                             .count = 6,
                             .chosen = 2 + (int)(3 * t),
                             .title = "lessons",
                             .filter = "at"};
}

static void listview_frame(struct canvas *cv, float t)
{
    const struct listview l = listview_of(t);

    listview_draw(&l, cv, canvas_whole(cv));
}

static size_t listview_say(enum words_depth depth, char *out, size_t size)
{
    const struct listview l = listview_of(0);

    return listview_words(&l, depth, out, size);
}

static struct form form_of(float t)
{
    static const struct form_field field[] = {
        {"name", "ada", "as your course shows it", NULL, FORM_TEXT},
        {"learning rate", "3e4", "1e-6 to 1", "3e4 is above 1", FORM_TEXT},
        {"graphs", "braille", NULL, NULL, FORM_CHOICE},
        {"mouse", "on", NULL, NULL, FORM_SWITCH}};

    return (struct form){.field = field,
                         .count = 4,
                         .at = 1 + (int)(2 * t),
                         .cursor = 3,
                         .title = "settings"};
}

static void form_frame(struct canvas *cv, float t)
{
    const struct form f = form_of(t);

    form_draw(&f, cv, canvas_whole(cv), NULL);
}

static size_t form_say(enum words_depth depth, char *out, size_t size)
{
    const struct form f = form_of(0);

    return form_words(&f, depth, out, size);
}

static struct table table_of(void)
{
    static const struct table_column column[] = {
        {"step", TABLE_RIGHT}, {"loss", TABLE_RIGHT}, {"sample", TABLE_LEFT}};
    static const char *const cell[] = {"0",      "4.17", "qz;kd", "100", "2.61",
                                       "the te", "200",  "nan",   NULL};

    return (struct table){.column = column,
                          .columns = 3,
                          .cell = cell,
                          .rows = 3,
                          .cursor = true,
                          .at_row = 1};
}

static void table_frame(struct canvas *cv, float t)
{
    struct table b = table_of();

    b.at_row = (int)(2 * t);
    table_draw(&b, cv, canvas_whole(cv));
}

static size_t table_say(enum words_depth depth, char *out, size_t size)
{
    const struct table b = table_of();

    (void)depth;
    return table_words(&b, out, size);
}

static struct strip strip_of(float t)
{
    static const char *const text[] = {"The",  " cat", " sat", " on", " the",
                                       " mat", ".",    "\n",   "\xe2"};
    static const int id[] = {464, 3797, 3332, 319, 262, 2603, 13, 198, 158};

    return (struct strip){.text = text,
                          .id = id,
                          .count = 9,
                          .cursor = true,
                          .at_token = (int)(8 * t)};
}

static void strip_frame(struct canvas *cv, float t)
{
    const struct strip s = strip_of(t);

    strip_draw(&s, cv, canvas_whole(cv));
}

static size_t strip_say(enum words_depth depth, char *out, size_t size)
{
    const struct strip s = strip_of(0);

    return strip_words(&s, depth, out, size);
}

static void text(struct page *p, const char *words, unsigned style)
{
    page_text(p, words, strlen(words), style);
}

static void page_frame(struct canvas *cv, float t)
{
    static const char tex[] =
        "\\text{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V";
    struct page *p = page_new();

    if (!p)
        abort();
    page_heading(p, 1);
    text(p, "Attention", 0);
    page_paragraph(p);
    text(p, "Each row is a weighted mean of values: ", 0);
    page_formula(p, tex, sizeof tex - 1, INK_CODE);
    text(p, ". The weights are ", 0);
    text(p, "positive", INK_ITALIC);
    text(p, " and sum to one.", 0);
    page_list(p, -1);
    page_item(p);
    text(p, "no word looks ahead", 0);
    page_item(p);
    text(p, "every head looks elsewhere", 0);
    page_leave(p);
    page_quote(p);
    page_paragraph(p);
    text(p, "Guess first, then run.", INK_BOLD);
    page_leave(p);
    page_lay(p, &cv->look, cv->cols);
    page_draw(p, cv, canvas_whole(cv), (int)(2 * t));
    page_free(p);
}

static size_t page_say(enum words_depth depth, char *out, size_t size)
{
    struct words w = words_to(out, size);

    (void)depth;
    words_add(&w, "A page is text already.\n");
    return w.wanted;
}

const struct samples_one samples_text[] = {
    {"page", page_frame, page_say, 10, 60},
    {"strip", strip_frame, strip_say, 4, 44},
    {"table", table_frame, table_say, 5, 40},
    {"difftext", difftext_frame, difftext_say, 14, 50},
    {"logview", logview_frame, logview_say, 5, 60},
    {"toast", toast_frame, logview_say, 12, 60},
    {"listview", listview_frame, listview_say, 5, 44},
    {"form", form_frame, form_say, 6, 60},
    {NULL, NULL, NULL, 0, 0},
};
