/* exam_run.c - one build of a file over all cases. A program that breaks off
 * in one case is started anew for the next, unless its time was over. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "exercises/exam_parts.h"
#include "exercises/sanitized.h"

enum { MOST_BREAKS = 4, OUTPUT_BYTES = 1 << 20 };

/* The way through all cases. */
struct way {
    struct exam *e;
    struct exam_run *run;
    enum building_kind kind;
    struct sandbox_job job;
    struct party party;
    bool open, over;
    int breaks;
    struct buf printed; /* by the first of both runs of each case */
    off_t seen;         /* bytes of its output looked at */
};

void exam_forget(struct exam_sheet *sheet)
{
    for (int k = 0; k < TALK_CASES; k++) {
        for (int i = 0; i < 2; i++) {
            free(sheet->got[k][i]);
            sheet->got[k][i] = NULL;
        }
    }
}

/* What was printed since the last call; `keep` says whether it counts. */
static void see_output(struct way *w, bool keep)
{
    char text[4096];
    ssize_t n;

    while ((n = pread(w->party.out, text, sizeof text, w->seen)) > 0) {
        w->seen += n;
        if (keep)
            buf_add(&w->printed, text, (size_t)n);
    }
}

static void keep_log(struct way *w)
{
    const size_t room = 64 << 10;
    char *text = malloc(room);

    if (!text)
        return;
    const size_t bytes = party_read(w->party.err, text, room);
    report_clean(w->run->log, sizeof w->run->log, text,
                 bytes < room ? bytes : room - 1);
    free(text);
}

/* Ends the talk with the program, whose output is all there then. Where
 * end->started is false, the sandbox itself failed: that says nothing of the
 * learner's code. */
static struct status end_talk(struct way *w, bool part, bool keep,
                              struct sandbox_end *end)
{
    const struct status st = party_close(&w->party, part, end);

    see_output(w, keep);
    keep_log(w);
    party_forget(&w->party);
    w->open = false;
    w->seen = 0;
    return st;
}

static enum report_verdict by_signal(int number, const char **say)
{
    static const struct {
        int number;
        enum report_verdict verdict;
        const char *say;
    } rows[] = {
        {SIGSEGV, REPORT_CRASH,
         "it reads or writes an address that is not its "
         "own (segmentation fault)"},
        {SIGBUS, REPORT_CRASH,
         "it uses an address that leads nowhere (bus "
         "error)"},
        {SIGFPE, REPORT_CRASH, "it divides a whole number by zero"},
        {SIGABRT, REPORT_CRASH,
         "it was aborted: a failed assert(), or the "
         "heap was overwritten"},
        {SIGILL, REPORT_CRASH, "it runs into something that is no instruction"},
        {SIGSYS, REPORT_FORBIDDEN,
         "it asks the system for something that an "
         "exercise may not have"},
        {SIGXFSZ, REPORT_OUTPUT, "it prints more than a MiB"},
        {SIGXCPU, REPORT_TIMEOUT, "it computes for too long"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].number == number) {
            *say = rows[i].say;
            return rows[i].verdict;
        }
    }
    *say = "it was ended by a signal";
    return REPORT_CRASH;
}

/* Why the program broke off in case k; `talk` is what party_ask() said. */
static void explain(struct way *w, int k, const char *talk,
                    const struct sandbox_end *end)
{
    enum report_verdict *verdict = &w->run->verdict[k];
    char *say = w->run->say[k];
    const struct sandbox_limits *l = &w->job.limits;
    const char *why;
    bool memory;

    if (w->kind == BUILDING_SANITIZED &&
        sanitized_say(w->run->log, w->e->source, &memory, say, 512)) {
        *verdict = memory ? REPORT_MEMORY : REPORT_UNDEFINED;
    } else if (end->timed_out || end->signal == SIGXCPU ||
               (end->signal == SIGKILL && end->cpu_s >= l->cpu_s)) {
        *verdict = REPORT_TIMEOUT;
        snprintf(say, 512,
                 "it was stopped after %d s: a loop without end, or "
                 "far too slow",
                 l->cpu_s);
        w->over = true;
    } else if (end->signal && end->signal != SIGKILL) {
        *verdict = by_signal(end->signal, &why);
        snprintf(say, 512, "%s", why);
    } else if (end->code >= 0) {
        *verdict = REPORT_CRASH;
        snprintf(say, 512,
                 "your code ended the program (exit status %d) in the "
                 "middle of the case; a function returns instead",
                 end->code);
    } else {
        *verdict = REPORT_CRASH;
        snprintf(say, 512, "%s", talk);
    }
}

static struct status break_off(struct way *w, int k, int run, const char *talk)
{
    struct sandbox_end end = {.code = -1};
    const struct status st = end_talk(w, false, run == 0, &end);

    if (!end.started)
        return st;
    explain(w, k, talk, &end);
    if (++w->breaks == MOST_BREAKS)
        w->over = true;
    return STATUS_OK;
}

static struct status ask(struct way *w, int k, int run)
{
    const struct exam_paper *p = &w->e->paper[k];
    struct values_rule rule;
    size_t got;

    exam_rule(w->e, &rule);
    const uint32_t head[2] = {rule.fill[run], (uint32_t)p->values.arrays};
    const struct party_words words = {.kind = TALK_RUN,
                                      .number = k,
                                      .head = head,
                                      .head_bytes = sizeof head,
                                      .data = p->made,
                                      .bytes = p->values.made_bytes,
                                      .answer_bytes = p->values.result_bytes};
    unsigned char *answer = malloc(p->values.result_bytes);
    if (!answer)
        return status_fail(STATUS_NO_MEMORY, "no memory for a case");
    const struct status st =
        party_ask(&w->party, &words, answer, p->values.result_bytes, &got);
    if (st.code)
        free(answer);
    else
        w->run->sheet.got[k][run] = answer;
    return st;
}

static struct status one_case(struct way *w, int k)
{
    if (!w->open) {
        STATUS_TRY(party_open(&w->party, w->job));
        w->open = true;
    }
    for (int run = 0; run < 2; run++) {
        const struct status st = ask(w, k, run);

        if (st.code == STATUS_NO_MEMORY)
            return st;
        see_output(w, run == 0);
        if (st.code)
            return break_off(w, k, run, st.text);
    }
    return STATUS_OK;
}

/* After the last case it has to return from its main(). */
static struct status take_leave(struct way *w)
{
    const int last = (int)w->e->about.cases - 1;
    struct sandbox_end end = {.code = -1};

    if (!w->open)
        return STATUS_OK;
    const struct status st = end_talk(w, true, false, &end);
    if (!end.started)
        return st;
    w->run->took_leave = !st.code;
    if (st.code && w->run->verdict[last] == REPORT_PASS) {
        explain(w, last, st.text, &end);
        if (end.code == 0)
            snprintf(w->run->say[last], 512, "%.400s", st.text);
    }
    return STATUS_OK;
}

static struct sandbox_job job_of(struct exam *e, const char *where,
                                 char *const *argv, enum building_kind kind)
{
    static char asan[] = "ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb=512:"
                         "allocator_may_return_null=1:color=never:exitcode=98";
    static char ubsan[] = "UBSAN_OPTIONS=print_stacktrace=1:color=never";
    static char perturb[] = "MALLOC_PERTURB_=165";
    static char threads[] = "OMP_NUM_THREADS=1";
    static char *const plain_env[] = {perturb, threads, NULL};
    static char *const sanitized_env[] = {asan, ubsan, threads, NULL};
    const int cpu_s =
        (int)e->about.cpu_s * (kind == BUILDING_SANITIZED ? 4 : 1);

    return (struct sandbox_job){
        .profile = SANDBOX_RUN,
        .layers = e->layers,
        .folder = where,
        .argv = argv,
        .env = kind == BUILDING_SANITIZED ? sanitized_env : plain_env,
        .limits = {.cpu_s = cpu_s,
                   .wall_ms = 4000 * cpu_s + 1000,
                   .memory_bytes =
                       kind == BUILDING_SANITIZED ? 0 : (size_t)256 << 20,
                   .file_bytes = OUTPUT_BYTES},
    };
}

struct status exam_run(struct exam *e, const char *where, const char *program,
                       enum building_kind kind, struct exam_run *run)
{
    char path[SCRATCH_PATH + EXAM_NAME];
    char *const argv[] = {path, NULL};
    struct status st = STATUS_OK;

    memset(run, 0, sizeof *run);
    snprintf(path, sizeof path, "%s/%s", where, program);
    struct way w = {
        .e = e, .run = run, .kind = kind, .job = job_of(e, where, argv, kind)};
    buf_init(&w.printed, OUTPUT_BYTES);
    for (int k = 0; k < (int)e->about.cases && !st.code; k++) {
        if (w.over) {
            run->verdict[k] = REPORT_SKIPPED;
            snprintf(run->say[k], 512,
                     "not run: the program was stopped in a "
                     "case before");
        } else {
            st = one_case(&w, k);
        }
    }
    if (w.open && st.code) {
        struct sandbox_end end;

        (void)end_talk(&w, false, false, &end);
    } else if (!st.code) {
        st = take_leave(&w);
    }
    report_clean(run->printed, sizeof run->printed, buf_string(&w.printed),
                 w.printed.bytes);
    buf_release(&w.printed);
    return st;
}
