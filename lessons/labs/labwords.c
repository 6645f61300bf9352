#include "lessons/labs/labwords.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/data/source.h"

enum { FEWEST = 20, HELD = 10 };
#define TEXT_BYTES ((size_t)1 << 30)

struct status labwords_of(struct labwords *w, const char *text, size_t bytes,
                          const struct wordlist_rule *rule)
{
    *w = (struct labwords){0};
    struct status st = wordlist_new(&w->list, text, bytes, rule);
    if (!st.code)
        st = wordlist_encode(w->list, text, bytes, &w->ids, &w->n);
    w->held = w->n;
    if (st.code)
        labwords_release(w);
    return st;
}

/* Where the held part begins: behind a line's end, so that no sentence is cut.
 */
static size_t cut(const char *text, size_t bytes)
{
    const char *end = memchr(text + bytes - bytes / HELD, '\n', bytes / HELD);

    return end ? (size_t)(end - text) + 1 : bytes - bytes / HELD;
}

static struct status split(struct labwords *w, const char *text, size_t bytes,
                           const struct wordlist_rule *rule)
{
    const size_t at = cut(text, bytes);
    int32_t *rest = NULL;
    int64_t more;

    STATUS_TRY(labwords_of(w, text, at, rule));
    struct status st =
        wordlist_encode(w->list, text + at, bytes - at, &rest, &more);
    if (!st.code && (w->held < FEWEST || more < 1))
        st = status_fail(STATUS_BAD_USAGE,
                         "a text of %lld words; counting takes more",
                         (long long)(w->held + more));
    int32_t *both =
        st.code ? NULL
                : realloc(w->ids, (size_t)(w->held + more) * sizeof *both);
    if (both) {
        memcpy(both + w->held, rest, (size_t)more * sizeof *both);
        w->ids = both;
        w->n = w->held + more;
    } else if (!st.code) {
        st = status_fail(STATUS_NO_MEMORY, "no memory for the words");
    }
    free(rest);
    if (st.code)
        labwords_release(w);
    return st;
}

struct status labwords_open(struct labwords *w, const char *source,
                            const struct wordlist_rule *rule)
{
    struct buf text;

    *w = (struct labwords){0};
    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, source);
    if (!st.code)
        st = split(w, buf_string(&text), text.bytes, rule);
    buf_release(&text);
    return st;
}

void labwords_release(struct labwords *w)
{
    wordlist_free(w->list);
    free(w->ids);
    *w = (struct labwords){0};
}

int labwords_read(const struct labwords *w, const struct wordlist_rule *rule,
                  const char *text, int32_t *ids, int room)
{
    char word[WORDLIST_WORD_BYTES];
    size_t at = 0, length;
    int n = 0;

    while (wordlist_next(rule, text, strlen(text), &at, word, &length)) {
        if (n == room)
            memmove(ids, ids + 1, (size_t)--n * sizeof *ids);
        ids[n++] = wordlist_find(w->list, word, length);
    }
    return n;
}
