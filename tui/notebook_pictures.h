#ifndef TUI_NOTEBOOK_PICTURES_H
#define TUI_NOTEBOOK_PICTURES_H

#include "engine/base/buf.h"
#include "engine/base/status.h"

/* notebook_pictures.h - the pictures of ~/lathe/pictures, as text, by name. */
struct status notebook_pictures(struct buf *out);

#endif
