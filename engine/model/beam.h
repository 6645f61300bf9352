#ifndef ENGINE_MODEL_BEAM_H
#define ENGINE_MODEL_BEAM_H

#include "engine/model/session.h"

/*
 * beam.h - beam search: of all ways to go on, the likeliest few are kept at
 * every token, and all that were weighed stay as a tree.
 *
 *     beam_take(&b, &ways, ...);    any model's ways (ways.h)
 *     while (more)
 *         beam_step(b, &more);      one token further
 *     beam_result(b, 0);            the last node of the best way
 *
 * A text that has ended makes room for another that goes on; the
 * search ends when no beam can overtake what has ended. With one beam it is
 * greedy, with as many as there are texts it finds the likeliest of all.
 * Source: Lowerre 1976 (beam search); Wu et al. 2016, section 7 (length).
 */
enum { BEAM_MOST = WAYS_MOST, BEAM_TOKENS = 4096 };

struct beam; /* opaque */

struct beam_settings {
    int width;      /* 1 .. BEAM_MOST */
    int64_t tokens; /* 1 .. BEAM_TOKENS, at most */
    double length;  /* a way's score is its log-probability over the number of
                       its tokens to this power; 0: the log-probability */
    const int32_t *end; /* tokens that end a text; borrowed */
    int ends;
    /* Or NULL. Is the text to `node` at its end, by what it says? */
    bool (*stopped)(void *user, const struct beam *b, int node);
    void *user;
};

enum beam_fate {
    BEAM_DROPPED, /* weighed, and others were better */
    BEAM_KEPT,
    BEAM_ENDED,  /* kept, with a token that ends the text */
    BEAM_STOPPED /* kept, and stopped() said that it ends here */
};

struct beam_node {
    int parent; /* -1: it follows the prompt */
    int depth;  /* 1: the first token */
    int32_t id;
    double logprob; /* of this token */
    double total;   /* of the way to here */
    enum beam_fate fate;
};

/* Over the ways of any model, which are handed over even where it fails; the
 * settings' `end` is borrowed. Owner: the caller. Errors: BAD_USAGE (settings
 * out of range, more beams or tokens than the ways have room for), NO_MEMORY.
 */
struct status beam_take(struct beam **out, struct ways *w,
                        const struct beam_settings *s);
/* Over those of a decoder, `m`, behind a prompt. Errors: those of
 * session_ways() too. */
struct status beam_new(struct beam **out, struct decoder *m,
                       const int32_t *prompt, int64_t n,
                       const struct beam_settings *s, struct hook hook);
void beam_free(struct beam *b);

/* Errors: CANCELLED by the hook, NO_MEMORY; the search is then at its end. */
struct status beam_step(struct beam *b, bool *more);
/* All steps that are left. */
struct status beam_finish(struct beam *b);

/* All nodes, parents before children. Borrowed until the next step. */
int beam_count(const struct beam *b);
const struct beam_node *beam_node(const struct beam *b, int i);

/* The last node of the way that is `place`th, 0 the best: ended ones and those
 * that still go on. -1 where there are fewer. */
int beam_result(const struct beam *b, int place);
double beam_score(const struct beam *b, int node);
/* The tokens to a node, of which there are its depth. */
void beam_way(const struct beam *b, int node, int32_t *ids);

/* The nodes as a tree is read: every node before its children, the likeliest
 * child first. Room for beam_count(). Errors: NO_MEMORY. */
struct status beam_walk(const struct beam *b, int *order);

#endif
