#ifndef LESSONS_LABS_LABWRITE_H
#define LESSONS_LABS_LABWRITE_H

#include "lessons/labs/labtrace.h"
#include "viz/canvas.h"

/* labwrite.h - what a model writes behind the text that it has read, always
 * the likeliest token, as it is or with something in it changed. */
enum { LABWRITE_TOKENS = 200, LABWRITE_BYTES = 4096 };

/* Plain numbers and text: copy it whole. */
struct labwrite {
    int count;
    int32_t id[LABWRITE_TOKENS];
    char text[LABWRITE_BYTES];
    double surprise; /* nats a token, by labwrite_surprise() */
};

/* `n` tokens as the text that they are where they go on, cut between
 * characters where it is longer than `bytes`. */
struct status labwrite_spell(const struct labmodel *m, const int32_t *ids,
                             int n, char *out, size_t bytes);

/* `tokens` at most; fewer where the model ends the text or its context does.
 * `change` (or NULL) sees tensors of [1, t, ..], t tokens at a time. Errors:
 * those of a session. */
struct status labwrite_text(struct labwrite *w, struct labmodel *m, int tokens,
                            const struct labtrace_change *change);

/* How far the unchanged model is from expecting what was written. */
struct status labwrite_surprise(struct labwrite *w, struct labmodel *m);

/* Tokens at the beginning that both have. */
int labwrite_common(const struct labwrite *a, const struct labwrite *b);

/* The mean loss of the logits [n, tokens, vocab] of copy `copy` on the text
 * that was read, in nats a token; it adds ops to m->graph. */
struct status labwrite_loss(struct labmodel *m, struct tensor *logits, int copy,
                            double *loss);

/* A text on one line: "\n" for a line's end, runs of them as one. */
void labwrite_line(const char *text, struct buf *out);
/* The same, cut to `bytes`. */
void labwrite_fold(const char *text, char *out, size_t bytes);
/* A title and the text below it, broken at words. */
void labwrite_draw(const struct labwrite *w, const char *title,
                   struct canvas *cv, struct canvas_rect at);

#endif
