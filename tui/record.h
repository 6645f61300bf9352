#ifndef TUI_RECORD_H
#define TUI_RECORD_H

#include <stdint.h>

#include "engine/base/status.h"
#include "viz/canvas.h"

/*
 * record.h - a session as an asciinema recording: what was on the screen and
 * when, never what was typed.
 *
 * Frames are kept in a file beside the target, which appears when the session
 * ends: a recording is whole or not there.
 */
struct record;

/* Opens the file at once, so that a bad path is known before the session.
 * Errors: IO, NO_MEMORY. Owner: the caller, record_close(). */
struct status record_open(struct record **out, const char *path);

/* NULL takes no frame. */
void record_frame(struct record *r, const struct canvas *cv, int64_t now_ns);

/* Errors: those of the frames before, too. */
struct status record_close(struct record *r);

#endif
