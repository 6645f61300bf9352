#ifndef ENGINE_APP_PASSAGES_H
#define ENGINE_APP_PASSAGES_H

#include <stddef.h>

#include "engine/base/status.h"

/*
 * passages.h - cuts a text into pieces that are searched and quoted one by
 * one. A passage is a range of the text: nothing is copied or changed.
 *
 * Units: bytes. A cut never divides a character of UTF-8, and blanks at both
 * ends of a passage are left out. Every other byte is in at least one passage,
 * and in two where the end of one is said again by the next (`overlap`).
 */
enum passages_by {
    PASSAGES_FIXED,     /* every `most` bytes, whatever stands there */
    PASSAGES_SENTENCE,  /* after a sentence, or else a word */
    PASSAGES_RECURSIVE, /* after a paragraph, else a line, a sentence, a word */
    PASSAGES_SECTION    /* as that, and before each heading of Markdown */
};

struct passages_settings {
    enum passages_by by;
    int most;    /* bytes of a passage, at least PASSAGES_LEAST */
    int overlap; /* bytes said again, at most half of `most` */
};

enum { PASSAGES_LEAST = 16 };

struct passage {
    size_t from, to;
    size_t title, title_to; /* the heading above, empty: none */
};

struct passages {
    struct passage *at;
    size_t n, room;
};

/* Errors: BAD_USAGE (settings outside their limits), NO_MEMORY; then nothing
 * is owned. Owner: the caller, passages_release(). */
struct status passages_cut(struct passages *out, const char *text, size_t bytes,
                           const struct passages_settings *s);
void passages_release(struct passages *p);

#endif
