#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_NOTES_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_NOTES_H

#include "engine/base/buf.h"
#include "engine/model/weights/weights.h"

/* weights_notes.h - what a GGUF says about itself, key by key, on its way out.
 * Failure is kept, and told by who writes the file. */
struct weights_notes {
    struct buf bytes;
    uint64_t count;
};
void weights_notes_init(struct weights_notes *n);
void weights_notes_release(struct weights_notes *n);
void weights_notes_text(struct weights_notes *n, const char *key,
                        const char *text);
void weights_notes_whole(struct weights_notes *n, const char *key,
                         uint32_t value);
void weights_notes_real(struct weights_notes *n, const char *key, float value);
void weights_notes_flag(struct weights_notes *n, const char *key, bool value);
/* A list: its key, the kind of its items, and exactly `count` of them after
 * it. */
void weights_notes_list(struct weights_notes *n, const char *key,
                        enum weights_kind of, size_t count);
void weights_notes_item_text(struct weights_notes *n, const char *text,
                             size_t bytes);
void weights_notes_item_whole(struct weights_notes *n, int32_t value);
void weights_notes_item_real(struct weights_notes *n, float value);
/* All of another's. */
void weights_notes_join(struct weights_notes *n,
                        const struct weights_notes *more);
/* One that a GGUF had. */
void weights_notes_copy(struct weights_notes *n, const struct weights_value *v);

#endif
