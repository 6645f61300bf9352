#ifndef TUI_COMMANDS_CMD_COURSE_H
#define TUI_COMMANDS_CMD_COURSE_H

#include "tui/cli.h"

/* cmd_course.h - `lathe course`. */
extern const struct cli_command cmd_course_row;

#endif
