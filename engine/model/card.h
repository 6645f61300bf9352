#ifndef ENGINE_MODEL_CARD_H
#define ENGINE_MODEL_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

/*
 * card.h - card.json: what the checkpoint in this folder is, how it was made,
 * how well it does, and the hash of every file beside it.
 *
 * Written last, so a folder with a card is a whole checkpoint. Its last line
 * is the hash of all before it: a card edited by hand is refused. Values are
 * integers, reals or text.
 */
#define CARD_FILE "card.json"

#define CARD_TABLE(X)                                                        \
    X(CARD_MODEL, "model")       /* architecture, layers, width, ... */      \
    X(CARD_TRAINING, "training") /* command, seed, data, data_sha256, ... */ \
    X(CARD_SCORES, "scores")     /* val_loss, ... */                         \
    X(CARD_FILES, "files")       /* file name: SHA-256 */

#define CARD_ENUM(name, text) name,
enum card_section { CARD_TABLE(CARD_ENUM) };

struct card; /* opaque */

struct card *card_new(void); /* NULL when memory ends */
void card_free(struct card *c);

/* Sets or replaces a value. A failure (a score that is no finite number, text
 * that is not UTF-8) is kept and told by card_write(). */
void card_set_int(struct card *c, enum card_section in, const char *key,
                  int64_t value);
void card_set_real(struct card *c, enum card_section in, const char *key,
                   double value);
void card_set_text(struct card *c, enum card_section in, const char *key,
                   const char *value);

/* Hashes the file `name` in `folder` and lists it. */
struct status card_add_file(struct card *c, const char *folder,
                            const char *name);

/* Reads a value. Errors: NOT_FOUND, and BAD_FILE for another type or a number
 * outside low..high; the text says which key and why. */
struct status card_int(const struct card *c, enum card_section in,
                       const char *key, int64_t low, int64_t high,
                       int64_t *out);
struct status card_real(const struct card *c, enum card_section in,
                        const char *key, double *out);
struct status card_text(const struct card *c, enum card_section in,
                        const char *key, const char **out); /* borrowed */

bool card_has(const struct card *c, enum card_section in, const char *key);
int card_count(const struct card *c, enum card_section in);
/* The key at `index`, in the order of the file; borrowed. */
const char *card_key(const struct card *c, enum card_section in, int index);
/* Appends a value as text ("4", "1.88", "gpt"); nothing for a missing key. */
void card_show(const struct card *c, enum card_section in, const char *key,
               struct buf *out);

/* Writes `folder`/card.json; all other files must stand by then. */
struct status card_write(const struct card *c, const char *folder);

/* Reads it. `*out` is the caller's to free. Errors: NOT_FOUND without a card;
 * BAD_FILE for one that is damaged. */
struct status card_read(struct card **out, const char *folder);
/* The same from memory. */
struct status card_parse(struct card **out, const void *data, size_t bytes);

/* Hashes every listed file again. Errors: NOT_FOUND for one that is gone,
 * BAD_FILE for one that was changed; the text names it. */
struct status card_verify(const struct card *c, const char *folder);

#endif
