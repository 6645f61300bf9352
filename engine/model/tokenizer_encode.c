/*
 * Text to ids: added tokens are taken out; what stands between them is
 * rewritten, cut into words, and each word goes to the model. A word that
 * came before is looked up.
 */
#include <stdlib.h>

#include "engine/base/size.h"
#include "engine/model/tokenizer_bpe.h"
#include "engine/model/tokenizer_cache.h"
#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_unicode.h"
#include "engine/model/tokenizer_wordpiece.h"

/* A stretch of rewritten text, and where its places count from. */
struct stretch {
    struct tokenizer_normal_view view;
    size_t base;
};

struct work {
    const struct tokenizer *t;
    struct tokenizer_sink *sink;
    struct tokenizer_normal_work normal;
    struct tokenizer_normal_text lead;
    struct tokenizer_cache cache;
    struct tokenizer_bpe bpe;
    struct tokenizer_cache_list list; /* the ids of one word */
    struct status status;             /* sticky */
};

static void fail(struct work *w, struct status st)
{
    if (!w->status.code)
        w->status = st;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to cut the text");
}

static bool has_room(struct work *w, size_t count)
{
    if (w->sink->room - w->sink->count >= count)
        return true;
    fail(w, status_fail(STATUS_TOO_BIG, "the text needs more than %zu tokens",
                        w->sink->room));
    return false;
}

static void put(struct work *w, int32_t id, size_t start, size_t end)
{
    if (!has_room(w, 1))
        return;
    if (w->sink->span) {
        w->sink->span[w->sink->count] =
            (struct tokenizer_span){(uint32_t)start, (uint32_t)end};
    }
    w->sink->id[w->sink->count++] = id;
}

static struct tokenizer_span place(const struct stretch *s, size_t a, size_t b)
{
    const uint32_t base = (uint32_t)s->base;

    if (!s->view.from)
        return (struct tokenizer_span){base + (uint32_t)a, base + (uint32_t)b};
    return (struct tokenizer_span){base + s->view.from[a],
                                   base + s->view.to[b - 1]};
}

/* The ids of the word that starts at `at`. */
static void put_word(struct work *w, const struct stretch *s, size_t at,
                     const int32_t *id, const uint32_t *width, size_t count)
{
    struct tokenizer_sink *sink = w->sink;

    if (!has_room(w, count))
        return;
    for (size_t i = 0; i < count; i++)
        sink->id[sink->count + i] = id[i];
    for (size_t i = 0; sink->span && i < count; i++) {
        sink->span[sink->count + i] = place(s, at, at + width[i]);
        at += width[i];
    }
    sink->count += count;
}

static void encode_word(struct work *w, const struct stretch *s, size_t at,
                        size_t end)
{
    const char *word = s->view.text + at;
    uint64_t hash = 0;
    const struct tokenizer_cache_entry *e =
        tokenizer_cache_find(&w->cache, word, end - at, &hash);

    if (e) {
        put_word(w, s, at, w->cache.list.id + e->first,
                 w->cache.list.width + e->first, e->count);
        return;
    }
    if (!tokenizer_cache_room(&w->list, end - at)) {
        fail(w, no_memory());
        return;
    }
    if (w->t->kind == TOKENIZER_WORDPIECE)
        tokenizer_wordpiece_word(w->t, word, end - at, &w->list);
    else
        fail(w, tokenizer_bpe_word(&w->bpe, w->t, word, end - at, &w->list));
    if (w->status.code)
        return;
    put_word(w, s, at, w->list.id, w->list.width, w->list.count);
    tokenizer_cache_add(&w->cache, word, end - at, hash, &w->list);
}

/* Cuts what stands from `at` to `end` by step `step` and all after it. */
static void cut(struct work *w, const struct stretch *s, int step, size_t at,
                size_t end)
{
    const struct tokenizer_split *split = &w->t->split;

    if (step == split->steps) {
        encode_word(w, s, at, end);
        return;
    }
    const char *text = s->view.text + at;
    const size_t bytes = end - at;
    for (size_t from = 0; from < bytes && !w->status.code;) {
        size_t start;
        const size_t to =
            tokenizer_split_next(split->step[step], text, bytes, from, &start);

        if (to > start)
            cut(w, s, step + 1, at + start, at + to);
        from = to;
    }
}

/* Puts a space before a stretch that has none, where the model wants it. */
static bool add_lead(struct work *w, struct stretch *s)
{
    const struct tokenizer_normal_view *v = &s->view;

    if (v->text[0] == ' ' || w->t->lead == TOKENIZER_STORE_LEAD_NONE)
        return true;
    if (w->t->lead == TOKENIZER_STORE_LEAD_FIRST && place(s, 0, 1).start > 0)
        return true;
    w->lead.bytes = 0;
    w->lead.spans = w->normal.spans;
    tokenizer_normal_emit(&w->lead, v, " ", 1, 0, 0);
    tokenizer_normal_keep(&w->lead, v, 0, v->bytes);
    if (w->lead.failed)
        return false;
    s->view = (struct tokenizer_normal_view){
        w->lead.data, w->lead.bytes, w->lead.spans ? w->lead.from : NULL,
        w->lead.spans ? w->lead.to : NULL};
    return true;
}

/* From in[a] to before in[b] of a stretch, as a stretch of its own. */
static void encode_part(struct work *w, const struct stretch *s, size_t a,
                        size_t b)
{
    const struct tokenizer_normal_view *v = &s->view;
    struct stretch part = {{v->text + a, b - a, v->from ? v->from + a : NULL,
                            v->to ? v->to + a : NULL},
                           v->from ? s->base : s->base + a};

    if (a == b || w->status.code)
        return;
    if (!add_lead(w, &part)) {
        fail(w, no_memory());
        return;
    }
    cut(w, &part, 0, 0, part.view.bytes);
}

/* Text without added tokens that are sought as they stand. */
static void encode_gap(struct work *w, const char *text, size_t a, size_t b)
{
    struct stretch s = {{text + a, b - a, NULL, NULL}, a};
    struct tokenizer_added_match m;
    size_t at = 0;

    if (!tokenizer_normal_run(&w->t->normal, &w->normal, &s.view)) {
        fail(w, no_memory());
        return;
    }
    while (!w->status.code &&
           tokenizer_added_find(&w->t->added[1], s.view.text, s.view.bytes, at,
                                w->sink->plain, &m)) {
        const struct tokenizer_span span = place(&s, m.start, m.end);

        encode_part(w, &s, at, m.start);
        put(w, m.token->id, span.start, span.end);
        at = m.end;
    }
    encode_part(w, &s, at, s.view.bytes);
}

static void encode_text(struct work *w, const char *text, size_t bytes)
{
    struct tokenizer_added_match m;
    size_t at = 0;

    while (!w->status.code && tokenizer_added_find(&w->t->added[0], text, bytes,
                                                   at, w->sink->plain, &m)) {
        if (m.start > at)
            encode_gap(w, text, at, m.start);
        put(w, m.token->id, m.start, m.end);
        at = m.end;
    }
    if (at < bytes && !w->status.code)
        encode_gap(w, text, at, bytes);
}

/* The id of `code`, or -1. */
static int32_t find_code(const struct tokenizer *t, int32_t code)
{
    int low = 0, high = t->size;

    while (low < high) {
        const int middle = low + (high - low) / 2;

        if (t->codes[middle] < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < t->size && t->codes[low] == code ? low : -1;
}

static struct status unknown(int32_t code, const char *text, size_t bytes,
                             size_t at)
{
    if (code < ' ' || (code >= 0x7F && code < 0xA0))
        bytes = 0; /* a control character would write over the message */
    return status_fail(STATUS_BAD_USAGE,
                       "the vocabulary has no character U+%04X%s%.*s%s, byte "
                       "%zu of the text",
                       (unsigned)code, bytes ? " \"" : "", (int)bytes, text,
                       bytes ? "\"" : "", at);
}

static void encode_chars(struct work *w, const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes && !w->status.code;) {
        int32_t code = 0;
        const size_t done =
            tokenizer_unicode_read(text + at, bytes - at, &code);
        const int32_t id = find_code(w->t, code);

        if (id < 0)
            fail(w, unknown(code, text + at, done, at));
        else
            put(w, id, at, at + done);
        at += done;
    }
}

/* Bytes that are no characters only make sense to a model of bytes. */
static struct status check_text(const struct tokenizer *t, const char *text,
                                size_t bytes)
{
    const bool any =
        t->kind == TOKENIZER_BYTE ||
        (t->kind == TOKENIZER_BPE && !t->by_char && !t->normal.steps);

    if (bytes > INT32_MAX) {
        return status_fail(STATUS_TOO_BIG,
                           "the text has %zu bytes, the limit is %d", bytes,
                           INT32_MAX);
    }
    const size_t good = any ? bytes : tokenizer_unicode_check(text, bytes);
    if (good < bytes) {
        return status_fail(STATUS_BAD_USAGE,
                           "the text is not UTF-8 at byte %zu", good);
    }
    return STATUS_OK;
}

struct status tokenizer_encode_into(const struct tokenizer *t, const char *text,
                                    size_t bytes, struct tokenizer_sink *sink)
{
    struct work w = {.t = t, .sink = sink, .status = STATUS_OK};

    sink->count = 0;
    STATUS_TRY(check_text(t, text, bytes));
    w.normal.spans = sink->span != NULL;
    if (t->kind == TOKENIZER_CHAR) {
        encode_chars(&w, text, bytes);
    } else if (t->kind == TOKENIZER_BYTE) {
        for (size_t i = 0; i < bytes && !w.status.code; i++)
            put(&w, (unsigned char)text[i], i, i + 1);
    } else if (bytes) {
        encode_text(&w, text, bytes);
    }
    tokenizer_normal_release(&w.normal);
    free(w.lead.data);
    free(w.lead.from);
    free(w.lead.to);
    tokenizer_cache_release(&w.cache);
    tokenizer_bpe_release(&w.bpe);
    tokenizer_cache_drop(&w.list);
    return w.status;
}

struct status tokenizer_encode(const struct tokenizer *t, const char *text,
                               size_t bytes, int32_t *out, size_t room,
                               size_t *count)
{
    struct tokenizer_sink sink = {.room = room};

    sink.id = out;
    const struct status st = tokenizer_encode_into(t, text, bytes, &sink);

    *count = sink.count;
    return st;
}

size_t tokenizer_room(const struct tokenizer *t, size_t bytes)
{
    const size_t most = tokenizer_normal_most(&t->normal, bytes);
    size_t room;

    /* A space may be put before each stretch between two added tokens. */
    const size_t leads = t->lead != TOKENIZER_STORE_LEAD_NONE ? bytes : 0;
    if (!size_add(&room, most, leads) || !size_add(&room, room, 1))
        return SIZE_MAX;
    return room;
}
