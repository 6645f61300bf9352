#ifndef ENGINE_BASE_ARENA_H
#define ENGINE_BASE_ARENA_H

#include <stddef.h>

/*
 * arena.h - memory handed out in pieces and given back all at once.
 *
 * Pieces stay where they are until arena_clear() or arena_release(). Clearing
 * keeps the pages, so a loop that clears allocates nothing after round one.
 */
struct arena_page; /* one run of bytes from the system */

struct arena {
    struct arena_page *first, *current;
    size_t limit_bytes; /* never more than this from the system */
    size_t held_bytes;  /* taken from the system so far */
};

void arena_init(struct arena *a, size_t limit_bytes);
void arena_release(struct arena *a);

/* Forgets every piece and keeps the pages for the next round. */
void arena_clear(struct arena *a);

/* Zeroed bytes, aligned for any type, or NULL past the limit. */
void *arena_add(struct arena *a, size_t bytes);

/* A copy of `text`, or NULL past the limit. */
char *arena_text(struct arena *a, const char *text);

#endif
