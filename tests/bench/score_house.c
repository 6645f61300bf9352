/* score_house FOLDER [CURVE] - writes what the model in FOLDER is worth into
 * its card: 200 entries, judged by the simulated town, and the runs of twelve
 * words that stand in its training text; the first entries go to samples.txt.
 * CURVE is what `lathe train --json` printed. Ends with 1 where the model is
 * not good enough to ship. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "lessons/labs/townwriter.h"

enum { ENTRIES = 200, SHOWN = 24, CURVE_POINTS = 20 };

#define TEMPERATURE   0.8
#define LEAST_GRAMMAR 0.95
#define MOST_READ     0.20
#define CURVE_BYTES   ((size_t)64 << 20)
#define SAMPLES       "samples.txt"
#define ENTRY_TOKENS  200

static double share(long part, long whole)
{
    return whole > 0 ? (double)part / (double)whole : 0.0;
}

static void show(const struct townwriter_entry *e, struct buf *out)
{
    buf_printf(out, "%s\n", e->text);
    for (int i = 0; i < e->marks; i++) {
        const struct town_judge_mark *m = &e->mark[i];

        if (m->verdict != TOWN_JUDGE_TRUE)
            buf_printf(out, "    %s: %.*s\n", town_judge_word(m->verdict),
                       (int)(m->end - m->start), e->text + m->start);
    }
}

static struct status write_all(const char *folder, struct townwriter_tally *t,
                               struct buf *samples)
{
    const struct townwriter_wish wish = {.begin = "",
                                         .temperature = TEMPERATURE,
                                         .tokens = ENTRY_TOKENS,
                                         .seed = 1};
    struct townwriter_entry e;
    struct townwriter *w;

    STATUS_TRY(townwriter_open(&w, folder, true, (struct hook){0}));
    struct status st = STATUS_OK;
    for (uint64_t i = 0; i < ENTRIES && !st.code; i++) {
        st = townwriter_write(w, &wish, i, &e);
        townwriter_add(w, t, &e);
        if (i < SHOWN)
            show(&e, samples);
    }
    townwriter_close(w);
    return st;
}

/* "1:7.6532 250:1.4613 ...": about CURVE_POINTS losses of single steps. */
static struct status read_curve(const char *path, struct buf *out)
{
    struct filemap m;
    double last = -1.0;

    STATUS_TRY(filemap_open(&m, path, CURVE_BYTES));
    const char *at = (const char *)m.data, *end = at + m.bytes;
    json_t *steps = json_array();
    for (const char *line = at; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        const size_t n = (size_t)((stop ? stop : end) - line);
        json_t *row = json_loadb(line, n, 0, NULL);
        if (json_object_get(row, "loss"))
            json_array_append(steps, row);
        json_decref(row);
        line += n + 1;
    }
    filemap_close(&m);
    const size_t count = json_array_size(steps);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(steps, i);
        const double step = json_number_value(json_object_get(row, "step"));
        if (i > 0 && i + 1 < count &&
            step < last + (double)count / CURVE_POINTS)
            continue;
        buf_printf(out, "%s%.0f:%.4f", i ? " " : "", step,
                   json_number_value(json_object_get(row, "loss")));
        last = step;
    }
    json_decref(steps);
    return buf_status(out);
}

static struct status keep(const char *folder, const struct townwriter_tally *t,
                          const char *curve, const struct buf *samples)
{
    const int marks = t->marks[0] + t->marks[1] + t->marks[2];
    struct card *c;
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, SAMPLES);
    STATUS_TRY(savefile_replace(path, samples->data, samples->bytes));
    STATUS_TRY(card_read(&c, folder));
    card_set_int(c, CARD_SCORES, "entries", t->entries);
    card_set_real(c, CARD_SCORES, "temperature", TEMPERATURE);
    card_set_int(c, CARD_SCORES, "sentences", marks);
    card_set_real(c, CARD_SCORES, "grammatical",
                  share(marks - t->marks[TOWN_JUDGE_NONE], marks));
    card_set_real(c, CARD_SCORES, "true",
                  share(t->marks[TOWN_JUDGE_TRUE], marks));
    card_set_real(c, CARD_SCORES, "world_true",
                  share(t->right[TOWN_JUDGE_WORLD], t->said[TOWN_JUDGE_WORLD]));
    card_set_real(c, CARD_SCORES, "days_true",
                  share(t->right[TOWN_JUDGE_DAY], t->said[TOWN_JUDGE_DAY]));
    card_set_real(c, CARD_SCORES, "read_12_words", share(t->seen, t->runs));
    if (*curve)
        card_set_text(c, CARD_SCORES, "curve", curve);
    struct status st = card_add_file(c, folder, SAMPLES);
    if (!st.code)
        st = card_write(c, folder);
    card_free(c);
    return st;
}

int main(int argc, char **argv)
{
    struct townwriter_tally t = {.entries = 0};
    struct buf samples, curve;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: score_house FOLDER [CURVE]\n");
        return 2;
    }
    buf_init(&samples, (size_t)1 << 20);
    buf_init(&curve, (size_t)1 << 16);
    struct status st = argc > 2 ? read_curve(argv[2], &curve) : STATUS_OK;
    if (!st.code)
        st = write_all(argv[1], &t, &samples);
    if (!st.code)
        st = keep(argv[1], &t, buf_string(&curve), &samples);
    buf_release(&samples);
    buf_release(&curve);
    if (st.code) {
        fprintf(stderr, "score_house: %s\n", st.text);
        return 3;
    }
    const int marks = t.marks[0] + t.marks[1] + t.marks[2];
    const double grammar = share(marks - t.marks[TOWN_JUDGE_NONE], marks);
    const double seen = share(t.seen, t.runs);
    printf(
        "%d entries, %d sentences: %.1f %% grammatical (%.0f %% wanted), "
        "%.1f %% true\nof who is who %.1f %% are true, of what a day brought "
        "%.1f %%\n%ld runs of twelve words: "
        "%.1f %% were read (%.0f %% at most)\n",
        t.entries, marks, 100.0 * grammar, 100.0 * LEAST_GRAMMAR,
        100.0 * share(t.marks[TOWN_JUDGE_TRUE], marks),
        100.0 * share(t.right[TOWN_JUDGE_WORLD], t.said[TOWN_JUDGE_WORLD]),
        100.0 * share(t.right[TOWN_JUDGE_DAY], t.said[TOWN_JUDGE_DAY]), t.runs,
        100.0 * seen, 100.0 * MOST_READ);
    return grammar < LEAST_GRAMMAR || seen > MOST_READ;
}
