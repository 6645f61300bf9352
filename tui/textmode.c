#include "tui/textmode.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/mutantcode.h"
#include "tui/placement.h"
#include "tui/screens/ccard.h"

enum { MOST_LISTED = 60 };

void textmode_say(struct textmode *t, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vfprintf(t->out, fmt, args);
    va_end(args);
    fputc('\n', t->out);
}

void textmode_fault(struct textmode *t, struct status st)
{
    if (st.code)
        textmode_say(t, "That failed: %s.", st.text);
}

const char *textmode_ask(struct textmode *t, const char *prompt)
{
    ssize_t n;

    if (t->ended)
        return NULL;
    fprintf(t->out, "%s ", prompt);
    fflush(t->out);
    n = getline(&t->line, &t->room, t->in);
    if (n < 0) {
        t->ended = true;
        fputc('\n', t->out);
        return NULL;
    }
    while (n > 0 && (t->line[n - 1] == '\n' || t->line[n - 1] == '\r' ||
                     t->line[n - 1] == ' '))
        t->line[--n] = '\0';
    return t->line + strspn(t->line, " ");
}

void textmode_term(struct textmode *t, const char *term)
{
    const int at = glossary_find(&t->glossary, term);

    if (at < 0) {
        textmode_say(t, "\"%s\" is no word of the glossary.", term);
    } else {
        textmode_say(t, "%s: %s", t->glossary.entry[at].term,
                     t->glossary.entry[at].says);
    }
}

void textmode_ccard(struct textmode *t)
{
    for (const struct ccard_row *r = ccard_rows; r->code; r++)
        textmode_say(t, "%s\n    %s", r->code, r->says);
}

static void open_lesson(struct textmode *t, int i)
{
    const struct course_entry *e = &t->course.entries[i];
    struct status st;

    if (!e->lesson) {
        textmode_fault(t, e->fault);
        if (!e->fault.code)
            textmode_say(t, "%s is planned, not written yet.", e->row->id);
        return;
    }
    st = reader_open(&t->reader, e->lesson, &t->progress);
    if (!st.code)
        st = reader_go(&t->reader, t->reader.step);
    if (st.code)
        textmode_fault(t, st);
    else
        textmode_lesson(t);
    reader_close(&t->reader);
    textmode_fault(t, placement_refresh(&t->course, &t->progress, t->database));
}

static const char *state_word(const struct course_entry *e)
{
    return e->state == PROGRESS_DONE      ? ", done"
           : e->known                     ? ", known"
           : e->state == PROGRESS_STARTED ? ", begun"
                                          : "";
}

/* The lessons that can be read, numbered; then one is asked for. */
static void choose_lesson(struct textmode *t)
{
    int listed[MOST_LISTED], n = 0;
    const char *answer;
    char *end;

    for (int i = 0; i < t->course.catalogue.count && n < MOST_LISTED; i++) {
        if (!t->course.entries[i].lesson)
            continue;
        listed[n++] = i;
        textmode_say(t, "%d. %s %s%s", n, t->course.entries[i].row->id,
                     t->course.entries[i].row->title,
                     state_word(&t->course.entries[i]));
    }
    textmode_say(t, "%d further lessons are planned.",
                 t->course.catalogue.count - n);
    answer = textmode_ask(t, "Which one? A number, or Enter for none:");
    if (!answer || !*answer)
        return;
    const long at = strtol(answer, &end, 10);
    if (*end || at < 1 || at > n) {
        textmode_say(t, "\"%s\" is not one of 1 to %d.", answer, n);
        return;
    }
    open_lesson(t, listed[at - 1]);
}

static void look_up(struct textmode *t)
{
    const char *term = textmode_ask(t, "Which word?");

    if (term && *term)
        textmode_term(t, term);
}

static void menu(struct textmode *t)
{
    const int next = t->course.next;
    const char *answer;

    textmode_say(t, "\nThe course map.");
    if (next >= 0) {
        textmode_say(t, "1. Go on with %s, %s",
                     t->course.catalogue.lessons[next].id,
                     t->course.catalogue.lessons[next].title);
    } else {
        textmode_say(t, "1. Every written lesson is done.");
    }
    textmode_say(t, "2. All lessons\n3. Look up a word\n4. Quit\n"
                    "5. Questions of earlier lessons that are due\n"
                    "6. C on one card");
    answer = textmode_ask(t, "A number, then Enter:");
    if (!answer)
        return;
    if (strcmp(answer, "1") == 0 && next >= 0) {
        open_lesson(t, next);
    } else if (strcmp(answer, "2") == 0) {
        choose_lesson(t);
    } else if (strcmp(answer, "3") == 0) {
        look_up(t);
    } else if (strcmp(answer, "4") == 0 || strcmp(answer, "q") == 0) {
        t->ended = true;
    } else if (strcmp(answer, "5") == 0) {
        textmode_review(t, clock_unix(), false);
    } else if (strcmp(answer, "6") == 0) {
        textmode_ccard(t);
    } else if (course_find(&t->course, answer) >= 0) {
        open_lesson(t, course_find(&t->course, answer));
    } else {
        textmode_say(t,
                     "\"%s\" is none of them: 1 to 6, or a lesson such "
                     "as L16.",
                     answer);
    }
}

struct status textmode_open(struct textmode *t, const char *folder,
                            const char *database)
{
    const char *slash;
    char beside[4096];

    STATUS_TRY(progress_open(&t->progress, database));
    STATUS_TRY(course_open(&t->course, folder, &t->progress));
    t->database = database;
    STATUS_TRY(placement_refresh(&t->course, &t->progress, database));
    STATUS_TRY(course_take_codes(&t->course, mutantcode_bring));
    slash = strrchr(t->course.catalogue.path, '/');
    snprintf(beside, sizeof beside, "%.*s",
             slash ? (int)(slash - t->course.catalogue.path) : 1,
             slash ? t->course.catalogue.path : ".");
    return glossary_open(&t->glossary, beside);
}

void textmode_close(struct textmode *t)
{
    glossary_close(&t->glossary);
    course_close(&t->course);
    progress_close(&t->progress);
    free(t->line);
}

struct status textmode_run(FILE *in, FILE *out, const char *folder,
                           const char *database)
{
    struct textmode t = {.in = in, .out = out};
    const struct status st = textmode_open(&t, folder, database);

    if (!st.code) {
        textmode_say(&t, "Lathe in text mode. Every choice has a number; type "
                         "it, then Enter.");
        textmode_review(&t, clock_unix(), true);
        while (!t.ended)
            menu(&t);
        textmode_say(&t, "What you did is kept. Goodbye.");
    }
    textmode_close(&t);
    return st;
}
