#ifndef LESSONS_LABS_PATCHMAP_H
#define LESSONS_LABS_PATCHMAP_H

#include "lessons/labs/labtrace.h"

/*
 * patchmap.h - two prompts of equal length, and how much of the first one's
 * answer comes back when one of its activations is put into the second's run.
 *
 * The answer is the difference of two logits after the last token. A cell is
 * (patched - corrupted) / (clean - corrupted): 0 changes nothing, 1 restores
 * all of it. Source: Meng et al. 2022, "Locating and editing factual
 * associations"; Wang et al. 2022, "Interpretability in the wild".
 */
enum { PATCHMAP_LAYERS = 128, PATCHMAP_TOKENS = 64, PATCHMAP_TEXT = 24 };

enum patchmap_part { PATCHMAP_RESIDUAL, PATCHMAP_ATTENTION, PATCHMAP_MLP };

/* Plain numbers and text: copy it whole. */
struct patchmap_found {
    enum patchmap_part part;
    int layers, tokens;
    int first; /* the first position at which the prompts differ */
    int done;  /* layers that are filled in */
    char clean[PATCHMAP_TOKENS][PATCHMAP_TEXT];
    char corrupted[PATCHMAP_TOKENS][PATCHMAP_TEXT];
    char answer[PATCHMAP_TEXT], other[PATCHMAP_TEXT];
    bool answer_cut, other_cut; /* more tokens were asked for than the first */
    double clean_difference, corrupted_difference;
    float restored[PATCHMAP_LAYERS * PATCHMAP_TOKENS]; /* [layers, tokens] */
};

struct patchmap_wanted {
    const char *clean, *corrupted;
    const char *answer, *other; /* "": the likeliest behind either prompt */
    enum patchmap_part part;
};

struct patchmap; /* opaque */

/* Runs both prompts on `m`, which is borrowed. Owner: the caller. Errors:
 * BAD_USAGE for prompts that differ in length or not at all, or whose answers
 * do not differ; TOO_BIG; those of labtrace_read(). */
struct status patchmap_new(struct patchmap **out, struct labmodel *m,
                           const struct patchmap_wanted *w);
void patchmap_free(struct patchmap *p);

/* Fills in the next layer, all its positions in one batch. */
struct status patchmap_layer(struct patchmap *p);

const struct patchmap_found *patchmap_found(const struct patchmap *p);

#endif
