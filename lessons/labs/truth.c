/* truth.c - a model writes entries as the harbour town does, and the
 * simulation marks every sentence: true, false, or no sentence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labtable.h"
#include "lessons/labs/townwriter.h"
#include "viz/page.h"

enum { MODEL, TEXT, TEMPERATURE, COUNT, TOKENS, READ };
enum { MOST_ENTRIES = 400 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "how every entry begins: log, letter, radio, question; "
                      "empty: the model chooses",
              .kind = LAB_TEXT,
              .fallback = "",
              .live = true},
    [TEMPERATURE] = {.name = "temperature",
                     .help = "of the draws; turned, the entries are written "
                             "anew",
                     .kind = LAB_REAL,
                     .fallback = "0.8",
                     .low = 0,
                     .high = 3,
                     .live = true},
    [COUNT] = {.name = "count",
               .help = "entries to write",
               .kind = LAB_WHOLE,
               .fallback = "20",
               .low = 1,
               .high = MOST_ENTRIES},
    [TOKENS] = {.name = "tokens",
                .help = "of an entry, at most; a line's end stops it before",
                .kind = LAB_WHOLE,
                .fallback = "200",
                .low = 1,
                .high = 600},
    [READ] = {.name = "read",
              .help = "also count the runs of twelve words that stand in "
                      "what house models have read",
              .kind = LAB_SWITCH,
              .fallback = "off"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "an earlier entry, a later one"},
    {"t", "type another beginning"},
    {NULL, NULL},
};

struct found {
    struct townwriter_tally sum;
    bool read;
    int planned, entries;
    struct townwriter_entry entry[]; /* [planned] */
};

struct state {
    struct townwriter *writer;
    struct found *found;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the entries");
}

static size_t bytes_of(int entries)
{
    return sizeof(struct found) +
           (size_t)entries * sizeof(struct townwriter_entry);
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        townwriter_close(s->writer);
        free(s->found);
    }
    free(s);
    r->state = NULL;
}

static void begin(const struct lab_run *r)
{
    struct found *f = ((struct state *)r->state)->found;

    f->sum = (struct townwriter_tally){.entries = 0};
    f->entries = 0;
    f->planned = (int)r->value[COUNT].number;
    f->read = r->value[READ].number > 0.5;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st = no_memory();

    r->state = s;
    if (s && (s->found = calloc(1, bytes_of((int)r->value[COUNT].number)))) {
        begin(r);
        st = townwriter_check(r->value[TEXT].text);
        if (!st.code)
            st = townwriter_open(&s->writer, r->value[MODEL].text,
                                 s->found->read, r->hook);
    }
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = s->found;
    struct townwriter_entry *e = &f->entry[f->entries];

    const struct townwriter_wish wish = {.begin = r->value[TEXT].text,
                                         .temperature =
                                             r->value[TEMPERATURE].number,
                                         .tokens = (int)r->value[TOKENS].number,
                                         .seed = r->seed};

    STATUS_TRY(townwriter_write(s->writer, &wish, (uint64_t)f->entries, e));
    townwriter_add(s->writer, &f->sum, e);
    f->entries++;
    *more = f->entries < f->planned;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    STATUS_TRY(townwriter_check(r->value[TEXT].text));
    begin(r);
    r->again = true;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct found *f = ((const struct state *)r->state)->found;

    *out = malloc(bytes_of(f->entries));
    if (!*out)
        return no_memory();
    memcpy(*out, f, bytes_of(f->entries));
    return STATUS_OK;
}

static double share(long part, long whole)
{
    return whole > 0 ? (double)part / (double)whole : 0.0;
}

static int marks_of(const struct found *f)
{
    return f->sum.marks[0] + f->sum.marks[1] + f->sum.marks[2];
}

/* The entry to show: the chosen one, else the newest. */
static int entry_at(const struct found *f, const struct lab_view *view)
{
    if (view && view->row >= 0 && view->row < f->entries)
        return view->row;
    return f->entries - 1;
}

/* Each verdict has a sign, so that colour is never all there is. */
static const struct {
    char sign;
    unsigned ink;
} LOOK[] = {[TOWN_JUDGE_NONE] = {'?', INK_WARN | INK_UNDERLINE},
            [TOWN_JUDGE_FALSE] = {'-', INK_BAD},
            [TOWN_JUDGE_TRUE] = {'+', INK_GOOD}};

static const struct {
    const char *of, *name;
} TOPIC[] = {[TOWN_JUDGE_LIFE] = {"life in general", "life"},
             [TOWN_JUDGE_WORLD] = {"who is who", "world"},
             [TOWN_JUDGE_DAY] = {"what a day brought", "day"}};

static void draw_entry(const struct townwriter_entry *e, struct canvas *cv,
                       struct canvas_rect at)
{
    struct page *page = page_new();
    char sign[4];

    if (!page || at.rows < 1) {
        page_free(page);
        return; /* the next frame tries again */
    }
    page_paragraph(page);
    for (int i = 0; i < e->marks; i++) {
        const struct town_judge_mark *m = &e->mark[i];
        const unsigned ink = LOOK[m->verdict].ink;

        if (i)
            page_break(page);
        snprintf(sign, sizeof sign, "%c ", LOOK[m->verdict].sign);
        page_text(page, sign, 2, ink & ~(unsigned)INK_UNDERLINE);
        page_text(page, e->text + m->start, m->end - m->start, ink);
    }
    page_lay(page, &cv->look, at.cols);
    page_draw(page, cv, at, 0);
    page_free(page);
}

static void draw_share(struct canvas *cv, int row, const char *name, char sign,
                       int n, int of, unsigned ink)
{
    const int col = canvas_printf(cv, row, 0, ink, "%c %-11s %5d %6.1f %%  ",
                                  sign, name, n, 100.0 * share(n, of));
    const int room = cv->cols - col < 40 ? cv->cols - col : 40;

    for (int i = 0; i < (int)(room * share(n, of) + 0.5); i++)
        canvas_put(cv, row, col + i, '#', ink);
}

static void draw_topic(const struct found *f, struct canvas *cv, int row,
                       int topic)
{
    canvas_printf(cv, row, 0, INK_TEXT, "  %-18s %5d %6.1f %% true",
                  TOPIC[topic].of, f->sum.said[topic],
                  100.0 * share(f->sum.right[topic], f->sum.said[topic]));
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int of = marks_of(f), i = entry_at(f, view);
    int row = 0;

    for (int v = TOWN_JUDGE_TRUE; v >= TOWN_JUDGE_NONE; v--)
        draw_share(cv, row++, town_judge_word(v), LOOK[v].sign, f->sum.marks[v],
                   of, LOOK[v].ink & ~(unsigned)INK_UNDERLINE);
    for (int k = 0; k < TOWN_JUDGE_TOPICS; k++)
        draw_topic(f, cv, row++, k);
    if (f->read)
        canvas_printf(cv, row++, 0, INK_TEXT,
                      "%.1f %% of the runs of twelve words were read",
                      100.0 * share(f->sum.seen, f->sum.runs));
    if (i < 0)
        return;
    row += cv->rows > 12;
    canvas_printf(cv, row++, 0, INK_TITLE, "entry %d of %d", i + 1, f->planned);
    draw_entry(&f->entry[i], cv,
               (struct canvas_rect){row, 0, cv->rows - row, cv->cols});
}

static void say_entry(const struct townwriter_entry *e, int i, struct buf *out)
{
    buf_printf(out, "Entry %d.\n", i + 1);
    for (int k = 0; k < e->marks; k++) {
        const struct town_judge_mark *m = &e->mark[k];

        buf_printf(out, "  %s: %.*s\n", town_judge_word(m->verdict),
                   (int)(m->end - m->start), e->text + m->start);
    }
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct townwriter_tally *t = &f->sum;
    const int of = marks_of(f);

    (void)view;
    buf_printf(out,
               "%d entries, %d sentences: %.1f %% true, %.1f %% false, %.1f %% "
               "no sentence. ",
               t->entries, of, 100.0 * share(t->marks[TOWN_JUDGE_TRUE], of),
               100.0 * share(t->marks[TOWN_JUDGE_FALSE], of),
               100.0 * share(t->marks[TOWN_JUDGE_NONE], of));
    for (int k = 0; k < TOWN_JUDGE_TOPICS; k++)
        buf_printf(out, "%s%s %d, true %.1f %%%s",
                   k ? " " : "Told of: ", TOPIC[k].of, t->said[k],
                   100.0 * share(t->right[k], t->said[k]),
                   k + 1 < TOWN_JUDGE_TOPICS ? ";" : ".\n");
    if (f->read)
        buf_printf(out,
                   "Of the %ld runs of twelve words, %.1f %% stand in what "
                   "house models have read.\n",
                   t->runs, 100.0 * share(t->seen, t->runs));
    for (int i = 0; i < f->entries; i++)
        say_entry(&f->entry[i], i, out);
}

static json_t *entry_data(const struct townwriter_entry *e)
{
    json_t *marks = json_array();

    for (int i = 0; i < e->marks; i++) {
        const struct town_judge_mark *m = &e->mark[i];

        json_array_append_new(marks,
                              json_pack("{ss% ss ss}", "sentence",
                                        e->text + m->start, m->end - m->start,
                                        "verdict", town_judge_word(m->verdict),
                                        "topic", TOPIC[m->topic].name));
    }
    return json_pack("{ss so}", "text", e->text, "marks", marks);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct townwriter_tally *t = &f->sum;
    const int of = marks_of(f);
    json_t *entries = json_array();

    (void)view;
    for (int i = 0; i < f->entries; i++)
        json_array_append_new(entries, entry_data(&f->entry[i]));
    json_t *topics = json_object();
    for (int k = 0; k < TOWN_JUDGE_TOPICS; k++)
        json_object_set_new(topics, TOPIC[k].name,
                            json_pack("{si sf}", "sentences", t->said[k],
                                      "true", share(t->right[k], t->said[k])));
    return json_pack("{si si sf sf sf sf sf so so so}", "entries", t->entries,
                     "sentences", of, "true",
                     share(t->marks[TOWN_JUDGE_TRUE], of), "false",
                     share(t->marks[TOWN_JUDGE_FALSE], of), "none",
                     share(t->marks[TOWN_JUDGE_NONE], of), "grammatical",
                     share(of - t->marks[TOWN_JUDGE_NONE], of), "sound_entries",
                     share(t->sound, t->entries), "topics", topics, "read",
                     f->read ? json_real(share(t->seen, t->runs)) : json_null(),
                     "text", entries);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const int now = entry_at(f, view);

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code != LAB_KEY_UP && code != LAB_KEY_DOWN)
        return (struct lab_answer){.wish = LAB_IGNORED};
    const int next = now + (code == LAB_KEY_DOWN ? 1 : -1);
    if (next >= 0 && next < f->entries)
        view->row = next;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab truth_lab = {
    .name = "truth",
    .question = "Is it fluent, and is it true?",
    .about = "The model writes entries as the harbour town does. The "
             "simulation of the town marks every sentence: true, false, or no "
             "sentence at all.",
    .sources = (const char *const[]){"lessons/data/town_judge.c", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
