#ifndef TUI_COMMANDS_MODELFILE_H
#define TUI_COMMANDS_MODELFILE_H

#include "engine/model/card.h"
#include "engine/model/weights/convert.h"

/* modelfile.h - a MODEL of the command line, opened: any weight file, a
 * folder, a house model, whose card is checked. */
struct modelfile {
    struct weights *weights;
    struct card *card; /* NULL without one */
    struct arch arch;
    bool known; /* the architecture is, and all its parts are there */
    struct status unknown; /* else: why not */
};

struct status modelfile_open(struct modelfile *m, const char *name);
void modelfile_close(struct modelfile *m);

/* Writes it as `out`. A folder, and a GGUF that was no GGUF before, get the
 * tokenizer that stands beside the weights, or in them; *without says why it
 * did not, and is fine where nothing is missing. Errors: those of
 * convert_file(). */
struct status modelfile_convert(const struct modelfile *m, const char *name,
                                const char *out, struct convert_options *o,
                                struct status *without);

/* "llama", "decoder" for a house model, the file's own word for one that is
 * not known, or "unknown". */
const char *modelfile_architecture(const struct modelfile *m);

/* Numbers in all tensors. */
int64_t modelfile_parameters(const struct modelfile *m);

/* "[2, 3]" as "2 x 3". */
void modelfile_shape(char out[128], const struct weights_tensor *t);

/* The type that a person calls "q4_k" or "Q4_K". Errors: BAD_USAGE, listing
 * them. */
struct status modelfile_type(const char *name, enum weights_type *out);

#endif
