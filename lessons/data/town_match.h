#ifndef LESSONS_DATA_TOWN_MATCH_H
#define LESSONS_DATA_TOWN_MATCH_H

#include "lessons/data/town_lexicon.h"
#include "lessons/data/town_script.h"

/*
 * town_match.h - the patterns of town_phrase.h read backwards: could this
 * pattern have said this text?
 */
struct town_match {
    const struct town_lexicon *lexicon;
    const struct town *town;         /* its names; any day */
    const struct town_phrase *known; /* variables must be these; or NULL: any
                                        that fit the row */
    bool loose; /* any noun where a noun is asked for, ... */
    /* What variables stood for, where `known` is NULL. */
    const char *said[TOWN_PHRASE_VARS];
    size_t said_bytes[TOWN_PHRASE_VARS];
};

/* How many bytes of `text` the pattern `at` says, up to a space or the end; 0
 * where it does not. */
size_t town_match_row(struct town_match *m, const struct town_script_line *row,
                      const char *at, const char *text);

#endif
