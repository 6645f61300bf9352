/* textmode_review.c - the questions of earlier lessons, in lines. */
#include <string.h>

#include "lessons/review.h"
#include "tui/textmode.h"

static void say_when(struct textmode *t, int days)
{
    if (days > 0)
        textmode_say(t, "It comes back in %d day%s.", days,
                     days == 1 ? "" : "s");
    else if (days < 0)
        textmode_say(t, "Known for good: it does not come back.");
    else
        textmode_say(t, "Not answered: it stays due.");
}

static void ask_all(struct textmode *t, struct review *r)
{
    for (int i = 0; i < r->count && !t->ended; i++) {
        struct status st = reader_go(&t->reader, i);
        int days = 0;

        if (!st.code) {
            textmode_step(t);
            st = review_keep(r, &t->reader, i, &days);
        }
        textmode_fault(t, st);
        if (!st.code)
            say_when(t, days);
    }
}

static void say_none(struct textmode *t, const struct review *r)
{
    if (r->next < 0)
        textmode_say(t, "Nothing is due. What you answer in lessons comes back "
                        "here.");
    else
        textmode_say(t, "Nothing is due. The next comes in %lld day%s.",
                     (long long)r->next, r->next == 1 ? "" : "s");
}

static void go(struct textmode *t, struct review *r)
{
    const char *typed;
    struct status st;

    textmode_say(t, "%d question%s of earlier lessons, about two minutes.",
                 r->count, r->count == 1 ? "" : "s");
    typed = textmode_ask(t, "Enter begins, s skips them:");
    if (!typed || *typed)
        return;
    st = reader_open(&t->reader, &r->lesson, NULL);
    textmode_fault(t, st);
    if (st.code)
        return;
    ask_all(t, r);
    reader_close(&t->reader);
    if (!t->ended)
        textmode_say(t, "That was the review.");
}

void textmode_review(struct textmode *t, int64_t now, bool offer)
{
    const int64_t today = spacing_day(now);
    struct review *r = NULL;
    bool wanted = true;
    struct status st = review_new(&r, &t->course, &t->progress, today);

    if (!st.code && offer && r->count > 0)
        st = review_first_today(&t->progress, today, &wanted);
    textmode_fault(t, st);
    if (!st.code && wanted) {
        if (r->count > 0)
            go(t, r);
        else if (!offer)
            say_none(t, r);
    }
    review_free(r);
}

struct status textmode_review_run(FILE *in, FILE *out, const char *folder,
                                  const char *database, int64_t now)
{
    struct textmode t = {.in = in, .out = out};
    const struct status st = textmode_open(&t, folder, database);

    if (!st.code)
        textmode_review(&t, now, false);
    textmode_close(&t);
    return st;
}
