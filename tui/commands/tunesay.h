#ifndef TUI_COMMANDS_TUNESAY_H
#define TUI_COMMANDS_TUNESAY_H

#include "engine/model/tuning.h"
#include "engine/train/runlog.h"
#include "tui/cli.h"

/* tunesay.h - what `lathe finetune` says and writes down while it works. */
struct tunesay {
    bool json, live; /* live: redraws one line */
    double started;
    double valid[2];     /* before any step, and last; below 0: none */
    double elsewhere[2]; /* the same of a text that is not its subject */
    double seconds;      /* of all steps of this call */
    int64_t steps;       /* of this call */
};

/* What is about to move, on what. */
void tunesay_begin(const struct tunesay *s, const struct tuning *t);
void tunesay_step(const struct tunesay *s, const struct tuning *t,
                  const struct trainer_report *r, bool measured);
/* `step`: whose state was kept. */
void tunesay_end(const struct tunesay *s, const struct tuning *t,
                 const char *folder, int64_t step);

enum { TUNESAY_COMMAND = 2048 };
void tunesay_spell(const struct cli_command *c, const struct cli_given *g,
                   char out[TUNESAY_COMMAND]);
/* A record in lathe.db, beside the learner's progress. */
struct status tunesay_record(struct runlog **log, const struct tuning *t,
                             const char *command);

#endif
