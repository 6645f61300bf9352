#ifndef LESSONS_REVIEW_H
#define LESSONS_REVIEW_H

#include "lessons/course.h"
#include "lessons/reader.h"
#include "lessons/spacing.h"

/*
 * review.h - the questions and guesses of earlier lessons that are due today,
 * at most three and about two minutes, as a lesson of one step each.
 *
 * What a step asks was answered once in its own lesson. A guess runs its lab
 * with a seed that it had not before. The reader of `lesson` keeps no progress
 * (reader_open() with NULL): review_keep() writes the schedule instead.
 */
enum { REVIEW_MOST = 3, REVIEW_SECONDS = 120 };

struct review_card {
    const struct lesson *lesson; /* that it comes from */
    int step;                    /* of it */
    const struct lesson_block *block;
    struct spacing spacing;
    int times; /* it was reviewed before */
    bool kept; /* by review_keep() */
};

struct review {
    struct progress *progress;
    int64_t today;
    int due;      /* all that are due; `count` of them are asked */
    int64_t next; /* days until the first that is not due; -1: none waits */
    int count;
    struct review_card card[REVIEW_MOST];
    struct lesson lesson; /* one step a card */
    struct lesson_step step[REVIEW_MOST];
    struct lesson_block block[REVIEW_MOST][2];
    char title[REVIEW_MOST][256];
    char *run[REVIEW_MOST];
};

/* Chooses from the written lessons of `c`. `c` and `p` are borrowed until
 * review_free(). `today`: spacing_day(). Owner: the caller. */
struct status review_new(struct review **out, const struct course *c,
                         struct progress *p, int64_t today);
void review_free(struct review *r);

/* Keeps when card `i` comes back, once its answer in `reader` was judged; and
 * only once. Answers in *days after how many days, 0 where nothing was kept,
 * -1 where it rests now. */
struct status review_keep(struct review *r, const struct reader *reader, int i,
                          int *days);

/* Is this the first time today that it is asked whether to offer a review? */
struct status review_first_today(struct progress *p, int64_t today,
                                 bool *first);

#endif
