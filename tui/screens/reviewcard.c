#include "tui/screens/reviewcard.h"

#include <stdlib.h>

#include "lessons/review.h"
#include "tui/screens/lessondraw.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/lessonrun.h"

/* What it shares with the lesson page is done there. */
struct reviewcard {
    struct lessonrun run; /* first: the state of lessonpage_screen */
    struct review *review;
};

static void keep(struct shell *s, struct reviewcard *c)
{
    int days;

    shell_fault(
        s, review_keep(c->review, &c->run.reader, c->run.reader.step, &days));
    if (days > 0) {
        shell_say(s, "it comes back in %d day%s", days, days == 1 ? "" : "s");
    } else if (days < 0) {
        shell_say(s, "known for good: it does not come back");
    }
}

/* A key as the lesson page takes it. */
static bool as_page(struct shell *s, struct reviewcard *c, int key)
{
    const struct shell_binding *b = lessonpage_screen.bindings;
    const bool typing = lessonpage_screen.typing(c); /* then it is text */
    bool taken = false;

    while (b->key && b->key != key)
        b++;
    if (b->key && !typing) {
        b->act(s, c);
        taken = true;
    } else {
        taken = lessonpage_screen.key(s, c, key);
    }
    keep(s, c);
    return taken;
}

static bool key(struct shell *s, void *state, int k)
{
    struct reviewcard *c = state;

    if (lessonpage_screen.typing(c) || k == 'j' || k == 'k' || k == 'p' ||
        k < 'A' || k > 'z')
        return as_page(s, c, k);
    return c->run.part != LESSONRUN_TEXT && as_page(s, c, k);
}

/* The next question; behind the last one the screen is left. */
static void act_on(struct shell *s, void *state)
{
    struct reviewcard *c = state;
    struct lessonrun *l = &c->run;

    if (l->part != LESSONRUN_TEXT || l->scroll < lessonrun_most_scroll(l) ||
        reader_waiting(&l->reader) >= 0) {
        as_page(s, c, KEYS_SPACE);
    } else if (reader_next(&l->reader, true) >= 0) {
        lessonrun_go(s, l, reader_next(&l->reader, true));
    } else {
        shell_pop(s);
        shell_say(s, "that was the review");
    }
}

/* Not this one today: it stays due. */
static void act_pass(struct shell *s, void *state)
{
    struct reviewcard *c = state;
    const int next = reader_next(&c->run.reader, true);

    if (next >= 0) {
        lessonrun_go(s, &c->run, next);
    } else {
        shell_pop(s);
    }
}

static void act_lesson(struct shell *s, void *state)
{
    const struct reviewcard *c = state;
    const struct review_card *card = &c->review->card[c->run.reader.step];

    shell_fault(s, lessonpage_push(s, card->lesson->id, card->step + 1));
}

static void act_tab(struct shell *s, void *state)
{
    as_page(s, state, KEYS_TAB);
}

static void act_run(struct shell *s, void *state)
{
    as_page(s, state, 'r');
}

static void act_words(struct shell *s, void *state)
{
    as_page(s, state, 'v');
}

static void act_wide(struct shell *s, void *state)
{
    as_page(s, state, '+');
}

static void act_leave(struct shell *s, void *state)
{
    (void)state;
    shell_pop(s);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "on", "a screen down, then the next question", act_on},
    {'n', "not this", "the next question; this one stays due", act_pass},
    {'l', "lesson", "the step of the lesson that it comes from", act_lesson},
    {KEYS_ESC, NULL, "leave the review, as q does; what is open stays due",
     act_leave},
    {KEYS_TAB, "panel", "from the question to the lab, and back", act_tab},
    {'r', NULL, "run the lab, or pause it", act_run},
    {'v', NULL, "the picture in words, and back", act_words},
    {'+', NULL, "the lab on the whole screen", act_wide},
    {0, NULL, NULL, NULL},
};

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct reviewcard *c = state;
    const struct canvas_rect row = {0, 0, 1, cv->cols};

    lessondraw_page(s, state, cv);
    canvas_fill(cv, row, 0, INK_TEXT);
    const int used = canvas_text(cv, 0, 0, "Review", INK_TITLE | INK_BOLD);
    canvas_printf(cv, 0, used + 2, INK_DIM, "question %d of %d%s; q skips it",
                  c->run.reader.step + 1, c->review->count,
                  cv->cols >= 60 ? ", about two minutes" : "");
}

static bool typing(const void *state)
{
    return lessonpage_screen.typing(state);
}

static void news(struct shell *s, void *state)
{
    lessonpage_screen.news(s, state);
    keep(s, state);
}

static void resume(struct shell *s, void *state)
{
    lessonpage_screen.resume(s, state);
}

static const struct lab *lab_of(const void *state)
{
    return lessonpage_screen.lab(state);
}

static void release(struct shell *s, void *state)
{
    struct review *review = ((struct reviewcard *)state)->review;

    lessonpage_screen.free(s, state); /* its reader still reads the review */
    review_free(review);
}

static const struct shell_screen screen = {
    .name = "review",
    .bindings = bindings,
    .draw = draw,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .lab = lab_of,
    .go = lessondraw_go,
    .wheel = lessondraw_wheel,
    .free = release,
};

/* Takes over `r`. */
static struct status push(struct shell *s, struct review *r)
{
    struct reviewcard *c = calloc(1, sizeof *c);
    struct status st;

    if (!c) {
        review_free(r);
        return status_fail(STATUS_NO_MEMORY, "review: out of memory");
    }
    c->review = r;
    c->run.lab = c->run.reveal = -1;
    st = reader_open(&c->run.reader, &r->lesson, NULL);
    if (st.code) {
        review_free(r);
        free(c);
        return st;
    }
    lessonrun_step_opened(s, &c->run);
    shell_push(s, &screen, c);
    return STATUS_OK;
}

struct status reviewcard_push(struct shell *s, int64_t now)
{
    struct review *r;

    STATUS_TRY(review_new(&r, &s->course, &s->progress, spacing_day(now)));
    if (r->count > 0)
        return push(s, r);
    if (r->next < 0) {
        shell_say(s, "nothing is due: answers come back here");
    } else {
        shell_say(s, "nothing is due; the next comes in %lld day%s",
                  (long long)r->next, r->next == 1 ? "" : "s");
    }
    review_free(r);
    return STATUS_OK;
}

bool reviewcard_offer(struct shell *s, int64_t now)
{
    struct review *r = NULL;
    bool first = false;
    struct status st =
        review_new(&r, &s->course, &s->progress, spacing_day(now));

    if (!st.code && r->count > 0)
        st = review_first_today(&s->progress, spacing_day(now), &first);
    if (!st.code && first) {
        st = push(s, r);
        shell_fault(s, st);
        return !st.code;
    }
    shell_fault(s, st);
    review_free(r);
    return false;
}
