/* constrained.c - texts that have to keep to rules: a word in them, a last
 * sound, a length. Drawn, looked at, and drawn again where they do not. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labdraws.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"

enum { MODEL, TEXT, MUST, ENDS, WORDS, TRIES, TEXTS, TEMPERATURE };

enum { MOST_TEXTS = 100, LINE = 320, RULE = 128, TOKENS = 48 };
/* Words that make a sentence of a beginning. */
enum { FEWEST = 2 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "how every sentence begins",
              .kind = LAB_TEXT,
              .fallback = "the captain"},
    [MUST] = {.name = "must",
              .help = "a word that has to stand in it; empty: none",
              .kind = LAB_TEXT,
              .fallback = "watch"},
    [ENDS] = {.name = "ends",
              .help = "the letters that its last word ends in; empty: any",
              .kind = LAB_TEXT,
              .fallback = ""},
    [WORDS] = {.name = "words",
               .help = "at most so many, the beginning counted; 0: any",
               .kind = LAB_WHOLE,
               .fallback = "12",
               .low = 0,
               .high = 100},
    [TRIES] = {.name = "tries",
               .help = "draws for a text before it is given up",
               .kind = LAB_WHOLE,
               .fallback = "1",
               .low = 1,
               .high = 64},
    [TEXTS] = {.name = "texts",
               .help = "to be written",
               .kind = LAB_WHOLE,
               .fallback = "40",
               .low = 1,
               .high = MOST_TEXTS},
    [TEMPERATURE] = {.name = "temperature",
                     .help = "of the draws",
                     .kind = LAB_REAL,
                     .fallback = "1",
                     .low = 0,
                     .high = 3},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "earlier texts, later ones"},
    {"m", "another word that must be there"},
    {"e", "another beginning"},
    {NULL, NULL},
};

/* The rules that a sentence breaks, as bits. */
enum fault { NO_END = 1, NO_WORD = 2, NO_SOUND = 4, TOO_LONG = 8 };

struct entry {
    char text[LINE]; /* of the last draw */
    unsigned faults;
    int draws;
};

struct found {
    char must[RULE], ends[RULE];
    int words, tries, planned, begun; /* begun: words of the beginning */
    int texts, kept;
    long draws, good; /* of all draws: these kept to the rules */
    long broken[4];   /* draws that broke a rule, by bit */
    struct entry entry[MOST_TEXTS];
};

struct state {
    struct labmodel model;
    struct labdraws draws;
    struct found found;
};

/* --- the rules -------------------------------------------------------------
 */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || c == '\'';
}

/* Does `word` stand in `text` as a word of its own? */
static bool has_word(const char *text, const char *word)
{
    const size_t n = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at++)
        if ((at == text || !in_word(at[-1])) && !in_word(at[n]))
            return true;
    return false;
}

static int count_words(const char *text)
{
    int n = 0;

    for (const char *c = text; *c; c++)
        n += in_word(*c) && (c == text || !in_word(c[-1]));
    return n;
}

/* Does the last word of `text` end in `ends`? */
static bool sounds(const char *text, const char *ends)
{
    size_t n = strlen(text);
    const size_t m = strlen(ends);

    while (n && !in_word(text[n - 1]))
        n--;
    return n >= m && memcmp(text + n - m, ends, m) == 0;
}

/* --- drawing ----------------------------------------------------------------
 */

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labdraws_close(&s->draws);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static struct status take_rule(const char *text, const char *name,
                               char out[RULE])
{
    if (strlen(text) >= RULE)
        return status_fail(STATUS_BAD_USAGE, "%s: %zu bytes, the limit is %d",
                           name, strlen(text), RULE - 1);
    snprintf(out, RULE, "%s", text);
    return STATUS_OK;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    char begin[RULE];

    STATUS_TRY(take_rule(r->value[TEXT].text, "text", begin));
    f->begun = count_words(begin);
    STATUS_TRY(take_rule(r->value[MUST].text, "must", f->must));
    STATUS_TRY(take_rule(r->value[ENDS].text, "ends", f->ends));
    f->words = (int)r->value[WORDS].number;
    f->tries = (int)r->value[TRIES].number;
    f->planned = (int)r->value[TEXTS].number;
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    return labdraws_open(&s->draws, &s->model, r->hook);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the texts");
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static unsigned look(const struct found *f, const char *text)
{
    const size_t n = strlen(text);
    unsigned faults = 0;

    if (!n || !strchr(".?!", text[n - 1]) ||
        count_words(text) < f->begun + FEWEST)
        faults |= NO_END;
    if (*f->must && !has_word(text, f->must))
        faults |= NO_WORD;
    if (*f->ends && !sounds(text, f->ends))
        faults |= NO_SOUND;
    if (f->words && count_words(text) > f->words)
        faults |= TOO_LONG;
    return faults;
}

/* The beginning and what was drawn, to the end of the first sentence. */
static void first_sentence(const char *begin, const char *drawn, char out[LINE])
{
    const size_t before = strlen(begin);
    size_t n = strcspn(drawn, ".?!\n");

    n += drawn[n] && drawn[n] != '\n';
    while (n &&
           (before + n >= LINE || ((unsigned char)drawn[n] & 0xC0) == 0x80))
        n--;
    memcpy(out, begin, before);
    memcpy(out + before, drawn, n);
    out[before + n] = '\0';
}

/* One text: drawn until it keeps to the rules or is given up. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct entry *e = &f->entry[f->texts];
    struct labdraws_wish wish = {.knobs = sampler_plain(),
                                 .tokens = TOKENS,
                                 .line = true,
                                 .seed = r->seed};
    struct labwrite w;

    wish.knobs.temperature = r->value[TEMPERATURE].number;
    do {
        const uint64_t i = (uint64_t)f->texts * 64 + (uint64_t)e->draws;

        STATUS_TRY(labdraws_write(&s->draws, &wish, i, &w));
        first_sentence(r->value[TEXT].text, w.text, e->text);
        e->faults = look(f, e->text);
        e->draws++;
        for (int k = 0; k < 4; k++)
            f->broken[k] += (e->faults >> k) & 1;
        f->good += !e->faults;
    } while (e->faults && e->draws < f->tries);
    f->draws += e->draws;
    f->kept += !e->faults;
    f->texts++;
    *more = f->texts < f->planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* --- the picture -----------------------------------------------------------
 */

static double share(double n, double of)
{
    return of > 0 ? n / of : 0.0;
}

/* Of one draw, and what as many tries as are allowed make of that. */
static double one_draw(const struct found *f)
{
    return share((double)f->good, (double)f->draws);
}

static double expected(const struct found *f)
{
    return 1.0 - pow(1.0 - one_draw(f), f->tries);
}

static const char *const rule_name[] = {"no whole sentence", "without the word",
                                        "another sound", "too long"};

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    int row = 0, col = 0;

    canvas_printf(cv, row++, 0, INK_TITLE,
                  "%d of %d texts keep to the rules: %.1f %%", f->kept,
                  f->texts, 100.0 * share(f->kept, f->texts));
    canvas_printf(cv, row++, 0, INK_TEXT,
                  "%ld draws, %.1f %% good; %d tries foretell %.1f %%",
                  f->draws, 100.0 * one_draw(f), f->tries, 100.0 * expected(f));
    for (int k = 0; k < 4; k++)
        if (f->broken[k])
            col += 2 + canvas_printf(cv, row, col, INK_DIM, "%s: %ld",
                                     rule_name[k], f->broken[k]);
    row += 1 + (cv->rows > 10);
    const int first = view->row > 0 ? view->row : 0;
    for (int i = first; i < f->texts && row < cv->rows; i++, row++) {
        const struct entry *e = &f->entry[i];

        canvas_printf(cv, row, 0, e->faults ? INK_DIM : INK_ACCENT, "%s %2d",
                      e->faults ? "-" : "+", e->draws);
        canvas_fit(cv, (struct canvas_rect){row, 5, 1, cv->cols - 5}, e->text,
                   e->faults ? INK_DIM : INK_TEXT);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "%d of %d texts keep to the rules, %.1f %%. Of %ld draws %.1f "
               "%% did; with %d tries that foretells %.1f %%.\n",
               f->kept, f->texts, 100.0 * share(f->kept, f->texts), f->draws,
               100.0 * one_draw(f), f->tries, 100.0 * expected(f));
    for (int k = 0; k < 4; k++)
        if (f->broken[k])
            buf_printf(out, "Draws %s: %ld.\n", rule_name[k], f->broken[k]);
    for (int i = 0; i < f->texts; i++)
        buf_printf(out, "%s after %d: %s\n",
                   f->entry[i].faults ? "given up" : "kept", f->entry[i].draws,
                   f->entry[i].text);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *texts = json_array();

    (void)view;
    for (int i = 0; i < f->texts; i++)
        json_array_append_new(
            texts, json_pack("{ss sb si}", "text", f->entry[i].text, "kept",
                             !f->entry[i].faults, "draws", f->entry[i].draws));
    return json_pack("{si si sf sI sf sf so}", "texts", f->texts, "kept",
                     f->kept, "rate", share(f->kept, f->texts), "draws",
                     (json_int_t)f->draws, "one_draw", one_draw(f), "expected",
                     expected(f), "text", texts);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const int now = view->row > 0 ? view->row : 0;

    if (code == 'e' || code == 'm')
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = code == 'e' ? TEXT : MUST};
    if (code != LAB_KEY_UP && code != LAB_KEY_DOWN)
        return (struct lab_answer){.wish = LAB_IGNORED};
    const int to = now + (code == LAB_KEY_DOWN ? 1 : -1);
    view->row = to < 0 ? 0 : to < f->texts ? to : now;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab constrained_lab = {
    .name = "constrained",
    .question = "How often does it keep to the rules?",
    .about = "A model draws sentences that have to hold a word, end in a sound "
             "or keep to a length. What breaks a rule is thrown away and drawn "
             "again, as often as `tries` allows.",
    .sources =
        (const char *const[]){"engine/model/sampler.c:sampler_draw", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
