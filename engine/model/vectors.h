#ifndef ENGINE_MODEL_VECTORS_H
#define ENGINE_MODEL_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * vectors.h - words as points: a table of vectors with names, its text file,
 * and who is near whom.
 *
 * The file is that of word2vec and GloVe: a line a word, the word and its
 * numbers, blanks between; word2vec puts a line "WORDS NUMBERS" first. A name
 * may hold anything but blanks and line ends.
 */
struct vectors {
    int64_t n, width;
    char **word;
    float *row; /* [n, width] */
};

enum { VECTORS_WIDTH = 4096, VECTORS_HITS = 64 };

struct vectors_hit {
    int64_t index;
    double cosine; /* -1 .. 1; 0 with a vector of length 0 */
};

/* Room for `n` vectors, names NULL, numbers 0. Owner: caller, vectors_free().
 */
struct status vectors_new(struct vectors *v, int64_t n, int64_t width);
void vectors_free(struct vectors *v);
/* Copies the `bytes` of a name. */
struct status vectors_name(struct vectors *v, int64_t i, const char *word,
                           size_t bytes);

/* Errors: those of filemap_open(); BAD_FILE with the line, for a line of
 * another width, what is no finite number, a header that does not hold. */
struct status vectors_read(struct vectors *v, const char *path);
/* With the header. BAD_USAGE for a name that the file cannot hold, a number
 * that is not finite. */
struct status vectors_write(const struct vectors *v, const char *path);

/* The first of that name, or -1. */
int64_t vectors_find(const struct vectors *v, const char *word);

/* Row `i` scaled to length 1 into out [width]; a row of zeros stays. */
void vectors_direction(const struct vectors *v, int64_t i, float *out);

/* The `room` rows of the largest cosine with `query`, largest first, without
 * the `skips` rows of `skip`; how many there are. room <= VECTORS_HITS. */
int vectors_nearest(const struct vectors *v, const float *query,
                    const int64_t *skip, int skips, struct vectors_hit *out,
                    int room);

/* a is to b as c is to what? The nearest to b - a + c, all at length 1, without
 * these three. Source: Mikolov et al. 2013, "Linguistic Regularities". Errors:
 * NO_MEMORY. */
struct status vectors_analogy(const struct vectors *v, const int64_t abc[3],
                              struct vectors_hit *out, int room, int *hits);

#endif
