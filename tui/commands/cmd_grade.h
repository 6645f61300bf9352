#ifndef TUI_COMMANDS_CMD_GRADE_H
#define TUI_COMMANDS_CMD_GRADE_H

#include "tui/cli.h"

/* cmd_grade.h - `lathe grade DIR`: a class of submissions. */
extern const struct cli_command cmd_grade_row;

enum { CMD_GRADE_REFUSED = 4 }; /* exit status: no sandbox that is enough */

#endif
