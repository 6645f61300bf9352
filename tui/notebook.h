#ifndef TUI_NOTEBOOK_H
#define TUI_NOTEBOOK_H

#include "engine/base/buf.h"
#include "tui/shell.h"

/*
 * notebook.h - ~/lathe/notebook.md, which writes itself: guesses and results,
 * own words, notes, pictures that were kept, run strings, passed code.
 *
 * Everything below its marker line is made anew each time; what stands above
 * that line is the learner's own and is left alone.
 */
#define NOTEBOOK_MARK "<!-- Lathe writes below this line -->"

/* The part below the line, as Markdown. Errors: IO, NO_MEMORY. */
struct status notebook_text(struct shell *s, struct buf *out);

/* Writes the file. Errors: IO, NOT_FOUND (no home). */
struct status notebook_write(struct shell *s);

#endif
