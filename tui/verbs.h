#ifndef TUI_VERBS_H
#define TUI_VERBS_H

#include "tui/shell.h"

/*
 * verbs.h - the commands behind `:`: one row each. The line itself, and what
 * Tab makes of a start, is prompt.h.
 */
enum verbs_wants {
    VERBS_NOTHING,
    VERBS_LESSON,
    VERBS_LAB,
    VERBS_WORD,
    VERBS_PATH,
    VERBS_EXERCISE,
    VERBS_FOLDER,
    VERBS_TERM,  /* or nothing */
    VERBS_TRACK, /* or nothing */
    VERBS_MODEL  /* or nothing */
};

struct verbs_verb {
    const char *name;
    enum verbs_wants wants;
    void (*run)(struct shell *s, const char *arg);
    const char *about;
};

/* In order of their names; NULL past the last. */
const struct verbs_verb *verbs_at(int i);
/* The one that is called so, or that alone begins so; else NULL. */
const struct verbs_verb *verbs_find(const char *name, size_t bytes);
/* Does it do nothing without a word behind it? */
bool verbs_needs(const struct verbs_verb *v);

/* The i-th word that may stand behind it, or NULL; and one, to show. */
const char *verbs_candidate(const struct shell *s, enum verbs_wants wants,
                            int i);
const char *verbs_example(enum verbs_wants wants);

#endif
