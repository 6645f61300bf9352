#include "engine/model/tokenizer_normal.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/base/size.h"
#include "engine/model/tokenizer_compose.h"
#include "engine/model/tokenizer_unicode.h"

void tokenizer_normal_release(struct tokenizer_normal_work *w)
{
    for (int i = 0; i < 2; i++) {
        free(w->text[i].data);
        free(w->text[i].from);
        free(w->text[i].to);
    }
    free(w->code);
    free(w->spare);
    *w = (struct tokenizer_normal_work){0};
}

static bool grow(struct tokenizer_normal_text *out, size_t more)
{
    size_t room, places;

    if (!size_add(&room, out->bytes, more) || room > UINT32_MAX ||
        !size_mul(&room, room, 2) || !size_mul(&places, room, sizeof(uint32_t)))
        return false;
    char *data = realloc(out->data, room);
    if (!data)
        return false;
    out->data = data;
    if (out->spans) {
        uint32_t *from = realloc(out->from, places);
        if (from)
            out->from = from;
        uint32_t *to = realloc(out->to, places);
        if (to)
            out->to = to;
        if (!from || !to)
            return false;
    }
    out->room = room;
    return true;
}

static bool has_room(struct tokenizer_normal_text *out, size_t more)
{
    if (out->failed)
        return false;
    if (out->room - out->bytes < more && !grow(out, more))
        out->failed = true;
    return !out->failed;
}

static uint32_t first_of(const struct tokenizer_normal_view *in, size_t at)
{
    if (!in->from)
        return (uint32_t)at;
    if (at < in->bytes)
        return in->from[at];
    return at ? in->to[at - 1] : 0;
}

void tokenizer_normal_emit(struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in,
                           const char *text, size_t bytes, size_t a, size_t b)
{
    if (!bytes || !has_room(out, bytes))
        return;
    memcpy(out->data + out->bytes, text, bytes);
    if (out->spans) {
        const uint32_t from = first_of(in, a);
        const uint32_t to = b == a    ? from
                            : !in->to ? (uint32_t)b
                                      : in->to[b - 1];

        for (size_t i = 0; i < bytes; i++) {
            out->from[out->bytes + i] = from;
            out->to[out->bytes + i] = to;
        }
    }
    out->bytes += bytes;
}

void tokenizer_normal_keep(struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in, size_t a,
                           size_t b)
{
    if (a == b || !has_room(out, b - a))
        return;
    memcpy(out->data + out->bytes, in->text + a, b - a);
    if (out->spans) {
        for (size_t i = a; i < b; i++) {
            out->from[out->bytes + i - a] =
                in->from ? in->from[i] : (uint32_t)i;
            out->to[out->bytes + i - a] =
                in->to ? in->to[i] : (uint32_t)(i + 1);
        }
    }
    out->bytes += b - a;
}

static bool is_ideograph(int32_t c)
{
    /* The gap before 2B920 is the reference's. */
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

/* What BERT drops: controls but tab and line ends, and the sign for text that
 * was not readable. */
static bool is_dirt(int32_t c, unsigned kinds)
{
    if (c == '\t' || c == '\n' || c == '\r')
        return false;
    return !c || c == 0xFFFD ||
           (kinds & TOKENIZER_UNICODE_OTHER &&
            (c < 128 || !tokenizer_unicode_after(c, 8)));
}

/* Non-spacing marks as Unicode 8 had them, or all marks as Unicode 9 did; a
 * few have changed their kind since. */
static bool is_mark(int32_t c, bool all)
{
    if (all) {
        return c == 0x1CF2 || c == 0x1CF3 ||
               (tokenizer_unicode_kinds(c) & TOKENIZER_UNICODE_MARK &&
                !tokenizer_unicode_after(c, 9));
    }
    return c == 0x1734 || (utf8proc_category(c) == UTF8PROC_CATEGORY_MN &&
                           !tokenizer_unicode_after(c, 8));
}

/* What character `c`, in[a] to before in[b], becomes. */
static void rewrite(enum tokenizer_normal_kind kind, int32_t c,
                    struct tokenizer_normal_text *out,
                    const struct tokenizer_normal_view *in, size_t a, size_t b)
{
    const unsigned kinds = tokenizer_unicode_kinds(c);
    char text[4];

    if (kind == TOKENIZER_NORMAL_LOWER) {
        if (c == 0x130) { /* the one capital that becomes two characters */
            tokenizer_normal_emit(out, in, "i\xCC\x87", 3, a, b);
            return;
        }
        const size_t n = tokenizer_unicode_write(utf8proc_tolower(c), text);
        tokenizer_normal_emit(out, in, text, n, a, b);
    } else if (kind == TOKENIZER_NORMAL_CLEAN) {
        if (is_dirt(c, kinds))
            return;
        if (kinds & TOKENIZER_UNICODE_SPACE)
            tokenizer_normal_emit(out, in, " ", 1, a, b);
        else
            tokenizer_normal_keep(out, in, a, b);
    } else if (kind == TOKENIZER_NORMAL_IDEOGRAPHS) {
        if (is_ideograph(c))
            tokenizer_normal_emit(out, in, " ", 1, a, a);
        tokenizer_normal_keep(out, in, a, b);
        if (is_ideograph(c))
            tokenizer_normal_emit(out, in, " ", 1, b, b);
    } else if (!is_mark(c, kind == TOKENIZER_NORMAL_ACCENTS)) {
        tokenizer_normal_keep(out, in, a, b);
    }
}

/* Whether ASCII characters stay as they are under `kind`. */
static bool keeps_ascii(enum tokenizer_normal_kind kind)
{
    return kind != TOKENIZER_NORMAL_LOWER && kind != TOKENIZER_NORMAL_CLEAN;
}

static void each_char(enum tokenizer_normal_kind kind,
                      struct tokenizer_normal_text *out,
                      const struct tokenizer_normal_view *in)
{
    const bool skip = keeps_ascii(kind);
    int32_t code = 0;

    for (size_t at = 0; at < in->bytes && !out->failed;) {
        size_t end = at, n;

        while (skip && end < in->bytes && (unsigned char)in->text[end] < 128)
            end++;
        tokenizer_normal_keep(out, in, at, end);
        at = end;
        n = tokenizer_unicode_read(in->text + at, in->bytes - at, &code);
        if (!n)
            break;
        rewrite(kind, code, out, in, at, at + n);
        at += n;
    }
}

/* Capitals become small, controls go: the same for text of ASCII alone. */
static void each_ascii(enum tokenizer_normal_kind kind,
                       struct tokenizer_normal_text *out,
                       const struct tokenizer_normal_view *in)
{
    if (!has_room(out, in->bytes))
        return;
    for (size_t i = 0; i < in->bytes; i++) {
        const char c = in->text[i];
        const unsigned kinds = tokenizer_unicode_ascii[(unsigned char)c & 127];
        char now = c;

        if (kind == TOKENIZER_NORMAL_CLEAN && is_dirt(c, kinds))
            continue;
        if (kind == TOKENIZER_NORMAL_CLEAN && kinds & TOKENIZER_UNICODE_SPACE)
            now = ' ';
        if (kind == TOKENIZER_NORMAL_LOWER && kinds & TOKENIZER_UNICODE_UPPER)
            now = (char)(c + ('a' - 'A'));
        if (out->spans) {
            out->from[out->bytes] = in->from ? in->from[i] : (uint32_t)i;
            out->to[out->bytes] = in->to ? in->to[i] : (uint32_t)(i + 1);
        }
        out->data[out->bytes++] = now;
    }
}

/* The next place of what step `s` replaces, or `bytes`. */
static size_t seek(const char *text, size_t bytes, size_t at,
                   const struct tokenizer_normal_step *s)
{
    while (bytes - at >= s->from_bytes) {
        const char *hit =
            memchr(text + at, s->from[0], bytes - at - s->from_bytes + 1);

        if (!hit)
            break;
        at = (size_t)(hit - text);
        if (!memcmp(hit, s->from, s->from_bytes))
            return at;
        at++;
    }
    return bytes;
}

static void replace(const struct tokenizer_normal_step *s,
                    struct tokenizer_normal_text *out,
                    const struct tokenizer_normal_view *in)
{
    size_t at = 0;

    while (at < in->bytes) {
        const size_t end = seek(in->text, in->bytes, at, s);

        tokenizer_normal_keep(out, in, at, end);
        at = end;
        if (at < in->bytes) {
            tokenizer_normal_emit(out, in, s->to, s->to_bytes, at,
                                  at + s->from_bytes);
            at += s->from_bytes;
        }
    }
}

static void trim(bool left, struct tokenizer_normal_text *out,
                 const struct tokenizer_normal_view *in)
{
    size_t start = 0, end = in->bytes, length;

    while (left && start < end &&
           tokenizer_unicode_at(in->text, end, start, &length) &
               TOKENIZER_UNICODE_SPACE)
        start += length;
    while (!left && end > 0) {
        size_t last = end - 1;

        while (last > 0 && ((unsigned char)in->text[last] & 0xC0) == 0x80)
            last--;
        if (!(tokenizer_unicode_at(in->text, end, last, &length) &
              TOKENIZER_UNICODE_SPACE))
            break;
        end = last;
    }
    tokenizer_normal_keep(out, in, start, end);
}

static bool is_ascii(const struct tokenizer_normal_view *v)
{
    unsigned char all = 0;

    for (size_t i = 0; i < v->bytes; i++)
        all |= (unsigned char)v->text[i];
    return all < 128;
}

/* Whether the step leaves this text alone, so that nothing need be copied. */
static bool is_idle(const struct tokenizer_normal_step *s, bool ascii,
                    const struct tokenizer_normal_view *v)
{
    if (s->kind == TOKENIZER_NORMAL_REPLACE)
        return seek(v->text, v->bytes, 0, s) == v->bytes;
    return ascii && s->kind <= TOKENIZER_NORMAL_IDEOGRAPHS &&
           keeps_ascii(s->kind);
}

static void run_step(const struct tokenizer_normal_step *s, bool ascii,
                     struct tokenizer_normal_work *w,
                     struct tokenizer_normal_text *out,
                     const struct tokenizer_normal_view *in)
{
    switch (s->kind) {
    case TOKENIZER_NORMAL_NFC:
    case TOKENIZER_NORMAL_NFD:
    case TOKENIZER_NORMAL_NFKC:
    case TOKENIZER_NORMAL_NFKD:
        tokenizer_compose_run(w, out, in, s->kind);
        break;
    case TOKENIZER_NORMAL_PREPEND:
        tokenizer_normal_emit(out, in, s->to, s->to_bytes, 0, 0);
        tokenizer_normal_keep(out, in, 0, in->bytes);
        break;
    case TOKENIZER_NORMAL_REPLACE:
        replace(s, out, in);
        break;
    case TOKENIZER_NORMAL_TRIM_LEFT:
    case TOKENIZER_NORMAL_TRIM_RIGHT:
        trim(s->kind == TOKENIZER_NORMAL_TRIM_LEFT, out, in);
        break;
    default:
        if (ascii)
            each_ascii(s->kind, out, in);
        else
            each_char(s->kind, out, in);
        break;
    }
}

bool tokenizer_normal_run(const struct tokenizer_normal *n,
                          struct tokenizer_normal_work *w,
                          struct tokenizer_normal_view *view)
{
    int turn = 0;

    for (int i = 0; i < n->steps && view->bytes; i++) {
        struct tokenizer_normal_text *out = &w->text[turn];
        const bool ascii = is_ascii(view);

        if (is_idle(&n->step[i], ascii, view))
            continue;
        out->bytes = 0;
        out->spans = w->spans;
        run_step(&n->step[i], ascii, w, out, view);
        if (!has_room(out, 1)) /* an empty text has an address, too */
            return false;
        *view = (struct tokenizer_normal_view){out->data, out->bytes,
                                               w->spans ? out->from : NULL,
                                               w->spans ? out->to : NULL};
        turn = 1 - turn;
    }
    return true;
}

size_t tokenizer_normal_most(const struct tokenizer_normal *n, size_t bytes)
{
    for (int i = 0; i < n->steps; i++) {
        const struct tokenizer_normal_step *s = &n->step[i];
        size_t each = 1, once = 0;

        if (s->kind <= TOKENIZER_NORMAL_NFD ||
            s->kind == TOKENIZER_NORMAL_IDEOGRAPHS)
            each = 3;
        else if (s->kind <= TOKENIZER_NORMAL_NFKD)
            each = 12; /* U+FDFA: 3 bytes become 33 */
        else if (s->kind == TOKENIZER_NORMAL_LOWER)
            each = 2;
        else if (s->kind == TOKENIZER_NORMAL_PREPEND)
            once = s->to_bytes;
        else if (s->kind == TOKENIZER_NORMAL_REPLACE)
            each = s->to_bytes > 1 ? s->to_bytes : 1;
        if (!size_mul(&bytes, bytes, each) || !size_add(&bytes, bytes, once))
            return SIZE_MAX;
    }
    return bytes;
}
