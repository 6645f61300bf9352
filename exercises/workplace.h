#ifndef EXERCISES_WORKPLACE_H
#define EXERCISES_WORKPLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * workplace.h - a learner's own files of an exercise, plain ones in
 * $LATHE_HOME/NAME or ~/lathe/NAME, which any editor opens:
 *
 *   NAME.c  theirs       try.c  theirs       NAME.h, prompt.md  as shipped
 *   compile_commands.json  tells editors how it is compiled
 */

/* Appends the path of a file of theirs, or of the folder for "". */
struct status workplace_path(struct buf *out, const char *name,
                             const char *file);

/* Lays everything out. What they wrote stays; `*fresh`: NAME.c is new. `brief`
 * takes the ten-minute version. `folder` is the exercise's. */
struct status workplace_start(const char *folder, const char *name, bool brief,
                              bool *fresh);

/* Appends NAME.c. Errors: NOT_FOUND, saying how to start. */
struct status workplace_read(struct buf *out, const char *name,
                             const char *file);

/* Writes case.c, the program of a case that fails; "" takes an older one away.
 * A case.c of the learner's own stays. `*there`: it was written. */
struct status workplace_case(const char *name, const char *program,
                             bool *there);

/* Puts the starter back; what was there goes to NAME.c.DATE, whose path is
 * appended to `kept`. */
struct status workplace_reset(const char *folder, const char *name, bool brief,
                              struct buf *kept);

/* Was the file written since `seen` was set? Sets it. A clock ticks too slowly
 * to tell two saves apart, so it is not the only thing that is compared. */
struct workplace_mark {
    int64_t seconds, bytes;
    long nanoseconds;
    uint64_t inode;
};
bool workplace_saved(const char *path, struct workplace_mark *seen);

#endif
