#ifndef VIZ_PAGELINES_H
#define VIZ_PAGELINES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * pagelines.h - laid-out lines: each a row of spans, each span a text with one
 * style. Growth has a limit; `failed` is sticky.
 */
enum { PAGELINES_MOST = 1 << 18 };

struct pagelines_span {
    size_t at; /* of its text, which ends in '\0' */
    unsigned style;
};

struct pagelines {
    char *text;
    size_t bytes, text_room;
    struct pagelines_span *span;
    size_t spans, span_room;
    size_t *first; /* [lines]: the first span of each */
    size_t lines, line_room;
    bool failed;
};

void pagelines_clear(struct pagelines *l);
void pagelines_release(struct pagelines *l);

/* Starts a line; text goes into the last one. */
void pagelines_start(struct pagelines *l);
void pagelines_add(struct pagelines *l, const char *text, size_t bytes,
                   unsigned style);

/* The spans of a line: from *first to before the answer. */
size_t pagelines_spans(const struct pagelines *l, size_t line, size_t *first);

/* Makes room for `need` elements of `size` bytes; false when memory ends. */
bool pagelines_grow(void **data, size_t *room, size_t need, size_t size);

#endif
