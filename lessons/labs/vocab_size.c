/* vocab_size.c - byte pair encoding with ever larger vocabularies: shorter
 * texts against larger tables; and what stands in a vocabulary. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer.h"
#include "lessons/data/town.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/table.h"

enum { SIZES, WIDTH, SORT };
enum { MOST = 8, MOST_SIZE = 8192, TRAIN_BYTES = 200000, HELD_BYTES = 20000 };
enum { PIECE = 32, CELL = 24, SHOWN = 4000 };
enum { BY_ID };

static const char *const sorts[] = {"id", "length", "frequency", NULL};

static const struct lab_knob knobs[] = {
    [SIZES] = {.name = "sizes",
               .help = "tokens of each vocabulary, 256 to 8192",
               .kind = LAB_TEXT,
               .fallback = "256,512,1024,2048,4096"},
    [WIDTH] = {.name = "width",
               .help = "numbers that a model keeps for each token",
               .kind = LAB_WHOLE,
               .fallback = "192",
               .low = 1,
               .high = 16384},
    [SORT] = {.name = "sort",
              .help = "the order of the list behind e",
              .kind = LAB_CHOICE,
              .fallback = "id",
              .choices = sorts,
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"e", "the tokens of the last vocabulary, and back"},
    {"up, down", "scroll them"},
    {"l", "sort them in another way"},
    {NULL, NULL},
};

struct row {
    int id, bytes, times;
    char piece[PIECE];
};

struct found {
    int sizes, done, width, sort, rows;
    int wanted[MOST], size[MOST], tokens[MOST], unused[MOST];
    int held_bytes, longest;
    struct row row[SHOWN]; /* of the last vocabulary; room for 4000 */
};

struct state {
    struct found found;
    struct buf text, held;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        buf_release(&s->text);
        buf_release(&s->held);
    }
    free(s);
    r->state = NULL;
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    static const int range[] = {256, MOST_SIZE};
    const struct town_options held = {
        .seed = 1, .skip_days = TOWN_CUTOFF, .bytes = HELD_BYTES};
    struct found *f = &s->found;

    buf_init(&s->text, 4 * TRAIN_BYTES);
    buf_init(&s->held, 4 * HELD_BYTES);
    f->width = (int)r->value[WIDTH].number;
    f->sort = (int)r->value[SORT].number;
    STATUS_TRY(labnumbers_read_whole(r->value[SIZES].text, "sizes", range, MOST,
                                     f->wanted, &f->sizes));
    STATUS_TRY(town_text(&s->text, 1, TRAIN_BYTES));
    STATUS_TRY(town_write(&s->held, &held));
    f->held_bytes = (int)s->held.bytes;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for vocabularies");
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

static int by_length(const void *a_, const void *b_)
{
    const struct row *a = a_, *b = b_;

    return a->bytes != b->bytes ? b->bytes - a->bytes : a->id - b->id;
}

static int by_frequency(const void *a_, const void *b_)
{
    const struct row *a = a_, *b = b_;

    return a->times != b->times ? b->times - a->times : a->id - b->id;
}

static int by_id(const void *a_, const void *b_)
{
    const struct row *a = a_, *b = b_;

    return a->id - b->id;
}

static void sort_rows(struct found *f)
{
    static int (*const order[])(const void *, const void *) = {by_id, by_length,
                                                               by_frequency};

    qsort(f->row, (size_t)f->rows, sizeof f->row[0], order[f->sort]);
}

static struct status list_rows(struct found *f, const struct tokenizer *t,
                               const int *times)
{
    f->rows = tokenizer_size(t) < SHOWN ? tokenizer_size(t) : SHOWN;
    f->longest = 0;
    for (int i = 0; i < f->rows; i++) {
        struct row *row = &f->row[i];
        struct buf piece;
        size_t bytes;

        buf_init(&piece, 4096);
        tokenizer_show(t, i, &piece);
        tokenizer_piece(t, i, &bytes);
        *row = (struct row){.id = i, .bytes = (int)bytes, .times = times[i]};
        snprintf(row->piece, PIECE, "%s", buf_string(&piece));
        buf_release(&piece);
        if (row->bytes > f->longest)
            f->longest = row->bytes;
    }
    sort_rows(f);
    return STATUS_OK;
}

static struct status measure(struct state *s, const struct tokenizer *t)
{
    struct found *f = &s->found;
    const size_t room = tokenizer_room(t, s->held.bytes);
    const int size = tokenizer_size(t);
    int32_t *id = malloc(room * sizeof *id);
    int *times = calloc((size_t)size, sizeof *times);
    size_t count = 0;
    struct status st =
        id && times
            ? tokenizer_encode(t, s->held.data, s->held.bytes, id, room, &count)
            : status_fail(STATUS_NO_MEMORY, "no memory for the tokens");

    for (size_t i = 0; i < count && !st.code; i++)
        times[id[i]]++;
    if (!st.code) {
        f->size[f->done] = size;
        f->tokens[f->done] = (int)count;
        f->unused[f->done] = 0;
        for (int i = 0; i < size; i++)
            f->unused[f->done] += !times[i];
        st = list_rows(f, t, times);
    }
    free(times);
    free(id);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct tokenizer *t;

    STATUS_TRY(tokenizer_train_bpe(&t, s->text.data, s->text.bytes,
                                   f->wanted[f->done]));
    const struct status st = measure(s, t);
    tokenizer_free(t);
    if (st.code)
        return st;
    f->done++;
    *more = f->done < f->sizes;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    (void)knob;
    s->found.sort = (int)r->value[SORT].number;
    sort_rows(&s->found);
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static double per_token(const struct found *f, int i)
{
    return (double)f->held_bytes / f->tokens[i];
}

static void draw_sizes(const struct found *f, struct canvas *cv)
{
    enum { COLUMNS = 5 };
    static const struct table_column column[COLUMNS] = {
        {"vocabulary", TABLE_RIGHT},
        {"tokens", TABLE_RIGHT},
        {"bytes a token", TABLE_RIGHT},
        {"numbers of the table", TABLE_RIGHT},
        {"never used", TABLE_RIGHT}};
    char text[MOST][COLUMNS][CELL];
    const char *cell[MOST * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = f->done};

    for (int i = 0; i < f->done; i++) {
        snprintf(text[i][0], CELL, "%d", f->size[i]);
        snprintf(text[i][1], CELL, "%d", f->tokens[i]);
        snprintf(text[i][2], CELL, "%.2f", per_token(f, i));
        snprintf(text[i][3], CELL, "%d", f->size[i] * f->width);
        snprintf(text[i][4], CELL, "%d", f->unused[i]);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d bytes of days that were not learned from", f->held_bytes);
    table_draw(&table, cv, (struct canvas_rect){1, 0, cv->rows - 1, cv->cols});
}

static void draw_rows(const struct found *f, const struct lab_view *view,
                      struct canvas *cv)
{
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "the tokens by %s: id, times used, piece", sorts[f->sort]);
    for (int i = 1; i < cv->rows && view->scroll + i <= f->rows; i++) {
        const struct row *row = &f->row[view->scroll + i - 1];

        canvas_printf(cv, i, 0, INK_TEXT, "%6d %6d  [%s]", row->id, row->times,
                      row->piece);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    if (view->page)
        draw_rows(f, view, cv);
    else
        draw_sizes(f, cv);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (!f->done)
        return;
    buf_printf(out,
               "From a vocabulary of %d to one of %d the same text goes from "
               "%d to %d tokens; the longest token has %d bytes.\n",
               f->size[0], f->size[f->done - 1], f->tokens[0],
               f->tokens[f->done - 1], f->longest);
    for (int i = 0; i < f->done; i++)
        buf_printf(out,
                   "%d: %d tokens, %.2f bytes each, a table of %d numbers; %d "
                   "tokens are never used here.\n",
                   f->size[i], f->tokens[i], per_token(f, i),
                   f->size[i] * f->width, f->unused[i]);
    /* By id the single bytes come first, which say little. */
    const int first = f->sort == BY_ID && f->rows > 276 ? 256 : 0;
    for (int i = first; i < f->rows && i < first + 20; i++)
        buf_printf(out, "%d: \"%s\", used %d times.\n", f->row[i].id,
                   f->row[i].piece, f->row[i].times);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *rows = json_array(), *all = json_array();

    (void)view;
    for (int i = 0; i < f->done; i++)
        json_array_append_new(
            rows,
            json_pack("{si si sf si si}", "size", f->size[i], "tokens",
                      f->tokens[i], "per_token", per_token(f, i), "numbers",
                      f->size[i] * f->width, "unused", f->unused[i]));
    for (int i = 0; i < f->rows; i++)
        json_array_append_new(all, json_pack("{si ss si}", "id", f->row[i].id,
                                             "piece", f->row[i].piece, "times",
                                             f->row[i].times));
    return json_pack("{so so si}", "vocabularies", rows, "pieces", all,
                     "longest", f->longest);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 'l')
        return labcells_next(knobs, SORT, f->sort);
    if (code == 'e')
        view->page = !view->page;
    else if (view->page && code == LAB_KEY_DOWN && view->scroll + 1 < f->rows)
        view->scroll++;
    else if (view->page && code == LAB_KEY_UP && view->scroll > 0)
        view->scroll--;
    else
        return (struct lab_answer){.wish = LAB_IGNORED};
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab vocab_size_lab = {
    .name = "vocab-size",
    .question = "How large should a vocabulary be?",
    .about = "Byte pair encoding learns vocabularies of several sizes from the "
             "town's texts; each then cuts the same unseen days. The last one "
             "can be read token by token.",
    .sources = (const char *const[]){"engine/model/tokenizer_learn.c", NULL},
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
