#include <string.h>

#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_unicode.h"

#define UNREADABLE "\xEF\xBF\xBD" /* U+FFFD */

/* Whether a word that begins so stands close to the one before it. */
static bool is_close(const char *text, size_t bytes)
{
    static const char *const starts[] = {".",  "?",  "!",   ",",  "n't",
                                         "'m", "'s", "'ve", "'re"};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const size_t n = strlen(starts[i]);

        if (bytes >= n && !memcmp(text, starts[i], n))
            return true;
    }
    return false;
}

/* What `id` adds to a text; `first`: it is the start. The result is the bytes
 * to add, with a space before them where `*space`. */
static const char *join(const struct tokenizer *t, int32_t id, bool first,
                        size_t *bytes, bool *space)
{
    const char *piece = tokenizer_piece(t, id, bytes);

    *space = false;
    if (!piece)
        return NULL;
    if (t->join == TOKENIZER_STORE_JOIN_LEAD && first && *bytes &&
        *piece == ' ') {
        (*bytes)--;
        return piece + 1;
    }
    if (t->join == TOKENIZER_STORE_JOIN_WORDS)
        *space = !first && !(t->flags[id] & TOKENIZER_STORE_INSIDE) &&
                 !(t->tidy && is_close(piece, *bytes));
    return piece;
}

static struct status bad_id(const struct tokenizer *t, int32_t id)
{
    return status_fail(STATUS_BAD_USAGE,
                       "token %d is not in the vocabulary of %d", id, t->size);
}

struct status tokenizer_decode(const struct tokenizer *t, const int32_t *ids,
                               size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        size_t bytes;
        bool space;
        const char *piece = join(t, ids[i], i == 0, &bytes, &space);

        if (!piece)
            return bad_id(t, ids[i]);
        if (space)
            buf_char(out, ' ');
        buf_add(out, piece, bytes);
    }
    return buf_status(out);
}

/* Whether `text` is the beginning of a character and more may complete it. */
static bool may_go_on(const char *text, size_t bytes)
{
    static const char *const tails[] = {"\x80\x80\x80", "\xBF\xBF\xBF"};
    int32_t code;

    if (!bytes || bytes > 3)
        return false;
    /* The smallest and the largest rest tell whether any rest fits. */
    for (int i = 0; i < 2; i++) {
        char whole[6];

        memcpy(whole, text, bytes);
        memcpy(whole + bytes, tails[i], 3);
        if (tokenizer_unicode_read(whole, bytes + 3, &code) > bytes)
            return true;
    }
    return false;
}

static void push(struct tokenizer_stream *s, char c, struct buf *out)
{
    int32_t code;

    s->part[s->parts++] = c;
    while (s->parts) {
        size_t done = tokenizer_unicode_read(s->part, s->parts, &code);

        if (done)
            buf_add(out, s->part, done);
        else if (may_go_on(s->part, s->parts))
            return;
        else {
            buf_text(out, UNREADABLE);
            done = 1;
        }
        s->parts = (uint8_t)(s->parts - done);
        memmove(s->part, s->part + done, s->parts);
    }
}

struct status tokenizer_stream_add(const struct tokenizer *t,
                                   struct tokenizer_stream *s, int32_t id,
                                   struct buf *out)
{
    size_t bytes;
    bool space;
    const char *piece = join(t, id, !s->begun, &bytes, &space);

    if (!piece)
        return bad_id(t, id);
    s->begun = true;
    if (space)
        push(s, ' ', out);
    for (size_t i = 0; i < bytes; i++)
        push(s, piece[i], out);
    return buf_status(out);
}

void tokenizer_stream_end(struct tokenizer_stream *s, struct buf *out)
{
    if (s->parts)
        buf_text(out, UNREADABLE);
    s->parts = 0;
}
