#ifndef TUI_COMMANDS_CMD_LESSON_H
#define TUI_COMMANDS_CMD_LESSON_H

#include "tui/cli.h"

/* cmd_lesson.h - `lathe lesson`. */
extern const struct cli_command cmd_lesson_row;

#endif
