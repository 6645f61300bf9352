#include "exercises/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/taskproof.h"

enum { SEED = 20261 };

struct work {
    struct judge *judge;
    const char *folder, *name;
    verify_tell *tell;
    void *context;
    int faults;
    struct report *report;
};

static void claim(struct work *w, const char *text, bool good, const char *why)
{
    w->faults += !good;
    w->tell(w->context, text, good, good ? "" : why);
}

static struct status check(struct work *w, const struct buf *text,
                           unsigned flags)
{
    const struct exam_file file = {.text = buf_string(text),
                                   .bytes = text->bytes,
                                   .flags = flags,
                                   .seed = SEED};

    STATUS_TRY(judge_check(w->judge, &file, w->report));
    if (w->report->verdict == REPORT_FAULT)
        return status_fail(STATUS_IO, "%.400s", w->report->say);
    return STATUS_OK;
}

/* Why a file does not pass, with what stands nearest to the cause. */
static void why(const struct report *r, char text[600])
{
    snprintf(text, 600, "%s %.200s %.300s", report_verdict_name(r->verdict),
             r->say, r->cases ? "" : r->log);
    for (int i = 0; i < r->cases; i++) {
        if (r->list[i].verdict != REPORT_PASS) {
            snprintf(text, 600, "%s: %s: %.400s", r->list[i].id,
                     report_verdict_name(r->list[i].verdict), r->list[i].say);
            return;
        }
    }
}

static struct status must_pass(struct work *w, const struct buf *text,
                               const char *what)
{
    char say[100], reason[600];

    STATUS_TRY(check(w, text, EXAM_STRICT));
    snprintf(say, sizeof say, "%.80s passes", what);
    why(w->report, reason);
    claim(w, say, w->report->passed && w->report->sanitized, reason);
    return STATUS_OK;
}

/* A starter compiles cleanly, fails in the first shown case, and says what to
 * do. */
static struct status starter(struct work *w, const char *file)
{
    char say[100], reason[600];
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_text(&text, w->folder, file);
    if (!st.code)
        st = check(w, &text, EXAM_STRICT);
    buf_release(&text);
    if (st.code == STATUS_NOT_FOUND) {
        claim(w, file, false, st.text);
        return STATUS_OK;
    }
    STATUS_TRY(st);
    const struct report *r = w->report;
    const enum report_verdict v = r->verdict;
    bool words = false;
    for (int i = 0; i < r->cases; i++)
        words |= r->list[i].verdict == v && strlen(r->list[i].say) > 10;
    snprintf(say, sizeof say, "%s builds, runs and fails with words", file);
    why(r, reason);
    if (r->passed)
        snprintf(reason, sizeof reason, "it passes");
    claim(w, say,
          !r->passed && words &&
              (v == REPORT_WRONG || v == REPORT_UNINITIALISED),
          reason);
    return STATUS_OK;
}

static struct status solution(struct work *w)
{
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_text(&text, w->folder, "solution.c");
    if (!st.code)
        st = must_pass(w, &text, "solution.c");
    buf_release(&text);
    return st;
}

/* Words for one mistake must not be said about another. */
static void alone(struct work *w, const char *part, const char *name)
{
    char file[EXERCISE_NAME + 32], what[160], reason[400];
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    snprintf(file, sizeof file, "%s/%s.diff", part, name);
    const struct status st = exercise_text(&text, w->folder, file);
    const char *own = buf_string(&text) + strlen("mistake: ");
    const size_t n = strlen(w->report->known);
    if (!st.code && n > 0) {
        snprintf(what, sizeof what, "%s/%s is like no other", part, name);
        snprintf(reason, sizeof reason, "its results are those of \"%s\"",
                 w->report->known);
        claim(w, what, strncmp(own, w->report->known, n) == 0 && own[n] == '\n',
              reason);
    }
    buf_release(&text);
}

static struct status one_diff(struct work *w, const char *part,
                              const char *name, bool passes)
{
    char what[160], reason[600];
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_patched(&text, w->folder, part, name);
    snprintf(what, sizeof what, "%s/%s", part, name);
    if (st.code == STATUS_BAD_FILE) {
        claim(w, what, false, st.text);
        st = STATUS_OK;
    } else if (!st.code && passes) {
        st = must_pass(w, &text, what);
    } else if (!st.code) {
        st = check(w, &text, EXAM_PLAIN | EXAM_KNOWN);
        if (!st.code)
            alone(w, part, name);
        /* What only a sanitizer sees is looked for where it is needed. */
        if (!st.code && w->report->passed)
            st = check(w, &text, 0);
        if (!st.code) {
            snprintf(what, sizeof what, "%s/%s fails", part, name);
            why(w->report, reason);
            if (w->report->passed)
                snprintf(reason, sizeof reason, "it passes: no case sees it");
            claim(w, what,
                  !w->report->passed && w->report->verdict != REPORT_COMPILE,
                  reason);
        }
    }
    buf_release(&text);
    return st;
}

static struct status diffs(struct work *w, const char *part, int least,
                           bool passes)
{
    struct exercise_names *names = calloc(1, sizeof *names);
    char what[80], reason[80];

    if (!names)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", part);
    struct status st = exercise_diffs(names, w->folder, part);
    const bool none = st.code == STATUS_NOT_FOUND;
    if (none)
        st = STATUS_OK;
    snprintf(what, sizeof what, "there are %d %s or more", least, part);
    snprintf(reason, sizeof reason, "there are %d", names->count);
    if (!st.code)
        claim(w, what, names->count >= least, reason);
    for (int i = 0; i < names->count && !st.code; i++)
        st = one_diff(w, part, names->name[i], passes);
    free(names);
    return st;
}

static struct status texts(struct work *w)
{
    struct buf prompt;
    char header[EXERCISE_NAME + 4], reason[80];
    int hints = 0;

    buf_init(&prompt, EXERCISE_BYTES);
    (void)exercise_text(&prompt, w->folder, "prompt.md");
    const char *p = buf_string(&prompt);
    claim(w, "prompt.md has a title and names shapes",
          strncmp(p, "# ", 2) == 0 &&
              (strstr(p, "[") || strstr(p, "rows") || strstr(p, "numbers")),
          "it lacks one of them");
    buf_clear(&prompt);
    snprintf(header, sizeof header, "%.64s.h", w->name);
    (void)exercise_text(&prompt, w->folder, header);
    claim(w, "the header says what the shapes are",
          strstr(buf_string(&prompt), "Shapes:") != NULL,
          "\"Shapes:\" is missing");
    buf_clear(&prompt);
    (void)exercise_text(&prompt, w->folder, "try.c");
    claim(w, "try.c has a main", strstr(buf_string(&prompt), "main(") != NULL,
          "it has none");
    buf_release(&prompt);
    (void)exercise_hints(w->folder, &hints);
    snprintf(reason, sizeof reason, "there are %d", hints);
    claim(w, "there are 3 hints or more", hints >= VERIFY_HINTS, reason);
    return STATUS_OK;
}

static struct status task(struct work *w)
{
    const struct status st = taskproof_look(w->folder);

    if (st.code == STATUS_NO_MEMORY)
        return st;
    claim(w, "it can be done as a task, without a compiler", !st.code, st.text);
    return STATUS_OK;
}

struct status verify_exercise(struct judge *j, const char *folder,
                              verify_tell *tell, void *context, int *faults)
{
    const char *slash = strrchr(folder, '/');
    struct work w = {.judge = j,
                     .folder = folder,
                     .name = slash ? slash + 1 : folder,
                     .tell = tell,
                     .context = context};

    w.report = calloc(1, sizeof *w.report);
    if (!w.report)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    struct status st = texts(&w);
    if (!st.code)
        st = judge_exercise(j, folder, SANDBOX_ALL);
    if (!st.code)
        st = solution(&w);
    if (!st.code)
        st = starter(&w, "starter.c");
    if (!st.code)
        st = starter(&w, "starter-short.c");
    if (!st.code)
        st = diffs(&w, "mutants", VERIFY_MUTANTS, false);
    if (!st.code)
        st = diffs(&w, "accepted", VERIFY_ACCEPTED, true);
    if (!st.code)
        st = task(&w);
    free(w.report);
    *faults = w.faults;
    return st;
}
