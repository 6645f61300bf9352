#include "tui/screens/exdesk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "exercises/classroom.h"
#include "exercises/toolchain.h"
#include "exercises/workplace.h"
#include "tui/screens/exdesk_parts.h"
#include "viz/difftext.h"

enum { PATH_BYTES = 8192 };

/* --- their file -----------------------------------------------------------
 */

/* How many lines came and went since the last pass, or the starter. */
static void count_changes(struct exdesk *d)
{
    struct difftext *t = NULL;
    struct buf before;
    bool passed;

    buf_init(&before, EXERCISE_BYTES);
    if (!loop_before(&d->loop, &before, &passed).code)
        t = difftext_new(buf_string(&before), buf_string(&d->text));
    d->came = t ? difftext_added(t) : 0;
    d->went = t ? difftext_removed(t) : 0;
    difftext_free(t);
    buf_release(&before);
}

struct status exdesk_read(struct exdesk *d)
{
    buf_clear(&d->text);
    STATUS_TRY(workplace_read(&d->text, d->loop.name, NULL));
    count_changes(d);
    return STATUS_OK;
}

static void remember(struct exdesk *d)
{
    buf_clear(&d->judged);
    buf_add(&d->judged, d->text.data, d->text.bytes);
}

void exdesk_check(struct shell *s, struct exdesk *d)
{
    struct status st = exdesk_read(d);

    d->fault = st;
    if (st.code)
        return;
    remember(d);
    st = checker_judge(s->check,
                       loop_seed(&d->loop, buf_string(&d->text), d->text.bytes),
                       buf_string(&d->text), d->text.bytes);
    d->asked = checker_ask(s->check).number;
    d->busy = !st.code;
    d->fault = st;
    if (st.code)
        exdesk_show(d, EXDESK_CHECKS); /* which says why */
}

/* --- verdicts -------------------------------------------------------------
 */

/* The lesson whose last exercise this is and that was not done, or NULL. */
static const char *lesson_known_by(const struct shell *s, const char *exercise)
{
    for (int i = 0; i < s->course.catalogue.count; i++) {
        const struct course_entry *e = &s->course.entries[i];
        const char *last = course_last_exercise(e);

        if (last && strcmp(last, exercise) == 0 && !course_settled(e))
            return e->row->id;
    }
    return NULL;
}

static void pass(struct shell *s, struct exdesk *d)
{
    const char *known = lesson_known_by(s, d->loop.name);

    if (d->reader)
        shell_fault(s, reader_pass(d->reader, d->block, 1.0));
    if (known)
        shell_say(s, "passed; %s counts as known now", known);
    else if (!d->reader)
        shell_say(s, "passed");
}

static void take_verdict(struct shell *s, struct exdesk *d)
{
    if (!checker_report(s->check, d->report))
        return;
    d->verdict = true;
    d->at_row = d->at_col = d->scroll = 0;
    d->panel = EXDESK_CHECKS;
    shell_fault(
        s, loop_keep(&d->loop, d->report, buf_string(&d->judged), &d->state));
    shell_fault(s, classroom_tell(d->report));
    count_changes(d);
    if (d->report->passed)
        pass(s, d);
}

/* Is the file the one that was asked about last? Then a save changes nothing,
 * also where the learner stopped that check. */
static bool known(struct exdesk *d)
{
    const struct status st = exdesk_read(d);

    return !st.code && d->text.bytes == d->judged.bytes &&
           memcmp(buf_string(&d->text), buf_string(&d->judged),
                  d->text.bytes) == 0;
}

static void news(struct shell *s, void *state)
{
    struct exdesk *d = state;
    const struct checker_info info = checker_ask(s->check);

    if (s->glance)
        d->syntax = glance_ask(s->glance).found;
    if (d->busy && info.number == d->asked && info.state != CHECKER_BUSY) {
        d->busy = false;
        d->fault = info.why;
        if (d->fault.code)
            exdesk_show(d, EXDESK_CHECKS); /* which says why */
        if (info.state == CHECKER_DONE && info.wish == CHECKER_JUDGE) {
            take_verdict(s, d);
        } else if (info.state == CHECKER_DONE) {
            d->ran = checker_report(s->check, d->tried);
            d->panel = EXDESK_PRINTED;
            d->scroll = 0;
        }
    }
    if (info.saves != d->saves) {
        d->saves = info.saves;
        if (!known(d))
            exdesk_check(s, d);
    }
}

/* --- keys without a name -----------------------------------------------------
 */

/* On the map of errors arrows choose a number, else they scroll. */
static bool key_moves(struct exdesk *d, int k)
{
    const bool map = d->panel == EXDESK_ERROR;
    int *at = k == KEYS_LEFT || k == KEYS_RIGHT || k == 'h' || k == 'l'
                  ? &d->at_col
              : map ? &d->at_row
                    : &d->scroll;

    if (k == KEYS_DOWN || k == 'j' || ((k == KEYS_RIGHT || k == 'l') && map))
        ++*at;
    else if (k == KEYS_UP || k == 'k' || ((k == KEYS_LEFT || k == 'h') && map))
        *at -= *at > 0;
    else if (k == KEYS_PAGE_DOWN)
        d->scroll += d->room;
    else if (k == KEYS_PAGE_UP)
        d->scroll -= d->room;
    else if (k == 'g' || k == KEYS_HOME)
        d->scroll = 0;
    else if (k == 'G' || k == KEYS_END)
        d->scroll = 1 << 20; /* drawing stops at the last line */
    else
        return false;
    return true;
}

static void reset_answer(struct shell *s, struct exdesk *d, int k)
{
    struct buf kept;

    d->asks_reset = false;
    if (k != 'y')
        return;
    buf_init(&kept, PATH_BYTES);
    const struct status st = workplace_reset(buf_string(&d->loop.folder),
                                             d->loop.name, false, &kept);
    if (st.code)
        shell_fault(s, st);
    else
        shell_say(s, "the starter is back; yours went to %s",
                  buf_string(&kept));
    buf_release(&kept);
    shell_fault(s, exdesk_read(d));
    remember(d); /* nothing to judge yet */
    d->verdict = false;
    exdesk_show(d, EXDESK_CODE);
}

static bool key(struct shell *s, void *state, int k)
{
    struct exdesk *d = state;

    if (d->asks_reset) {
        reset_answer(s, d, k);
        return true;
    }
    if (k >= '1' && k < '1' + EXDESK_PANELS) {
        exdesk_show(d, k - '1');
        return true;
    }
    return key_moves(d, k);
}

static bool typing(const void *state)
{
    return ((const struct exdesk *)state)->asks_reset;
}

static bool reset(struct shell *s, void *state)
{
    (void)s;
    ((struct exdesk *)state)->asks_reset = true;
    return true;
}

static bool stop(struct shell *s, void *state)
{
    const struct exdesk *d = state;

    if (!d->busy)
        return false;
    checker_stop(s->check);
    return true;
}

/* Another screen stood in front, perhaps another exercise. */
static void about(struct shell *s, struct exdesk *d)
{
    if (checker_about(s->check, buf_string(&d->loop.folder),
                      buf_string(&d->path)))
        d->busy = false;
    if (s->glance)
        glance_about(s->glance, buf_string(&d->path));
}

static void resume(struct shell *s, void *state)
{
    about(s, state);
    shell_fault(s, exdesk_read(state));
    news(s, state); /* what came meanwhile */
}

/* --- opening --------------------------------------------------------------
 */

static void free_all(struct exdesk *d)
{
    loop_close(&d->loop);
    buf_release(&d->path);
    buf_release(&d->prompt);
    buf_release(&d->text);
    buf_release(&d->judged);
    free(d->report);
    free(d->tried);
    free(d);
}

static void release(struct shell *s, void *state)
{
    if (s->check)
        checker_stop(s->check);
    free_all(state);
}

static const struct shell_screen screen = {
    .name = "exercise",
    .bindings = exdesk_bindings,
    .draw = exdesk_draw,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .reset = reset,
    .stop = stop,
    .free = release,
};

static void poke(void *context)
{
    worker_poke(context);
}

static struct status open(struct shell *s, struct exdesk *d, const char *name)
{
    char own[EXERCISE_NAME + 4];
    bool fresh;

    STATUS_TRY(loop_open(&d->loop, name, s->database));
    if (!s->check)
        STATUS_TRY(checker_new(&s->check, poke, s->worker));
    if (!s->glance) /* without one there is no first word, and no less */
        STATUS_TRY(glance_new(&s->glance, poke, s->worker));
    d->report = calloc(1, sizeof *d->report);
    d->tried = calloc(1, sizeof *d->tried);
    if (!d->report || !d->tried)
        return status_fail(STATUS_NO_MEMORY, "exercise: out of memory");
    snprintf(own, sizeof own, "%s.c", d->loop.name);
    STATUS_TRY(
        exercise_text(&d->prompt, buf_string(&d->loop.folder), "prompt.md"));
    STATUS_TRY(workplace_start(buf_string(&d->loop.folder), d->loop.name, false,
                               &fresh));
    STATUS_TRY(workplace_path(&d->path, d->loop.name, own));
    STATUS_TRY(loop_state(&d->loop, &d->state, &d->hints));
    return exdesk_read(d);
}

struct status exdesk_push(struct shell *s, const char *name,
                          struct reader *reader, int block)
{
    struct toolchain tools;
    struct exdesk *d = calloc(1, sizeof *d);
    char due[160];

    if (!d)
        return status_fail(STATUS_NO_MEMORY, "exercise: out of memory");
    buf_init(&d->path, PATH_BYTES);
    buf_init(&d->prompt, EXERCISE_BYTES);
    buf_init(&d->text, EXERCISE_BYTES);
    buf_init(&d->judged, EXERCISE_BYTES);
    const struct status st = open(s, d, name);
    if (st.code) {
        free_all(d);
        return st;
    }
    d->reader = reader;
    d->block = block;
    about(s, d);
    d->saves = checker_ask(s->check).saves;
    if (reader && d->state.passed) /* passed at the command line */
        shell_fault(s, reader_pass(reader, block, 1.0));
    shell_push(s, &screen, d);
    courseconf_say_due(&d->loop.conf, clock_unix(), due, sizeof due);
    if (due[0])
        shell_say(s, "%s", due);
    if (toolchain_find(&tools).code)
        shell_say(s, "no C compiler here: m asks the same as a task");
    return STATUS_OK;
}
