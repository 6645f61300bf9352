#include "engine/model/tokenizer_compose.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/model/tokenizer_unicode.h"

#define LONGEST 32 /* codes that one character may become; NFKC has 18 */

struct stretch {
    struct tokenizer_normal_work *w;
    bool composes;
    utf8proc_option_t how;
    size_t count;
    bool failed;
};

/* Characters that stay as they are in every form, and never combine with one
 * before them. Only a shortcut: most text is made of these. */
static bool is_plain(int32_t code, bool composes)
{
    if (code < 0x80 || (code >= 0x4E00 && code <= 0x9FFF))
        return true;
    if (!composes)
        return false;
    return (code >= 0xC0 && code <= 0x131) ||
           (code >= 0x400 && code <= 0x482) || /* Cyrillic */
           (code >= 0x3041 && code <= 0x3096) ||
           (code >= 0x30A1 && code <= 0x30FA) || /* kana */
           (code >= 0xAC00 && code <= 0xD7A3) || /* hangul */
           (code >= 0x1F300 && code <= 0x1FAFF); /* pictures */
}

/* Starters that combine with the character before them. */
static bool joins_back(int32_t code)
{
    static const struct {
        int32_t first, last;
    } seconds[] = {
        {0x9BE, 0x9BE},     {0x9D7, 0x9D7},     {0xB3E, 0xB3E},
        {0xB56, 0xB57},     {0xBBE, 0xBBE},     {0xBD7, 0xBD7},
        {0xCC2, 0xCC2},     {0xCD5, 0xCD6},     {0xD3E, 0xD3E},
        {0xD57, 0xD57},     {0xDCF, 0xDCF},     {0xDDF, 0xDDF},
        {0x102E, 0x102E},   {0x1161, 0x1175},   {0x11A8, 0x11C2},
        {0x1B35, 0x1B35},   {0x11127, 0x11127}, {0x1133E, 0x1133E},
        {0x11357, 0x11357}, {0x114B0, 0x114B0}, {0x114BA, 0x114BA},
        {0x114BD, 0x114BD}, {0x115AF, 0x115AF}, {0x11930, 0x11930},
    };

    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
        if (code >= seconds[i].first && code <= seconds[i].last)
            return true;
    return false;
}

static bool is_young(int32_t code)
{
    return code >= 128 && tokenizer_unicode_after(code, 9);
}

static int class_of(int32_t code)
{
    if (code < 0x300 || is_young(code))
        return 0;
    return utf8proc_get_property(code)->combining_class;
}

/* Whether `code` has nothing to do with the character before it. */
static bool starts(const struct stretch *s, int32_t code)
{
    utf8proc_int32_t parts[LONGEST] = {0};
    int bound = 0;

    if (is_plain(code, s->composes) || is_young(code))
        return true;
    if (utf8proc_decompose_char(code, parts, LONGEST, s->how, &bound) < 1)
        return true;
    return !class_of(parts[0]) && !joins_back(parts[0]);
}

static bool make_room(struct stretch *s)
{
    struct tokenizer_normal_work *w = s->w;
    const size_t room = w->code_room ? w->code_room * 2 : 256;

    if (w->code_room - s->count >= LONGEST)
        return true;
    int32_t *code = realloc(w->code, room * sizeof *code);
    if (code)
        w->code = code;
    int32_t *spare = realloc(w->spare, room * sizeof *spare);
    if (spare)
        w->spare = spare;
    if (!code || !spare) {
        s->failed = true;
        return false;
    }
    w->code_room = room;
    return true;
}

static void add(struct stretch *s, int32_t code)
{
    int bound = 0;

    if (!make_room(s))
        return;
    utf8proc_int32_t *to = s->w->code + s->count;
    if (is_young(code)) {
        *to = code;
        s->count++;
        return;
    }
    const utf8proc_ssize_t n =
        utf8proc_decompose_char(code, to, LONGEST, s->how, &bound);
    s->count += n > 0 ? (size_t)n : 0;
}

/* Sorts marks by their class and keeps the order within one: counting, since
 * a text may consist of marks alone. */
static void sort_marks(struct stretch *s, size_t from, size_t to)
{
    int32_t *code = s->w->code;
    size_t count[257] = {0};
    bool sorted = true;

    for (size_t i = from + 1; i < to && sorted; i++)
        sorted = class_of(code[i - 1]) <= class_of(code[i]);
    if (sorted)
        return;
    for (size_t i = from; i < to; i++)
        count[class_of(code[i]) + 1]++;
    for (int c = 0; c < 256; c++)
        count[c + 1] += count[c];
    for (size_t i = from; i < to; i++)
        s->w->spare[count[class_of(code[i])]++] = code[i];
    memcpy(code + from, s->w->spare, (to - from) * sizeof *code);
}

static void order(struct stretch *s)
{
    for (size_t at = 0; at < s->count;) {
        size_t end = at;

        while (end < s->count && class_of(s->w->code[end]))
            end++;
        if (end > at + 1)
            sort_marks(s, at, end);
        at = end + 1;
    }
}

static void finish(struct stretch *s, struct tokenizer_normal_text *out,
                   const struct tokenizer_normal_view *in, size_t a, size_t b)
{
    char text[4];

    if (s->failed) {
        out->failed = true;
        return;
    }
    order(s);
    if (s->composes && s->count > 1) {
        const utf8proc_ssize_t n = utf8proc_normalize_utf32(
            s->w->code, (utf8proc_ssize_t)s->count,
            (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
        s->count = n > 0 ? (size_t)n : 0;
    }
    for (size_t i = 0; i < s->count; i++) {
        const size_t n = tokenizer_unicode_write(s->w->code[i], text);
        tokenizer_normal_emit(out, in, text, n, a, b);
    }
}

/* One stretch from `at`; where it ends. */
static size_t run_stretch(struct stretch *s, struct tokenizer_normal_text *out,
                          const struct tokenizer_normal_view *in, size_t at)
{
    size_t end = at;
    int32_t code;

    s->count = 0;
    while (end < in->bytes) {
        const size_t n =
            tokenizer_unicode_read(in->text + end, in->bytes - end, &code);

        if (!n || (end > at && starts(s, code)))
            break;
        add(s, code);
        end += n;
    }
    if (end == at) /* no UTF-8: the caller has checked, so never stand still */
        return in->bytes;
    finish(s, out, in, at, end);
    return end;
}

void tokenizer_compose_run(struct tokenizer_normal_work *w,
                           struct tokenizer_normal_text *out,
                           const struct tokenizer_normal_view *in,
                           enum tokenizer_normal_kind form)
{
    const bool compat =
        form == TOKENIZER_NORMAL_NFKC || form == TOKENIZER_NORMAL_NFKD;
    struct stretch s = {
        .w = w,
        .composes =
            form == TOKENIZER_NORMAL_NFC || form == TOKENIZER_NORMAL_NFKC,
        .how = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                   (compat ? UTF8PROC_COMPAT : 0))};

    for (size_t at = 0; at < in->bytes && !out->failed;) {
        size_t end = at, last = at, n = 0;
        int32_t code = 0;

        while (end < in->bytes &&
               (n = tokenizer_unicode_read(in->text + end, in->bytes - end,
                                           &code)) &&
               is_plain(code, s.composes)) {
            last = end;
            end += n;
        }
        /* The last one may combine with what follows. */
        if (end < in->bytes && end > at)
            end = last;
        tokenizer_normal_keep(out, in, at, end);
        at = end < in->bytes ? run_stretch(&s, out, in, end) : end;
    }
}
