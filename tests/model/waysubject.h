#ifndef TESTS_MODEL_WAYSUBJECT_H
#define TESTS_MODEL_WAYSUBJECT_H

#include "engine/model/encdec.h"
#include "engine/model/ngram.h"
#include "engine/model/rnnlm.h"
#include "engine/model/seq2seq.h"

/*
 * waysubject.h - small models of every kind that can be searched, and what each
 * itself says of a text, by its loss and without any way.
 */

/* Of the five tokens of every model the last two begin and end a text. */
enum { VOCAB = 5, BEGIN = 3, END = 4, PROMPT = 4, SOURCE = 4, LONGEST = 8 };

/* What language models go on from; a padded row that the others read. */
extern const int32_t waysubject_prompt[PROMPT], waysubject_source[SOURCE];

struct waysubject {
    const struct waysubject_kind *kind;
    struct graph *graph;
    struct ngram *ngram;
    struct rnnlm *rnnlm;
    struct seq2seq *seq2seq;
    struct encdec *encdec;
};

/* How a model is made, its ways, and -log probability of `n` ids. */
struct waysubject_kind {
    const char *name;
    struct status (*open)(struct waysubject *s, const struct device *d,
                          uint64_t seed);
    struct status (*ways)(struct waysubject *s, struct ways *out, int most);
    double (*surprise)(struct waysubject *s, const int32_t *ids, int n);
    int which; /* kind of cell, way to count, or attention */
};

enum { WAYSUBJECT_KINDS = 10 };
extern const struct waysubject_kind waysubject_kinds[WAYSUBJECT_KINDS];

struct waysubject waysubject_open(const struct waysubject_kind *kind,
                                  const struct device *d, uint64_t seed);
void waysubject_close(struct waysubject *s);

#endif
