#ifndef ENGINE_APP_DOCVECTORS_H
#define ENGINE_APP_DOCVECTORS_H

#include "engine/app/docstore.h"
#include "engine/core/hook.h"
#include "engine/model/checkpoint.h"

/*
 * docvectors.h - a vector for every passage of a store, so that a question
 * finds what means the same in other words; and both ways of finding together.
 *
 * Vectors come from an encoder, or are fitted on the store's own words
 * (latent.h). A store has vectors of one kind; those of an encoder are computed
 * only for new passages, fitted ones are fitted again.
 */

/* Fits on at most DOCVECTORS_FIT passages and gives all a vector.
 * Errors: BAD_USAGE (a width; an empty store), NO_MEMORY, CANCELLED, db.h's. */
enum { DOCVECTORS_FIT = 50000, DOCVECTORS_WORDS = 30000 };
struct status docvectors_fit(struct docstore *s, int width, uint64_t seed,
                             const struct hook *hook);

/* `name` says which encoder. *added counts. Commits every so many, so that a
 * stopped run goes on. Errors: those of embed.h, CANCELLED, db.h's. */
struct status docvectors_embed(struct docstore *s, const char *name,
                               const struct checkpoint *c, struct graph *g,
                               const struct hook *hook, int64_t *added);

/* All vectors of a store in memory. */
struct docvectors {
    int32_t n;
    int width;
    char kind[200]; /* "latent", or the name of the encoder; "": none */
    int64_t *id;    /* [n], of passages */
    float *rows;    /* [n, width] */
};
struct status docvectors_open(struct docvectors *v, struct docstore *s);
void docvectors_close(struct docvectors *v);

/* The vector of a question, out [v->width]. For kind "latent" from the store,
 * else from `c` and `g`. */
struct status docvectors_question(const struct docvectors *v,
                                  struct docstore *s, const char *question,
                                  const struct checkpoint *c, struct graph *g,
                                  float *out);

/* The row of passage `id`, or NULL. */
const float *docvectors_of(const struct docvectors *v, int64_t id);

enum docvectors_by {
    DOCVECTORS_WORDS_ALONE,
    DOCVECTORS_ALONE,
    DOCVECTORS_BOTH
};

struct docvectors_how {
    enum docvectors_by by;
    double weight;  /* of vectors beside words (1), in BOTH */
    double calm;    /* see fuse.h */
    double diverse; /* 0: as they come; up to 1: no two alike */
    const struct checkpoint *encoder; /* of an encoder's vectors, or NULL */
    struct graph *graph;
};

/* BOTH where there are vectors, with weights that suit their kind: those of an
 * encoder are worth as much as words, fitted ones less (chosen on the set
 * `tune` of lessons/course/questions). */
struct docvectors_how docvectors_usual(const struct docvectors *v);

/* As docstore_search(), by meaning too. `v` may be NULL for words alone. */
struct status docvectors_search(const struct docvectors *v, struct docstore *s,
                                const char *question,
                                const struct docstore_filter *filter,
                                const struct docvectors_how *how,
                                struct docstore_passage *out, int room, int *n);

#endif
