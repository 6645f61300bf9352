#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include "engine/base/buf.h"

/*
 * clipboard.h - a text for the terminal's clipboard: the sequence OSC 52, which
 * those that know it take and xterm's kin ignore otherwise.
 * Source: xterm's "Control Sequences", section on Operating System Commands.
 */
enum { CLIPBOARD_BYTES = 1 << 16 };

void clipboard_sequence(const char *text, size_t bytes, struct buf *out);

#endif
