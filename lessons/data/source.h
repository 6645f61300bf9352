#ifndef LESSONS_DATA_SOURCE_H
#define LESSONS_DATA_SOURCE_H

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * source.h - the text that a run learns from, by name.
 *
 * "town" or "town:BYTES" is the simulated harbour town (seed 1, 2 MB unless
 * BYTES says else), "town:past" all of its days before TOWN_CUTOFF;
 * "town:tasks" its instructions as JSON lines, "town:tasks-held" those that are
 * kept to examine with (town_tasks.h); anything else is a file.
 * Errors: NOT_FOUND, IO; BAD_USAGE for an empty file, one with a NUL byte
 * (not text), or a size outside 1000..1000000000; TOO_BIG.
 */
struct status source_read(struct buf *out, const char *name);

#endif
