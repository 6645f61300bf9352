#ifndef ENGINE_APP_LOADER_H
#define ENGINE_APP_LOADER_H

#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * loader.h - files of a folder as text that can be cut, searched and quoted.
 *
 * What comes out is UTF-8 without zero bytes. UTF-16 with its mark is
 * converted; a byte that is no UTF-8 is read as the character of Windows-1252,
 * and counted. Manual pages in roff become paragraphs under headings of
 * Markdown, without their commands. Files that end in .gz are unpacked.
 *
 * Units: `limit_bytes` holds for the file, and again for what it unpacks to.
 */
enum loader_kind {
    LOADER_TEXT,
    LOADER_MARKDOWN,
    LOADER_MANUAL,
    LOADER_SOURCE,
    LOADER_KINDS
};

struct loader_text {
    enum loader_kind kind;
    struct buf text;
    size_t repaired; /* bytes that were no UTF-8 */
};

/* "text", "markdown", "manual", "source". Static. */
const char *loader_name(enum loader_kind kind);

/* What a file is by its name, and by how its text begins. */
enum loader_kind loader_guess(const char *path, const char *text, size_t bytes);

/* Errors: those of filemap_open(), TOO_BIG, UNSUPPORTED (nothing in it, no
 * text, another name of a manual page), BAD_FILE (damaged .gz), NO_MEMORY; then
 * nothing is owned. Owner: the caller, loader_release(). */
struct status loader_read(struct loader_text *out, const char *path,
                          size_t limit_bytes);

/* The same for bytes that are here. */
struct status loader_take(struct loader_text *out, const char *path,
                          const void *data, size_t bytes, size_t limit_bytes);
void loader_release(struct loader_text *t);

/* The parts: adds to `out`. */
void loader_repair(struct buf *out, const void *data, size_t bytes,
                   size_t *repaired);
void loader_roff(struct buf *out, const char *text, size_t bytes);

#endif
