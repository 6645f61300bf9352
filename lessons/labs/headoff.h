#ifndef LESSONS_LABS_HEADOFF_H
#define LESSONS_LABS_HEADOFF_H

#include "lessons/labs/labtrace.h"

/*
 * headoff.h - heads of a model switched off, and the loss on texts that it has
 * not read: of each head alone, and of any set of heads together. A head that
 * is off leaves zeros where its mixture of values stood.
 *
 * The texts are later days of the town, or one text of the learner's.
 */
enum { HEADOFF_LAYERS = 64, HEADOFF_HEADS = 64, HEADOFF_TEXTS = 8 };

/* Plain numbers: copy it whole. */
struct headoff_set {
    uint64_t off[HEADOFF_LAYERS]; /* bit h: head h of that layer */
    int count;
};

/* Plain numbers: copy it whole. */
struct headoff {
    int layers, heads;
    int texts, tokens; /* read, and tokens in them that were foretold */
    int done;          /* layers of all texts; layers * texts at the end */
    double loss;       /* of the whole model, nats a token, of texts read */
    double now;        /* the same on the text that is being read */
    float damage[HEADOFF_LAYERS * HEADOFF_HEADS]; /* [layers, heads]: what is
                                                    added without each alone */
};

/* "2.5 0.1": head 5 of layer 2, head 1 of layer 0; "" is none. Errors:
 * BAD_USAGE, naming the form or the sizes. */
struct status headoff_read(struct headoff_set *s, const struct headoff *h,
                           const char *text);
/* The same set as text; a head more or less. */
void headoff_spell(const struct headoff_set *s, const struct headoff *h,
                   char *out, size_t bytes);
void headoff_turn(struct headoff_set *s, int layer, int head);
bool headoff_has(const struct headoff_set *s, int layer, int head);

/* What the model reads: texts of one model, cut to what it reads at once. */
struct headoff_texts {
    struct buf all;
    char *part[HEADOFF_TEXTS]; /* each ends with a zero, in `all` */
    int count;
    bool own; /* the learner's: not to be cut */
};

/* `held` "town": `count` texts of days after those of the house models; else
 * that text alone. Owner: the caller, headoff_texts_release(), always. */
struct status headoff_texts_make(struct headoff_texts *t, const char *held,
                                 int count);
void headoff_texts_release(struct headoff_texts *t);

/* Errors: TOO_BIG; those of labmodel_foretells(). */
struct status headoff_start(struct headoff *h, const struct labmodel *m,
                            const struct headoff_texts *t);
/* One layer of one text; `m` reads it. Every head of the layer is left out in a
 * copy of its own, and `trace` (all zero at first) keeps what lies below. */
struct status headoff_step(struct headoff *h, struct labmodel *m,
                           struct labtrace *trace,
                           const struct headoff_texts *t);
/* The mean loss of all texts without the heads of `s`. */
struct status headoff_loss(struct labmodel *m, const struct headoff_texts *t,
                           const struct headoff_set *s, double *loss);

#endif
