#ifndef TUI_COMMANDS_TRAINRECORD_H
#define TUI_COMMANDS_TRAINRECORD_H

#include "engine/model/training.h"
#include "engine/train/runlog.h"
#include "tui/cli.h"

/* trainrecord.h - how `lathe train` writes down what it was asked to do. */
enum { TRAINRECORD_BYTES = 2048 };

/* The command that repeats this run. */
void trainrecord_spell(const struct cli_given *g, char out[TRAINRECORD_BYTES]);

/* A record in lathe.db, beside the learner's progress. */
struct status trainrecord_open(struct runlog **log, const struct training *t,
                               const struct cli_given *g, const char *command);

#endif
