#include "viz/pagelines.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool pagelines_grow(void **data, size_t *room, size_t need, size_t size)
{
    if (need <= *room)
        return true;
    if (need > SIZE_MAX / 4 / size)
        return false;

    const size_t more = need < 16 ? 16 : need + need / 2;
    void *grown = realloc(*data, more * size);

    if (!grown)
        return false;
    *data = grown;
    *room = more;
    return true;
}

void pagelines_clear(struct pagelines *l)
{
    l->bytes = l->spans = l->lines = 0;
    l->failed = false;
}

void pagelines_release(struct pagelines *l)
{
    free(l->text);
    free(l->span);
    free(l->first);
    *l = (struct pagelines){0};
}

void pagelines_start(struct pagelines *l)
{
    void *first = l->first;

    if (l->failed || l->lines >= PAGELINES_MOST ||
        !pagelines_grow(&first, &l->line_room, l->lines + 1,
                        sizeof *l->first)) {
        l->failed = true;
        return;
    }
    l->first = first;
    l->first[l->lines++] = l->spans;
}

/* The last line goes on in the style of its last span. */
static bool goes_on(const struct pagelines *l, unsigned style)
{
    return l->lines && l->spans > l->first[l->lines - 1] &&
           l->span[l->spans - 1].style == style;
}

void pagelines_add(struct pagelines *l, const char *text, size_t bytes,
                   unsigned style)
{
    void *all = l->text, *span = l->span;

    if (l->failed || !l->lines || !bytes)
        return;
    if (!pagelines_grow(&all, &l->text_room, l->bytes + bytes + 1, 1)) {
        l->failed = true;
        return;
    }
    l->text = all;
    if (goes_on(l, style)) {
        l->bytes--; /* over the '\0' */
    } else {
        if (!pagelines_grow(&span, &l->span_room, l->spans + 1,
                            sizeof *l->span)) {
            l->failed = true;
            return;
        }
        l->span = span;
        l->span[l->spans++] = (struct pagelines_span){l->bytes, style};
    }
    memcpy(l->text + l->bytes, text, bytes);
    l->bytes += bytes;
    l->text[l->bytes++] = '\0';
}

size_t pagelines_spans(const struct pagelines *l, size_t line, size_t *first)
{
    *first = l->first[line];
    return line + 1 < l->lines ? l->first[line + 1] : l->spans;
}
