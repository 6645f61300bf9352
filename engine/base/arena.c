#include "engine/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

#define PAGE_BYTES ((size_t)64 * 1024)

struct arena_page {
    struct arena_page *next;
    size_t room, used;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t limit_bytes)
{
    *a = (struct arena){.limit_bytes = limit_bytes};
}

void arena_release(struct arena *a)
{
    struct arena_page *page = a->first;

    while (page) {
        struct arena_page *next = page->next;
        free(page);
        page = next;
    }
    *a = (struct arena){.limit_bytes = a->limit_bytes};
}

void arena_clear(struct arena *a)
{
    for (struct arena_page *page = a->first; page; page = page->next)
        page->used = 0;
    a->current = a->first;
}

static struct arena_page *page_new(struct arena *a, size_t bytes)
{
    size_t room = bytes > PAGE_BYTES ? bytes : PAGE_BYTES;
    size_t total;

    if (!size_add(&total, room, sizeof(struct arena_page)) ||
        total > a->limit_bytes - a->held_bytes)
        return NULL;

    struct arena_page *page = malloc(total);
    if (page) {
        *page = (struct arena_page){.room = room};
        a->held_bytes += total;
    }
    return page;
}

/* The first page from the current one on with `bytes` free; grows if none. */
static struct arena_page *page_with(struct arena *a, size_t bytes)
{
    struct arena_page *last = NULL;

    for (struct arena_page *page = a->current; page; page = page->next) {
        if (page->room - page->used >= bytes)
            return a->current = page;
        last = page;
    }

    struct arena_page *fresh = page_new(a, bytes);
    if (!fresh)
        return NULL;
    if (last)
        last->next = fresh;
    else
        a->first = fresh;
    return a->current = fresh;
}

void *arena_add(struct arena *a, size_t bytes)
{
    size_t rounded;

    assert(a->held_bytes <= a->limit_bytes);
    if (!size_round_up(&rounded, bytes ? bytes : 1, alignof(max_align_t)))
        return NULL;

    struct arena_page *page = page_with(a, rounded);
    if (!page)
        return NULL; /* the caller turns this into STATUS_NO_MEMORY */
    void *piece = page->bytes + page->used;
    page->used += rounded;
    return memset(piece, 0, bytes);
}

char *arena_text(struct arena *a, const char *text)
{
    const size_t bytes = strlen(text) + 1;
    char *copy = arena_add(a, bytes);

    return copy ? memcpy(copy, text, bytes) : NULL;
}
