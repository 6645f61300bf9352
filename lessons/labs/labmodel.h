#ifndef LESSONS_LABS_LABMODEL_H
#define LESSONS_LABS_LABMODEL_H

#include "engine/base/arena.h"
#include "engine/core/graph.h"
#include "engine/model/checkpoint.h"
#include "lessons/labs/lab.h"

/*
 * labmodel.h - a trained model that has read a text: what the labs that look
 * into models start from. Names of models are those of checkpoint_load().
 */
#define LABMODEL_HELP "a house or catalogue name, a folder, or a weight file"

struct labmodel {
    struct checkpoint checkpoint;
    struct graph *graph;
    int32_t *ids; /* of the text, and of what the model expects around it */
    size_t count;
};

/* Loads the model; there is no text yet. `d` NULL: the best device there is.
 * Errors: those of checkpoint_load(); `m` is then empty. */
struct status labmodel_load_on(struct labmodel *m, const char *model,
                               const struct device *d, struct hook hook);
struct status labmodel_load(struct labmodel *m, const char *model,
                            struct hook hook);
/* Reads a text in place of the last one, which stays where this one is refused.
 * Errors: BAD_USAGE (an empty text, one longer than the model reads). */
struct status labmodel_read(struct labmodel *m, const char *text);
/* The same without the space that word pieces get before the first word. */
struct status labmodel_read_exactly(struct labmodel *m, const char *text);
/* Both. Where one fails, `m` is empty. */
struct status labmodel_open(struct labmodel *m, const char *model,
                            const char *text, struct hook hook);
void labmodel_release(struct labmodel *m);
/* The `close` of a lab whose state is a labmodel from calloc() and no more. */
void labmodel_close(struct lab_run *r);

/* The ids of a word as it stands in running text, and nothing around it.
 * Owner: the caller, free(). Errors: BAD_USAGE (no token at all). */
struct status labmodel_spell(const struct labmodel *m, const char *word,
                             int32_t **ids, size_t *count);

/* Refuses an encoder, which foretells no token (BAD_USAGE). */
struct status labmodel_foretells(const struct labmodel *m);

/* One pass over the text that was read; `p` (or NULL) looks or edits on the
 * way. `*out`: logits [1, count, vocab], of an encoder what it makes of the
 * tokens [1, count, width]; borrowed until the graph's next use. Where `out` is
 * NULL the head is asked at the last position alone. */
struct status labmodel_pass(struct labmodel *m, struct probe *p,
                            struct tensor **out);

/* The tokens of the text as labmodel_piece() has them. NULL: no memory. */
const char **labmodel_pieces(const struct labmodel *m, struct arena *a);

/* Token `i` as people read it, in `a`. NULL: no memory. */
char *labmodel_piece(const struct labmodel *m, int32_t id, struct arena *a);

/* The same in `bytes` bytes, cut between characters where it is longer. */
struct status labmodel_label(const struct labmodel *m, int32_t id, char *out,
                             size_t bytes);

/* The first token of `word` where the text goes on with it. Errors: BAD_USAGE
 * (a word without tokens). */
struct status labmodel_word(const struct labmodel *m, const char *word,
                            int32_t *id);

/* log of the probability that the text goes on with `word`, all its tokens.
 * Errors: BAD_USAGE (a word without tokens). */
struct status labmodel_logprob(struct labmodel *m, const char *word,
                               double *logprob);

#endif
