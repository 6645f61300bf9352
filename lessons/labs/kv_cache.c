/* kv_cache.c - what a model keeps while it reads and writes, and the work that
 * this saves: without it every new token would read all of the text again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/cachework.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"
#include "viz/heatmap.h"

enum { MODEL, TEXT, WRITE, SHOW, LAYER, GROUP };

static const char *const shows[] = {"keys", "values", NULL};

#define ARENA_BYTES ((size_t)64 << 20)

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads before it writes",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are"},
    [WRITE] = {.name = "write",
               .help = "how many tokens it writes; each takes a step",
               .kind = LAB_WHOLE,
               .fallback = "8",
               .low = 1,
               .high = CACHEWORK_WRITES},
    [SHOW] = {.name = "show",
              .help = "what is kept: keys, or values",
              .kind = LAB_CHOICE,
              .fallback = "keys",
              .choices = shows,
              .live = true},
    [LAYER] = {.name = "layer",
               .help = "which block, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023,
               .live = true},
    [GROUP] = {.name = "group",
               .help = "which keys and values of it: heads may share them",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a number that is kept"},
    {"b", "next block"},
    {"h", "next group of heads"},
    {"w", "keys or values"},
    {NULL, NULL},
};

struct kept {
    struct arena arena;
    const char **token; /* [count]: that are kept */
    int count, read, written;
    char *text; /* what was written */
    int layers, groups, heads, width;
    int layer, group;
    bool values, rounds; /* rounds: matrices are in few bits */
    float *number;       /* [count, width] of the layer and the group */
    int64_t token_bytes; /* in one layer */
    struct cachework_token cost[CACHEWORK_WRITES];
};

static void forget(void *snapshot)
{
    struct kept *k = snapshot;

    if (k)
        arena_release(&k->arena);
    free(k);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for what is kept");
}

static struct status check_place(const struct lab_run *r)
{
    const struct cachework *w = r->state;
    const struct decoder_config *c = decoder_config(w->model.checkpoint.model);

    if (r->value[LAYER].number < (double)c->layers &&
        r->value[GROUP].number < (double)c->groups)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "this model has layers 0 to %lld and groups 0 to %lld",
                       (long long)c->layers - 1, (long long)c->groups - 1);
}

static struct status name_tokens(struct kept *k, const struct cachework *w)
{
    struct buf text;

    buf_init(&text, 1 << 16);
    for (int i = 0; i < k->count; i++) {
        k->token[i] = labmodel_piece(&w->model, w->ids[i], &k->arena);
        if (!k->token[i])
            return no_memory();
    }
    struct status st =
        tokenizer_decode(w->model.checkpoint.tokenizer, w->ids + w->read,
                         (size_t)w->written, &text);
    if (!st.code)
        st = buf_status(&text);
    k->text = st.code ? NULL : arena_text(&k->arena, buf_string(&text));
    buf_release(&text);
    return k->text || st.code ? st : no_memory();
}

static struct status fill(struct kept *k, const struct lab_run *r)
{
    const struct cachework *w = r->state;
    const struct decoder_config *c = decoder_config(w->model.checkpoint.model);

    k->count = (int)kvcache_count(w->cache);
    k->read = w->read;
    k->written = w->written;
    k->layers = (int)c->layers;
    k->groups = (int)c->groups;
    k->heads = (int)c->heads;
    k->width = (int)decoder_head_width(c);
    k->layer = (int)r->value[LAYER].number;
    k->group = (int)r->value[GROUP].number;
    k->values = r->value[SHOW].number > 0.5;
    k->rounds = cachework_rounds(w);
    k->token_bytes = cachework_token_bytes(w);
    memcpy(k->cost, w->token, sizeof k->cost);
    k->token = arena_add(&k->arena, (size_t)(k->count + 1) * sizeof *k->token);
    k->number = arena_add(&k->arena, (size_t)(k->count + 1) * (size_t)k->width *
                                         sizeof(float));
    if (!k->token || !k->number)
        return no_memory();
    cachework_copy(w, k->values, k->layer, k->group, k->number);
    return name_tokens(k, w);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct kept *k = calloc(1, sizeof *k);

    *out = NULL;
    if (!k)
        return no_memory();
    arena_init(&k->arena, ARENA_BYTES);
    const struct status st = fill(k, r);
    if (st.code)
        forget(k);
    else
        *out = k;
    return st;
}

static void close(struct lab_run *r)
{
    cachework_release(r->state);
    free(r->state);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    const struct cachework_wanted wanted = {
        r->value[MODEL].text, r->value[TEXT].text, (int)r->value[WRITE].number,
        r->hook};
    struct cachework *w = calloc(1, sizeof *w);

    if (!w)
        return no_memory();
    r->state = w;
    struct status st = cachework_open(w, &wanted);
    if (!st.code)
        st = check_place(r);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct cachework *w = r->state;

    STATUS_TRY(cachework_step(w));
    *more = w->written < (int)r->value[WRITE].number;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return check_place(r);
}

static double total(const struct kept *k, int way)
{
    double sum = 0.0;

    for (int i = 0; i < k->written; i++)
        sum += k->cost[i].flops[way];
    return sum;
}

static double total_ms(const struct kept *k, int way)
{
    double sum = 0.0;

    for (int i = 0; i < k->written; i++)
        sum += k->cost[i].ms[way];
    return sum;
}

/* The most that the two ways' logits differ, and whether they always choose
 * the same token. */
static float difference(const struct kept *k, bool *same)
{
    float most = 0.0f;

    *same = true;
    for (int i = 0; i < k->written; i++) {
        most = fmaxf(most, k->cost[i].difference);
        *same = *same && k->cost[i].same;
    }
    return most;
}

static struct heatmap map_of(const struct kept *k, const struct lab_view *view)
{
    return (struct heatmap){.value = k->number,
                            .rows = k->count,
                            .cols = k->width,
                            .row_label = k->token,
                            .is_signed = true,
                            .picks = true,
                            .cursor = labcells_has(view, k->count, k->width),
                            .at_row = view->row,
                            .at_col = view->col};
}

/* The work of every token, both ways. */
static void draw_work(const struct kept *k, struct canvas *cv,
                      struct canvas_rect at, bool timing)
{
    float y[2][CACHEWORK_WRITES], x[CACHEWORK_WRITES];
    const struct chart_series series[] = {{"kept", x, y[0], k->written},
                                          {"read again", x, y[1], k->written}};
    const struct chart c = {.series = series,
                            .count = 2,
                            .title = timing ? "ms a token, as measured"
                                            : "million operations a token",
                            .x_name = "token written",
                            .log_y = true};

    for (int i = 0; i < k->written; i++) {
        x[i] = (float)(i + 1);
        for (int way = 0; way < 2; way++)
            y[way][i] = (float)(timing ? k->cost[i].ms[way]
                                       : 1e-6 * k->cost[i].flops[way]);
    }
    chart_draw(&c, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct kept *k = snapshot_;
    const struct heatmap map = map_of(k, view);
    const long long each = (long long)k->token_bytes;
    struct canvas_rect at = canvas_whole(cv), work = at;
    const int head = cv->rows >= 10 ? 2 : 1;

    canvas_printf(cv, 0, 0, INK_TITLE,
                  "%d tokens keep %lld bytes: %lld a token, %lld in each of %d "
                  "layers",
                  k->count, each * k->layers * k->count, each * k->layers, each,
                  k->layers);
    if (head > 1)
        canvas_printf(cv, 1, 0, INK_DIM,
                      "%s of layer %d, group %d of %d (%d heads), %d numbers "
                      "of 16 bits",
                      shows[k->values], k->layer, k->group, k->groups, k->heads,
                      k->width);
    at.row = head;
    at.rows = cv->rows - head;
    if (k->written > 1 && cv->rows >= 18) {
        work.rows = cv->rows * 2 / 5;
        work.row = cv->rows - work.rows;
        at.rows -= work.rows;
        draw_work(k, cv, work, view->timing);
    }
    if (k->count)
        heatmap_draw(&map, cv, at);
    else
        canvas_text(cv, at.row, 0,
                    "nothing was read yet: the first step reads "
                    "the text",
                    INK_DIM);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct kept *k = snapshot_;
    const long long each = (long long)k->token_bytes;
    bool same;
    const float off = difference(k, &same);

    buf_printf(
        out,
        "Every token keeps %d keys and values of %d numbers in each of "
        "%d layers, 2 bytes a number: %lld bytes. %d tokens keep %lld.\n",
        k->groups, k->width, k->layers, each * k->layers, k->count,
        each * k->layers * k->count);
    if (!k->written)
        return;
    buf_printf(out,
               "After %d tokens the model wrote %d: \"%s\". With what is kept "
               "that took %.4g million operations, by reading all again %.4g "
               "million: %.1f times as many; the last token alone %.4g and "
               "%.4g.\n",
               k->read, k->written, k->text, 1e-6 * total(k, 0),
               1e-6 * total(k, 1), total(k, 1) / total(k, 0),
               1e-6 * k->cost[k->written - 1].flops[0],
               1e-6 * k->cost[k->written - 1].flops[1]);
    buf_printf(out,
               "The two ways round differently, as what is kept has 16 bits%s: "
               "logits differ by at most %.2g, and both ways %s the same "
               "tokens.\n",
               k->rounds ? " and, more so, as a matrix in few bits takes one "
                           "token alone rounded to 8 bits, many as they are"
                         : "",
               (double)off, same ? "always choose" : "do not always choose");
    if (view && view->timing)
        buf_printf(out, "Measured: %.1f ms with the cache, %.1f ms without.\n",
                   total_ms(k, 0), total_ms(k, 1));
}

static json_t *row(const struct kept *k, int way, bool ms)
{
    json_t *out = json_array();

    for (int i = 0; i < k->written; i++)
        json_array_append_new(
            out, json_real(ms ? k->cost[i].ms[way] : k->cost[i].flops[way]));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct kept *k = snapshot_;
    const int64_t each = k->token_bytes;
    json_t *tokens = json_array();
    bool same;
    const float off = difference(k, &same);

    for (int i = 0; i < k->count; i++)
        json_array_append_new(tokens, json_string(k->token[i]));
    json_t *out = json_pack(
        "{so si si ss si si si sI sI sI so so sb sf}", "tokens", tokens, "read",
        k->read, "written", k->written, "text", k->text, "layers", k->layers,
        "groups", k->groups, "width", k->width, "bytes_of_token_in_layer",
        (json_int_t)each, "bytes_of_token", (json_int_t)(each * k->layers),
        "bytes", (json_int_t)(each * k->layers * k->count), "flops_kept",
        row(k, 0, false), "flops_read_again", row(k, 1, false), "same", same,
        "difference", (double)off);
    if (out && k->written)
        json_object_set_new(out, "times", json_real(total(k, 1) / total(k, 0)));
    if (out && view && view->timing)
        json_object_set_new(out, "measured",
                            json_pack("{so so}", "ms_kept", row(k, 0, true),
                                      "ms_read_again", row(k, 1, true)));
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct kept *k = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = SHOW};

    switch (code) {
    case 'b':
        return labcells_number(LAYER, k->layer, k->layers);
    case 'h':
        return labcells_number(GROUP, k->group, k->groups);
    case 'w':
        snprintf(a.text, sizeof a.text, "%s", shows[!k->values]);
        return a;
    default:
        return labcells_key(view, k->count, k->width, (const int[]){0, 0},
                            code);
    }
}

const struct lab kv_cache_lab = {
    .name = "kv-cache",
    .question = "What does a model keep of what it read, and why?",
    .about = "A trained model reads your text and writes on, a token a step. "
             "Every token is computed twice: from keys and values that were "
             "kept, and by reading everything again.",
    .sources = (const char *const[]){"engine/ops/cache.c:cache_attention",
                                     "engine/nn/kvcache.c:kvcache_new",
                                     "engine/nn/selfattn.c:look", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
